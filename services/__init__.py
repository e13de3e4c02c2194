"""What decides things: five services that own their data and meet only in events."""
