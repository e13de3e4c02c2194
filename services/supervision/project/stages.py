"""A project moved on: what each thing of supervision does about it."""

from chassis.core.decision import Cause
from chassis.service import Context
from contracts.envelope import Heard
from contracts.supervision import ProjectStageChanged
from services.supervision.followup.hears import resolve_by_works
from services.supervision.inspection.hears import waive_inspections

FOLLOWING = (waive_inspections, resolve_by_works)


async def follow_stage(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """Let each of them know; a new thing adds one entry to ``FOLLOWING``."""
    for follow in FOLLOWING:
        await follow(ctx, heard, cause.part(follow.__name__))
