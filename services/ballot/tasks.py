"""What waits for a person at this service's desk: sessions, panels, the ballot, by role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.core.documents import Found, Kind
from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from chassis.web.command_routes import AnyCommand
from contracts.charter import Role
from services.ballot import roles
from services.ballot.ballot.commands import COMMANDS as BALLOT_COMMANDS
from services.ballot.ballot.domain import voiding
from services.ballot.ballot.domain.ballot import VOIDABLE
from services.ballot.kinds import BALLOTS, PANELS, SESSIONS
from services.ballot.labels import Words
from services.ballot.member.queries import number_called
from services.ballot.preparation.forms import preparation_tasks
from services.ballot.roll.domain import to_confirm
from services.ballot.session.commands import COMMANDS as SESSION_COMMANDS
from services.ballot.session.domain import GATHERED, PREPARED, WITH_BOOKLET, Session
from services.ballot.session.officers import takes
from services.ballot.slips.domain import to_order, to_release

Fits = Callable[[Any, Person], bool]


def _anybody(state: Any, person: Person) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True)
class Waiting:
    """A step that is due while documents of ``kind`` stand in ``statuses`` and ``fits`` agrees."""

    kind: Kind[Any]
    statuses: Sequence[str]
    may: tuple[Role, ...]
    title: Words
    note: Words
    icon: str
    fits: Fits = _anybody


def step(command: AnyCommand, note: Words, icon: str, title: Words | None = None) -> Waiting:
    """What the command itself says: whose it is, when it is due, what it is called."""
    assert command.move is not None  # steps of a session are moves of a table
    table, action = command.move
    return Waiting(
        command.on.kind,
        [status for status, move in table.moves if move == action],
        command.may,
        title or (command.label.zh, command.label.en),
        note,
        icon,
        lambda state, person: command.due(state) and takes(command, person, state),
    )


SESSION = {one.name: one for one in SESSION_COMMANDS}
BALLOT = {one.name: one for one in BALLOT_COMMANDS}
STEPS = (
    step(SESSION["notify"], ("会议已筹备，还没有通知", "planned, not called yet"), "megaphone"),
    step(SESSION["freeze"], ("候选项目确定后定稿", "once the slate is final"), "lock"),
    Waiting(SESSIONS, ("BOOKLET_FROZEN",), roles.COMMITTEE, ("申请印制投票码条", "Order the slips"),
            ("每名议事员一条，由监票人放行", "one for each member; a scrutineer releases them"),
            "printer", lambda session, _: to_order(session)),
    step(SESSION["start-check-in"], ("投票码条已印制", "the slips are printed"), "users"),
    Waiting(SESSIONS, PREPARED, roles.SIGNING, ("放行印制投票码条", "Release a print of slips"),
            ("申请后 30 分钟内放行并打印", "within 30 minutes of the order"), "printer",
            lambda session, person: to_release(session, person.sub)),
    Waiting(SESSIONS, GATHERED, roles.AT_THE_DOOR, ("确认签到", "Confirm check-ins"),
            ("有人已签到，等您看到本人后确认", "members are checked in; look at them and confirm"),
            "users", lambda session, person: to_confirm(session, roles.witness_of(person))),
    step(SESSION["begin"], ("签到后宣布开会", "after the check-in"), "flag"),
    step(BALLOT["adopt-rules"], ("确定监票人和计票人", "name who counts"), "check"),
    step(BALLOT["open"],
         ("到会人数足够、评议结束后", "with a quorum, once the panels closed"), "vote"),
    step(BALLOT["close"], ("投票正在进行", "voting is under way"), "stop"),
    step(BALLOT["runoff"], ("还需要再投一轮", "another round is due"), "vote"),
    step(BALLOT["seal"],
         ("投票已结束，先封箱再计票", "voting has closed; the box is sealed before the count"),
         "lock"),
    step(BALLOT["count"],
         ("已封箱，有纸质票的先录入", "the box is sealed; type the paper votes first"), "check"),
    step(BALLOT["set-aside"], ("计票已停止，等您确认", "the count has stopped and waits for you"),
         "stop", ("一码两票，确认剔除", "Two papers, one code")),
    Waiting(BALLOTS, ("CLOSED", "RUNOFF", "COUNTED"), roles.CHIEF,
            ("核验不通过，请查明", "A check failed"),
            ("选票与封箱或计票时不一致", "the papers are not those sealed or counted"),
            "stop", lambda ballot, _: any(one.failed for one in ballot.rounds)),
    Waiting(BALLOTS, VOIDABLE, roles.VOIDING, ("确认或撤回作废提议", "A proposal to declare void"),
            ("须由另一职务的另一人确认", "another office must confirm it"),
            "stop", lambda ballot, _: voiding.may_confirm(ballot)),
    Waiting(BALLOTS, ("RULES_ADOPTED",), roles.COMMITTEE,
            ("确认更正人员", "Confirm other officers"),
            ("主持人提出更正监票人、计票人", "the chair proposes other officers"),
            "check", lambda ballot, _: ballot.correction is not None),
    step(BALLOT["sign"], ("计票等您签字", "the count waits for your signature"), "pencil",
         ("签字确认计票", "Sign the count")),
    step(BALLOT["certify"], ("监票人都已签字", "every scrutineer has signed"), "award",
         ("认定结果", "Certify the result")),
    step(BALLOT["announce"], ("结果已认定", "the result is certified"), "megaphone"),
)  # fmt: skip


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The tasks of this person: what is due, with its number, then the way to the sessions."""
    steps = await _steps(ctx, person, street)
    due = [
        *await preparation_tasks(ctx, person, street),
        *await _door(ctx, person, street),
        *await _panels(ctx, person, street),
        *steps,
    ]
    known = roles.may(person, street, *roles.STAFF, Role.DELIBERATOR)
    return [*due, *([_home(street)] if known else [])]


def _home(street: str) -> Task:
    return Task(
        f"/ballot/streets/{street}", "会议与票决", "Session and ballot",
        "通知、签到、评议、投票、计票、公告", "invitation, check-in, panels, vote, count, result",
        "vote",
    )  # fmt: skip


async def _steps(ctx: Context, person: Person, street: str) -> list[Task]:
    mine = [one for one in STEPS if roles.may(person, street, *one.may)]
    held: dict[str, dict[str, int]] = {}
    for kind in {one.kind.name: one.kind for one in mine}.values():
        held[kind.name] = await ctx.store.count(kind, street, by="status")
    some = [one for one in mine if held[one.kind.name].keys() & {*one.statuses}]
    told = [await _step(ctx, person, street, one) for one in some]
    return [task for task in told if task]


async def _step(ctx: Context, person: Person, street: str, one: Waiting) -> Task | None:
    found: list[Found[Any]] = []
    for status in one.statuses:
        found += (await ctx.store.find(one.kind, street, {"status": status})).items
    fitting = [held for held in found if one.fits(held.state, person)]
    if not fitting:
        return None
    first = fitting[0]
    session = first.id if one.kind is SESSIONS else first.state.session
    return Task(_page(street, session), *one.title, *one.note, one.icon, len(fitting), now=True)


def _page(street: str, session: str) -> str:
    return f"/ballot/streets/{street}/sessions/{session}"


async def _door(ctx: Context, person: Person, street: str) -> list[Task]:
    """签到 is open: how many of those expected are here."""
    if not roles.may(person, street, *roles.AT_THE_DOOR):
        return []
    found = await ctx.store.find(SESSIONS, street, {"status": "CHECK_IN"})
    return [
        _check_in(street, one, await number_called(ctx, street, one.state)) for one in found.items
    ]


def _check_in(street: str, found: Found[Session], expected: int) -> Task:
    here = len(found.state.present)
    return Task(
        _page(street, found.id), "签到", "Check-in",
        f"应到 {expected} 人，已到 {here} 人", f"{here} of {expected} are here",
        "users", now=True,
    )  # fmt: skip


async def _panels(ctx: Context, person: Person, street: str) -> list[Task]:
    """Evaluations that must close before the ballot opens, for each session with a booklet."""
    if not roles.may(person, street, *roles.COMMITTEE):
        return []
    told = []
    for status in WITH_BOOKLET:
        for one in (await ctx.store.find(SESSIONS, street, {"status": status})).items:
            number = await _open_panels(ctx, street, one.id)
            told += [_evaluation(street, one.id, number)] if number else []
    return told


async def _open_panels(ctx: Context, street: str, session: str) -> int:
    where = {"session": session, "status": "CLOSED"}
    closed = (await ctx.store.count(PANELS, street, where)).get("", 0)
    return len((await charter_of(ctx, street)).ballot.panels) - closed


def _evaluation(street: str, session: str, number: int) -> Task:
    return Task(
        _page(street, session), "录入三方评议", "Record the evaluations",
        "评议全部结束后才能投票", "voting opens once they have closed", "pencil", number, now=True,
    )  # fmt: skip
