"""Looks at an author behind the mask (C-05)."""
