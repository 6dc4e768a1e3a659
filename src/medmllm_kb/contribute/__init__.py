"""Helps with writing records."""
