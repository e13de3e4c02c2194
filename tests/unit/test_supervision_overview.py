"""A street as the city sees it: the same from every order of events, and from repeated ones."""

import random
from itertools import permutations

from contracts.ballot import BallotAnnounced
from services.assembly.presets import charter_from
from services.supervision.overview.domain import (
    YEARS,
    Decide,
    StreetOverview,
    charter_heard,
    collection_closed,
    funnel_of,
    leg_closed,
    leg_reopened,
    result_announced,
    stage_heard,
)
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
        result_announced(DONGTANG, result()),
    ]


def test_overview_when_a_year_was_heard_then_it_has_its_funnel() -> None:
    found = after(*year())
    assert funnel_of(found) == [58, 25, 12, 10]
    assert (found.cycle, found.year.accepted, found.year.selected) == ("2025", 58, 10)
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
    assert after(late, early).year.accepted == after(early, late).year.accepted == 58
    before = after(late)
    assert early(before).state == before


def test_funnel_when_a_leg_was_reopened_then_its_figure_and_those_after_it_are_gone() -> None:
    closed = [leg_closed(DONGTANG, "2025", leg, 9, 2 + n) for n, leg in enumerate(LEGS[:3])]
    back = leg_reopened(DONGTANG, "2025", LEGS[1], 9)
    for order in permutations([charter_heard(CHARTER, 1), *closed, back]):
        assert funnel_of(after(*order)) == [9, None, None, None]
    again = leg_closed(DONGTANG, "2025", LEGS[1], 7, 12)
    assert funnel_of(after(charter_heard(CHARTER, 1), *closed, back, again))[:3] == [9, 7, None]


def test_overview_when_years_go_by_then_the_newest_is_shown_and_few_are_kept() -> None:
    opened = [stage_heard(DONGTANG, str(year), "S", 2) for year in range(2025, 2032)]
    found = after(*opened)
    assert (found.cycle, len(found.years)) == ("2031", YEARS)
    assert opened[0](found).state == found


def test_overview_when_the_charter_is_not_there_yet_then_it_has_no_funnel() -> None:
    found = after(leg_closed(DONGTANG, "2025", LEGS[0], 58, 2))
    assert (funnel_of(found), found.zh) == ([], "")
