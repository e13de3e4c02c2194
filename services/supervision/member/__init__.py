"""Deliberators, as far as they take part in an acceptance."""
