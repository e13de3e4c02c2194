"""The rules of a project's money."""
