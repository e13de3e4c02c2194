"""What people can ask at the end of a project: ready, accept, put right again, write off."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.core.decision import Change
from chassis.core.errors import Invalid
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.acceptance_rules import AcceptanceRules
from services.supervision.acceptance import bodies, domain
from services.supervision.acceptance.checks import keeping
from services.supervision.acceptance.photos import take_photos
from services.supervision.finding.domain import Detail
from services.supervision.finding.queries import open_of
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.inspection.queries import inspections_of
from services.supervision.kinds import CHECKLISTS, MEMBERS
from services.supervision.owning import check_own
from services.supervision.project.domain.ending import Acceptance
from services.supervision.project.domain.life import not_future
from services.supervision.project.domain.project import PROJECT_TABLE, Project
from services.supervision.project.thing import PROJECT
from services.supervision.roles import COMMITTEE, DOERS, OFFICE


@dataclass(frozen=True)
class Signing:
    """What an acceptance is judged by: who took part, what was inspected, until when."""

    members: domain.Members
    still: list[Detail]
    ask_until: date


async def inspected(ctx: Context, street: str, project: str) -> tuple[Inspection, ...]:
    """Every inspection of the project."""
    found = await inspections_of(ctx, street, {"project": project})
    return tuple(one.state for one in found)


async def signing(order: Order[bodies.SignedAcceptance]) -> Signing:
    """The facts of an acceptance; the day of it does not lie ahead. Raises ``Invalid``."""
    store, street = order.ctx.store, order.street
    not_future(order.body.accepted_on or order.today, order.today)
    found = {one: await store.get(MEMBERS.key(street, one)) for one in order.body.deliberators}
    members = {one: copy.state if copy else None for one, copy in found.items()}
    days = (await charter_of(order.ctx, street)).projects.acceptance.ask_days
    until = _working_days_from(order, days)
    return Signing(members, await open_of(order.ctx, street, order.key), until)


def _working_days_from(order: Order[bodies.SignedAcceptance], days: int) -> date:
    """The last day of the answers; the day before this one where the charter gives none."""
    if not days:
        return order.today - timedelta(days=1)
    return calendar_of(order.ctx.settings).due(order.today, days, Term.WORKING).on


def accept(project: Project, order: Order[bodies.SignedAcceptance]) -> Change[Project]:
    """The signed acceptance, as it was sent."""
    body, facts = order.body, order.facts
    signed = Acceptance(
        signed_by=body.signed_by,
        deliberators=(),
        accepted_on=body.accepted_on or order.today,
        spent_yuan=body.spent_yuan,
        ask_until=facts.ask_until,
        opinion=body.opinion,
    )
    return domain.accept(
        order.key, project, signed, facts.members, facts.still, order.cause
    )  # fmt: skip


async def facts_of_write_off(
    order: Order[bodies.WrittenOff],
) -> tuple[AcceptanceRules, list[Detail]]:
    """The street's rules, and what is still open."""
    rules = (await charter_of(order.ctx, order.street)).projects.acceptance
    return rules, await open_of(order.ctx, order.street, order.key)


def _write_off(project: Project, order: Order[bodies.WrittenOff]) -> Change[Project]:
    early = order.body.early_reason
    rules, still = order.facts
    rows = keeping(project, still, rules, order.today, early)
    return domain.write_off(order.key, project, rows, order.today, early, order.cause)


def _rectify_again(project: Project, order: Order[bodies.RectifiedAgain]) -> Change[Project]:
    body = order.body
    if body.due_on <= order.today:
        raise Invalid("not-ahead", "整改期限须晚于今天。", "The day it is due lies after today.")
    return domain.rectify_again(order.key, project, body.reason, body.due_on, order.cause)


async def _percent(order: Order[bodies.ReadyNow]) -> int:
    """How far the checklist is; what is declared where the project has none (W-18)."""
    await check_own(order)
    found = await order.ctx.store.get(CHECKLISTS.key(order.street, order.key))
    percent = found.state.percent if found else None
    return order.body.checklist_done if percent is None else percent


READY: AnyCommand = Command(
    "ready", on=PROJECT, action="ready_project", label=Label("报请验收", "Ask for acceptance"),
    doc="To READY: checklist and milestones are done and photos of the works were uploaded.",
    body=bodies.ReadyNow, may=DOERS, move=(PROJECT_TABLE, "ready"), facts=_percent,
    decide=lambda p, o: domain.ready(o.key, p, o.facts, o.cause),
)  # fmt: skip
ACCEPTING: tuple[AnyCommand, ...] = (
    Command(
        "photos", on=PROJECT, action="add_finished_photos", label=Label("上传", "Upload"),
        doc="Add photos of the finished works (JPEG, PNG, WebP, HEIC); they are public.",
        body=bodies.FinishedPhotos, may=DOERS, move=(PROJECT_TABLE, "add_photos"),
        facts=check_own, do=take_photos,
    ),
    READY,
    Command(
        "rectify", on=PROJECT, action="rectify_project", label=Label("退回整改", "Send back"),
        doc="From READY to RECTIFYING: not accepted yet.",
        body=Reasoned, may=OFFICE, move=(PROJECT_TABLE, "rectify"),
        decide=lambda p, o: domain.rectify(o.key, p, o.body.reason, o.cause),
    ),
    Command(
        "accept", on=PROJECT, action="accept_project", label=Label("验收通过", "Accept"),
        doc="To ACCEPTED, signed, with at least one deliberator in office; those who suggested "
        "the project are asked.",
        body=bodies.SignedAcceptance, may=OFFICE, move=(PROJECT_TABLE, "accept"), facts=signing,
        decide=accept,
    ),
    Command(
        "rectify-again", on=PROJECT, action="rectify_project_again",
        label=Label("退回再整改", "Put right again"),
        doc="From ACCEPTED to RECTIFYING, with a day: it is accepted and asked about anew.",
        body=bodies.RectifiedAgain, may=OFFICE, move=(PROJECT_TABLE, "rectify_again"),
        decide=_rectify_again,
    ),
    Command(
        "write-off", on=PROJECT, action="write_off_project", label=Label("销号", "Write off"),
        doc="销号: from ACCEPTED to WRITTEN_OFF, only where nothing is open any more.",
        body=bodies.WrittenOff, may=COMMITTEE, move=(PROJECT_TABLE, "write_off"),
        facts=facts_of_write_off, decide=_write_off,
    ),
)  # fmt: skip
