"""Anchors: one line of text that says what the chains of a street had come to, for outside.

    YISHI1 430111005 20260305T081200Z ASSEMBLY:412:9F3C2A71B0C4D5E6F701 BALLOT:77:…
    KEY:7F3A9C01D2E4F6A8 SIG KZ3T…

Per service the number of the last row and the first 20 digits of its hash, then the key and its
Ed25519 signature over all before it in base32. Only characters that a QR code holds cheaply, and
that a person can type; what was typed without ``KEY`` and ``SIG`` is compared all the same. For
``ALL`` streets the numbers and digests are those of the services' last statements.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.audit.evidence import SHORTEST, Expected
from chassis.audit.keys import AuditKey, Ring, read_signature, text_of
from chassis.audit.statements import Mark
from chassis.core.clock import local

VERSION = "YISHI1"
DIGITS = 20
GROUP = 26
_TIME = "%Y%m%dT%H%M%SZ"
_HEAD = re.compile(rf"([A-Z_]{{2,20}}):(\d{{1,12}}):([0-9A-F]{{{SHORTEST},64}})")


class NoAnchor(ValueError):
    """This text is no anchor; the message says what is wrong, in both languages."""


@dataclass(frozen=True)
class Anchor:
    """An anchor of one street; ``key`` and ``signature`` are empty where it was typed without."""

    street: str
    at: datetime
    marks: Mapping[str, Mark]
    key: str = ""
    signature: str = ""

    @property
    def body(self) -> str:
        """Everything that is signed."""
        heads = (
            f"{name.upper()}:{mark.seq}:{mark.hash[:DIGITS].upper()}"
            for name, mark in sorted(self.marks.items())
        )
        words = VERSION, self.street, self.at.astimezone(UTC).strftime(_TIME), *heads
        return " ".join((*words, f"KEY:{self.key.upper()}") if self.key else words)

    @property
    def line(self) -> str:
        """The whole anchor; the signature in groups, so that it breaks over lines."""
        groups = [self.signature[at : at + GROUP] for at in range(0, len(self.signature), GROUP)]
        return " ".join((self.body, "SIG", *groups)) if groups else self.body

    def signed(self, key: AuditKey) -> "Anchor":
        """The same, signed."""
        named = Anchor(self.street, self.at, self.marks, key.name)
        signature = text_of(key.sign(_message(named.body)))
        return Anchor(self.street, self.at, self.marks, key.name, signature)

    def holds(self, ring: Ring) -> bool:
        """Whether a key of this ring signed it."""
        key = ring.find(self.key)
        return bool(key and key.holds(_message(self.body), read_signature(self.signature)))

    @property
    def told(self) -> tuple[str, str]:
        """What it is called where something does not fit it."""
        when = f"{local(self.at):%Y-%m-%d %H:%M}"
        return f"{when} 锚点", f"the anchor of {when}"

    def expected(self) -> list[tuple[str, str, Expected]]:
        """(service, street, mark) of each head in it."""
        zh, en = self.told
        return [
            (name, self.street, Expected(mark.seq, mark.hash, zh, en))
            for name, mark in self.marks.items()
        ]


def _message(body: str) -> bytes:
    return f"yishi audit anchor\n{body}".encode()


def read_anchor(text: str) -> Anchor:
    """An anchor as it was copied, scanned or typed. Raises ``NoAnchor``."""
    words, _, signature = text.upper().partition(" SIG ")
    version, street, when, *rest = (*words.split(), *[""] * 3)[: max(4, len(words.split()))]
    if version != VERSION or not rest[0]:
        raise NoAnchor(f"不是锚点：{text[:40]} · not an anchor")
    marks, key = _marks([word for word in rest if not word.startswith("KEY:")]), ""
    for word in rest:
        key = word.removeprefix("KEY:").lower() if word.startswith("KEY:") else key
    return Anchor(street, _moment(when), marks, key, "".join(signature.split()))


def _marks(words: Iterable[str]) -> dict[str, Mark]:
    marks = {}
    for word in words:
        found = _HEAD.fullmatch(word)
        if found is None:
            raise NoAnchor(f"锚点中读不懂：{word[:40]} · this part of an anchor cannot be read")
        marks[found[1].lower()] = Mark(seq=int(found[2]), hash=found[3].lower())
    return marks


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise NoAnchor(f"锚点时间读不懂：{text[:40]} · its time cannot be read") from None


def read_anchors(text: str) -> list[Anchor]:
    """All anchors in a text, each from ``YISHI1`` on, over any number of lines; ``#`` comments.

    Raises ``NoAnchor`` for one that cannot be read, and where there is none.
    """
    kept = " ".join(line.partition("#")[0] for line in text.splitlines())
    parts = re.split(rf"(?i)\b(?={VERSION}\s)", kept)
    found = [read_anchor(" ".join(part.split())) for part in parts if VERSION in part.upper()]
    if not found:
        raise NoAnchor("文件中没有锚点 · there is no anchor in it")
    return found
