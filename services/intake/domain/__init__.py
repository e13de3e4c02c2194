"""What is true of suggestions and collections: states, tables and pure decisions."""
