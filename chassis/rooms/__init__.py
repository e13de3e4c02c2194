"""Rooms of every service: workbooks, papers, calendar, files, search, webhooks, batches."""
