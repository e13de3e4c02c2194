"""Pages of the focus topics: anyone joins at any time (E-04, W-29)."""
