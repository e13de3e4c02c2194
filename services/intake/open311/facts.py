"""A suggestion as GeoReport tells it: public facts and nothing else.

Until it is accepted nothing of its words is told, and never its author, contact or raw text.
Coordinates and addresses of what was handed in are not told either: nobody has moderated them.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from chassis.core.clock import stamp
from chassis.core.documents import Found
from chassis.rooms.choices import namer
from chassis.service import end_of_day
from contracts.charter import Charter
from contracts.intake import Outcome
from services.intake.open311.definitions import named
from services.intake.open311.windows import w3
from services.intake.suggestion.domain.answers import WORDS
from services.intake.suggestion.domain.fate import as_everybody
from services.intake.suggestion.domain.status import NAMES, Status
from services.intake.suggestion.domain.suggestion import Suggestion

CLOSING = (Status.REPLIED, Status.CONFIRMED, Status.MERGED, Status.RETURNED)
Fact = dict[str, Any]


def request_of(found: Found[Suggestion], charter: Charter, base: str) -> Fact:
    """One item of ``GET requests``; ``base``: the address of the house."""
    state, service = as_everybody(found.state), named(charter, found.state.category)
    public = bool(state.cycle)
    return {
        "service_request_id": found.id,
        "status": "closed" if state.outcome else "open",
        "status_notes": status_notes(state),
        "service_name": service.zh,
        "service_code": service.id,
        "description": public_words(state),
        "agency_responsible": (state.unit or None) if public else None,
        "service_notice": None,
        "requested_datetime": _told(state.requested_at, state.timeline[0].at),
        "updated_datetime": _told(state.updated_at, state.timeline[-1].at),
        "expected_datetime": _expected(state) if public else None,
        "address": _address(charter, state) if public else None,
        "address_id": state.community if public else None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": photo_url(found, base),
    }


def public_words(state: Suggestion) -> str | None:
    """The moderated title and text, nothing before it is accepted."""
    if not state.cycle:
        return None
    return "\n".join(part for part in (state.title, state.public_text) if part)


def status_notes(state: Suggestion) -> str | None:
    """The public answer, else where it stands; what was not accepted only says that it ended."""
    if state.outcome:
        reply = state.reply if state.cycle else ""  # of one given back it is for its author
        return "\n".join(part for part in (WORDS[Outcome(state.outcome)][0], reply) if part)
    return NAMES[state.status][0] if state.cycle else None


def photo_url(found: Found[Suggestion], base: str) -> str | None:
    """The first photo, once it is public."""
    if not (found.state.cycle and found.state.photos):
        return None
    at = f"{base}/intake/api/streets/{found.street}/suggestions/{found.id}"
    return f"{at}/photos/{found.state.photos[0].id}"


def _told(kept: str, otherwise: datetime) -> str:
    # An earlier version kept no moment; ``dating`` fills it in.
    return w3(datetime.fromisoformat(kept) if kept else otherwise)


def _expected(state: Suggestion) -> str | None:
    if not state.due_on:
        return None
    return w3(end_of_day(date.fromisoformat(state.due_on)) - timedelta(seconds=1))


def _address(charter: Charter, state: Suggestion) -> str:
    return f"{namer(charter.communities, chinese=True)(state.community)}，{charter.zh}"


def updates_of(found: Found[Suggestion], since: str, until: str) -> Iterator[tuple[str, Fact]]:
    """Moment and fact of each step of its timeline with ``since <= moment < until``."""
    state = found.state
    written = _written(state)
    for number, entry in enumerate(state.timeline):
        moment = stamp(entry.at)
        if since <= moment < until:
            reply = f"\n{written[number]}" if written.get(number) else ""
            same = sum(1 for other in state.timeline[:number] if other.at == entry.at)
            yield (
                moment,
                {
                    "update_id": f"{found.id}-{entry.at:%Y%m%d%H%M%S%f}-{same}",
                    "service_request_id": found.id,
                    "status": "closed" if entry.status in CLOSING else "open",
                    "updated_datetime": w3(entry.at),
                    "description": f"{entry.zh}{reply}",
                    "media_url": None,
                },
            )


def _written(state: Suggestion) -> dict[int, str]:
    """Step of the timeline → the words of the answer that was published with it."""
    if not state.cycle:
        return {}
    steps = [n for n, one in enumerate(state.timeline) if one.status is not Status.HANDLING]
    if state.answers:
        texts = {given.at: given.text for given in state.answers}
        return {n: texts.get(state.timeline[n].at, "") for n in steps}
    # An earlier version kept only the last words of a department.
    replied = [n for n in steps if state.timeline[n].status is Status.REPLIED]
    return {max(replied): state.reply} if replied and state.outcome == Outcome.SOLVED else {}
