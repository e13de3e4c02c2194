"""Rules that turn votes into a choice, pure and exact: integers and fractions, never floats."""
