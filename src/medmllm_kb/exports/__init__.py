"""The knowledge in other forms: pure functions of the knowledge base."""
