"""回避: members who stand aside from candidates that they have an interest in."""
