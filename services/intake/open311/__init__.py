"""Open311 GeoReport v2: other systems read the public ledger and hand in suggestions."""
