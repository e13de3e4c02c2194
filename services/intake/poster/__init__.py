"""Ways in on paper: a form to fill in by hand, posters whose code opens the form (W-11, W-29)."""
