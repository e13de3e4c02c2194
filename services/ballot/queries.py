"""What is read: sessions with their figures, rolls, ballots."""

from chassis.core.documents import Found, Listing
from chassis.core.errors import NotFound
from chassis.rooms.sheets import Column
from chassis.service import Context
from chassis.web.auth import Person
from contracts.charter import Role
from services.ballot.actions.ballots import active_members
from services.ballot.actions.casting import ballot_of
from services.ballot.actions.sessions import session_of
from services.ballot.ballot_views import BallotView, ballot_view
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.roll import RollEntry
from services.ballot.domain.session import Session
from services.ballot.kinds import BALLOTS, MEMBERS, PANELS, ROLL, SESSIONS, SLATES
from services.ballot.views import SessionView, local_minute, session_view

OFFICIALS = (
    Role.NPC_COMMITTEE,
    Role.CHAIR,
    Role.CHIEF_SCRUTINEER,
    Role.SCRUTINEER,
    Role.TELLER,
    Role.AUDITOR,
)
"""Who sees figures between the count and the announcement."""
STAFF = (Role.NPC_COMMITTEE, Role.CHAIR, Role.TELLER, Role.SCRUTINEER, Role.CHIEF_SCRUTINEER)
"""Who works at a session and sees its roll."""
ROLL_COLUMNS = [
    Column("name", "姓名"),
    Column("community", "社区"),
    Column("capacity", "身份"),
    Column("voting", "有表决权", "yes"),
    Column("present", "在场", "yes"),
    Column("slip", "已领投票码", "yes"),
    Column("arrived", "签到时间"),
    Column("left", "离席时间"),
]
RESULT_COLUMNS = [
    Column("rank", "名次", "int"),
    Column("no", "编号", "int"),
    Column("title", "项目", max_length=120),
    Column("votes_for", "赞成票", "int"),
    Column("chosen", "入选", "yes"),
]


def is_official(person: Person, street: str) -> bool:
    """Whether this person may see figures that are not announced yet."""
    return person.reads_as(street, *OFFICIALS)


async def read_session(ctx: Context, street: str, session_id: str) -> SessionView:
    """A session as everybody may see it. Raises ``NotFound``."""
    found = await session_of(ctx, street, session_id)
    slate = await ctx.store.get(SLATES.key(street, found.state.cycle))
    known = found.state.items or (slate.state.items if slate else ())
    expected = len(await active_members(ctx, street))
    return session_view(found, expected, len(known), await panels_of(ctx, street, session_id))


async def panels_of(ctx: Context, street: str, session_id: str) -> list[Found[PanelRecord]]:
    """The panels of a session that were recorded."""
    return await ctx.store.every(PANELS, street, {"session": session_id})


async def list_sessions(
    ctx: Context, street: str, cycle: str, after: str, limit: int
) -> tuple[list[SessionView], str]:
    """Sessions of a cycle (or of all), without their panels."""
    where = {"cycle": cycle} if cycle else {}
    page = await ctx.store.find(SESSIONS, street, where, after=after, limit=limit)
    expected = len(await active_members(ctx, street))
    return [session_view(f, expected, len(f.state.items), []) for f in page.items], page.next


async def roll_page(
    ctx: Context, street: str, session_id: str, after: str, limit: int
) -> Listing[RollEntry]:
    """One page of the roll. Raises ``NotFound`` for an unknown session."""
    await session_of(ctx, street, session_id)
    return await ctx.store.find(ROLL, street, {"session": session_id}, after=after, limit=limit)


async def whole_roll(ctx: Context, street: str, session_id: str) -> list[Found[RollEntry]]:
    """Everybody on the roll, members before non-voting attendees."""
    await session_of(ctx, street, session_id)
    found = await ctx.store.every(ROLL, street, {"session": session_id})
    return sorted(found, key=lambda one: (not one.state.voting, one.state.community, one.id))


async def members_in_office(ctx: Context, street: str) -> list[tuple[str, str, str]]:
    """(id, name, community) of all members in office, by community and name."""
    found = await ctx.store.every(MEMBERS, street, {"active": True})
    members = [(one.id, one.state.name, one.state.community) for one in found]
    return sorted(members, key=lambda member: (member[2], member[1]))


def roll_rows(roll: list[Found[RollEntry]]) -> list[dict[str, str | int | bool | None]]:
    """The roll as rows of a sheet."""
    return [
        {
            **one.state.model_dump(include={"name", "community", "voting", "present", "slip"}),
            "capacity": one.state.capacity or "议事员",
            "arrived": local_minute(one.state.arrived),
            "left": local_minute(one.state.left),
        }
        for one in roll
    ]


async def read_ballot(ctx: Context, street: str, ballot_id: str, person: Person) -> BallotView:
    """A ballot as this person may see it. Raises ``NotFound``."""
    return ballot_view(await ballot_of(ctx, street, ballot_id), is_official(person, street))


async def counted_ballot(ctx: Context, street: str, ballot_id: str) -> tuple[Ballot, Session]:
    """A ballot of which a round was counted, with its session. Raises ``NotFound``."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    if not ballot.held:
        raise NotFound("not-counted", "尚未计票。", "Nothing has been counted yet.")
    return ballot, (await session_of(ctx, street, ballot.session)).state


async def announced_ballot(ctx: Context, street: str, ballot_id: str) -> tuple[Ballot, Session]:
    """A ballot whose result is public, with its session. Raises ``NotFound``."""
    if (await ballot_of(ctx, street, ballot_id)).state.status != "ANNOUNCED":
        raise NotFound("no-result", "票决结果尚未公布。", "The result is not announced yet.")
    return await counted_ballot(ctx, street, ballot_id)


async def list_ballots(
    ctx: Context, street: str, cycle: str, after: str, limit: int
) -> Listing[Ballot]:
    """Ballots of a cycle (or of all)."""
    where = {"cycle": cycle} if cycle else {}
    return await ctx.store.find(BALLOTS, street, where, after=after, limit=limit)


async def result_rows(
    ctx: Context, street: str, ballot_id: str, person: Person
) -> list[dict[str, str | int | bool | None]]:
    """The ranking as rows of a sheet. Raises ``NotFound`` where there is none to see yet."""
    view = await read_ballot(ctx, street, ballot_id, person)
    if view.figures is None:
        raise NotFound("no-result", "票决结果尚未公布。", "The result is not announced yet.")
    return [tally.model_dump(exclude={"candidate"}) for tally in view.figures.tallies]
