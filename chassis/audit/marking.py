"""The rows of one street held against what was signed or handed out of them, in one pass."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chassis.audit.evidence import Expected, fits

LATER = timedelta(minutes=10)
"""How far the clocks of two machines may be apart."""
EARLIER = timedelta(days=1)
"""How long a row may have waited for its chain: a database or broker was away so long."""

Found = tuple[int, str, str]
"""A flaw: the row's number, in Chinese, in English."""


class Marking:
    """Takes rows in order; ``flaws`` says what does not fit: the first of each sort, how many."""

    def __init__(self, marks: Sequence[Expected]) -> None:
        self._marks: dict[int, list[Expected]] = {}
        for mark in marks:
            self._marks.setdefault(mark.seq, []).append(mark)
        dated = [mark for mark in marks if mark.at is not None]
        self._dated = sorted(dated, key=lambda mark: mark.seq)
        self._passed: datetime | None = None
        self._wrong: list[tuple[int, Expected]] = []
        self._misdated: list[Found] = []
        self._last = 0

    def take(self, seq: int, row: dict[str, Any]) -> None:
        """The next row."""
        self._last = seq
        self._date(seq, str(row.get("at", "")))
        for mark in self._marks.get(seq, ()):
            if not fits(str(row.get("hash")), mark.hash):
                self._wrong.append((seq, mark))

    def _date(self, seq: int, text: str) -> None:
        while self._dated and self._dated[0].seq < seq:
            self._passed = self._dated.pop(0).at
        try:
            at = datetime.fromisoformat(text)
            covering = self._dated[0].at if self._dated else None
            if covering is not None and at > covering + LATER:
                zh, en = (
                    "所记时间晚于覆盖它的签名",
                    "it is dated after the statement that covers it",
                )
                self._misdated.append((seq, zh, en))
            elif self._passed is not None and at < self._passed - EARLIER:
                zh = "所记时间比它之前的签名早一天以上"
                en = "it is dated more than a day before a statement that was made before it"
                self._misdated.append((seq, zh, en))
        except (ValueError, TypeError):
            self._misdated.append((seq, "所记时间无法读取", "its time cannot be read"))

    @property
    def unsigned(self) -> int:
        """Rows behind the last mark that a statement made."""
        signed = max((m.seq for ms in self._marks.values() for m in ms if m.at), default=0)
        return max(0, self._last - signed)

    def flaws(self) -> list[Found]:
        """What does not fit, once all rows were taken."""
        return [*self._of_wrong(), *self._misdated[:1], *self._of_beyond()]

    def _of_wrong(self) -> list[Found]:
        if not self._wrong:
            return []
        seq, mark = self._wrong[0]
        more_zh, more_en = _more(len(self._wrong) - 1)
        zh = f"不是{mark.zh}时的那一行：此前的记录被改写{more_zh}"
        en = f"it is not the row of {mark.en}: the trail up to it was made anew{more_en}"
        return [(seq, zh, en)]

    def _of_beyond(self) -> list[Found]:
        beyond = [m for seq, ms in self._marks.items() if seq > self._last for m in ms]
        if not beyond:
            return []
        mark = max(beyond, key=lambda one: one.seq)
        more_zh, more_en = _more(len(beyond) - 1)
        zh = f"链只到第 {self._last} 行，而{mark.zh}时已有第 {mark.seq} 行：链被截断或回退{more_zh}"
        en = (
            f"the chain ends with row {self._last}, {mark.en} had row {mark.seq}: it was cut off "
            f"or set back{more_en}"
        )
        return [(self._last, zh, en)]


def _more(number: int) -> tuple[str, str]:
    return (f"（另有 {number} 处）", f" ({number} more)") if number else ("", "")
