"""The rules of the ledger. Pure: state in, next state and events out."""
