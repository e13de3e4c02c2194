"""How long personal data is kept (C-08): each class has a term, a purge, and a record of it."""
