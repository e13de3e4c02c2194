"""会议纪要: drawn from the records in one press, edited, then final with number and digest."""
