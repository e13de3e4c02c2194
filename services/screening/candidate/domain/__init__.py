"""The rules of alternatives and candidates. Pure."""
