"""What people can ask of a session: planning, calling, booklet, doors, beginning and end."""

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Named
from contracts.screening import SlateItem
from services.ballot.casting.casting import ballot_named
from services.ballot.kinds import SESSIONS, SLATES
from services.ballot.member.queries import active_members
from services.ballot.notice.papers import short_text
from services.ballot.roles import COMMITTEE, COUNT_OFFICES, PRESIDING
from services.ballot.session import domain, numbering, reporting
from services.ballot.session.bodies import NewSession
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.presence import OnDuty
from services.ballot.session.settling import session_of, settle_voting

THE_SESSION: Thing[Session] = Thing(
    service="ballot",
    kind=SESSIONS,
    api="/ballot/api/streets/{street}/sessions/{session}",
    page="/ballot/streets/{street}/sessions/{session}",
)


async def plan(order: Order[NewSession]) -> Changed[Session]:
    """A new session. Raises ``Invalid`` beyond the agenda limit without a reason (W-02)."""
    charter = await charter_of(order.ctx, order.street)
    planned = domain.plan(order.body.session(), charter)
    key = SESSIONS.key(order.street, numbering.id_of(planned))
    await _check_number(order, planned, key.id)
    return await order.ctx.change(key, lambda found: numbering.begun(found, planned), order.cause)


async def _check_number(order: Order[NewSession], planned: Session, key: str) -> None:
    """Sessions of earlier versions have ids that do not tell their number."""
    for one in await order.ctx.store.every(SESSIONS, order.street):
        same = (one.state.term, one.state.number) == (planned.term, planned.number)
        if same and one.id != key:
            raise numbering.number_taken(planned)


# ---- facts of other documents ---------------------------------------------------------------


async def settled(order: Order[Nothing]) -> None:
    """No fact: a round that is over lets go of the session first."""
    await settle_voting(order.ctx, order.street, order.key, order.cause)


async def checklist(order: Order[Nothing]) -> tuple[Named, ...]:
    """What the charter wants ticked before the session begins."""
    await settled(order)
    return (await charter_of(order.ctx, order.street)).session_checklist


async def notified(order: Order[Nothing]) -> tuple[frozenset[str], str, frozenset[str]]:
    """The members in office, who are called; 会议通知 in short; who is in the gate's group."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    charter = await charter_of(order.ctx, order.street)
    active = await active_members(order.ctx, order.street)
    gate = charter.ballot.gate.categories
    apart = await active_members(order.ctx, order.street, gate) if gate else frozenset()
    return active, short_text(charter, session), apart


def _called(state: Session, order: Order[Nothing]) -> Change[Session]:
    active, text, apart = order.facts
    return domain.notify(order.key, state, active, text, order.today.isoformat(), apart)


async def slate_items(order: Order[Nothing]) -> tuple[SlateItem, ...]:
    """The final candidates of the session's cycle; empty where they are not final yet."""
    found = await session_of(order.ctx, order.street, order.key)
    slate = await order.ctx.store.get(SLATES.key(order.street, found.state.cycle))
    return slate.state.items if slate else ()


async def is_unfinished(order: Order[Nothing]) -> bool:
    """Whether the session's ballot is neither certified nor voided."""
    await settled(order)
    found = await session_of(order.ctx, order.street, order.key)
    ballot = await ballot_named(order.ctx, order.street, found.state.ballot)
    return ballot is not None and not ballot.is_finished


def close(state: Session, order: Order[Nothing]) -> Change[Session]:
    """End the session. Raises ``WrongState`` while its ballot is not certified or voided."""
    if order.facts:
        raise WrongState(
            "ballot-unfinished",
            "本次会议的票决尚未完成。",
            "The ballot of this session is not finished.",
        )
    return domain.close(order.key, state)


def report(state: Session, order: Order[Nothing]) -> Change[Session]:
    """Whoever counts or watches says that they are here, in the first such role they have."""
    role = next(role for role in COUNT_OFFICES if order.person.has(role))
    one = OnDuty(name=order.person.name or "", role=role)
    return reporting.report(state, order.person.sub, one)


REPORT: AnyCommand = Command(
    "report", on=THE_SESSION, action="report_for_duty", label=Label("报到", "Report for duty"),
    doc="A scrutineer or teller is here; the chair names who counts from those who reported.",
    body=Nothing, may=COUNT_OFFICES, move=(SESSION, "report"), crowded=True, decide=report,
)  # fmt: skip
CREATE: AnyCommand = Command(
    "", on=THE_SESSION, action="create_session", label=Label("创建会议", "Create"),
    doc="Plan a session (W-02).",
    body=NewSession, may=COMMITTEE, do=plan, creates=True,
)  # fmt: skip
FREEZE: AnyCommand = Command(
    "freeze", on=THE_SESSION, action="freeze_booklet",
    label=Label("会议材料定稿", "Make the papers final"),
    doc="Make the papers final; needs the slate.",
    body=Nothing, may=COMMITTEE, move=(SESSION, "freeze"), facts=slate_items,
    decide=lambda s, o: domain.freeze(o.key, s, o.facts),
)  # fmt: skip
ADJOURN: AnyCommand = Command(
    "adjourn", on=THE_SESSION, action="adjourn_session", label=Label("休会", "Adjourn"),
    doc="Adjourn.",
    body=Nothing, may=PRESIDING, move=(SESSION, "adjourn"), when=domain.is_not_voting,
    facts=settled, crowded=True,
    decide=lambda s, _: domain.adjourn(s),
)  # fmt: skip
CLOSE: AnyCommand = Command(
    "close", on=THE_SESSION, action="close_session",
    label=Label("宣布闭会", "Close the session"),
    doc="End the session.",
    body=Nothing, may=PRESIDING, move=(SESSION, "close"), when=domain.is_not_voting,
    facts=is_unfinished, crowded=True,
    decide=close,
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    REPORT,
    Command(
        "notify", on=THE_SESSION, action="notify_session",
        label=Label("发出会议通知", "Call the members"),
        doc="Call the members.",
        body=Nothing, may=COMMITTEE, move=(SESSION, "notify"), facts=notified,
        decide=lambda s, o: _called(s, o),
    ),
    FREEZE,
    Command(
        "start-check-in", on=THE_SESSION, action="start_check_in_session",
        label=Label("开始签到", "Start check-in"),
        doc="Open the doors; needs printed slips.",
        body=Nothing, may=COMMITTEE, path="check-in/start", move=(SESSION, "start_check_in"),
        when=domain.has_slips, facts=settled,
        decide=lambda s, _: domain.start_check_in(s),
    ),
    Command(
        "begin", on=THE_SESSION, action="begin_session",
        label=Label("宣布开会", "Begin the session"),
        doc="Begin the session.",
        body=Nothing, may=PRESIDING, move=(SESSION, "begin"), facts=checklist, crowded=True,
        decide=lambda s, o: domain.begin(s, o.facts),
    ),
    ADJOURN,
    Command(
        "resume", on=THE_SESSION, action="resume_session", label=Label("复会", "Resume"),
        doc="Resume.",
        body=Nothing, may=PRESIDING, move=(SESSION, "resume"), facts=settled, crowded=True,
        decide=lambda s, _: domain.resume(s),
    ),
    CLOSE,
)  # fmt: skip
