"""What everybody reads holds no personal data: one look at every field that is public."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from chassis.core.errors import Invalid
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.command import Command
from services.supervision.acceptance.bodies import RectifiedAgain, SignedAcceptance, WrittenOff
from services.supervision.acceptance.commands import ACCEPTING
from services.supervision.changing.commands import CHANGING
from services.supervision.checklist.bodies import NewItem, NewItems
from services.supervision.checklist.commands import COMMANDS as CHECKLISTS
from services.supervision.claim.commands import COMMANDS as CLAIMS
from services.supervision.clean_words import check_public
from services.supervision.feedback.commands import LOOKING
from services.supervision.fieldwork.commands import COMMANDS as FIELD
from services.supervision.finding.log import Problem, bounded
from services.supervision.followup.commands import REFUSE
from services.supervision.fund.bodies import NewPayment
from services.supervision.fund.commands import COMMANDS as FUNDS
from services.supervision.fund.domain.fund import Payee
from services.supervision.guidance.bodies import NewGuidance
from services.supervision.guidance.commands import COMMANDS as GUIDANCE
from services.supervision.inspection.bodies import (
    Conducted,
    NewFinding,
    NewFindings,
    NewRectified,
    Rechecked,
)
from services.supervision.inspection.commands import COMMANDS as INSPECTIONS
from services.supervision.order.bodies import NewOrder
from services.supervision.order.commands import COMMANDS as ORDERS
from services.supervision.progress.commands import SPEAK
from services.supervision.project.commands import COMMANDS as PROJECTS
from services.supervision.schedule.commands import COMMANDS as SCHEDULES

WHO = "张三 13800138000"
DAY = date(2025, 5, 1)
SEEN: dict[str, Any] = {"progress": "OK", "quality": "OK", "funds": "OK"}
CONDUCTED: dict[str, Any] = {"conducted_on": DAY, "deputies": ["周"], **SEEN}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (NewOrder(project="p1", text=WHO), "text"),
        (NewGuidance(text=WHO), "text"),
        (NewItems(items=[NewItem(text="坡道"), NewItem(text=WHO)]), "items"),
        (NewPayment(yuan=1, payee=next(iter(Payee)), purpose=WHO), "purpose"),
        (Conducted(**CONDUCTED, quality_note=WHO), "quality_note"),
        (NewFindings(findings=[NewFinding(text=WHO)]), "findings"),
        (NewRectified(text=WHO), "text"),
        (Rechecked(by="周", note=WHO), "note"),
        (SignedAcceptance(signed_by="赵", deliberators=[], opinion=WHO), "opinion"),
        (RectifiedAgain(reason=WHO, due_on=DAY), "reason"),
        (WrittenOff(early_reason=WHO), "early_reason"),
        (Reasoned(reason=WHO), "reason"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseModel) else one,
)
def test_words_when_public_and_with_a_phone_then_refused_at_their_field(
    body: BaseModel, field: str
) -> None:
    with pytest.raises(Invalid, match="personal-data") as told:
        check_public(body)
    assert [row["field"] for row in told.value.details] == [field]
    assert "13800138000" not in str(told.value.details)


def test_words_when_for_the_staff_then_taken() -> None:
    check_public(Conducted(**CONDUCTED, evidence=WHO))


def _bears_public(model: type[BaseModel]) -> bool:
    return any(PUBLIC in info.metadata for info in model.model_fields.values())


def test_commands_when_they_bear_public_words_then_all_of_them_are_looked_at() -> None:
    every: list[Command[Any, Any]] = [
        *PROJECTS, *CHANGING, *ACCEPTING, REFUSE, *INSPECTIONS, *ORDERS, *FIELD, *GUIDANCE,
        *CLAIMS, *CHECKLISTS, *FUNDS, *SCHEDULES, *LOOKING, SPEAK,
    ]  # fmt: skip
    bearing = [one for one in every if _bears_public(one.body)]
    assert len(bearing) >= 20
    assert [one.action for one in bearing if one.on.look is not check_public] == []


def test_log_when_too_long_then_the_open_ones_stay_and_it_is_said() -> None:
    def problem(day: int, *, is_open: bool) -> Problem:
        return Problem(
            source_zh="督查", source_en="Inspection", path=f"inspections/{day}", project="p1",
            project_no=1, title="灯", cycle="2025", text="坏了", unit="", due_on=None,
            found_on=date(2025, 5, day), status_zh="", status_en="", open=is_open, done="",
            checked="",
        )  # fmt: skip

    found = [problem(day, is_open=day == 1) for day in range(1, 6)]
    log = bounded(found, most=3)
    assert [one.found_on.day for one in log.rows] == [1, 4, 5]
    assert "2 个" in log.zh
    assert bounded(found).zh == ""
