"""The year (年度) of a street: its stages, its funnel."""
