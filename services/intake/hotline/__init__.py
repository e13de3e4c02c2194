"""Tickets of the 12345 hotline (热线工单): entered under their own number, answered in its term."""
