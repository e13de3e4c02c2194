"""Other systems that hand in suggestions by Open311, each with a key of its own."""
