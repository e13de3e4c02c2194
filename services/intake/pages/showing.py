"""What all pages of intake share: the words of the street, who may act, the addresses."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import language, render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask
from chassis.web.forms import wrong_fields
from contracts.charter import Charter, Role
from contracts.intake import Outcome
from services.intake.api.people import CLERKS, HANDLERS, IMPORTERS, is_staff
from services.intake.domain.status import NAMES, Status
from services.intake.words import DECISIONS, FIELDS, LEVELS, OUTCOMES, RETURN_REASONS

BADGES = {
    Outcome.SELECTED: "done",
    Outcome.SOLVED: "done",
    Outcome.RESERVED: "wait",
    Outcome.DECLINED: "stop",
    Outcome.RETURNED: "stop",
    "CANDIDATE": "active",
    "WITHDRAWN": "plain",
}


async def show(
    ask: Ask,
    template: str,
    *,
    block: str | None = None,
    problem: Problem | None = None,
    http_status: int = 200,
    **context: Any,
) -> Response:
    """A page of intake, with what was refused where something was."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = language(ask.request) == "zh"
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    named = _named(charter, chinese=chinese)
    here = ask.street in ask.person.streets
    return render(
        ask.request,
        f"intake/{template}",
        block=block,
        http_status=int(problem.status) if problem else http_status,
        problem=problem,
        wrong=wrong_fields(problem, chinese=chinese),
        street=ask.street,
        base=f"/intake/streets/{ask.street}",
        charter=charter,
        staff=is_staff(ask),
        clerk=here and ask.person.has(*CLERKS),
        importer=here and ask.person.has(*IMPORTERS),
        handler=here and ask.person.has(*HANDLERS),
        department=here and ask.person.has(Role.DEPARTMENT),
        new_key=lambda: uuid4().hex,
        named=named,
        counted=lambda counts: [(named(name), number) for name, number in counts.items()],
        options=lambda things: [(one.id, one.zh if chinese else one.en) for one in things],
        return_options=[(code, pair[0 if chinese else 1]) for code, pair in RETURN_REASONS.items()],
        words=_words(chinese=chinese),
        status_badge=status_badge,
        badges=BADGES,
        **context,
    )


def status_badge(status: str, outcome: str) -> str:
    """The colour of a badge; its words say the same."""
    if outcome:
        return BADGES.get(outcome, "plain")
    return "wait" if status in (Status.SUBMITTED, Status.ACCEPTED) else "active"


def _words(*, chinese: bool) -> Callable[[str], str]:
    known: dict[str, tuple[str, str]] = {
        **{f"decision {name}": words for name, words in DECISIONS.items()},
        **{f"level {name}": words for name, words in LEVELS.items()},
        **{f"field {name}": words for name, words in FIELDS.items()},
        **{f"reason {name}": words for name, words in RETURN_REASONS.items()},
        **{f"status {name}": words for name, words in NAMES.items()},
        **{f"outcome {name}": words for name, words in OUTCOMES.items()},
    }

    def words(code: str) -> str:
        """A code in the language of the page; what is unknown stands for itself."""
        pair = known.get(code)
        return code.partition(" ")[2] if pair is None else pair[0 if chinese else 1]

    return words


def _named(charter: Charter, *, chinese: bool) -> Callable[[str], str]:
    options = (
        *charter.communities,
        *charter.suggestion_categories,
        *charter.topics,
        *charter.channels,
    )
    known = {one.id: one.zh if chinese else one.en for one in options}
    return lambda name: known.get(name, name)
