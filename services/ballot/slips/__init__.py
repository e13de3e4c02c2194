"""Slips (投票码): their codes, printing them."""
