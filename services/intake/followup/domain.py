"""The question to one suggestion's author about one project, and the answer.

Its id says nothing of the suggestion to whoever lacks the installation's secret, so that the
answer travels without it. Author and contact stay with the suggestion. The reason is private until
a clerk has put it into public words.
"""

from datetime import date, datetime

from chassis.core.clock import day
from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, WrongState
from contracts.intake import SuggesterAnswered, SuggesterWorded
from contracts.supervision import ProjectAccepted
from services.intake.suggestion.domain.verdicts import Verdict

ASKED, ANSWERED = "ASKED", "ANSWERED"
MOST_BEFORE = 10


class Said(State):
    """What was answered in an earlier round, before the works were put right."""

    round: int
    verdict: str


class FollowUp(State):
    """One question. ``to_word``: its reason waits for a clerk; ``words`` are the public ones.

    ``no`` and ``title`` are the suggestion's number and the project's title; ``round`` counts the
    acceptances of the project, each of which asks anew; ``by_staff``: told by phone.
    """

    suggestion: str
    no: str
    project: str
    cycle: str
    title: str
    round: int
    ask_until: str
    status: str = ASKED
    verdict: str = ""
    reason: str = ""
    by_staff: bool = False
    answered_at: datetime | None = None
    to_word: bool = False
    words: str = ""
    before: tuple[Said, ...] = ()


def ask(
    found: FollowUp | None, suggestion: str, no: str, said: ProjectAccepted
) -> Change[FollowUp]:
    """Ask, or ask again after the works were put right; an older round changes nothing."""
    new = FollowUp(
        suggestion=suggestion,
        no=no,
        **said.model_dump(include={"project", "cycle", "title", "round", "ask_until"}),
    )
    if found is None:
        return Change(new)
    if found.round >= said.round:
        return Change(found)
    earlier = (*found.before, *_said(found))[-MOST_BEFORE:]
    return Change(new.model_copy(update={"before": earlier}))


def _said(found: FollowUp) -> tuple[Said, ...]:
    return (Said(round=found.round, verdict=found.verdict),) if found.verdict else ()


def is_hearsay(found: FollowUp) -> bool:
    """Whether the staff typed an answer that is no dispute: its author may still say otherwise."""
    return found.by_staff and found.verdict != Verdict.NOT.value


def is_over(found: FollowUp, today: date) -> bool:
    """Whether the last day of the asking has passed."""
    return today.isoformat() > found.ask_until


def answer(
    key: str, found: FollowUp, verdict: Verdict, reason: str, at: datetime, *, by_staff: bool
) -> Change[FollowUp]:
    """The author's word, once for each acceptance; "not solved" is a dispute and takes a reason.

    What the staff typed after a call is no last word: by receipt its author says it anew. Once
    the asking is over the project may be written off: what is wrong then is a new suggestion.
    """
    if is_over(found, day(at)):
        zh = "回访已经结束。事情还没有解决的，请作为新建议提出。"
        raise WrongState("asking-over", zh, "The asking is over; please make a new suggestion.")
    if not (found.status == ASKED or (is_hearsay(found) and not by_staff)):
        raise WrongState(
            "answered-already", "您已经答复过了，谢谢。", "You have answered already; thank you."
        )
    if verdict is Verdict.NOT and not reason:
        raise _REASON_NEEDED
    told = {"status": ANSWERED, "verdict": verdict.value, "reason": reason, "answered_at": at}
    answered = found.model_copy(update={**told, "by_staff": by_staff, "to_word": bool(reason)})
    said = SuggesterAnswered(
        followup=key,
        project=found.project,
        cycle=found.cycle,
        round=found.round,
        answer=verdict.value,
        dispute=verdict is Verdict.NOT,
        by_staff=by_staff,
    )
    return Change(answered, [said])


_REASON_NEEDED = Invalid(
    "unsolved-what",
    "请写明哪里没有解决，街道好去整改。",
    "Say what is not solved, so that it can be put right.",
    [{"field": "reason", "zh": "请写明哪里没有解决。", "en": "Say what is not solved."}],
)


def word(key: str, found: FollowUp, words: str) -> Change[FollowUp]:
    """A clerk has looked at the reason: these words are public."""
    if not found.to_word:
        raise WrongState(
            "worded-already", "这条理由已经核对。", "This reason was looked at already."
        )
    said = SuggesterWorded(
        followup=key,
        project=found.project,
        cycle=found.cycle,
        round=found.round,
        words=words,
    )
    return Change(found.model_copy(update={"to_word": False, "words": words}), [said])
