"""Inspections (督查): deputies look at progress, quality and funds of a project."""
