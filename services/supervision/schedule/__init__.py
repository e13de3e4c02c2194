"""The timetable counted back from the end (倒排, W-20)."""
