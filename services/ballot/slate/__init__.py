"""The final candidates of a cycle, as last heard from screening."""
