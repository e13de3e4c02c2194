"""Slips (投票码条) and their coupons (票码): codes and keys, printing, cancelling."""
