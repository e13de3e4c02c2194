"""What a year hears from the other services: legs, the result, projects."""

from collections.abc import Callable

from chassis.core.decision import Cause, Change, awaited
from chassis.service import Context
from contracts.ballot import BallotAnnounced
from contracts.envelope import Heard
from contracts.screening import LegClosed, LegOpened, LegReopened
from contracts.supervision import ProjectCreated
from services.assembly.cycle import domain
from services.assembly.cycle.domain import Cycle
from services.assembly.kinds import CYCLES


async def hear_leg_opened(ctx: Context, heard: Heard[LegOpened], cause: Cause) -> None:
    """The stage follows the leg."""
    await _hear(
        ctx, heard.street, heard.data.cycle, cause,
        lambda cycle: domain.leg_opened(cycle, heard.data.leg, heard.sequence),
    )  # fmt: skip


async def hear_leg_closed(ctx: Context, heard: Heard[LegClosed], cause: Cause) -> None:
    """A leg's figures, or better ones."""
    said = heard.data
    await _hear(
        ctx, heard.street, said.cycle, cause,
        lambda cycle: domain.leg_closed(
            cycle, said.leg, heard.sequence, said.incoming, said.outgoing
        ),
    )  # fmt: skip


async def hear_leg_reopened(ctx: Context, heard: Heard[LegReopened], cause: Cause) -> None:
    """The stage goes back with the leg."""
    await _hear(
        ctx, heard.street, heard.data.cycle, cause,
        lambda cycle: domain.leg_reopened(cycle, heard.data.leg, heard.sequence),
    )  # fmt: skip


async def hear_announced(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """The result of the vote."""
    await _hear(
        ctx, heard.street, heard.data.cycle, cause,
        lambda cycle: domain.announced(cycle, heard.data),
    )  # fmt: skip


async def hear_project(ctx: Context, heard: Heard[ProjectCreated], cause: Cause) -> None:
    """A chosen item became a project."""
    await _hear(
        ctx, heard.street, heard.data.cycle, cause,
        lambda cycle: domain.project_created(cycle, heard.data.project),
    )  # fmt: skip


async def _hear(
    ctx: Context,
    street: str,
    cycle: str,
    cause: Cause,
    decide: Callable[[Cycle], Change[Cycle]],
) -> None:
    await ctx.change(CYCLES.key(street, cycle), awaited(decide), cause)
