"""MedMLLM-KB: a curated, citable knowledge base of medical multimodal large language models."""

__version__ = "0.1.0"
