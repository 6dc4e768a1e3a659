"""Measurements against the obvious way to do the same work; they report and never fail on a time."""
