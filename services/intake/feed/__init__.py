"""The public feed of a street: accepted suggestions and their answers, for feed readers."""
