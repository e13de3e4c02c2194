"""What somebody outside vouches for of the public bundle of a ballot."""

from datetime import datetime

from chassis.core.decision import State


class Stamp(State):
    """Over the bytes with this SHA-256: a signature and a token of a time-stamp authority.

    Both in base64, empty where none was asked for; ``at`` is when they came (UTC).
    """

    sha256: str
    signature: str = ""
    token: str = ""
    at: datetime
