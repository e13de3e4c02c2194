"""The session (会议): calling it, its booklet, its life."""
