"""Answers in writing: drafted one by one or from templates, reviewed, released together (答复)."""
