"""Answers that are late (超期): soon due, overdue, very overdue; whoever owes one is urged."""
