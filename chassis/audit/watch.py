"""Verifies a service's audit trail from time to time, within bounds, and says what it found.

Street after street, at most a tenth of the time: what one turn leaves is looked at in the next.
``yishi_audit_problems`` adds up the last look at each street; the timestamp beside it moves only
once every street was looked at, so that a check that no longer keeps up shows too.
"""

import time
from collections import deque
from collections.abc import Sequence

import structlog

from chassis.audit.check import AuditCheck
from chassis.audit.evidence import Flaw
from chassis.service import Context, Every

SHARE = 0.1
FIRST = 60.0
MEASURES = ("audit_problems", "audit_verified")

log = structlog.get_logger(__name__)


class AuditWatch:
    """The check of one service, as far as it got. ``seconds`` lie between two turns."""

    def __init__(self, check: AuditCheck, seconds: float) -> None:
        self._check = check
        self._seconds = seconds
        self._left: deque[str] = deque()
        self._flaws: dict[str, int] = {}

    def every(self) -> Every:
        """The turns, beginning soon after the start."""
        first = min(FIRST, self._seconds)
        return Every(self._seconds, "audit_check", self.look, first, measures=MEASURES)

    async def look(self, ctx: Context) -> None:
        """One turn. Raises what the store raises; the next turn goes on from there."""
        if not self._left:
            await self._begin(ctx.service)
        until = time.monotonic() + self._seconds * SHARE
        while self._left:
            await self._look_at(self._left[0], ctx)
            self._left.popleft()
            if time.monotonic() >= until:
                break
        ctx.metrics.audit_problems.labels(ctx.service).set(sum(self._flaws.values()))
        if not self._left:
            ctx.metrics.audit_verified.labels(ctx.service).set(time.time())

    async def _begin(self, service: str) -> None:
        streets = await self._check.begin()
        self._left.extend(streets)
        self._flaws = {street: self._flaws.get(street, 0) for street in streets}
        self._take("", self._check.evidence.flaws, service)

    async def _look_at(self, street: str, ctx: Context) -> None:
        self._take(street, (await self._check.judged(street)).problems, ctx.service)

    def _take(self, street: str, flaws: Sequence[Flaw], service: str) -> None:
        self._flaws[street] = len(flaws)
        for flaw in flaws[:5]:
            told = {"service": service, "street": street, "at": flaw.at, "problem": flaw.en}
            log.error("the audit trail does not hold", **told)
