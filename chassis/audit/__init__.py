"""The append-only audit trail: its hash chain, its check and its routes."""
