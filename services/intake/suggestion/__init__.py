"""Suggestions: handed in by residents, answered by the street (建议)."""
