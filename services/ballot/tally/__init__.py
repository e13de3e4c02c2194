"""Voting rules as data, and polls that others published (``yishi tally``)."""
