"""What is true of a suggestion: its state, its table and pure decisions."""
