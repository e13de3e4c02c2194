"""Opinions of the members’ pre-review, and their answers."""
