"""Casting a vote: written by hand, no trace of who or when (decision 0006)."""
