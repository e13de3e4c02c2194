"""The checklist of a project (清单, W-18)."""
