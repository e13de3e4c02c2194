"""The institution and its people: charters, members, cycles, notices; and the portal."""
