"""Intake (征集): suggestions, their ledger, merges, answers and each one's public timeline."""
