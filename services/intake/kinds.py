"""The documents of intake and the lists they are shown in."""

from chassis.core.documents import Kind
from chassis.flow.due import moment
from services.intake.agreement.domain import Agreement
from services.intake.client.domain import Client
from services.intake.collection.domain import Collection
from services.intake.disclosure.domain import Disclosure
from services.intake.focus.domain import Refocusing
from services.intake.followup.domain import FollowUp
from services.intake.importing.domain import LedgerImport, LedgerPage
from services.intake.member.domain import Member
from services.intake.retention.domain import Purge
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.visit.domain import Visit


def _by_number(doc_id: str, state: Suggestion) -> str:
    # Ledger numbers first and in their order; those of the web and what has none yet by their day.
    number = state.no.zfill(6) if state.no.isdigit() else f"~{state.collected_on}"
    return f"{number}/{doc_id}"


def _public_words(state: Suggestion) -> str:
    # What counts in no cycle is not public, whatever stands in it.
    return f"{state.no} {state.title}\n{state.public_text}" if state.cycle else ""


def _staff_words(state: Suggestion) -> str:
    # Never the author or the contact: who looks for a person gives a reason first (C-05).
    title = f"{state.title} {state.written_title}"
    public = "" if state.public_text == state.content else state.public_text
    return f"{state.no} {state.ticket} {title}\n{state.content}\n{public}"


SUGGESTIONS = Kind(
    "suggestions",
    Suggestion,
    indexes=(
        ("status",),
        ("status", "unit"),
        ("status", "unit", "accepted_on"),
        ("receipt",),
        ("cycle",),
        ("cycle", "no"),
        ("status", "accepted_on"),
        ("cycle", "status"),
        ("cycle", "outcome"),
        ("cycle", "decided"),
        ("cycle", "decided", "unit"),
        ("cycle", "community"),
        ("cycle", "category"),
        ("cycle", "topic"),
        ("cycle", "urgent"),
        ("cycle", "weak_point"),
        ("cycle", "priority"),
        ("cycle", "channel"),
        ("cycle", "collector"),
        ("cycle", "status", "community"),
        ("cycle", "outcome", "community"),
        ("cycle", "category", "community"),
        ("cycle", "outcome", "category"),
        ("cycle", "outcome", "category", "community"),
        ("cycle", "outcome", "accepted_on"),
        ("cycle", "outcome", "due_on"),
        ("cycle", "outcome", "unit"),
        ("cycle", "verdict"),
        ("cycle", "outcome", "mark"),
        ("letter",),
        ("letter", "unit"),
        ("owing",),
        ("owing", "unit"),
        ("outcome", "due_on"),
        ("outcome", "unit", "due_on"),
        ("status", "outcome"),
        ("due_provisional",),
        ("held",),
        ("held", "accepted_on"),
        ("requested_at",),
        ("updated_at",),
        ("category", "requested_at"),
        ("collector",),
        ("collector", "outcome"),
        ("hotline", "outcome"),
        ("hotline", "outcome", "due_on"),
    ),
    sort=_by_number,
    search={"public": _public_words, "staff": _staff_words},
)
COLLECTIONS = Kind("collections", Collection, indexes=(("status",),))
MEMBERS = Kind("members", Member, indexes=(("name",),))
CLIENTS = Kind("clients", Client, indexes=(("status",),))
DISCLOSURES = Kind("disclosures", Disclosure, indexes=(("suggestion",),))


def _by_moment(doc_id: str, state: LedgerImport | LedgerPage) -> str:
    return f"{moment(state.at)}/{doc_id}"


AGREEMENTS = Kind("agreements", Agreement)
PURGES = Kind("purges", Purge)
REFOCUSINGS = Kind("refocusings", Refocusing, (("on",),))
VISITS = Kind("visits", Visit, (("member",),), sort=lambda key, visit: f"{visit.on}/{key}")
IMPORTS = Kind("imports", LedgerImport, sort=_by_moment, city=True)
LEDGER_PAGES = Kind("ledger_pages", LedgerPage, (("ledger",),), sort=_by_moment, city=True)
FOLLOWUPS = Kind(
    "followups",
    FollowUp,
    indexes=(("suggestion",), ("to_word",), ("status",), ("project",)),
    sort=lambda key, one: f"{one.ask_until}/{one.no.zfill(6)}/{key}",
)
"""Questions to those who suggested an accepted project."""
OWNED = (
    SUGGESTIONS,
    COLLECTIONS,
    MEMBERS,
    DISCLOSURES,
    CLIENTS,
    IMPORTS,
    LEDGER_PAGES,
    VISITS,
    REFOCUSINGS,
    AGREEMENTS,
    PURGES,
    FOLLOWUPS,
)
"""What intake owns, besides what the machinery keeps for it."""
