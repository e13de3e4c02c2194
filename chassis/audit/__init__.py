"""The append-only audit trail: its hash chain, what is signed of it, its check and its routes."""
