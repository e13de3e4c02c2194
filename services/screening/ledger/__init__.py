"""The ledger of a cycle: its legs in strict order, their meetings, what closing a leg needs."""
