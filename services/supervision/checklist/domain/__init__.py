"""The rules of checklists."""
