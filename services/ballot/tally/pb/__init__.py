"""Reading and writing ``.pb``, the open format of participatory budgets (pabulib.org/format)."""
