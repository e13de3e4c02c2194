"""Suggestions as they are screened: kept as intake tells them, triaged, set aside."""
