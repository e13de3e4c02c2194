"""Projects and what they may become: pure decisions."""
