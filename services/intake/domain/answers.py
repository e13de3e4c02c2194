"""How a suggestion meets its fate: triage, candidates, merges, replies, each with its answer."""

from collections.abc import Sequence
from datetime import datetime

from chassis.decision import Change
from chassis.errors import WrongState
from contracts.intake import Outcome, SuggestionAnswered, SuggestionMerged
from contracts.screening import SuggestionTriaged
from services.intake.domain.suggestion import (
    MOST_LINKS,
    NAMES,
    SUGGESTION,
    TRIAGED_TO,
    Link,
    Status,
    Suggestion,
)

WORDS = {
    Outcome.SELECTED: ("经居民议事会票决，列入实施项目。", "Chosen by the assembly's ballot."),
    Outcome.RESERVED: (
        "相关项目未进入本次实施名单，转入储备库。",
        "Its project was not chosen this time and is kept in reserve.",
    ),
    Outcome.DECLINED: (
        "相关备选项目未列为候选，理由见筛选记录。",
        "Its project did not become a candidate; the ledger holds the reason.",
    ),
    Outcome.SET_ASIDE: (
        "本轮未形成备选项目，保留供今后参考。",
        "No project took it up this time; it is kept for later.",
    ),
    Outcome.MERGED: ("与相同建议并案办理。", "Handled together with the same suggestion."),
    Outcome.SOLVED: ("责任部门已办理并答复。", "The department dealt with it and replied."),
    Outcome.FORWARDED_UP: ("超出街道权限，已上报上级。", "Beyond the street; forwarded up."),
    Outcome.REFERENCE: ("留作工作参考。", "Kept for reference."),
    Outcome.OUT_OF_SCOPE: ("不属于议事会受理范围。", "Out of the assembly's scope."),
}

AT_ONCE = {
    Status.FORWARDED_UP: Outcome.FORWARDED_UP,
    Status.REFERENCE: Outcome.REFERENCE,
    Status.OUT_OF_SCOPE: Outcome.OUT_OF_SCOPE,
}
"""Dispositions that are an answer by themselves."""

OF_DECISION = {
    "SELECTED": Outcome.SELECTED,
    "RESERVED": Outcome.RESERVED,
    "DECLINED": Outcome.DECLINED,
    "WITHDRAWN": Outcome.DECLINED,
}
"""Final decision of a candidate → what it means for its suggestions, best first."""

_BEST_FIRST = tuple(dict.fromkeys(OF_DECISION.values()))


def answer(
    suggestion: Suggestion, key: str, at: datetime, outcome: Outcome, reference: str = ""
) -> Change[Suggestion]:
    """Tell the suggestion its fate (答复); every fate is one of ``Outcome``."""
    status = SUGGESTION.move(suggestion.status, "reply")
    zh, en = WORDS[outcome]
    told = suggestion.told(Status(status), at, zh, en, reference)
    said = SuggestionAnswered(
        suggestion=key, cycle=suggestion.cycle, outcome=outcome, reference=reference
    )
    return Change(told.with_(outcome=outcome.value, reference=reference), [said])


def merge(suggestion: Suggestion, key: str, at: datetime, target: str) -> Change[Suggestion]:
    """Link it to one that says the same (并案): it keeps its text, author and own answer."""
    if target == key:
        raise WrongState("merge-with-itself", "不能与自身并案。", "It cannot be merged with itself.")
    status = Status(SUGGESTION.move(suggestion.status, "merge"))
    zh, en = WORDS[Outcome.MERGED]
    told = suggestion.told(status, at, zh, en, target)
    merged = SuggestionMerged(suggestion=key, cycle=suggestion.cycle, target=target)
    said = SuggestionAnswered(
        suggestion=key, cycle=suggestion.cycle, outcome=Outcome.MERGED, reference=target
    )
    return Change(told.with_(outcome=Outcome.MERGED.value, reference=target), [merged, said])


def triage(
    suggestion: Suggestion,
    key: str,
    at: datetime,
    told: SuggestionTriaged,
    sequence: int,
    due_on: str,
) -> Change[Suggestion]:
    """Take over what the meetings decided (E-22); an older word than the last one is ignored."""
    if suggestion.triage_sequence >= sequence or suggestion.status is Status.MERGED:
        return Change(suggestion)
    triaged = SUGGESTION.move(suggestion.status, "triage")
    status = Status(SUGGESTION.move(triaged, TRIAGED_TO[told.disposition]))
    zh, en = NAMES[status]
    moved = suggestion.with_(
        level=told.level.value,
        category=told.category,
        unit=told.unit,
        triage_sequence=sequence,
        due_on=due_on,
        outcome="",
        reference="",
    ).told(status, at, f"分级分类：{zh}。", f"Triage: {en.lower()}.")
    if status in AT_ONCE:
        return answer(moved, key, at, AT_ONCE[status])
    # Candidates may have been heard of before the triage was.
    return settle(moved, key, at)


def link(
    suggestion: Suggestion, key: str, at: datetime, new: Link
) -> Change[Suggestion]:
    """Note what became of a candidate that took the suggestion up; answer where all is decided."""
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
    links = tuple((known | {new.candidate: new}).values())
    return settle(suggestion.with_(links=links), key, at)


def settle(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """Answer by the best decision: at once where one is chosen, else when all are decided."""
    found = best(suggestion.links)
    if found is None or suggestion.status not in (Status.PROJECT_SOURCE, Status.REPLIED):
        return Change(suggestion)
    outcome, candidate = found
    if suggestion.status is Status.REPLIED and not _better(outcome, suggestion.outcome):
        return Change(suggestion)
    return answer(suggestion, key, at, outcome, candidate)


def best(links: Sequence[Link]) -> tuple[Outcome, str] | None:
    """The best fate among the candidates with its candidate; nothing while it may still change."""
    decided = [
        (OF_DECISION[found.decision], found.candidate)
        for found in links
        if found.decision in OF_DECISION
    ]
    if not decided:
        return None
    top = min(decided, key=lambda pair: _BEST_FIRST.index(pair[0]))
    waiting = len(decided) < len(links)
    return None if waiting and top[0] is not Outcome.SELECTED else top


def _better(outcome: Outcome, told: str) -> bool:
    if told not in [known.value for known in _BEST_FIRST]:
        return told == Outcome.SET_ASIDE.value
    return _BEST_FIRST.index(outcome) < _BEST_FIRST.index(Outcome(told))


def set_aside(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """No alternative took it up; where one did after all, there is nothing to say."""
    if suggestion.status is not Status.PROJECT_SOURCE or suggestion.links:
        return Change(suggestion)
    return answer(suggestion, key, at, Outcome.SET_ASIDE)


def handle(suggestion: Suggestion, at: datetime) -> Change[Suggestion]:
    """The department takes it in hand (办理)."""
    status = Status(SUGGESTION.move(suggestion.status, "handle"))
    return Change(suggestion.told(status, at, "责任部门正在办理。", "The department is at work."))


def reply(suggestion: Suggestion, key: str, at: datetime, text: str) -> Change[Suggestion]:
    """The department replies; a reply without a word of being in hand implies it."""
    if suggestion.status in (Status.ASSIGNED, Status.REOPENED):
        suggestion = handle(suggestion, at).state
    if suggestion.status is not Status.HANDLING:
        SUGGESTION.move(suggestion.status, "handle")
    replied = answer(suggestion, key, at, Outcome.SOLVED)
    return Change(replied.state.with_(reply=text), replied.events)


def confirm(suggestion: Suggestion, at: datetime) -> Change[Suggestion]:
    """The author is content with the answer."""
    status = Status(SUGGESTION.move(suggestion.status, "confirm"))
    return Change(suggestion.told(status, at, "建议人已确认。", "Confirmed by its author."))


def reopen(suggestion: Suggestion, at: datetime, reason: str) -> Change[Suggestion]:
    """The answer does not hold: it is open again, with a reason."""
    status = Status(SUGGESTION.move(suggestion.status, "reopen"))
    told = suggestion.told(status, at, "要求重新办理。", "Opened again.")
    return Change(told.with_(outcome="", reply=f"{suggestion.reply}\n—\n{reason}".strip()[:4000]))


def create_project(
    suggestion: Suggestion, at: datetime, project: str, title: str
) -> Change[Suggestion]:
    """A project came of it: show the way there."""
    if project in suggestion.projects:
        return Change(suggestion)
    told = suggestion.told(
        suggestion.status, at, f"已立项：{title}。", f"A project: {title}.", project
    )
    return Change(told.with_(projects=(*suggestion.projects, project)[-MOST_LINKS:]))
