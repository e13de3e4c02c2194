"""The roll (签到册): who is at a session, who drew a slip."""
