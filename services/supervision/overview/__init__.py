"""The city's overview (街道总览) of all streets."""
