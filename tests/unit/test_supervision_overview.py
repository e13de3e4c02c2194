"""A street as the city sees it: the same from every order of events, and from repeated ones."""

import random
from itertools import permutations

import pytest

from contracts.ballot import BallotAnnounced, Rated, SatisfactionAnnounced
from services.assembly.presets import charter_from
from services.supervision.answer.domain import ANSWERED, OPEN, OVERDUE, AnswerCopy, standing
from services.supervision.overview.domain import (
    YEARS,
    Decide,
    StreetOverview,
    charter_heard,
    collection_closed,
    cycle_opened,
    funnel_of,
    leg_closed,
    leg_reopened,
    result_announced,
    satisfaction_heard,
    stage_heard,
)
from services.supervision.overview.marks import as_new
from tests.service.supervision_world import announced
from tests.world import DONGTANG

CHARTER = charter_from("dongtang", DONGTANG, 2025, ())
LEGS = [leg.id for leg in CHARTER.legs if leg.funnel]


def result(count: int = 10) -> BallotAnnounced:
    return announced(count).model_copy(update={"reserved": ("c11", "c12")})


def after(*decides: Decide) -> StreetOverview:
    found: StreetOverview | None = None
    for decide in decides:
        change = decide(found)
        assert not change.events
        found = change.state
    assert found is not None
    return found


def year() -> list[Decide]:
    figures = zip(LEGS, (58, 25, 12, 12), (2, 4, 6, 8), strict=False)
    return [
        charter_heard(CHARTER, 1),
        stage_heard(DONGTANG, "2025", CHARTER.stages[3].id, 4),
        collection_closed(DONGTANG, "2025", 58, 2),
        *(leg_closed(DONGTANG, "2025", leg, out, seq) for leg, out, seq in figures),
        result_announced(DONGTANG, result(), 3),
    ]


def test_overview_when_a_year_was_heard_then_it_has_its_funnel() -> None:
    found = after(*year())
    assert funnel_of(found, "2025") == [58, 25, 12, 10]
    assert (found.cycle, found.of("2025").accepted, found.of("2025").selected) == ("2025", 58, 10)
    assert (found.zh, found.district_zh) == (CHARTER.zh, CHARTER.district_zh)


def test_overview_when_events_come_in_any_order_then_it_is_the_same() -> None:
    heard = [*year(), stage_heard(DONGTANG, "2025", CHARTER.stages[1].id, 2)]
    wanted = after(*year())
    for seed in range(200):
        order = random.Random(seed).sample(heard + heard[:4], len(heard) + 4)
        assert after(*order) == wanted


def test_overview_when_an_older_word_comes_late_then_it_is_ignored() -> None:
    early = collection_closed(DONGTANG, "2025", 50, 2)
    late = collection_closed(DONGTANG, "2025", 58, 5)
    for order in ((late, early), (early, late)):
        assert after(*order).of("2025").accepted == 58
    before = after(late)
    assert early(before).state == before


def test_funnel_when_a_leg_was_reopened_then_its_figure_and_those_after_it_are_gone() -> None:
    closed = [leg_closed(DONGTANG, "2025", leg, 9, 2 + n) for n, leg in enumerate(LEGS[:3])]
    back = leg_reopened(DONGTANG, "2025", LEGS[1], 9)
    for order in permutations([charter_heard(CHARTER, 1), *closed, back]):
        assert funnel_of(after(*order), "2025") == [9, None, None, None]
    again = leg_closed(DONGTANG, "2025", LEGS[1], 7, 12)
    assert funnel_of(after(charter_heard(CHARTER, 1), *closed, back, again), "2025")[:3] == [
        9,
        7,
        None,
    ]


def test_overview_when_years_go_by_then_the_newest_is_shown_and_few_are_kept() -> None:
    opened = [stage_heard(DONGTANG, str(year), "S", 2) for year in range(2025, 2032)]
    found = after(*opened)
    assert (found.cycle, len(found.years)) == ("2031", YEARS)
    assert opened[0](found).state == found


def test_overview_when_the_charter_is_not_there_yet_then_it_has_no_funnel() -> None:
    found = after(leg_closed(DONGTANG, "2025", LEGS[0], 58, 2))
    assert (funnel_of(found, "2025"), found.zh) == ([], "")


def test_overview_when_a_cycle_was_opened_then_it_is_in_its_first_stage() -> None:
    opened = [charter_heard(CHARTER, 1), cycle_opened(DONGTANG, "2026")]
    for order in permutations(opened):
        found = after(*order)
        assert found.stage("2026") == CHARTER.stages[0].id
        assert found.stage("2025") == ""
    later = stage_heard(DONGTANG, "2026", CHARTER.stages[2].id, 3)
    assert after(later, *opened).stage("2026") == CHARTER.stages[2].id


def test_overview_when_two_results_come_of_one_day_then_one_stands_in_every_order() -> None:
    said = [result(3), result(5).model_copy(update={"ballot": "b2", "present": 40})]
    heard = [result_announced(DONGTANG, one, seq) for seq, one in enumerate(said, 4)]
    both = {(after(*order).of("2025").selected, after(*order).of("2025").present)
            for order in permutations(heard)}  # fmt: skip
    assert both == {(5, 40)}


def test_overview_when_projects_are_rated_then_it_is_the_satisfaction_of_their_own_year() -> None:
    rated = [
        Rated(candidate="c1", title="项目1", satisfied=40),
        Rated(candidate="c2", title="项目2", satisfied=20, below=True),
        Rated(candidate="c3", title="项目3"),
    ]
    said = SatisfactionAnnounced(
        ballot="b9", session="s9", cycle="2026", year="2025", announced_on="2026-04-20",
        issued=50, returned=50, valid=50, line="7/10", projects=tuple(rated),
    )  # fmt: skip
    found = after(satisfaction_heard(DONGTANG, said, 2), cycle_opened(DONGTANG, "2026"))
    year = found.of("2025")
    assert (year.rated, year.satisfied, year.below) == (100, 60, 1)
    assert found.of("2026").rated == 0


def test_suggestion_when_words_come_in_any_order_then_it_stands_the_same() -> None:
    words = [
        standing("", 3, OVERDUE),
        standing("2025", 4),
        standing("2025", 6, ANSWERED, "REFERENCE"),
        standing("2025", 8, OPEN),
    ]
    for upto, status in ((2, OVERDUE), (3, ANSWERED), (4, OPEN)):
        for order in permutations(words[:upto]):
            found: AnswerCopy | None = None
            for decide in (*order, *order):
                found = decide(found).state
            assert found is not None
            assert (found.cycle, found.status) == ("2025", status)


@pytest.mark.parametrize("missing", range(len(year())))
def test_marks_when_a_word_is_missing_then_what_was_made_is_not_as_new(missing: int) -> None:
    opened = cycle_opened(DONGTANG, "2025")
    heard = [*year(), opened, leg_reopened(DONGTANG, "2025", LEGS[1], 9)]
    stood = after(*heard)
    assert as_new(stood, after(*reversed(heard)))
    assert as_new(stood.model_copy(update={"zh": "写错的名称"}), stood)
    del heard[missing]
    made = after(*heard)
    assert (as_new(stood, made), as_new(made, stood)) == (False, True)


def test_marks_when_an_answer_is_older_then_it_is_not_as_new() -> None:
    stood = AnswerCopy(cycle="2025", cycle_sequence=3, status=OVERDUE, sequence=5)
    for older in ({"sequence": 4}, {"cycle_sequence": 2}):
        assert not as_new(stood, stood.model_copy(update=older))
    assert as_new(stood, stood)
