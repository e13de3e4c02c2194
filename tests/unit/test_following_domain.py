"""Rules of a project's money, checklist and claims."""

from datetime import date
from typing import Literal

import pytest

from chassis.core.errors import Invalid, WrongState
from chassis.web.auth import Person
from contracts.charter import Role
from services.assembly.presets import charter_from
from services.supervision.cells import day_of, whole
from services.supervision.checklist.domain import checklist as lists
from services.supervision.checklist.domain.checklist import Checklist, Item
from services.supervision.claim.domain.claim import Holding, hold, let_go
from services.supervision.fund.domain import fund as funds
from services.supervision.fund.domain.fund import Fund, Payee, Payment, Source
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import Milestone, Plan
from services.supervision.project.hears import with_meeting
from tests.unit.supervision_things import ANNOUNCED, ITEM, a_project, cause

TODAY = date(2025, 6, 1)
PLAN = Plan(
    owner="李主任",
    finish_on=date(2025, 11, 30),
    budget_yuan=60_000,
    funding="FISCAL",
    milestones=(Milestone(title="完工", due_on=date(2025, 11, 1)),),
)


def paid(yuan: int, reason: str = "") -> Payment:
    return Payment(
        id=f"p{yuan}",
        paid_on=TODAY,
        yuan=yuan,
        payee=Payee.BUILDER,
        purpose="进度款",
        reason=reason,
    )


@pytest.mark.parametrize("yuan", [[60_000], [10_000, 50_000]])
def test_sources_when_they_give_what_the_plan_needs_then_kept(yuan: list[int]) -> None:
    sources = [Source(name=f"来源{n}", yuan=one) for n, one in enumerate(yuan)]
    assert funds.set_sources(Fund(), sources, PLAN).state.raised == 60_000
    with pytest.raises(Invalid, match="sources-sum"):
        funds.set_sources(Fund(), [*sources, Source(name="多", yuan=1)], PLAN)


@pytest.mark.parametrize(
    ("rule", "reason", "code"),
    [
        ("REFUSE", "有理由也不行", "overspent"),
        ("REASON", "", "overspend-reason"),
        ("REASON", "加装照明", None),
    ],
)
def test_payment_when_beyond_the_plan_then_as_the_charter_says(
    rule: Literal["REASON", "REFUSE"], reason: str, code: str | None
) -> None:
    one = a_project("IMPLEMENTING", plan=PLAN)
    first = funds.pay(Fund(), paid(60_000), one, rule, TODAY, cause()).state
    assert first.paid == 60_000
    if code is None:
        assert funds.pay(first, paid(1, reason), one, rule, TODAY, cause()).state.paid == 60_001
        return
    with pytest.raises((Invalid, WrongState)) as found:
        funds.pay(first, paid(1, reason), one, rule, TODAY, cause())
    assert found.value.code == code


def test_payment_when_cancelled_then_stays_in_sight_and_does_not_count() -> None:
    fund = Fund(payments=(paid(60_000),))
    cancelled = funds.cancel(fund, "p60000", "重复").state
    assert (cancelled.paid, len(cancelled.payments)) == (0, 1)
    with pytest.raises(WrongState):
        funds.cancel(cancelled, "p60000", "再次")


def test_checklist_when_ticked_then_percent_and_nothing_done_is_dropped() -> None:
    items = tuple(
        Item(id=f"i{n}", text=f"事项{n}", owner="李", due_on=date(2025, 5, n + 1)) for n in range(3)
    )
    full = lists.add(Checklist(), items).state
    assert (full.percent, Checklist().percent) == (0, None)
    ticked = lists.tick(full, "i0", TODAY, TODAY, cause()).state
    assert ticked.percent == 33
    assert [one.id for one in lists.overdue_items(ticked, date(2025, 5, 3))] == ["i1"]
    with pytest.raises(WrongState):
        lists.drop(ticked, "i0")
    assert lists.untick(ticked, "i0").state == full
    with pytest.raises(Invalid):
        lists.add(Checklist(), [*items] * 20)


def test_hands_when_full_then_no_further_project_until_one_is_let_go() -> None:
    held = Holding(projects=("a", "b"))
    assert hold(held, "a", 2).state == held
    with pytest.raises(WrongState):
        hold(held, "c", 2)
    assert hold(let_go(held, "a").state, "c", 2).state.projects == ("b", "c")


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("1,200元", 1200, None),
        ("15天", 15, None),
        ("十五", None, None),
        ("2025/7/1", None, date(2025, 7, 1)),
        ("2025年7月1日", None, date(2025, 7, 1)),
        ("2025-13-01", None, None),
        ("１２", None, None),
    ],
)
def test_cells_when_read_then_numbers_and_days_as_people_write_them(
    text: str, number: int | None, day: date | None
) -> None:
    assert (whole(text), day_of(text)) == (number, day)


@pytest.mark.parametrize("body", ["", "党工委会议 2025-03-28"])
def test_project_when_no_committee_approved_it_then_the_session_that_chose_it_did(
    body: str,
) -> None:
    item = ITEM.model_copy(update={"approved_by": body})
    meeting = with_meeting(item, ANNOUNCED).approved_by
    assert meeting == (body or f"居民议事会会议票决（{ANNOUNCED} 公布）")


@pytest.mark.parametrize(
    ("role", "department", "unit", "may"),
    [
        (Role.DEPARTMENT, "公共安全办公室", "公共安全办公室", True),
        (Role.DEPARTMENT, "公共服务办公室", "公共安全办公室", False),
        (Role.DEPARTMENT, "", "公共安全办公室", False),
        (Role.DEPARTMENT, "公共服务办公室", "区里的单位", True),
        (Role.STREET_OFFICE, "", "公共安全办公室", True),
        (Role.DEPUTY, "", "公共安全办公室", False),
    ],
)
def test_unit_when_somebody_writes_for_it_then_only_its_own_people_and_the_offices(
    role: Role, department: str, unit: str, may: bool
) -> None:
    charter = charter_from("wujialing", "430105006", 2025, ())
    person = Person("s", "s", frozenset({role.value}), department=department)
    assert may_write_for(charter, person, unit) is may
