"""The rules of score cards, and what they come to. Pure."""
