"""What the screening decides, pure: the ledger with its legs, items, candidates, opinions."""
