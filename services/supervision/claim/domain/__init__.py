"""The rules of claims."""
