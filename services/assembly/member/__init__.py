"""Members (议事员): the list, the selection step by step, the seat."""
