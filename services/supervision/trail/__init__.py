"""The timeline that projects and inspections carry with them (E-38)."""
