"""What the city's overview hears of every street."""

from chassis.core.decision import Cause
from chassis.rooms.copies import keep_charter
from chassis.service import Context
from contracts.assembly import CharterAdopted, CycleStageChanged
from contracts.ballot import BallotAnnounced
from contracts.envelope import Heard
from contracts.intake import CollectionClosed
from contracts.screening import LegClosed, LegReopened
from services.supervision.kinds import OVERVIEW
from services.supervision.overview import domain as overview
from services.supervision.overview.domain import Decide
from services.supervision.project.hears import create_projects


async def hear_charter(ctx: Context, heard: Heard[CharterAdopted], cause: Cause) -> None:
    """Keep a street's charter, or its new version."""
    await keep_charter(ctx, heard, cause)
    decide = overview.charter_heard(heard.data.charter, heard.sequence)
    await _keep(ctx, heard.street, decide, cause)


async def hear_result(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """Keep how many were chosen and reserved, and open a project for each chosen candidate."""
    await _keep(ctx, heard.street, overview.result_announced(heard.street, heard.data), cause)
    await create_projects(ctx, heard, cause)


async def hear_stage(ctx: Context, heard: Heard[CycleStageChanged], cause: Cause) -> None:
    """Keep the stage that the cycle reached."""
    said = heard.data
    decide = overview.stage_heard(heard.street, said.cycle, said.stage, heard.sequence)
    await _keep(ctx, heard.street, decide, cause)


async def hear_leg_closed(ctx: Context, heard: Heard[LegClosed], cause: Cause) -> None:
    """Keep a leg's outgoing figure for the funnel."""
    said, street = heard.data, heard.street
    decide = overview.leg_closed(street, said.cycle, said.leg, said.outgoing, heard.sequence)
    await _keep(ctx, street, decide, cause)


async def hear_leg_reopened(ctx: Context, heard: Heard[LegReopened], cause: Cause) -> None:
    """Forget the figures of a leg that was opened again, and of those after it (E-27)."""
    said = heard.data
    decide = overview.leg_reopened(heard.street, said.cycle, said.leg, heard.sequence)
    await _keep(ctx, heard.street, decide, cause)


async def hear_collection(ctx: Context, heard: Heard[CollectionClosed], cause: Cause) -> None:
    """Keep how many suggestions the cycle accepted."""
    said = heard.data
    decide = overview.collection_closed(heard.street, said.cycle, said.accepted, heard.sequence)
    await _keep(ctx, heard.street, decide, cause)


async def _keep(ctx: Context, street: str, decide: Decide, cause: Cause) -> None:
    await ctx.change(OVERVIEW.key(street, street), decide, cause)
