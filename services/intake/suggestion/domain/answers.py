"""Answers that people give (答复): merging, a department's reply, the author's last word."""

from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import Invalid, WrongState
from contracts.intake import (
    Outcome,
    SuggestionAnswered,
    SuggestionMerged,
    SuggestionReopened,
)
from services.intake.suggestion.domain.letters import Letter
from services.intake.suggestion.domain.status import SUGGESTION, TO_ANSWER, Status
from services.intake.suggestion.domain.suggestion import MOST_ABSORBED, MOST_LINKS, Suggestion
from services.intake.suggestion.domain.verdicts import Verdict

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
    Outcome.RETURNED: ("已退回，请看说明。", "Given back with a reason."),
}


def answer(
    suggestion: Suggestion, key: str, at: datetime, outcome: Outcome, reference: str = ""
) -> Change[Suggestion]:
    """Tell the suggestion its fate; every fate is one of ``Outcome``."""
    status = Status(SUGGESTION.move(suggestion.status, "reply"))
    zh, en = WORDS[outcome]
    told = suggestion.told(status, at, zh, en, reference)
    said = SuggestionAnswered(
        suggestion=key, cycle=suggestion.cycle, outcome=outcome, reference=reference
    )
    # What was written told another fate: it stays among the answers, and is the last word no more.
    stale = suggestion.letter == Letter.SENT and suggestion.outcome != outcome
    written: dict[str, object] = {**NO_LETTER, "reply": ""} if stale else {}
    links = tuple(one.model_copy(update={"told": True}) for one in suggestion.links)
    return Change(told.with_(**(_fate(outcome, reference) | written), links=links), [said])


def _fate(outcome: Outcome, reference: str) -> dict[str, str | bool]:
    return {
        "verdict": "",  # of another answer than this one
        "outcome": outcome.value,
        "reference": reference,
        "decided": "",
        "decided_reference": "",
        "overdue_since": "",
        "very_overdue": False,
    }


def absorb(lead: Suggestion, source: str) -> Change[Suggestion]:
    """Note on the lead that another is merged into it; it can then not be merged itself."""
    if lead.status in (Status.SUBMITTED, Status.RETURNED, Status.MERGED) or lead.same_as:
        raise WrongState(
            "no-lead",
            "目标建议尚未受理或已并入别处，请并入仍在办理的那一条。",
            "The target does not count or is merged itself; merge into the one that is handled.",
        )
    if source in lead.absorbed:
        return Change(lead)
    if len(lead.absorbed) >= MOST_ABSORBED:
        raise WrongState(
            "too-many-merged",
            f"一条建议最多并入 {MOST_ABSORBED} 条。",
            f"At most {MOST_ABSORBED} can be merged into one.",
        )
    return Change(lead.with_(absorbed=(*lead.absorbed, source)))


def release(lead: Suggestion, source: str) -> Change[Suggestion]:
    """Take the note back: the other one could not be merged after all."""
    return Change(lead.with_(absorbed=tuple(one for one in lead.absorbed if one != source)))


def merge(suggestion: Suggestion, key: str, at: datetime, target: str) -> Change[Suggestion]:
    """Link it to one that says the same (并案): it keeps its text, author and own answer."""
    status = Status(SUGGESTION.move(suggestion.status, "merge"))
    if suggestion.waits:
        raise WrongState(
            "merged-later",
            "这条建议在下一次征集开始后才能并案。",
            "It can be merged once the next collection has opened.",
        )
    if suggestion.absorbed:
        raise WrongState(
            "merged-into",
            "已有建议并入本条，不能再并入别处；请把另一条并入本条。",
            "Others are merged into this one; merge the other one into it instead.",
        )
    zh, en = WORDS[Outcome.MERGED]
    told = suggestion.told(status, at, zh, en, target)
    merged = SuggestionMerged(suggestion=key, cycle=suggestion.cycle, target=target)
    said = SuggestionAnswered(
        suggestion=key, cycle=suggestion.cycle, outcome=Outcome.MERGED, reference=target
    )
    return Change(told.with_(**_fate(Outcome.MERGED, target)), [merged, said])


def handle(suggestion: Suggestion, at: datetime) -> Change[Suggestion]:
    """The department takes it in hand (办理)."""
    status = Status(SUGGESTION.move(suggestion.status, "handle"))
    return Change(suggestion.told(status, at, "责任部门正在办理。", "The department is at work."))


def awaits_reply(suggestion: Suggestion) -> bool:
    """Whether a department owes the answer."""
    return suggestion.status in TO_ANSWER


def reply(suggestion: Suggestion, key: str, at: datetime, text: str) -> Change[Suggestion]:
    """The department replies; a reply without a word of being in hand implies it."""
    if suggestion.status is not Status.HANDLING:
        suggestion = handle(suggestion, at).state
    replied = answer(suggestion, key, at, Outcome.SOLVED)
    return Change(replied.state.with_(reply=text), replied.events)


def confirm(
    suggestion: Suggestion, key: str, at: datetime, verdict: Verdict, reason: str = ""
) -> Change[Suggestion]:
    """The author's word on the answer; "not solved", with the reason, has it reopened."""
    status = Status(SUGGESTION.move(suggestion.status, "confirm"))
    if verdict is Verdict.NOT:
        if not reason:
            raise _REASON_NEEDED
        return reopen(suggestion, key, at, reason)
    zh, en = _SAID[verdict]
    told = suggestion.told(status, at, zh, en)
    return Change(told.with_(verdict=verdict.value))


_SAID = {
    Verdict.SOLVED: ("建议人确认：已经解决。", "Confirmed by its author: solved."),
    Verdict.PARTLY: ("建议人确认：部分解决。", "Confirmed by its author: partly solved."),
    Verdict.UNNEEDED: ("建议人表示不再需要。", "Its author no longer needs it."),
}
_REASON_NEEDED = Invalid(
    "reason-needed",
    "请写明哪里没有解决，我们好重新办理。",
    "Say what is not solved, so that it can be handled again.",
    [{"field": "reason", "zh": "请写明哪里没有解决。", "en": "Say what is not solved."}],
)
NO_LETTER = {"verdict": "", "letter": "", "draft": None, "mark": "", "owing": False, "owes_on": ""}


def withdrawn(suggestion: Suggestion) -> dict[str, object]:
    """The change that takes a draft out: another unit answers, and not in these words.

    What was published before stays the last word, where it holds.
    """
    if suggestion.draft is None:
        return {}
    holds = suggestion.outcome and suggestion.reply and suggestion.answers
    return {"draft": None, "letter": (Letter.SENT if holds else Letter.NONE).value}


def reopen(suggestion: Suggestion, key: str, at: datetime, reason: str) -> Change[Suggestion]:
    """Its author is not content: open again. The reason is for the staff, not the public."""
    status = Status(SUGGESTION.move(suggestion.status, "reopen"))
    told = suggestion.told(status, at, "要求重新办理。", "Opened again.")
    unsolved = {**NO_LETTER, "verdict": Verdict.NOT.value}
    open_again = told.with_(outcome="", reference="", reopened_because=reason, **unsolved)
    said = SuggestionReopened(suggestion=key, cycle=suggestion.cycle)
    return Change(open_again, [said])


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
