"""票决: sessions of the assembly, their roll, and the secret ballot that decides (E-26, W-15)."""
