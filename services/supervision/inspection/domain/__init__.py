"""Inspections and what they may become: pure decisions."""
