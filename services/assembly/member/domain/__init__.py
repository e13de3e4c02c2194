"""What a member is and may become: pure decisions."""
