"""Similar suggestions: which messages of a street speak of the same matter (E-21, W-11)."""
