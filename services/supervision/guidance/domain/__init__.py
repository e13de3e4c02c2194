"""The rules of guidance."""
