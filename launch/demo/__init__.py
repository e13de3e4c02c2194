"""Plays a whole case through the public HTTP APIs, as the real people would."""
