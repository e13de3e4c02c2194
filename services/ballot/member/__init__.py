"""Members in office, as last heard from the assembly."""
