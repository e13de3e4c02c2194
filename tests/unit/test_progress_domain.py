"""Notes on projects: by when the next one is owed, and whose silence is told once."""

from datetime import UTC, date, datetime

from contracts.acceptance_rules import AcceptanceRules
from contracts.project_rules import WatchRules
from contracts.supervision import ProjectSilent
from services.supervision.progress.domain import (
    is_due,
    is_silent,
    owed_by,
    spoken,
    tell_silent,
)
from services.supervision.progress.monthly import monthly_rows
from services.supervision.trail.domain import Step
from tests.unit.supervision_things import a_plan, a_project

RULES = AcceptanceRules()
STARTED = Step(
    at=datetime(2025, 5, 1, tzinfo=UTC), action="start", status="STARTED", by="x", role=""
)


def test_note_when_owed_then_thirty_days_after_the_start_or_the_last_one() -> None:
    project = a_project("IMPLEMENTING", history=(STARTED,))
    assert owed_by(project, RULES) == date(2025, 5, 31)
    assert not is_due(project, RULES, date(2025, 5, 23))
    assert is_due(project, RULES, date(2025, 5, 24))
    assert not is_silent(project, RULES, date(2025, 5, 31))
    assert is_silent(project, RULES, date(2025, 6, 1))
    later = spoken(project, date(2025, 5, 20)).state
    assert owed_by(later, RULES) == date(2025, 6, 19)
    assert spoken(later, date(2025, 5, 10)).state is later
    for status in ("PLANNED", "ACCEPTED", "WRITTEN_OFF", "TERMINATED"):
        assert owed_by(a_project(status, history=(STARTED,)), RULES) is None


def test_silence_when_told_then_once_for_each_day() -> None:
    project = a_project("IMPLEMENTING", history=(STARTED,))
    assert tell_silent("p1", project, RULES, date(2025, 5, 31)).state is project
    told = tell_silent("p1", project, RULES, date(2025, 6, 1))
    assert [type(said) for said in told.events] == [ProjectSilent]
    assert tell_silent("p1", told.state, RULES, date(2025, 6, 9)).events == ()


def test_month_when_drawn_then_words_and_colour_say_the_same() -> None:
    from chassis.core.documents import Found

    found = [Found("p1", "430111005", 1, a_project("ACCEPTED"))]
    ((colour, cells),) = monthly_rows(found, {}, date(2025, 6, 1), WatchRules())
    assert (colour, cells[4], cells[5]) == ("blue", "已验收", "2/2")
    assert cells[7] == "还没有发布进展"
    # By the street's own bounds, as on every other page.
    slow = [Found("p1", "430111005", 1, a_project("STARTED", plan=a_plan(date(2025, 5, 30))))]
    for days, seen in ((60, "yellow"), (1, "red")):
        rules = WatchRules(light_days=days, light_points=100)
        assert monthly_rows(slow, {}, date(2025, 6, 1), rules)[0][0] == seen
