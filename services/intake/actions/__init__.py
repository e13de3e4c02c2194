"""What intake does: for people who ask, and for events it hears."""
