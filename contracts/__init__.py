"""What the services say to each other: events, their envelope, and the charter they all obey.

This is the only floor that every service shares. It holds data and no behaviour.
"""
