"""Fault points: named places where this process kills itself, or fails, because a test says so.

``YISHI_FAULT=<point>:<n>`` kills it (``SIGKILL``, as ``kill -9``) the n-th time it comes by the
point; ``<point>:<n>:fail`` raises ``Planted`` there from the n-th time on, as a bug would. A point
may name what passes it: ``consume-before-act/intake.leg-opened`` counts one queue only. Production
refuses the setting; where nothing is armed, a point costs one look at ``None``.

======================  ========================================================================
``change-before-write``  a change was decided, nothing of it is written (detail: the kind)
``change-after-write``   it is written and not yet answered (detail: the kind)
``relay-after-claim``    a sweep has claimed outboxes
``relay-before-publish`` an outbox is in hand
``relay-after-publish``  the bus has its events, the audit chain not its rows
``audit-after-head``     the head of a chain has moved; without transactions its rows are not in
                         place yet (detail: street)
``relay-after-audit``    both have theirs, the outbox is not emptied
``relay-after-sent``     the outbox is emptied
``consume-before-act``   an event is in hand (detail: the queue)
``consume-after-act``    its action is done, the bus does not know yet (detail: the queue)
``process-after-step``   a step of a process is made (detail: process.step)
``process-after-undo``   a step is undone (detail: process.step)
======================  ========================================================================
"""

import os
import re
import signal
from dataclasses import dataclass

POINTS = (
    "change-before-write",
    "change-after-write",
    "relay-after-claim",
    "relay-before-publish",
    "relay-after-publish",
    "audit-after-head",
    "relay-after-audit",
    "relay-after-sent",
    "consume-before-act",
    "consume-after-act",
    "process-after-step",
    "process-after-undo",
)
SPELLED = re.compile(r"(?P<point>[a-z-]+)(/(?P<detail>[^:]+))?:(?P<n>[1-9]\d*)(:(?P<act>fail))?")


class Planted(Exception):
    """A failure that a test has planted; it is treated as a bug like any other."""


@dataclass
class Fault:
    """What is armed: the point, the ``detail`` it is narrowed to, and from which time on."""

    point: str
    detail: str
    n: int
    fails: bool
    seen: int = 0

    def strike(self, point: str, detail: str) -> None:
        """Count this passage, and die or raise ``Planted`` where its time has come."""
        if point != self.point or (self.detail and detail != self.detail):
            return
        self.seen += 1
        if self.fails and self.seen >= self.n:
            raise Planted(f"planted at {point}")
        if not self.fails and self.seen == self.n:
            os.kill(os.getpid(), signal.SIGKILL)


_armed: Fault | None = None


def read_fault(text: str) -> Fault:
    """``point[/detail]:n[:fail]``. Raises ``ValueError`` saying what it takes."""
    found = SPELLED.fullmatch(text)
    if found is None or found["point"] not in POINTS:
        raise ValueError(f"takes <point>:<n> or <point>:<n>:fail; points: {', '.join(POINTS)}")
    return Fault(found["point"], found["detail"] or "", int(found["n"]), bool(found["act"]))


def arm(text: str) -> None:
    """Arm what ``YISHI_FAULT`` says; nothing where it is empty. Raises ``ValueError``."""
    global _armed
    _armed = read_fault(text) if text else None


def reached(point: str, detail: str = "") -> None:
    """Mark a fault point: where it is armed and its time has come, die or raise here."""
    if _armed is not None:
        _armed.strike(point, detail)
