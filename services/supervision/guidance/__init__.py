"""Guidance (指导意见): what the deputies' group says to a project, and the answer that is owed."""
