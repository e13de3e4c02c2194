"""The ballot (票决): rules, rounds, count, signatures, result."""
