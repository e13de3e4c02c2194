"""What the screening does: one function for each thing asked or heard."""
