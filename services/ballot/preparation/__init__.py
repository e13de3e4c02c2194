"""会前、会中、会后: the checklist around a session, with due dates counted from its day (W-04)."""
