"""What everybody sees: all streets, and a street."""
