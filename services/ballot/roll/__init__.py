"""The roll (签到册): who is at a session by whose word, who drew a slip; the check-in board."""
