"""What is read of ballots: one, the lists, what papers and sheets are made of."""

from collections.abc import Mapping

from chassis.core.documents import Found, Listing
from chassis.core.errors import NotFound
from chassis.rooms.sheets import Column
from chassis.service import Context
from chassis.web.auth import Person
from services.ballot.ballot.columns import columns_of, fate, percent
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.figures import Figures, TallyView
from services.ballot.ballot.views import BallotView, ballot_view
from services.ballot.casting.casting import ballot_of
from services.ballot.kinds import BALLOTS
from services.ballot.roles import is_official
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of

Cells = Mapping[str, str | int | bool | None]
FIRST_COLUMNS = (Column("rank", "名次", "int"), Column("no", "编号", "int"))


def _columns(state: Ballot, found: Figures) -> list[Column]:
    """The columns of the workbook, by the way of voting."""
    texts = ("title", "index", "result")
    told = columns_of(state, apart=found.tells_group)
    return [
        *FIRST_COLUMNS,
        *(Column(one.key, one.zh, "text" if one.key in texts else "int") for one in told),
    ]


async def read_ballot(ctx: Context, street: str, ballot_id: str, person: Person) -> BallotView:
    """A ballot as this person may see it. Raises ``NotFound``."""
    return await seen_by(ctx, street, await ballot_of(ctx, street, ballot_id), person)


async def seen_by(ctx: Context, street: str, found: Found[Ballot], person: Person) -> BallotView:
    """The same of a ballot that was read."""
    official = is_official(person, street)
    repeats = () if official else await _repeats(ctx, street, found)
    return ballot_view(found, official, repeats)


async def _repeats(ctx: Context, street: str, found: Found[Ballot]) -> list[Round] | None:
    """The rounds of the ballots that followed a void one; nothing while one may still follow."""
    if found.state.status != "VOID" or not found.state.held:
        return []
    session = (await session_of(ctx, street, found.state.session)).state
    if session.status != "CLOSED":
        return None
    alike = await ballots_about(ctx, street, session, found.state.about)
    names = [one.id for one in alike]
    after = alike[names.index(found.id) + 1 :] if found.id in names else ()
    return [one for repeat in after for one in repeat.state.rounds]


async def ballots_about(
    ctx: Context, street: str, session: Session, about: str
) -> list[Found[Ballot]]:
    """The session's ballots of this kind, oldest first; not one that it names and that is not
    there, as preparing it was cut short."""
    names = dict.fromkeys((*session.former, *session.ballots.values(), session.ballot))
    found = [await ctx.store.get(BALLOTS.key(street, name)) for name in names if name]
    return [one for one in found if one is not None and one.state.about == about]


async def list_ballots(
    ctx: Context, street: str, cycle: str, after: str, limit: int
) -> Listing[Ballot]:
    """Ballots of a cycle (or of all)."""
    where = {"cycle": cycle} if cycle else {}
    return await ctx.store.find(BALLOTS, street, where, after=after, limit=limit)


async def counted_ballot(ctx: Context, street: str, ballot_id: str) -> tuple[Ballot, Session]:
    """A ballot of which a round was counted, with its session. Raises ``NotFound``."""
    ballot = (await ballot_of(ctx, street, ballot_id)).state
    if not ballot.held:
        raise NotFound("not-counted", "尚未计票。", "Nothing has been counted yet.")
    return ballot, (await session_of(ctx, street, ballot.session)).state


async def announced_ballot(ctx: Context, street: str, ballot_id: str) -> tuple[Ballot, Session]:
    """A ballot whose result is public, with its session. Raises ``NotFound``."""
    if (await ballot_of(ctx, street, ballot_id)).state.status != "ANNOUNCED":
        raise no_result()
    return await counted_ballot(ctx, street, ballot_id)


async def result_rows(
    ctx: Context, street: str, ballot_id: str, person: Person
) -> tuple[list[Column], list[Cells]]:
    """The ranking as columns and rows of a sheet. ``NotFound`` where there is none to see yet."""
    found = await ballot_of(ctx, street, ballot_id)
    view = await seen_by(ctx, street, found, person)
    if view.figures is None:
        raise no_result()
    rows = [_row(found.state, one, view.figures) for one in view.figures.tallies]
    return _columns(found.state, view.figures), rows


def _row(state: Ballot, one: TallyView, found: Figures) -> Cells:
    undecided = found.pending and not one.chosen
    return {
        **one.model_dump(include={"rank", "no", "title", "votes_for", "points", "apart", "cost"}),
        **{f"grade {grade}": number for grade, number in one.grades.items()},
        "index": percent(one.votes_for, found.valid),
        "result": "待定" if undecided else fate(state, one.candidate)[0],
    }


def no_result() -> NotFound:
    """The result is not public, and this person may not see it before."""
    return NotFound("no-result", "票决结果尚未公布。", "The result is not announced yet.")
