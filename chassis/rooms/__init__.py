"""Used by every service: workbooks, papers, calendar, files, search, webhooks, batches."""
