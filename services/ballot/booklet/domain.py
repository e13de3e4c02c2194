"""会议材料汇编: its versions and supplements, as the session keeps them (W-06)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from chassis.core.decision import State
from chassis.core.digests import Digests
from chassis.core.errors import WrongState
from chassis.rooms.files.reference import FileRef

MOST = 40
"""Versions and supplements of one session."""


class BookletKind(StrEnum):
    """The whole booklet, or only what changed after it."""

    FULL = "FULL"
    SUPPLEMENT = "SUPPLEMENT"


class Booklet(State):
    """One PDF. ``no`` counts versions of the booklet, and supplements to it, each from 1.

    Its pages are ``first_page`` to ``first_page + pages - 1``. ``holds`` are the keys of the paper
    versions that are in it. ``sha256`` and ``sm3`` are those of the file, so that whoever has the
    file can compare them; ``sm3`` is empty where this Python has none.
    """

    kind: BookletKind
    no: int
    first_page: int
    pages: int
    sha256: str
    sm3: str
    holds: tuple[str, ...]
    file: FileRef
    at: datetime
    by: str

    @property
    def last_page(self) -> int:
        """The number on its last page."""
        return self.first_page + self.pages - 1

    @property
    def digests(self) -> tuple[tuple[str, str], ...]:
        """(name, hex) of each digest of the file."""
        return Digests(self.sha256, self.sm3).named()


def in_force(booklets: Sequence[Booklet]) -> list[Booklet]:
    """The newest version of the whole, then its supplements: together what is in force."""
    fulls = [n for n, one in enumerate(booklets) if one.kind is BookletKind.FULL]
    return list(booklets[fulls[-1] :]) if fulls else []


def changed_since(booklets: Sequence[Booklet], papers: Iterable[str]) -> list[str]:
    """The keys of paper versions that nothing in force holds."""
    held = {key for one in in_force(booklets) for key in one.holds}
    return [key for key in papers if key not in held]


def check_room(booklets: Sequence[Booklet]) -> None:
    """Raise ``WrongState`` where a session has as many as its document takes."""
    if len(booklets) >= MOST:
        raise WrongState(
            "booklets-full",
            f"一次会议最多生成 {MOST} 次材料汇编。",
            f"A session has at most {MOST} versions of its booklet.",
        )


def no_booklet() -> WrongState:
    """A supplement follows a booklet."""
    return WrongState("no-booklet-yet", "请先生成材料汇编。", "Build the booklet first.")


def nothing_changed() -> WrongState:
    """A supplement holds what changed."""
    return WrongState(
        "nothing-changed",
        "材料没有变化，不需要补充材料。",
        "No paper has changed since; there is nothing to supplement.",
    )


def changed_meanwhile() -> WrongState:
    """Somebody else built one at the same time."""
    return WrongState(
        "booklet-moved",
        "刚刚有人生成了材料，请刷新后再试。",
        "Somebody built one just now; reload and try again.",
    )
