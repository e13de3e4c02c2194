"""What every service uses besides the machinery: workbooks, papers, calendar, files, search, webhooks, batches."""
