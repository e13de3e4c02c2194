"""What everything else builds on: problems, decisions, documents, settings, log, figures."""
