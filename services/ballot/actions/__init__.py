"""What people ask of this service and what it hears: one coroutine each."""
