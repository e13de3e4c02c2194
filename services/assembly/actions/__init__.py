"""One action for each thing that is asked of the assembly, or heard by it."""
