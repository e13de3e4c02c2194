"""Rooms that every service may use: workbooks, batches, copies of charters."""
