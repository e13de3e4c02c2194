"""The three-rounds ledger (三下三上): from suggestions to the slate. Start with ``service.py``."""
