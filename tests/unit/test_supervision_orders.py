"""Orders, lights and what is open: pure decisions, every move and every bound."""

from datetime import date

import pytest

from chassis.core.errors import Invalid, WrongState
from contracts.project_rules import WatchRules
from services.supervision.finding.domain import still_open
from services.supervision.light.domain import Lamp, look, next_turn
from services.supervision.order import domain
from services.supervision.order.domain import Level, Origin, SupervisionOrder
from tests.unit.supervision_things import TODAY, a_plan, a_project, cause

DUE = date(2025, 6, 9)
NEXT = date(2025, 6, 16)


def an_order(status: str = "ISSUED", **given: object) -> SupervisionOrder:
    made = SupervisionOrder(
        no=3, project="p1", project_no=1, title="食堂", cycle="2025", unit="办", text="请修复",
        origin=Origin.HAND, issued_on=TODAY, due_on=DUE,
    )  # fmt: skip
    return made.model_copy(update={"status": domain.OrderStatus(status), **given})


def test_order_when_its_day_passes_then_up_twice_and_no_further() -> None:
    office = domain.escalate("o", an_order(), DUE, NEXT, cause()).state
    assert (office.level, office.due_on, office.status) == (Level.OFFICE, NEXT, "ISSUED")
    top = domain.escalate("o", office, NEXT, date(2025, 6, 23), cause()).state
    assert top.level is Level.CONSULTATION
    assert domain.escalate("o", top, date(2026, 1, 1), NEXT, cause()).state is top


@pytest.mark.parametrize(
    "order",
    [an_order("REPLIED"), an_order("CLOSED"), an_order(due_on=NEXT)],
    ids=["answered", "closed", "put off"],
)
def test_order_when_answered_or_put_off_then_stays(order: SupervisionOrder) -> None:
    assert domain.escalate("o", order, DUE, NEXT, cause()).state is order


def test_order_when_sent_back_then_with_the_unit_again() -> None:
    late = an_order("REPLIED", level=Level.OFFICE)
    with pytest.raises(Invalid, match="due-on"):
        domain.verify("o", late, False, "", None, TODAY, cause())
    back = domain.verify("o", late, False, "没修", NEXT, TODAY, cause()).state
    assert (back.status, back.level, back.due_on) == ("ISSUED", Level.DEPARTMENT, NEXT)
    with pytest.raises(WrongState):
        domain.verify("o", back, True, "", None, TODAY, cause())
    assert still_open([], [back])[0]["zh"] == "督办〔2025〕3号尚未销号。"
    assert still_open([], [an_order("CLOSED"), an_order("WITHDRAWN")]) == []


def test_light_when_it_turns_then_noted_once_with_its_day() -> None:
    project = a_project("IMPLEMENTING", plan=a_plan(date(2025, 6, 10), date(2025, 9, 1)))
    rules = WatchRules()
    first = look(None, project, TODAY, rules).state
    assert (first.colour, first.red_since) == ("green", None)
    assert next_turn(project, TODAY, rules) == date(2025, 6, 11)
    red = look(first, project, date(2025, 6, 11), rules).state
    assert (red.colour, red.red_since) == ("red", date(2025, 6, 11))
    assert look(red, project, date(2025, 6, 12), rules).state is red
    assert next_turn(project, date(2025, 6, 11), rules) is None


def test_light_when_the_charter_is_patient_then_yellow_first() -> None:
    project = a_project("IMPLEMENTING", plan=a_plan(date(2025, 6, 10), date(2025, 9, 1)))
    patient = WatchRules(light_days=5, light_points=60)
    seen = look(Lamp(project_no=1, title="", cycle=""), project, date(2025, 6, 11), patient).state
    assert seen.colour == "yellow"
    assert next_turn(project, date(2025, 6, 11), patient) == date(2025, 6, 16)
