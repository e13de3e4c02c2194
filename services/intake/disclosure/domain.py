"""An unmasking (C-05): who looked at an author's name and contact, and why."""

from datetime import datetime

from chassis.core.decision import State


class Disclosure(State):
    """One look at private data; its audit row is the proof. It never repeats the data."""

    suggestion: str
    by: str
    at: datetime
    reason: str
