"""How the screening decides a suggestion's fate (去向), in whatever order its words arrive.

Each word is kept with the number it was said under (triage, set aside, one link for each
candidate); what it comes to is then derived from all that is known. So the last answer is the
same however the words were shuffled, and it only ever gets better.

Decided and told are two moments: in a street that releases its answers together (``held``) what was
decided waits in ``decided``, and nothing that anybody outside reads changes before the release.
"""

from collections.abc import Sequence
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.intake import Outcome
from contracts.screening import Disposition, SuggestionTriaged
from services.intake.suggestion.domain.answers import answer, withdrawn
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.status import NAMES, SUGGESTION, TRIAGED_TO, Status
from services.intake.suggestion.domain.suggestion import MOST_LINKS, Link, Suggestion

AT_ONCE = {
    Disposition.FORWARDED_UP: Outcome.FORWARDED_UP,
    Disposition.REFERENCE: Outcome.REFERENCE,
    Disposition.OUT_OF_SCOPE: Outcome.OUT_OF_SCOPE,
}
"""Dispositions that are an answer by themselves."""

OF_DECISION = {
    "SELECTED": Outcome.SELECTED,
    "RESERVED": Outcome.RESERVED,
    "DECLINED": Outcome.DECLINED,
    "WITHDRAWN": Outcome.DECLINED,
}
"""Final decision of a candidate → what it means for its suggestions."""

BEST_FIRST = (
    Outcome.SELECTED,
    Outcome.SOLVED,
    Outcome.RESERVED,
    Outcome.DECLINED,
    Outcome.SET_ASIDE,
)
"""An answer is only ever replaced by one that stands before it."""

_LINKED = {
    "": ("列入备选项目：{}。", "Taken up by the alternative: {}."),
    "CANDIDATE": ("备选项目确定为候选项目：{}。", "Its project became a candidate: {}."),
    "DECLINED": ("备选项目未列为候选：{}。", "Its project did not become a candidate: {}."),
    "WITHDRAWN": ("备选项目已撤回：{}。", "Its project was withdrawn: {}."),
    "RESERVED": ("候选项目转入储备库：{}。", "Its project is kept in reserve: {}."),
    "SELECTED": ("候选项目经票决入选：{}。", "Its project was chosen: {}."),
}


def triage(
    suggestion: Suggestion,
    key: str,
    at: datetime,
    told: SuggestionTriaged,
    sequence: int,
    *,
    held: bool = False,
) -> Change[Suggestion]:
    """Take over what the meetings decided (E-22); an older word than the last one is ignored."""
    if suggestion.triage_sequence >= sequence or suggestion.status is Status.MERGED:
        return Change(suggestion)
    known = suggestion.with_(
        level=told.level.value,
        category=told.category or suggestion.category,
        unit=told.unit,
        co_units=told.co_units,
        triage_sequence=sequence,
        **moments(suggestion, at),
        **(withdrawn(suggestion) if told.unit != suggestion.unit else {}),
    )
    # What was reopened is answered anew, also where the meeting says again what it had said.
    if known.disposition == told.disposition and known.status is not Status.REOPENED:
        return Change(known)
    if told.disposition is Disposition.ASSIGNED and known.outcome == Outcome.SOLVED:
        # A department had answered it before this collection: nobody answers it twice.
        return Change(known.with_(disposition=told.disposition.value))
    return settle(_disposed(known, at, told.disposition, held=held), key, at, held=held)


def _disposed(
    suggestion: Suggestion, at: datetime, disposition: Disposition, *, held: bool
) -> Suggestion:
    status = Status(SUGGESTION.move(suggestion.status, "triage"))
    # Where it went may be its answer: that waits for the release.
    if not (held and disposition in AT_ONCE):
        status = Status(SUGGESTION.move(status, TRIAGED_TO[disposition]))
    zh, en = NAMES[status]
    # What was said of an answer goes with it; that one was not solved waits for the next.
    verdict = "" if suggestion.outcome else suggestion.verdict
    new = {"disposition": disposition.value, "outcome": "", "reference": "", "verdict": verdict}
    moved = suggestion.with_(**new, decided="", decided_reference="")
    return moved.told(status, at, f"分级分类：{zh}。", f"Triage: {en.lower()}.")


def set_aside(
    suggestion: Suggestion, key: str, at: datetime, sequence: int, *, held: bool = False
) -> Change[Suggestion]:
    """No alternative took it up when the leg that proposes closed."""
    if suggestion.set_aside_sequence >= sequence:
        return Change(suggestion)
    return settle(suggestion.with_(set_aside_sequence=sequence), key, at, held=held)


def link(
    suggestion: Suggestion, key: str, at: datetime, new: Link, *, held: bool = False
) -> Change[Suggestion]:
    """Note what became of a candidate that took it up; answer where all is decided."""
    known = {found.candidate: found for found in suggestion.links}
    older = known.get(new.candidate)
    if older is not None and older.sequence >= new.sequence:
        return Change(suggestion)
    if older is None and len(known) >= MOST_LINKS:
        raise WrongState(
            "too-many-links",
            f"一条建议最多进入 {MOST_LINKS} 个项目。",
            f"A suggestion is taken up by {MOST_LINKS} projects at the most.",
        )
    if held and new.decision:
        new = new.model_copy(update={"told": False})
    linked = suggestion.with_(links=tuple((known | {new.candidate: new}).values()))
    settled = settle(linked, key, at, held=held)
    if settled.events or not new.told:
        return settled
    zh, en = _LINKED[new.decision]
    told = linked.told(linked.status, at, zh.format(new.title), en.format(new.title), new.candidate)
    return Change(told)


def settle(
    suggestion: Suggestion, key: str, at: datetime, *, held: bool = False
) -> Change[Suggestion]:
    """Answer by what is known, where that is a better answer than the one it has."""
    found = fate(suggestion)
    if found is None or suggestion.status is Status.MERGED:
        return Change(suggestion)
    outcome, reference = found
    known = suggestion.decided or suggestion.outcome
    if known and not better(outcome, Outcome(known)):
        return Change(suggestion)
    if held:
        waits = {"decided": outcome.value, "decided_reference": reference}
        return Change(suggestion.with_(**waits))
    return answer(suggestion, key, at, outcome, reference)


def as_everybody(suggestion: Suggestion) -> Suggestion:
    """As it is seen from outside: where it was sent stays hidden while that is its answer.

    Its level and unit would tell: a suggestion that goes to the city is never out of scope.
    """
    if not (suggestion.decided and suggestion.disposition in AT_ONCE):
        return suggestion
    return suggestion.with_(level="", unit="", co_units=())


def fate(suggestion: Suggestion) -> tuple[Outcome, str] | None:
    """What all words together come to, with the candidate behind it; nothing while still open."""
    if suggestion.disposition in AT_ONCE:
        return AT_ONCE[Disposition(suggestion.disposition)], ""
    if suggestion.disposition != Disposition.PROJECT_SOURCE:
        return None
    if suggestion.links:
        return best(suggestion.links)
    aside = suggestion.set_aside_sequence > suggestion.triage_sequence
    return (Outcome.SET_ASIDE, "") if aside else None


def best(links: Sequence[Link]) -> tuple[Outcome, str] | None:
    """The best fate among the candidates with its candidate; nothing while it may still change."""
    decided = [
        (OF_DECISION[found.decision], found.candidate)
        for found in links
        if found.decision in OF_DECISION
    ]
    if not decided:
        return None
    top = min(decided, key=lambda pair: (BEST_FIRST.index(pair[0]), pair[1]))
    waiting = len(decided) < len(links)
    return None if waiting and top[0] is not Outcome.SELECTED else top


def better(outcome: Outcome, told: Outcome) -> bool:
    """Whether this answer may replace the one that was told."""
    if outcome not in BEST_FIRST or told not in BEST_FIRST:
        return False
    return BEST_FIRST.index(outcome) < BEST_FIRST.index(told)
