"""The forms of a suggestion's page at the desk: choices, and what each field shows at first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attached import removals_of
from chassis.rooms.personal import NAMES, masked
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.fields import Pair
from chassis.web.offers import Offer, offers_of
from contracts.charter import Named
from services.intake import labels
from services.intake.answering.commands import ANSWERING as LETTERS
from services.intake.answering.domain import filled
from services.intake.disclosure.commands import AUTHOR
from services.intake.overdue.commands import URGE
from services.intake.suggestion.commands import ATTACHED, COMMANDS, REMOVE
from services.intake.suggestion.domain.consents import BY_OTHERS, GROUNDS
from services.intake.suggestion.domain.suggestion import LONGEST_TITLE, Suggestion
from services.intake.suggestion.domain.verdicts import VERDICTS
from services.intake.suggestion.domain.wording import title_from
from services.intake.suggestion.handing_back import HAND_BACK
from services.intake.suggestion.looking import with_look
from services.intake.suggestion.units import own_unit

DESK: tuple[AnyCommand, ...] = (*COMMANDS, *LETTERS, URGE, HAND_BACK, AUTHOR)
ANSWERING = ("handle", "reply", "draft", "hand-back")
"""The steps of the unit that it was assigned to."""


async def offered(ask: Ask, found: Found[Suggestion], refusal: Refusal | None) -> dict[str, Offer]:
    """The form of each step that this person may take with this suggestion now."""
    options = await options_of(ask)
    values = _values(found.state) | {"draft": await _drafted(ask, found.state)}
    offers = offers_of(ask, DESK, found, options=options, values=values, refusal=refusal)
    unit = await own_unit(ask.ctx, ask.street, ask.person)
    if unit is not None and unit != found.state.unit:
        offers = {name: one for name, one in offers.items() if name not in ANSWERING}
    if (await charter_of(ask.ctx, ask.street)).answers.together:
        offers.pop("reply", None)  # drafted, reviewed, then published: by nobody at once
    if unit not in found.state.co_units:
        offers.pop("opinion", None)
    if "correct" in offers:
        offers["correct"] = _correction(offers["correct"], found.state)
    problem = refusal.problem if refusal else None
    return {name: with_look(offer, problem) for name, offer in offers.items()}


async def _drafted(ask: Ask, state: Suggestion) -> dict[str, str]:
    """The draft that is there, else the ready text of its fate."""
    if state.draft is not None:
        return {"text": state.draft.text, "mark": state.draft.mark}
    charter = await charter_of(ask.ctx, ask.street)
    fits = [one for one in charter.answers.templates if one.outcome == state.outcome]
    if not fits or not state.outcome:  # what a department did, it writes itself
        return {}
    return {"text": filled(fits[0].text, state, charter), "mark": fits[0].mark}


def _correction(offer: Offer, state: Suggestion) -> Offer:
    """Only an accepted one has public words to correct."""
    hidden = () if state.cycle and not state.held else ("title", "public_text")
    return replace(offer, fields=[one for one in offer.fields if one.name not in hidden])


def removals(ask: Ask, found: Found[Suggestion], refusal: Refusal | None) -> dict[str, Offer]:
    """Photo or attachment → the form that takes it out, where this person may."""
    photos = removals_of(ask, REMOVE, found, found.state.photos, refusal)
    remove = ATTACHED.commands[1]
    return {**photos, **removals_of(ask, remove, found, found.state.attachments, refusal)}


async def options_of(ask: Ask) -> Mapping[str, Sequence[Pair]]:
    """The choices of the street, in the language of the page."""
    charter, chinese = await charter_of(ask.ctx, ask.street), speaks_chinese(ask)
    return {
        "communities": _pairs(charter.communities, chinese),
        "categories": _pairs(charter.suggestion_categories, chinese),
        "topics": _pairs(charter.topics, chinese),
        "channels": _pairs(charter.channels, chinese),
        "grounds": pairs({one: GROUNDS[one] for one in BY_OTHERS}, chinese=chinese),
        "personal": pairs(NAMES, chinese=chinese),
        "marks": [
            (one.id, f"{one.id} {one.zh if chinese else one.en}") for one in charter.answers.marks
        ],
        "verdicts": pairs(VERDICTS, chinese=chinese),
        "return_reasons": pairs(labels.RETURN_REASONS, chinese=chinese),
    }


def _pairs(options: Iterable[Named], chinese: bool) -> list[Pair]:
    return [(one.id, one.zh if chinese else one.en) for one in options]


def proposed_title(state: Suggestion) -> str:
    """The title as it would be public: the author's, else how the text begins; masked."""
    return masked(state.title or title_from(state.content))[:LONGEST_TITLE]


def _values(state: Suggestion) -> dict[str, dict[str, Any]]:
    kept = state.model_dump(include={"title", "category", "topic"})
    entry = state.model_dump(include={"community", "channel", "public_text"})
    return {
        "accept": {**kept, "title": proposed_title(state), "public_text": masked(state.content)},
        "release": {"title": state.title, "public_text": masked(state.content)},
        "correct": {**kept, **entry, "collector": state.collector_name},
    }
