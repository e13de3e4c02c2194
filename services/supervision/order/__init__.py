"""Supervision orders (督办单): issued, answered, verified, closed; late ones go up (W-23)."""
