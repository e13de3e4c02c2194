"""What can be asked: enter the count of a survey at the works."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from chassis.core.text import Body
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Hint, Label
from contracts.acceptance_rules import AcceptanceRules
from services.supervision.acceptance.domain import take_survey
from services.supervision.project.domain.life import not_future
from services.supervision.project.domain.project import Project, ProjectStatus
from services.supervision.project.thing import PROJECT
from services.supervision.roles import COMMITTEE
from services.supervision.survey.domain import Counted, result_of

Number = Annotated[int, Field(ge=0, le=100_000)]
Who = Annotated[str, StringConstraints(min_length=2, max_length=40)]


class CountedPapers(Body):
    """The count of the papers, and the two who counted them."""

    held_on: Annotated[date, Label("测评日期", "Held on")]
    issued: Annotated[Number, Label("发出票数", "Papers handed out")]
    returned: Annotated[Number, Label("收回票数", "Papers returned")]
    good: Annotated[Number, Label("满意", "Satisfied")]
    fair: Annotated[Number, Label("基本满意", "Rather satisfied")]
    bad: Annotated[Number, Label("不满意", "Not satisfied")]
    counter: Annotated[Who, Label("计票人", "Counted by")]
    witness: Annotated[
        Who,
        Label("监票人", "Watched by"),
        Hint("另一个人，最好是居民。", "Another person, a resident if possible."),
    ]


async def its_rules(order: Order[CountedPapers]) -> AcceptanceRules:
    """The charter's rules."""
    return (await charter_of(order.ctx, order.street)).projects.acceptance


def enter(project: Project, order: Order[CountedPapers]) -> Change[Project]:
    """The result of the acceptance that stands; below the line the works are put right."""
    body, rules = order.body, order.facts
    acceptance = project.acceptance
    if acceptance is None or project.status is not ProjectStatus.ACCEPTED:
        raise WrongState(
            "survey-not-now", "验收以后、销号以前才能测评。", "Surveyed once it is accepted."
        )
    if body.counter == body.witness:
        raise WrongState("one-counter", "计票和监票须是两个人。", "Two people count and watch.")
    not_future(body.held_on, order.today)
    counted = Counted(**body.model_dump(exclude={"counter", "witness"}))
    result = result_of(counted, acceptance.round, rules)
    by = order.today + timedelta(days=rules.rectify_days)
    return take_survey(order.key, project, result, by, order.cause)


SURVEY: AnyCommand = Command(
    "survey", on=PROJECT, action="enter_survey", label=Label("登记测评结果", "Enter the count"),
    doc="The count of unsigned papers from those who use the works; below the charter's line the "
    "project goes back to be put right by itself.",
    body=CountedPapers, may=COMMITTEE,
    when=lambda one: one.status is ProjectStatus.ACCEPTED and one.survey is None,
    facts=its_rules, decide=enter,
)  # fmt: skip
