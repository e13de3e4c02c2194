"""What supervision decides: pure functions over projects and inspections."""
