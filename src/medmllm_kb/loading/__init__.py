"""Files -> records: safe YAML with positions, the bibliography, the knowledge base."""
