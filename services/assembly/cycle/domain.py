"""The year's cycle: facts it has heard, and the stage and figures that follow from them.

Events come in any order and more than once. The cycle keeps only the newest of each fact, and
stage, figures and funnel are computed from the facts: so they come out the same in every order.
"""

from pydantic import Field

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState
from contracts.assembly import CycleOpened, CycleStageChanged
from contracts.ballot import BallotAnnounced
from contracts.charter import Charter, Leg, Named
from contracts.envelope import Event

PROJECTS = 200


class LegNews(State):
    """The newest of what was heard of one leg: versions of the ledger, and the figures."""

    opened: int = 0
    closed: int = 0
    reopened: int = 0
    incoming: int = 0
    outgoing: int = 0

    @property
    def begun(self) -> int:
        """When the leg was last opened."""
        return max(self.opened, self.reopened)

    @property
    def latest(self) -> int:
        """The newest of all that was heard."""
        return max(self.begun, self.closed)


class Cycle(State):
    """One year of one street. ``stages`` and ``legs`` are those of the charter it was opened by."""

    cycle: str
    year: int
    charter_version: int
    stages: tuple[Named, ...]
    legs: tuple[Leg, ...]
    news: dict[str, LegNews] = Field(default_factory=dict)
    announced: str = ""
    selected: int = 0
    reserve: int = 0
    projects: tuple[str, ...] = ()
    advanced: int = 0
    stage: str


def open_cycle(charter: Charter, version: int, year: int) -> tuple[Cycle, CycleOpened]:
    """Begin the year's cycle. Raises ``WrongState`` for a year outside the charter's term."""
    last = charter.year + charter.term_years - 1
    if not charter.year <= year <= last:
        raise WrongState(
            "year-outside-term",
            f"章程适用于 {charter.year} 至 {last} 年，请先通过新的章程。",
            f"The charter covers {charter.year} to {last}.",
        )
    cycle = Cycle(
        cycle=str(year),
        year=year,
        charter_version=version,
        stages=charter.stages,
        legs=charter.legs,
        stage=charter.stages[0].id,
    )
    return cycle, CycleOpened(cycle=cycle.cycle, year=year, charter_version=version)


# ---- what is heard ---------------------------------------------------------------------------


def leg_opened(cycle: Cycle, leg: str, sequence: int) -> Change[Cycle]:
    """A leg began."""
    return _hear(cycle, leg, opened=sequence)


def leg_reopened(cycle: Cycle, leg: str, sequence: int) -> Change[Cycle]:
    """The NPC committee went back a leg: the only way a stage goes back (E-27)."""
    return _hear(cycle, leg, reopened=sequence)


def leg_closed(
    cycle: Cycle, leg: str, sequence: int, incoming: int, outgoing: int
) -> Change[Cycle]:
    """A leg ended with its figures, or its figures were put right."""
    news = cycle.news.get(leg, LegNews())
    if sequence <= news.closed:
        return Change(cycle)
    return _hear(cycle, leg, closed=sequence, incoming=incoming, outgoing=outgoing)


def _hear(cycle: Cycle, leg: str, **heard: int) -> Change[Cycle]:
    if leg not in {known.id for known in cycle.legs}:
        return Change(cycle)
    news = cycle.news.get(leg, LegNews())
    newer = {
        name: value
        for name, value in heard.items()
        if name in ("incoming", "outgoing") or value > getattr(news, name)
    }
    update = {**cycle.news, leg: news.model_copy(update=newer)}
    return _settled(cycle, news=update)


def announced(cycle: Cycle, result: BallotAnnounced) -> Change[Cycle]:
    """The result of the vote: the funnel's last figure and the reserve."""
    figures = {"selected": len(result.selected), "reserve": len(result.reserved)}
    return _settled(cycle, announced=result.announced_on, **figures)


def project_created(cycle: Cycle, project: str) -> Change[Cycle]:
    """A chosen item became a project; the first one moves the cycle on."""
    if project in cycle.projects or len(cycle.projects) >= PROJECTS:
        return Change(cycle)
    return _settled(cycle, projects=(*cycle.projects, project))


def _settled(cycle: Cycle, **update: object) -> Change[Cycle]:
    changed = cycle.model_copy(update=update)
    stage = cycle.stages[stage_place(changed)].id
    events: list[Event] = []
    if stage != cycle.stage:
        events = [CycleStageChanged(cycle=cycle.cycle, stage=stage)]
    return Change(changed.model_copy(update={"stage": stage}), events)


# ---- what is asked ---------------------------------------------------------------------------


def advance(cycle: Cycle) -> Change[Cycle]:
    """Move on to the next of the later stages. Raises ``WrongState`` before there are projects."""
    here = stage_place(cycle)
    if here <= announced_place(cycle):
        raise WrongState(
            "not-yet",
            "结果公告并生成项目之后，才能进入后面的阶段。",
            "The later stages begin once the chosen projects are there.",
        )
    if here + 2 >= len(cycle.stages):
        raise WrongState(
            "last-stage", "下一步是归档，请使用“归档”。", "What follows is closing the cycle."
        )
    return _settled(cycle, advanced=here + 1)


def may_advance(cycle: Cycle) -> bool:
    """Whether the clerk's next move is another stage."""
    here = stage_place(cycle)
    return announced_place(cycle) < here < len(cycle.stages) - 2


def close(cycle: Cycle) -> Change[Cycle]:
    """Close the year; today this always names what is missing.

    Inspections, the locked appraisal and the archive are kept nowhere yet, so nobody can say that
    they are complete.
    """
    missing = [
        ("inspections", "全部督查完成", "every inspection closed"),
        ("appraisal", "民主评议结果锁定", "the appraisal locked"),
        ("archive", "归档材料齐全", "the archive complete"),
    ]
    if stage_place(cycle) + 2 < len(cycle.stages):
        missing.insert(0, ("stage", "进入评议考核阶段", "the cycle in its evaluation stage"))
    raise WrongState(
        "cycle-incomplete",
        f"还不能归档，缺少：{'、'.join(zh for _, zh, _en in missing)}。",
        f"The cycle cannot be closed; missing: {', '.join(en for _, _zh, en in missing)}.",
        [{"field": field, "zh": zh, "en": en} for field, zh, en in missing],
    )


# ---- what follows from the facts -------------------------------------------------------------


def leg_status(cycle: Cycle, leg: str) -> str:
    """``PENDING``, ``OPEN`` or ``CLOSED``; a leg after a reopened one is pending again."""
    news = cycle.news.get(leg, LegNews())
    if news.latest <= _sent_back(cycle, leg):
        return "PENDING"
    return "CLOSED" if news.closed >= news.begun else "OPEN"


def _sent_back(cycle: Cycle, leg: str) -> int:
    """The newest reopening of a leg before this one; what is older does not count."""
    back = 0
    for earlier in cycle.legs:
        if earlier.id == leg:
            break
        back = max(back, cycle.news.get(earlier.id, LegNews()).reopened)
    return back


def figures(cycle: Cycle, leg: Leg) -> tuple[int | None, int | None]:
    """What went into a leg and what came out of it, ``None`` while that is not known."""
    closed = leg_status(cycle, leg.id) == "CLOSED"
    news = cycle.news.get(leg.id, LegNews())
    incoming = news.incoming if closed else None
    outgoing = news.outgoing if closed else None
    if leg is cycle.legs[-1] and cycle.announced:
        outgoing = cycle.selected
    return incoming, outgoing


def funnel(cycle: Cycle) -> list[int | None]:
    """The figures of the picture (E-28), 58 → 25 → 12 → 10, as far as they are known."""
    return [figures(cycle, leg)[1] for leg in cycle.legs if leg.funnel]


def stage_place(cycle: Cycle) -> int:
    """The place of the stage that follows from everything heard so far."""
    stages = [stage.id for stage in cycle.stages]
    begun = [
        stages.index(leg.stage) for leg in cycle.legs if leg_status(cycle, leg.id) != "PENDING"
    ]
    place = max(begun, default=0)
    if cycle.announced:
        place = max(place, announced_place(cycle))
    if cycle.projects:
        place = max(place, announced_place(cycle) + 1)
    return max(place, cycle.advanced)


def announced_place(cycle: Cycle) -> int:
    """The place of the stage that the result begins: the one after the session's."""
    stages = [stage.id for stage in cycle.stages]
    return stages.index(cycle.legs[-1].stage) + 1
