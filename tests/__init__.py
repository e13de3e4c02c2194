"""The tests, and the servers they run against (tests.servers)."""
