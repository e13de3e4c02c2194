"""Counting back, and the picture of it."""
