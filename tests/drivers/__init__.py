"""How tests talk to the system: as a browser, as another service, or in a real Chromium."""
