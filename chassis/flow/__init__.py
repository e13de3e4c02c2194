"""What moves events: the relay out, the consumer in, dead letters, timed work."""
