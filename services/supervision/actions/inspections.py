"""What people do with an inspection."""

from collections.abc import Sequence
from datetime import date

from chassis.core.documents import Changed
from services.supervision.actions.wish import Wish
from services.supervision.domain import inspecting
from services.supervision.domain.inspection import Finding, Inspection, Recheck, Report
from services.supervision.kinds import INSPECTIONS

Moved = Changed[Inspection]


async def correct_inspection(
    wish: Wish, planned_on: date | None, inspectors: Sequence[str] | None, reason: str
) -> Moved:
    """Another day or other deputies, while it lies ahead."""
    return await wish.change(
        INSPECTIONS, lambda i: inspecting.correct(i, planned_on, inspectors, reason, wish.cause)
    )


async def notify_inspection(wish: Wish) -> Moved:
    """Department and deputies are told."""
    return await wish.change(INSPECTIONS, lambda i: inspecting.notify(i, wish.cause))


async def conduct_inspection(wish: Wish, report: Report) -> Moved:
    """What the deputies saw (E-34)."""
    return await wish.change(
        INSPECTIONS, lambda i: inspecting.conduct(wish.key, i, report, wish.today, wish.cause)
    )


async def record_findings(wish: Wish, findings: Sequence[Finding]) -> Moved:
    """Problems that were found (E-35)."""
    return await wish.change(INSPECTIONS, lambda i: inspecting.find(i, findings, wish.cause))


async def order_rectification(wish: Wish, due_on: date) -> Moved:
    """To be put right by a day (E-35)."""
    return await wish.change(
        INSPECTIONS, lambda i: inspecting.rectify(i, due_on, wish.today, wish.cause)
    )


async def recheck_inspection(
    wish: Wish, by: str, passed: bool, note: str, due_on: date | None
) -> Moved:
    """Another person looks again."""
    looked = Recheck(by=by, on=wish.today, passed=passed, note=note)
    return await wish.change(
        INSPECTIONS, lambda i: inspecting.recheck(i, looked, due_on, wish.today, wish.cause)
    )


async def close_inspection(wish: Wish) -> Moved:
    """Nothing is open any more."""
    return await wish.change(INSPECTIONS, lambda i: inspecting.close(i, wish.cause))


async def waive_inspection(wish: Wish, reason: str) -> Moved:
    """Do without it, with a reason (E-33)."""
    return await wish.change(INSPECTIONS, lambda i: inspecting.waive(i, reason, wish.cause))
