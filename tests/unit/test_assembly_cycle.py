"""The year's cycle comes out right in whatever order its news arrives."""

import random
from collections.abc import Callable
from itertools import permutations

import pytest

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.assembly import CycleStageChanged
from contracts.ballot import BallotAnnounced
from contracts.screening import SlateItem
from services.assembly.cycle import domain
from services.assembly.cycle.domain import Cycle
from tests.unit.assembly_things import charter_named

News = Callable[[Cycle], Change[Cycle]]
OUT = {"R1_DOWN": 58, "R1_UP": 58, "R2_DOWN": 25, "R2_UP": 12, "R3_DOWN": 12, "R3_UP": 10}


def fresh(name: str = "dongtang") -> Cycle:
    return domain.open_cycle(charter_named(name), 1, 2025)[0]


def result(selected: int = 10, reserved: int = 2) -> BallotAnnounced:
    items = tuple(
        SlateItem(
            candidate=f"c{n}", no=n, title="t", project_class="ECONOMY", place="", budget_yuan=1,
            unit="", beneficiaries="", approved_by="", sources=(),
        )
        for n in range(selected)
    )  # fmt: skip
    return BallotAnnounced(
        ballot="b", session="s", cycle="2025", announced_on="2025-03-01", expected=53, present=50,
        issued=50, returned=50, valid=50, invalid=0, seats=10, tallies=(), selected=items,
        reserved=tuple(f"r{n}" for n in range(reserved)), vacancies=0,
    )  # fmt: skip


def opened(leg: str, sequence: int) -> News:
    return lambda cycle: domain.leg_opened(cycle, leg, sequence)


def closed(leg: str, sequence: int, out: int | None = None) -> News:
    figure = OUT[leg] if out is None else out
    return lambda cycle: domain.leg_closed(cycle, leg, sequence, figure, figure)


def reopened(leg: str, sequence: int) -> News:
    return lambda cycle: domain.leg_reopened(cycle, leg, sequence)


def announced(cycle: Cycle) -> Change[Cycle]:
    return domain.announced(cycle, result())


def project(name: str) -> News:
    return lambda cycle: domain.project_created(cycle, name)


def heard(cycle: Cycle, *news: News) -> Cycle:
    for one in news:
        cycle = one(cycle).state
    return cycle


def whole_year() -> list[News]:
    news: list[News] = []
    for place, leg in enumerate(OUT):
        news += [opened(leg, 2 * place + 1), closed(leg, 2 * place + 2)]
    return [*news, announced, project("p1"), project("p2")]


def test_year_when_heard_in_order_then_every_stage_is_told_once() -> None:
    cycle, stages = fresh(), []
    for one in whole_year():
        change = one(cycle)
        stages += [e.stage for e in change.events if isinstance(e, CycleStageChanged)]
        cycle = change.state
    wanted = ["R1_DOWN", "R1_UP", "R2_DOWN", "R2_UP", "R3_DOWN", "SESSION", "ANNOUNCED"]
    assert stages == [*wanted, "SUPERVISING"]
    assert domain.funnel(cycle) == [58, 25, 12, 10]
    assert (cycle.reserve, len(cycle.projects)) == (2, 2)


@pytest.mark.parametrize("seed", range(40))
def test_year_when_heard_in_any_order_and_twice_then_it_comes_out_the_same(seed: int) -> None:
    news = whole_year() * 2
    random.Random(seed).shuffle(news)
    cycle = heard(fresh(), *news)
    assert (cycle.stage, domain.funnel(cycle)) == ("SUPERVISING", [58, 25, 12, 10])
    assert [domain.leg_status(cycle, leg.id) for leg in cycle.legs] == ["CLOSED"] * 6


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_leg_when_its_figures_are_put_right_then_the_newest_ones_stay(
    order: tuple[int, ...],
) -> None:
    news = [opened("R1_DOWN", 1), closed("R1_DOWN", 2, 57), opened("R1_UP", 3),
            closed("R1_DOWN", 4, 58)]  # fmt: skip
    cycle = heard(fresh(), *(news[place] for place in order))
    assert domain.figures(cycle, cycle.legs[0]) == (58, 58)
    assert cycle.stage == "R1_UP"


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_leg_when_reopened_then_the_stage_goes_back_in_every_order(order: tuple[int, ...]) -> None:
    news = [opened("R1_DOWN", 1), closed("R1_DOWN", 2), opened("R1_UP", 3), closed("R1_UP", 4),
            reopened("R1_DOWN", 5)]  # fmt: skip
    cycle = heard(fresh(), *(news[place] for place in order))
    assert cycle.stage == "R1_DOWN"
    assert domain.leg_status(cycle, "R1_DOWN") == "OPEN"
    assert domain.leg_status(cycle, "R1_UP") == "PENDING"
    assert domain.funnel(cycle)[0] is None
    again = heard(cycle, closed("R1_DOWN", 6, 60), opened("R1_UP", 7))
    assert (again.stage, domain.funnel(again)[0]) == ("R1_UP", 60)


def test_result_when_announced_then_a_reopened_leg_no_longer_moves_the_stage() -> None:
    cycle = heard(fresh(), *whole_year(), reopened("R1_DOWN", 40))
    assert cycle.stage == "SUPERVISING"


def test_funnel_when_nothing_is_closed_then_nothing_is_said() -> None:
    assert domain.funnel(heard(fresh(), opened("R1_DOWN", 1))) == [None] * 4
    assert domain.funnel(fresh("wujialing")) == [None] * 3


def test_leg_when_the_street_has_no_such_leg_then_ignored() -> None:
    cycle = fresh()
    assert domain.leg_opened(cycle, "MOON", 9).state is cycle


def test_advance_when_there_are_projects_then_up_to_the_stage_before_the_archive() -> None:
    cycle = heard(fresh("wujialing"), announced)
    with pytest.raises(WrongState, match="not-yet"):
        domain.advance(cycle)
    cycle = heard(cycle, project("p"))
    assert cycle.stage == "CLAIMING"
    for stage in ("EXECUTING", "EVALUATING"):
        cycle = domain.advance(cycle).state
        assert cycle.stage == stage
    with pytest.raises(WrongState, match="last-stage"):
        domain.advance(cycle)
    assert heard(cycle, project("q")).stage == "EVALUATING"


def test_advance_when_the_year_has_just_begun_then_refused() -> None:
    with pytest.raises(WrongState, match="not-yet"):
        domain.advance(fresh())


@pytest.mark.parametrize(("late", "missing"), [(False, 4), (True, 3)])
def test_close_when_asked_then_it_names_what_is_missing(late: bool, missing: int) -> None:
    cycle = heard(fresh(), *whole_year())
    cycle = domain.advance(cycle).state if late else cycle
    with pytest.raises(WrongState) as refused:
        domain.close(cycle)
    assert len(refused.value.details) == missing


@pytest.mark.parametrize("year", [2024, 2030])
def test_cycle_when_the_year_is_outside_the_charters_term_then_refused(year: int) -> None:
    with pytest.raises(WrongState, match="year-outside-term"):
        domain.open_cycle(charter_named("dongtang"), 1, year)
