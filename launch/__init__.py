"""What starts things: the command line, the wiring, the demo."""
