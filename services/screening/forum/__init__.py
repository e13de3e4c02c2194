"""Forums of deputies and neighbourhood leads (座谈记录)."""
