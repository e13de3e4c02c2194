"""Solved cases: what becomes one, and which are like a matter."""

from datetime import date

import pytest

from services.supervision.project.domain.ending import Acceptance, Rating
from services.supervision.solved.domain import newest_first, solved
from services.supervision.solved.likeness import ALIKE, pairs, scores
from tests.unit.supervision_things import a_project

ENDED = date(2025, 11, 30)
ACCEPTED = Acceptance(signed_by="赵", deliberators=(), accepted_on=ENDED, spent_yuan=48_000)
TITLES = [
    "青园社区老年食堂建设",
    "金地路路灯改造",
    "社区停车位改造",
    "老旧小区加装充电桩",
    "居家养老助餐点",
]


@pytest.mark.parametrize("status", ["APPROVED", "IMPLEMENTING", "ACCEPTED", "TERMINATED"])
def test_project_when_not_written_off_then_it_is_no_case(status: str) -> None:
    assert solved("430111005", "p1", a_project(status), ENDED) is None


def test_case_when_made_then_cost_time_and_what_people_thought() -> None:
    rating = Rating(on=date(2026, 4, 20), satisfied=41, valid=50, below=False)
    project = a_project("WRITTEN_OFF", acceptance=ACCEPTED, rating=rating)
    case = solved("430111005", "p1", project, date(2026, 1, 1))
    assert case is not None
    assert (case.spent_yuan, case.ended_on, case.satisfied, case.valid) == (48_000, ENDED, 41, 50)
    assert case.days == (ENDED - project.announced_on).days
    private = {"signed_by", "deliberators", "history", "sources"}
    assert not private & set(case.model_dump())
    older = case.model_copy(update={"ended_on": date(2024, 1, 1)})
    assert newest_first("b", case) < newest_first("a", older)


@pytest.mark.parametrize(
    ("text", "first"), [("建老年食堂", 0), ("路灯不亮", 1), ("小区充电桩太少", 3), ("养老助餐", 4)]
)
def test_likeness_when_words_are_shared_then_that_case_is_first(text: str, first: int) -> None:
    found = scores(text, TITLES)
    assert found.index(max(found)) == first
    assert max(found) >= ALIKE


@pytest.mark.parametrize("text", ["防洪堤坝", "", "？！", "a"])
def test_likeness_when_nothing_is_shared_then_none(text: str) -> None:
    assert max(scores(text, TITLES)) == 0
    assert scores(text, []) == []
    assert pairs("路灯，照明") == {"路灯", "灯照", "照明"}
