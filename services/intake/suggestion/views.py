"""What the API answers with: the public face of a suggestion, and what the staff see besides."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.rooms.files.attached import AttachmentView, attachment_views
from chassis.rooms.personal import kinds_in
from contracts.intake import Outcome
from services.intake.answering.views import DraftView, GivenView, OpinionView, draft_view
from services.intake.labels import of_outcome
from services.intake.suggestion.domain.answers import WORDS
from services.intake.suggestion.domain.fate import as_everybody
from services.intake.suggestion.domain.linked import lead_of
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.masks import masked_author, masked_contact


class Done(BaseModel):
    """Where a suggestion stands after a command."""

    id: str
    version: int
    status: str
    outcome: str = ""


class Submitted(Done):
    """What its author needs to come back: the receipt, told only here."""

    receipt: str


class Row(BaseModel):
    """A suggestion in a list. ``collector`` is a deliberator's public name, ``held`` says that
    its text is held until a clerk has looked at the personal data in it. ``version`` is for the
    staff: it also rises by what is not public, a draft for one, and would tell that it is there."""

    id: str
    cycle: str
    no: str
    title: str
    community: str
    category: str
    topic: str
    channel: str
    collected_on: str
    collector: str
    status: str
    outcome: str
    outcome_zh: str
    outcome_en: str
    due_on: str
    overdue_since: str
    held: bool
    version: int | None = None


class EntryView(BaseModel):
    """A line of the timeline; ``reference``: the suggestion, candidate or project behind it."""

    at: datetime
    status: str
    zh: str
    en: str
    reference: str
    kind: str


class LinkView(BaseModel):
    """A candidate that took the suggestion up."""

    candidate: str
    title: str
    decision: str


class Links(BaseModel):
    """Where the suggestion went (E-29)."""

    candidates: list[LinkView]
    project: str
    projects: list[str]
    merged_into: str
    merged_from: list[str]


class CorrectionView(BaseModel):
    """A line of the trail of corrections."""

    at: datetime
    by: str
    field: str
    before: str
    after: str
    reason: str


class StaffView(BaseModel):
    """What only the staff see; the author stays masked (C-05). ``personal``: kinds found in it."""

    content: str
    written_title: str
    personal: list[str]
    author: str
    contact: str
    collector_name: str
    entered_by: str
    typist: str
    grid: str
    consent: str
    reopened_because: str
    corrections: list[CorrectionView]
    attachments: list[AttachmentView]
    draft: DraftView | None = None
    co_units: list[str] = []
    opinions: list[OpinionView] = []
    owes_on: str = ""
    verdict: str = ""
    urged_on: str = ""
    handed_back: str = ""
    split_from: str = ""
    ticket: str = ""
    consent_how: str = ""
    consent_on: str = ""
    consent_by: str = ""
    decided: str = ""


class PhotoView(BaseModel):
    """A photo; its content lies under ``…/photos/{id}``, ``?small=true`` is its thumbnail."""

    id: str
    width: int
    height: int


class SuggestionView(Row):
    """A suggestion with everything that happened to it."""

    public_text: str
    urgent: bool = False
    weak_point: bool = False
    priority: str = ""
    answer_zh: str
    answer_en: str
    reply: str
    mark: str
    answers: list[GivenView]
    level: str
    unit: str
    accepted_on: str
    photos: list[PhotoView]
    timeline: list[EntryView]
    links: Links
    staff: StaffView | None = None


def done(changed: Changed[Suggestion]) -> Done:
    """The small answer to a command."""
    state = changed.state
    return Done(
        id=changed.id, version=changed.version, status=state.status.value, outcome=state.outcome
    )


def row_of(found: Found[Suggestion], *, staff: bool = False) -> Row:
    """A suggestion as lists show it."""
    return Row(**_row(found, staff=staff))


def titled_row(found: Found[Suggestion]) -> Row:
    """A row for the staff: where a resident left the title to them, how the text begins."""
    row = row_of(found, staff=True)
    return row if row.title else row.model_copy(update={"title": found.state.content[:30]})


def view_of(found: Found[Suggestion], *, staff: bool) -> SuggestionView:
    """A suggestion with its timeline, and for the staff with what is not public."""
    state = found.state if staff else as_everybody(found.state)
    answer = WORDS[Outcome(state.outcome)] if state.outcome else ("", "")
    return SuggestionView(
        **_row(found, staff=staff),
        public_text=state.public_text,
        urgent=state.urgent,
        weak_point=state.weak_point,
        priority=state.priority,
        answer_zh=answer[0],
        answer_en=answer[1],
        reply=state.reply,
        mark=state.mark,
        answers=[GivenView(**one.model_dump()) for one in state.answers],
        level=state.level,
        unit=state.unit,
        accepted_on=state.accepted_on,
        photos=[PhotoView(id=p.id, width=p.width, height=p.height) for p in state.photos],
        timeline=_timeline(state),
        links=_links(state),
        staff=_staff(state) if staff else None,
    )


def _row(found: Found[Suggestion], *, staff: bool) -> dict[str, Any]:
    state = found.state
    zh, en = of_outcome(state.outcome)
    shared = ("cycle", "no", "title", "community", "category", "topic", "channel", "collected_on")
    return {name: getattr(state, name) for name in shared} | {
        "id": found.id,
        # Only the name of an appointed member is public.
        "collector": state.collector_name if state.collector else "",
        "status": state.status.value,
        "outcome": state.outcome,
        "outcome_zh": zh,
        "outcome_en": en,
        "due_on": state.due_on,
        "overdue_since": state.overdue_since,
        "held": state.held,
        "version": found.version if staff else None,
    }


def _timeline(state: Suggestion) -> list[EntryView]:
    candidates = {link.candidate for link in state.links}
    return [
        EntryView(
            at=entry.at,
            status=entry.status.value,
            zh=entry.zh,
            en=entry.en,
            reference=entry.reference,
            kind=_kind(state, candidates, entry.reference),
        )
        for entry in state.timeline
    ]


def _kind(state: Suggestion, candidates: set[str], reference: str) -> str:
    if not reference:
        return ""
    if reference in candidates:
        return "candidate"
    return "project" if reference in state.projects else "suggestion"


def _links(state: Suggestion) -> Links:
    return Links(
        candidates=[
            LinkView(
                candidate=link.candidate,
                title=link.title,
                decision=link.decision if link.told else "",
            )
            for link in state.links
        ],
        project=state.projects[0] if state.projects else "",
        projects=list(state.projects),
        merged_into=lead_of(state),
        merged_from=list(state.absorbed),
    )


SHOWN_TO_STAFF = (
    "content", "written_title", "collector_name", "entered_by", "typist", "grid", "consent",
    "consent_how", "consent_on", "consent_by", "reopened_because", "owes_on", "verdict",
    "urged_on", "handed_back", "split_from", "ticket", "decided",
)  # fmt: skip
"""What the staff see as it stands."""


def _staff(state: Suggestion) -> StaffView:
    return StaffView(
        **{name: getattr(state, name) for name in SHOWN_TO_STAFF},
        personal=[kind.value for kind in kinds_in(state.written_title, state.content)],
        author=masked_author(state),
        contact=masked_contact(state),
        corrections=[CorrectionView(**one.model_dump()) for one in state.corrections],
        attachments=attachment_views(state.attachments),
        draft=draft_view(state),
        co_units=list(state.co_units),
        opinions=[OpinionView(**one.model_dump()) for one in state.opinions],
    )
