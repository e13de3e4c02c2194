"""Answers to suggestions, kept only to count the open ones."""
