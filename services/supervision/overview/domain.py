"""A street as the city sees it: where its years stand and what came of them, from events only.

Events come in any order and more than once: of each fact the newest is kept, by the sequence of
the document that said it. Only events of which a street says a few each year change this document;
suggestions are many and have a document each (``AnswerCopy``), because one document remembers only
a bounded number of causes.
"""

from collections.abc import Callable, Mapping

from pydantic import Field

from chassis.core.decision import Change, State
from contracts.ballot import BallotAnnounced, SatisfactionAnnounced
from contracts.charter import Charter, Named

YEARS = 3
"""Cycles that are kept, the newest ones."""


class LegNews(State):
    """The newest of what was heard of one leg: versions of the ledger, and its figure."""

    closed: int = 0
    reopened: int = 0
    outgoing: int = 0


class Year(State):
    """One cycle. ``accepted`` is the number of suggestions once collecting has ended.

    ``expected``, ``present``, ``valid``: members of the session and valid papers of the ballot
    announced last (``announced``: day, sequence and ballot, by which the last is known).
    ``satisfied`` of ``rated`` papers are what members thought of this year's projects a year later;
    ``below``: projects under the charter's line.
    """

    opened: bool = False
    stage: str = ""
    stage_sequence: int = 0
    legs: dict[str, LegNews] = Field(default_factory=dict)
    accepted: int | None = None
    accepted_sequence: int = 0
    announced_on: str = ""
    announced: str = ""
    selected: int = 0
    reserved: int = 0
    vacancies: int = 0
    expected: int = 0
    present: int = 0
    valid: int = 0
    rated_by: str = ""
    rated: int = 0
    satisfied: int = 0
    below: int = 0


class StreetOverview(State):
    """``legs`` and ``funnel`` are ids in the charter's order; ``sequence`` is the charter's."""

    street: str
    zh: str = ""
    en: str = ""
    district_zh: str = ""
    district_en: str = ""
    stages: tuple[Named, ...] = ()
    legs: tuple[str, ...] = ()
    funnel: tuple[str, ...] = ()
    sequence: int = 0
    years: dict[str, Year] = Field(default_factory=dict)

    @property
    def cycle(self) -> str:
        """The newest cycle that anything was heard of, or nothing."""
        return max(self.years, default="")

    def of(self, cycle: str) -> Year:
        """What is known of a cycle."""
        return self.years.get(cycle, Year())

    def stage(self, cycle: str) -> str:
        """The id of the stage the cycle is in: its first one once it was opened."""
        year = self.of(cycle)
        first = self.stages[0].id if self.stages else ""
        return year.stage or (first if cycle in self.years else "")


Decide = Callable[[StreetOverview | None], Change[StreetOverview]]


def charter_heard(charter: Charter, sequence: int) -> Decide:
    """Names, stages and legs of the street."""

    def decide(found: StreetOverview | None) -> Change[StreetOverview]:
        known = found or StreetOverview(street=charter.street)
        if known.sequence >= sequence:
            return Change(known)
        names = {n: getattr(charter, n) for n in ("zh", "en", "district_zh", "district_en")}
        shape = {
            "stages": charter.stages,
            "legs": tuple(leg.id for leg in charter.legs),
            "funnel": tuple(leg.id for leg in charter.legs if leg.funnel),
        }
        return Change(known.model_copy(update={**names, **shape, "sequence": sequence}))

    return decide


def cycle_opened(street: str, cycle: str) -> Decide:
    """The year began; what stage it is in, the charter's first, until another is heard of."""
    return _in_year(street, cycle, lambda year: year.model_copy(update={"opened": True}))


def stage_heard(street: str, cycle: str, stage: str, sequence: int) -> Decide:
    """The cycle reached this stage."""

    def newer(year: Year) -> Year:
        if year.stage_sequence >= sequence:
            return year
        return year.model_copy(update={"stage": stage, "stage_sequence": sequence})

    return _in_year(street, cycle, newer)


def leg_closed(street: str, cycle: str, leg: str, outgoing: int, sequence: int) -> Decide:
    """A leg ended with its figure, or the figure was put right."""

    def newer(year: Year) -> Year:
        news = year.legs.get(leg, LegNews())
        if news.closed >= sequence:
            return year
        return _with(year, leg, news.model_copy(update={"closed": sequence, "outgoing": outgoing}))

    return _in_year(street, cycle, newer)


def leg_reopened(street: str, cycle: str, leg: str, sequence: int) -> Decide:
    """The NPC committee went back: this leg and those after it have no figure any more (E-27)."""

    def newer(year: Year) -> Year:
        news = year.legs.get(leg, LegNews())
        if news.reopened >= sequence:
            return year
        return _with(year, leg, news.model_copy(update={"reopened": sequence}))

    return _in_year(street, cycle, newer)


def collection_closed(street: str, cycle: str, accepted: int, sequence: int) -> Decide:
    """Collecting ended with this number, or with a better one."""

    def newer(year: Year) -> Year:
        if year.accepted_sequence >= sequence:
            return year
        return year.model_copy(update={"accepted": accepted, "accepted_sequence": sequence})

    return _in_year(street, cycle, newer)


def result_announced(street: str, said: BallotAnnounced, sequence: int) -> Decide:
    """The result of the vote; of several that of the last day, of one day the last said."""
    mark = f"{said.announced_on} {sequence:09d} {said.ballot}"
    figures = {"selected": len(said.selected), "reserved": len(said.reserved)}
    figures |= {n: getattr(said, n) for n in ("vacancies", "expected", "present", "valid")}

    def newer(year: Year) -> Year:
        if (year.announced or year.announced_on) > mark:
            return year
        told = {"announced_on": said.announced_on, "announced": mark}
        return year.model_copy(update={**told, **figures})

    return _in_year(street, said.cycle, newer)


def satisfaction_heard(street: str, said: SatisfactionAnnounced, sequence: int) -> Decide:
    """What members think of the projects of ``said.year``; what may not be told does not count."""
    mark = f"{said.announced_on} {sequence:09d} {said.ballot}"
    told = [one.satisfied for one in said.projects if one.satisfied is not None]
    figures: Mapping[str, int] = {
        "rated": said.valid * len(told),
        "satisfied": sum(told),
        "below": sum(one.below for one in said.projects),
    }

    def newer(year: Year) -> Year:
        if year.rated_by > mark:
            return year
        return year.model_copy(update={"rated_by": mark, **figures})

    return _in_year(street, said.year, newer)


def _in_year(street: str, cycle: str, newer: Callable[[Year], Year]) -> Decide:
    def decide(found: StreetOverview | None) -> Change[StreetOverview]:
        known = found or StreetOverview(street=street)
        years = {**known.years, cycle: newer(known.years.get(cycle, Year()))}
        newest = sorted(years)[-YEARS:]
        kept = {name: years[name] for name in newest}
        return Change(known.model_copy(update={"years": kept}))

    return decide


def _with(year: Year, leg: str, news: LegNews) -> Year:
    return year.model_copy(update={"legs": {**year.legs, leg: news}})


# ---- what follows from the facts -----------------------------------------------------------


def funnel_of(overview: StreetOverview, cycle: str) -> list[int | None]:
    """The figures of a cycle's picture (58 → 25 → 12 → 10); ``None`` where not known."""
    year = overview.of(cycle)
    figures = [_figure(overview, year, leg) for leg in overview.funnel]
    if figures and year.announced_on and overview.funnel[-1] == overview.legs[-1]:
        figures[-1] = year.selected
    return figures


def _figure(overview: StreetOverview, year: Year, leg: str) -> int | None:
    news = year.legs.get(leg, LegNews())
    upto = overview.legs[: overview.legs.index(leg) + 1]
    back = max(year.legs.get(earlier, LegNews()).reopened for earlier in upto)
    return news.outgoing if news.closed > back else None
