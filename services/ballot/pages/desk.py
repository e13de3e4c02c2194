"""The forms of those who work at a session. Each does what its route in ``api`` does."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response

from chassis.core.errors import Invalid
from chassis.web.ask import Ask, asked
from chassis.web.forms import lines_of, read_form, text_of, tried
from contracts.charter import Panel, Role
from services.ballot.actions import ballots, preparing, roll, sessions
from services.ballot.api.ballots import NamedOfficers, VoidReason
from services.ballot.api.hall import Attendee, CheckIn
from services.ballot.api.people import AtTheDoor, Operator, Staff
from services.ballot.api.sessions import NewSession, PanelFindings
from services.ballot.domain.ballot import Officers
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.session import Session
from services.ballot.pages.sessions import index_page, session_page

desk_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)

Doing = Callable[[Ask, str], Awaitable[Any]]
Chair = Annotated[Ask, asked("ballot", Role.CHAIR)]
NPC, CHAIR, CHIEF = Role.NPC_COMMITTEE, Role.CHAIR, Role.CHIEF_SCRUTINEER
SCRUTINEER, TELLER = Role.SCRUTINEER, Role.TELLER


def _move(action: str) -> Doing:
    async def do(ask: Ask, session: str) -> Any:
        cause = ask.cause(f"{action}_session")
        return await sessions.move_session(
            ask.ctx, ask.street, session, action, cause, ask.if_version
        )

    return do


async def _freeze(ask: Ask, session: str) -> Any:
    cause = ask.cause("freeze_booklet")
    return await sessions.freeze_booklet(ask.ctx, ask.street, session, cause, ask.if_version)


async def _close(ask: Ask, session: str) -> Any:
    cause = ask.cause("close_session")
    return await sessions.close_session(ask.ctx, ask.street, session, cause, ask.if_version)


async def _prepare(ask: Ask, session: str) -> Any:
    return await preparing.prepare_ballot(ask.ctx, ask.street, session, ask.cause("prepare_ballot"))


STEPS: dict[str, tuple[tuple[Role, ...], Doing]] = {
    "notify": ((NPC,), _move("notify")),
    "freeze": ((NPC,), _freeze),
    "start_check_in": ((NPC,), _move("start_check_in")),
    "begin": ((NPC, CHAIR), _move("begin")),
    "adjourn": ((NPC, CHAIR), _move("adjourn")),
    "resume": ((NPC, CHAIR), _move("resume")),
    "close": ((NPC, CHAIR), _close),
    "ballot": ((NPC,), _prepare),
}


async def _open(ask: Ask, ballot: str) -> Any:
    return await ballots.open_round(ask.ctx, ask.street, ballot, "open", ask.cause("open_ballot"))


async def _runoff(ask: Ask, ballot: str) -> Any:
    cause = ask.cause("open_next_round")
    return await ballots.open_round(ask.ctx, ask.street, ballot, "runoff", cause)


async def _close_round(ask: Ask, ballot: str) -> Any:
    cause = ask.cause("close_ballot")
    return await ballots.close_round(ask.ctx, ask.street, ballot, cause, ask.if_version)


async def _count(ask: Ask, ballot: str) -> Any:
    return await ballots.count_round(ask.ctx, ask.street, ballot, ask.cause("count_ballot"))


async def _sign(ask: Ask, ballot: str) -> Any:
    cause = ask.cause("sign_count")
    return await ballots.sign_count(ask.ctx, ask.street, ballot, ask.person.sub, cause)


async def _certify(ask: Ask, ballot: str) -> Any:
    cause = ask.cause("certify_ballot")
    return await ballots.certify_ballot(ask.ctx, ask.street, ballot, ask.person.sub, cause)


async def _announce(ask: Ask, ballot: str) -> Any:
    return await ballots.announce_result(ask.ctx, ask.street, ballot, ask.cause("announce_result"))


BALLOT_STEPS: dict[str, tuple[tuple[Role, ...], Doing]] = {
    "open": ((CHAIR,), _open),
    "runoff": ((CHAIR,), _runoff),
    "close": ((CHAIR,), _close_round),
    "count": ((CHIEF, TELLER), _count),
    "sign": ((CHIEF, SCRUTINEER), _sign),
    "certify": ((CHIEF,), _certify),
    "announce": ((NPC,), _announce),
}


def _step(steps: dict[str, tuple[tuple[Role, ...], Doing]], ask: Ask, name: str) -> Doing:
    if name not in steps:
        raise Invalid("unknown-step", "没有这一步。", "There is no such step.")
    roles, do = steps[name]
    ask.need(*roles)
    return do


def _at(ask: Ask, session: str) -> str:
    return f"/ballot/streets/{ask.street}/sessions/{session}"


async def _tried(ask: Ask, session: str, act: Callable[[], Awaitable[object]]) -> Response:
    return await tried(act, _at(ask, session), lambda problem: session_page(ask, session, problem))


@desk_pages.post("/sessions")
async def post_session(ask: Operator) -> Response:
    """Plan a session from its form; the agenda has one item a line."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(form, NewSession, agenda=lines_of(form, "agenda"))
        planned = Session(
            **body.model_dump(include={"cycle", "term", "number", "venue", "override_reason"}),
            at=body.at.isoformat(),
            agenda=tuple(body.agenda),
        )
        cause = ask.cause("create_session")
        return await sessions.create_session(ask.ctx, ask.street, planned, cause)

    there = f"/ballot/streets/{ask.street}"
    return await tried(act, there, lambda problem: index_page(ask, problem))


@desk_pages.post("/sessions/{session}/step")
async def post_step(ask: Staff, session: str) -> Response:
    """The next step of a session."""
    do = _step(STEPS, ask, text_of(await ask.request.form(), "step"))
    return await _tried(ask, session, lambda: do(ask, session))


@desk_pages.post("/sessions/{session}/ballots/{ballot}/step")
async def post_ballot_step(ask: Staff, session: str, ballot: str) -> Response:
    """The next step of a ballot."""
    do = _step(BALLOT_STEPS, ask, text_of(await ask.request.form(), "step"))
    return await _tried(ask, session, lambda: do(ask, ballot))


@desk_pages.post("/sessions/{session}/check-ins")
async def post_check_in(ask: AtTheDoor, session: str) -> Response:
    """A member arrives. The field takes an id, or what the list of members shows: name · id."""
    form = await ask.request.form()

    async def act() -> object:
        member = text_of(form, "member").rpartition("·")[2].strip()
        body = read_form(form, CheckIn, member=member)
        cause = ask.cause("check_in_member")
        return await roll.check_in_member(ask.ctx, ask.street, session, body.member, cause)

    return await _tried(ask, session, act)


@desk_pages.post("/sessions/{session}/attendees")
async def post_attendee(ask: AtTheDoor, session: str) -> Response:
    """A non-voting attendee arrives (V-10)."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(form, Attendee)
        cause = ask.cause("admit_attendee")
        return await roll.admit_attendee(
            ask.ctx, ask.street, session, body.name, body.capacity, cause
        )

    return await _tried(ask, session, act)


@desk_pages.post("/sessions/{session}/check-ins/{member}/slip")
async def post_slip(ask: AtTheDoor, session: str, member: str) -> Response:
    """Who came while a round was open draws a slip."""
    cause = ask.cause("draw_slip")
    return await _tried(
        ask, session, lambda: roll.draw_slip(ask.ctx, ask.street, session, member, cause)
    )


@desk_pages.post("/sessions/{session}/check-ins/{member}/leave")
async def post_leave(ask: AtTheDoor, session: str, member: str) -> Response:
    """A member leaves."""
    cause = ask.cause("leave_session")
    return await _tried(
        ask, session, lambda: roll.leave_session(ask.ctx, ask.street, session, member, cause)
    )


@desk_pages.post("/sessions/{session}/panels/{panel}")
async def post_panel(ask: Operator, session: str, panel: Panel) -> Response:
    """What a panel found; ``close`` ends it with the same form."""
    form = await ask.request.form()

    async def act() -> object:
        scores = {
            name.removeprefix("score-"): value
            for name, value in form.items()
            if name.startswith("score-") and value != ""
        }
        body = read_form(form, PanelFindings, scores=scores)
        found = PanelRecord(session=session, cycle="", panel=panel, **body.model_dump())
        cause = ask.cause("record_panel")
        await sessions.record_panel(ask.ctx, ask.street, session, panel, found, cause, None)
        if text_of(form, "then") == "close":
            closing = ask.cause("close_panel").part("close")
            await sessions.close_panel(ask.ctx, ask.street, session, panel, closing)
        return None

    return await _tried(ask, session, act)


@desk_pages.post("/sessions/{session}/ballots/{ballot}/officers")
async def post_officers(ask: Chair, session: str, ballot: str) -> Response:
    """The session adopts the rules and names who counts, one a line."""
    form = await ask.request.form()

    async def act() -> object:
        named = {name: lines_of(form, name) for name in ("scrutineers", "tellers")}
        body = read_form(form, NamedOfficers, **named)
        officers = Officers(
            chief=body.chief_scrutineer,
            scrutineers=tuple(body.scrutineers),
            tellers=tuple(body.tellers),
        )
        cause = ask.cause("adopt_rules")
        return await ballots.adopt_rules(ask.ctx, ask.street, ballot, officers, cause)

    return await _tried(ask, session, act)


@desk_pages.post("/sessions/{session}/ballots/{ballot}/void")
async def post_void(
    ask: Annotated[Ask, asked("ballot", CHAIR, CHIEF, NPC)], session: str, ballot: str
) -> Response:
    """Declare the ballot void."""
    form = await ask.request.form()

    async def act() -> object:
        reason = read_form(form, VoidReason).reason
        cause = ask.cause("void_ballot", note=reason[:200])
        return await ballots.void_ballot(ask.ctx, ask.street, ballot, reason, cause)

    return await _tried(ask, session, act)
