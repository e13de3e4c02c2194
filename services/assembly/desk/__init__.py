"""The desk: the inbox of those who work for a street."""
