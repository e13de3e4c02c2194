"""Copies of deliberators, to know who collected a suggestion."""
