"""Publishes an anchor of each street in which something happened, again and again."""

from datetime import datetime, timedelta

from chassis.core.decision import Cause, Change
from chassis.rooms.anchors import anchor_of
from chassis.service import Context
from services.assembly.anchor import domain
from services.assembly.anchor.domain import PublishedAnchor
from services.assembly.anchor.queries import newest_anchor
from services.assembly.kinds import ANCHORS, CHARTERS

SECONDS = 300.0
FIRST = 120.0


async def publish_anchors(ctx: Context) -> None:
    """For each street: an anchor where one is due (``YISHI_AUDIT_ANCHOR_SECONDS``, 0: never)."""
    if not ctx.settings.audit_anchor_seconds:
        return
    async for street in ctx.store.stream(CHARTERS, None):
        await publish_anchor(ctx, street.street)


async def publish_anchor(ctx: Context, street: str) -> None:
    """An anchor of this street, where one is due and there is a key to sign it."""
    made = await anchor_of(ctx, street)
    if made is None:
        return
    every = timedelta(seconds=ctx.settings.audit_anchor_seconds)
    rows = {name: mark.seq for name, mark in made.marks.items()}
    last = await newest_anchor(ctx, street)
    if not domain.is_due(last.state if last else None, rows, made.at, every):
        return
    anchor, name = PublishedAnchor(at=made.at, line=made.line, rows=rows), _id(made.at)

    def decide(found: PublishedAnchor | None) -> Change[PublishedAnchor]:
        return domain.publish(found, anchor, name)

    cause_id = f"anchor/{street}/{name}"
    cause = Cause(cause_id, "calendar", "publish_anchor", made.at, correlation=cause_id)
    await ctx.change(ANCHORS.key(street, name), decide, cause)


def _id(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
