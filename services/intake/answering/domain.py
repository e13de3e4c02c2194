"""The written answer of a suggestion: drafted, reviewed by somebody else, published.

Until it is published nothing outside changes: no status, no moment of change, no event.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.core.clock import day
from chassis.core.decision import Change
from chassis.core.errors import NotAllowed, WrongState
from contracts.charter import Charter
from contracts.intake import Outcome, SuggestionAnswered
from services.intake.suggestion.domain import answers
from services.intake.suggestion.domain.letters import (
    LONGEST_ANSWER,
    MOST_ANSWERS,
    Draft,
    Given,
    Letter,
)
from services.intake.suggestion.domain.status import SUGGESTION as TABLE
from services.intake.suggestion.domain.status import TO_ANSWER, Status
from services.intake.suggestion.domain.suggestion import Suggestion

PLACE = re.compile(r"\{(\w+)\}")
SAME_PERSON = NotAllowed(
    "reviewed-by-another",
    "拟稿人不能审核自己的答复，请另一位工作人员审核。",
    "Who drafted an answer does not review it: somebody else does.",
)


@dataclass(frozen=True)
class Words:
    """The text of an answer with its mark, and the days in which that owes a second reply."""

    text: str
    mark: str = ""
    again_days: int = 0


def takes_answer(suggestion: Suggestion) -> bool:
    """Whether a written answer can be drafted: a department owes one, or its fate is known."""
    answered = (Status.REPLIED, Status.CONFIRMED, Status.MERGED)
    return suggestion.status in (*TO_ANSWER, *answered) or bool(suggestion.decided)


def known_outcome(suggestion: Suggestion) -> str:
    """The outcome that an answer tells: the one that waits for its release, else the told one."""
    return suggestion.decided or suggestion.outcome


def is_drafted(suggestion: Suggestion) -> bool:
    """Whether a draft waits to be reviewed."""
    return suggestion.letter == Letter.DRAFT


def is_ready(suggestion: Suggestion) -> bool:
    """Whether a reviewed answer waits to be published."""
    return suggestion.letter == Letter.READY


def draft(suggestion: Suggestion, words: Words, by: str, at: datetime) -> Change[Suggestion]:
    """Put a draft down, in place of the one before; a review of that one no longer counts."""
    if not takes_answer(suggestion):
        raise WrongState(
            "no-answer-yet",
            "这条建议现在还不能拟答复：先受理、研究并交办。",
            "It cannot be answered yet: it has to be accepted and assigned first.",
        )
    outcome = known_outcome(suggestion)
    new = Draft(text=words.text, mark=words.mark, outcome=outcome, by=by, at=at)
    return Change(suggestion.with_(draft=new, letter=Letter.DRAFT.value))


def review(suggestion: Suggestion, by: str) -> Change[Suggestion]:
    """Somebody else has read the draft: it may be published. Raises ``NotAllowed``."""
    found = _waiting(suggestion, Letter.DRAFT)
    if found.by == by:
        raise SAME_PERSON
    seen = found.model_copy(update={"reviewed_by": by})
    return Change(suggestion.with_(draft=seen, letter=Letter.READY.value))


def publish_draft(
    suggestion: Suggestion, key: str, at: datetime, again_days: int, receipt: str
) -> Change[Suggestion]:
    """The reviewed draft becomes the answer, on every outlet at this moment."""
    found = _waiting(suggestion, Letter.READY)
    if found.outcome != known_outcome(suggestion):
        raise WrongState(
            "fate-changed",
            "拟稿之后去向变了，请按新的去向重新拟稿。",
            "Its outcome has changed since it was drafted: draft it again.",
        )
    words = Words(found.text, found.mark, again_days)
    return publish(suggestion, key, at, words, receipt)


def _waiting(suggestion: Suggestion, letter: Letter) -> Draft:
    if suggestion.draft is None or suggestion.letter != letter:
        raise WrongState(
            "no-such-draft",
            "没有待审核的拟稿。" if letter is Letter.DRAFT else "没有审核过、待公布的答复。",
            "No draft waits." if letter is Letter.DRAFT else "No reviewed answer waits.",
        )
    return suggestion.draft


def publish(
    suggestion: Suggestion, key: str, at: datetime, words: Words, receipt: str
) -> Change[Suggestion]:
    """A written answer goes out. Where no fate is known yet, it is the department's answer.

    ``receipt``: for one from a ledger, whose author has had no code to come back with.
    """
    if suggestion.decided:
        outcome, reference = Outcome(suggestion.decided), suggestion.decided_reference
        told = answers.answer(suggestion, key, at, outcome, reference).state
    elif suggestion.outcome:
        told = _told(suggestion, at)
    else:
        told = answers.reply(suggestion, key, at, words.text).state
    unit = suggestion.unit if told.outcome == Outcome.SOLVED else ""
    given = Given(at=at, text=words.text, mark=words.mark, unit=unit)
    state = told.with_(
        reply=words.text,
        receipt=suggestion.receipt or receipt,
        answers=(*suggestion.answers, given)[-MOST_ANSWERS:],
        **_sent(words, day(at)),
    )
    said = SuggestionAnswered(
        suggestion=key,
        cycle=state.cycle,
        outcome=Outcome(state.outcome),
        reference=state.reference,
        mark=words.mark,
    )
    return Change(state, [said])


def _sent(words: Words, on: date) -> dict[str, object]:
    """No draft waits any more; a mark may owe a second reply; its author has not spoken yet."""
    owes_on = (on + timedelta(days=words.again_days)).isoformat() if words.again_days else ""
    owed = {"owing": bool(owes_on), "owes_on": owes_on}
    return {"letter": Letter.SENT.value, "draft": None, "mark": words.mark, "verdict": "", **owed}


def _told(suggestion: Suggestion, at: datetime) -> Suggestion:
    """A further answer; its author, who had spoken of the one before, may speak of this one."""
    spoken = suggestion.status is Status.CONFIRMED
    status = Status(TABLE.move(suggestion.status, "reply")) if spoken else suggestion.status
    zh, en = ("已再次答复。", "Answered again.") if suggestion.answers else WRITTEN
    return suggestion.told(status, at, zh, en)


WRITTEN = ("已给出书面答复。", "Answered in writing.")


def filled(text: str, suggestion: Suggestion, charter: Charter) -> str:
    """A template's text for this suggestion; a place that it has nothing for is left out."""
    community = next((c.zh for c in charter.communities if c.id == suggestion.community), "")
    known = {
        "no": suggestion.no,
        "title": suggestion.title,
        "unit": suggestion.unit or "责任部门",
        "community": community,
        "street": charter.zh,
        "project": _project(suggestion),
    }
    # In one pass: a title that holds braces stays as it was written.
    written = PLACE.sub(lambda place: known.get(place[1], place[0]), text)
    return written.replace("（）", "")[:LONGEST_ANSWER]


def _project(suggestion: Suggestion) -> str:
    titles = {link.candidate: link.title for link in suggestion.links}
    behind = suggestion.decided_reference or suggestion.reference
    return titles.get(behind) or next(iter(titles.values()), "")


def days_owed(suggestion: Suggestion, today: date) -> int:
    """Days until the second reply is due; negative once that day is over."""
    return (date.fromisoformat(suggestion.owes_on) - today).days
