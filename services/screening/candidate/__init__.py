"""Alternatives and candidates: proposed, decided, merged, withdrawn, traced."""
