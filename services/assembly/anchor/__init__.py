"""Audit anchors (审计锚点) that a street publishes: what its trail had come to, for outside."""
