"""Drawing minutes from the records, and making them final: numbered, set, kept, digested."""

from collections import Counter
from dataclasses import replace

from chassis.core.decision import Change
from chassis.core.digests import digests, sm3_there
from chassis.core.documents import Changed, Found
from chassis.core.errors import NotFound, WrongState
from chassis.rooms.anchors import anchored
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attachments import PDF
from chassis.rooms.files.reference import FULL, FileRef
from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import Kept
from chassis.rooms.papers.answer import render
from chassis.service import Context
from chassis.web.command import Order
from services.ballot.ballot.domain.ballot import About, Ballot
from services.ballot.casting.casting import ballot_named
from services.ballot.kinds import MINUTES
from services.ballot.member.queries import number_called
from services.ballot.minutes import domain
from services.ballot.minutes.bodies import Drawing, Finishing
from services.ballot.minutes.domain import Minutes
from services.ballot.minutes.drawing import Records, sections_of
from services.ballot.minutes.papers import minutes_paper
from services.ballot.roll.queries import whole_roll
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.speakers.domain import Floor
from services.ballot.speakers.queries import floor_of

MINUTES_FILES = Kept(MINUTES, lambda state: [state.file] if state.file else [])
ABOUT: tuple[About, ...] = ("PROJECTS", "SATISFACTION")
AFTER_BEGIN = ("IN_SESSION", "ADJOURNED", "CLOSED")


async def draw(order: Order[Drawing]) -> Changed[Minutes]:
    """The whole minutes from the records; edited texts of an earlier draft are replaced."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    if session.status not in AFTER_BEGIN:
        raise WrongState("no-records", "会议还没有开。", "The session has not been held yet.")
    body, records = order.body, await _records(order, session)
    drawn = Minutes(
        session=order.key,
        host=body.host,
        recorder=body.recorder,
        recused=records.recused[0],
        sections=sections_of(records),
    )
    key = MINUTES.key(order.street, order.key)
    return await order.ctx.change(key, lambda found: domain.draw(found, drawn), order.cause)


async def _records(order: Order[Drawing], session: Session) -> Records:
    ctx, street = order.ctx, order.street
    ballot, survey = [await ballot_named(ctx, street, session.ballot_about(one)) for one in ABOUT]
    roll = await whole_roll(ctx, street, order.key)
    frozen = ballot.rounds[0].freeze.expected if ballot and ballot.rounds else 0
    return Records(
        charter=await charter_of(ctx, street),
        session=session,
        ballot=ballot,
        survey=survey,
        expected=frozen or await number_called(ctx, street, session),
        guests=sum(not one.state.voting for one in roll),
        host=order.body.host,
        recorder=order.body.recorder,
        recused=_recused(session, ballot),
        spoke=_spoke(await floor_of(ctx, street, order.key)),
    )


def _recused(session: Session, ballot: Ballot | None) -> tuple[int, ...]:
    """How many stood aside at the opening of each round; as it stands now where none was opened."""
    now = len(session.recusals)
    rounds = ballot.rounds if ballot else ()
    frozen = [one.freeze.recused for one in rounds]
    return tuple(now if one is None else one for one in frozen) or (now,)


def _spoke(floor: Floor) -> dict[str, int]:
    """Item → how many people spoke to it; who spoke twice is one."""
    done = {(one.item, one.member or one.name) for one in floor.speeches if one.started_at}
    return Counter(item for item, _ in done)


async def finish(order: Order[Finishing]) -> Changed[Minutes]:
    """定稿: the number is given once in a year, the PDF is kept with its digests."""
    ctx, street, body = order.ctx, order.street, order.body
    draft = await minutes_of(ctx, street, order.key)
    await _check_serial(order, body.dated.year)
    charter = await charter_of(ctx, street)
    code = charter.sessions.code
    final = domain.numbered(draft.state, code, body.dated.year, body.serial, body.dated)
    session = (await session_of(ctx, street, order.key)).state
    paper = await anchored(ctx, street, minutes_paper(charter, session, final))
    data = await render(ctx.settings, paper, "pdf", order.at)
    said = digests(data, sm3=sm3_there())
    file = await _keep(order, f"{paper.title}{final.number}", data, said.sha256)
    kept = final.model_copy(update={"file": file, "sha256": said.sha256, "sm3": said.sm3})

    def decide(state: Minutes) -> Change[Minutes]:
        domain.MINUTES_TABLE.move(state.status, "finish")
        return Change(kept)

    held = replace(order, version=order.version or draft.version)
    return await held.change(MINUTES, decide)


async def _check_serial(order: Order[Finishing], year: int) -> None:
    for one in await order.ctx.store.every(MINUTES, order.street):
        if one.id != order.key and (one.state.year, one.state.serial) == (year, order.body.serial):
            raise domain.serial_taken(order.body.serial)


async def _keep(order: Order[Finishing], name: str, data: bytes, sha256: str) -> FileRef:
    owner = MINUTES_FILES.owner(order.street, order.key)
    file = owner.file_id(sha256)
    await FileStore(order.ctx.store.engine).put(owner, file, FULL, data, order.at)
    return FileRef(
        id=file, name=f"{name}{PDF.extension}", type=PDF.type, bytes=len(data), sha256=sha256,
        added_by=order.person.sub, added_at=order.at,
    )  # fmt: skip


async def minutes_of(ctx: Context, street: str, session: str) -> Found[Minutes]:
    """The minutes of a session. Raises ``NotFound``."""
    found = await ctx.store.get(MINUTES.key(street, session))
    if found is None:
        raise NotFound("no-minutes", "还没有会议纪要。", "There are no minutes yet.")
    return found


async def next_serial(ctx: Context, street: str, year: int) -> int:
    """The number that the next minutes of a year would bear."""
    every = await ctx.store.every(MINUTES, street)
    return 1 + max((one.state.serial for one in every if one.state.year == year), default=0)
