"""What the records together imply: pure functions of the knowledge base."""
