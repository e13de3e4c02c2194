"""Every project tells how it goes (W-24, E-37): notes, reminders, the month's table."""
