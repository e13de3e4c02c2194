"""Slips (投票码条): their codes, printing them."""
