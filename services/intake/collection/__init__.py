"""The collection of a cycle: open with its leg, closed with exact figures (征集)."""
