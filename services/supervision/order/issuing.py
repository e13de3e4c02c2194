"""Issuing orders: by a person for an open project, by a light that turned red; and their terms."""

from datetime import date
from uuid import NAMESPACE_OID, uuid5

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, awaited
from chassis.flow.timers import cancel_timer, set_timer
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.numbers import number_for
from chassis.service import Context, Ringing, end_of_day
from contracts.envelope import Heard
from contracts.project_rules import WatchRules
from contracts.supervision import OrderStageChanged
from services.supervision.kinds import ORDERS
from services.supervision.light.domain import Turn
from services.supervision.order.domain import (
    OWED,
    Level,
    Origin,
    SupervisionOrder,
    escalate,
    issued,
)
from services.supervision.project.domain.project import Project
from services.supervision.rules import rules_of
from services.supervision.terms import ahead

TERM = "order"
"""The timer's name."""


def after(ctx: Context, start: date, working_days: int) -> date:
    """The last day of a term in working days."""
    return calendar_of(ctx.settings).due(start, working_days, Term.WORKING).on


async def new_order(
    ctx: Context,
    street: str,
    key: str,
    about: tuple[str, Project],
    text: str,
    due_on: date,
    cause: Cause,
    origin: Origin = Origin.HAND,
    since: date | None = None,
) -> SupervisionOrder:
    """The order as it begins, with its number of the year; asked again it has the same one."""
    project, state = about
    today = day(cause.at)
    ahead(due_on, today)  # what is refused for its date takes no number
    no = await number_for(ctx, street, TERM, str(today.year), key, cause)
    return SupervisionOrder(
        no=no,
        project=project,
        project_no=state.no,
        title=state.title,
        cycle=state.cycle,
        unit=state.unit,
        text=text,
        origin=origin,
        issued_on=today,
        due_on=due_on,
        since=since,
    )


async def issue_for_red(
    ctx: Context,
    street: str,
    project: str,
    state: Project,
    turn: Turn,
    rules: WatchRules,
    cause: Cause,
) -> None:
    """One order for each red period: it is named by the day the light turned."""
    key = uuid5(NAMESPACE_OID, f"{project}/red/{turn.on}").hex
    if await ctx.store.get(ORDERS.key(street, key)) is not None:
        return
    behind = f"落后计划 {turn.days} 天、{turn.points} 个百分点"
    text = f"项目进度亮红灯（{behind}）。请说明原因，提出赶工措施和完成日期。"
    due_on = after(ctx, day(cause.at), rules.order_days)
    part = cause.part("order")
    about = (project, state)
    order = await new_order(ctx, street, key, about, text, due_on, part, Origin.RED_LIGHT, turn.on)

    def decide(found: SupervisionOrder | None) -> Change[SupervisionOrder]:
        return Change(found) if found is not None else issued(key, order, part)

    await ctx.change(ORDERS.key(street, key), decide, part)


async def watch_term(ctx: Context, heard: Heard[OrderStageChanged], cause: Cause) -> None:
    """An order that is owed has its term watched, until it lies before the consultation."""
    said, street = heard.data, heard.street
    if said.status in OWED and said.level != Level.CONSULTATION:
        due = end_of_day(date.fromisoformat(said.due_on))
        await set_timer(ctx, street, TERM, said.order, due, heard.sequence, cause)
    else:
        await cancel_timer(ctx, street, TERM, said.order, heard.sequence, cause)


async def term_over(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """The term passed: the order goes up, where nobody answered it."""
    rules = (await rules_of(ctx, ringing.street)).watch
    # The timer is set to the end of the day: the day that is over is the one before.
    over = date.fromordinal(day(ringing.due).toordinal() - 1)
    due_on = after(ctx, over, rules.office_days)

    def decide(order: SupervisionOrder) -> Change[SupervisionOrder]:
        return escalate(ringing.subject, order, over, due_on, cause)

    await ctx.change(ORDERS.key(ringing.street, ringing.subject), awaited(decide), cause)
