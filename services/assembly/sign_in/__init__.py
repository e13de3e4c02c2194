"""Sign-in: as a demonstration person, or by the identity provider."""
