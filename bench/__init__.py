"""Figures of the house as ratios to the bare thing: ``make bench``. Not shipped."""
