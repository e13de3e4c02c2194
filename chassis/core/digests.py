"""Digests that people compare: SHA-256 always, SM3 (GB/T 32905, 国密) beside it where asked for.

``YISHI_HASH=sm3`` asks for it. SHA-256 stays what everything is checked by, so an installation can
begin or end with SM3 at any time; SM3 is a second, independent digest of the same bytes.
"""

import hashlib
from dataclasses import dataclass

GROUP = 8
"""Characters between two blanks of a printed digest, so that two people can compare it aloud."""


@dataclass(frozen=True)
class Digests:
    """Digests of the same bytes in hex; ``sm3`` is empty where nobody asked for it."""

    sha256: str
    sm3: str = ""

    def named(self) -> tuple[tuple[str, str], ...]:
        """(name, hex) of each that is there, SHA-256 first: a line each on a paper or a page."""
        both = ("SHA-256", self.sha256), ("SM3", self.sm3)
        return tuple((name, digest) for name, digest in both if digest)


def digests(data: bytes, *, sm3: bool = False) -> Digests:
    """SHA-256 of these bytes, and their SM3 with ``sm3`` (``settings.sm3``)."""
    return Digests(hashlib.sha256(data).hexdigest(), sm3_of(data) if sm3 else "")


def sm3_of(data: bytes) -> str:
    """SM3 of these bytes, in hex. Raises ``ValueError`` where ``sm3_there`` is false."""
    return hashlib.new("sm3", data).hexdigest()


def sm3_there() -> bool:
    """Whether the OpenSSL of this Python knows SM3; some distributions build it without."""
    try:
        sm3_of(b"")
    except ValueError:
        return False
    return True


def grouped(digest: str) -> str:
    """The digest in groups of 8 characters, so that it breaks over lines and can be read aloud."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))
