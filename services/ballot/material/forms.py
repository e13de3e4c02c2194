"""The papers of each item as its page shows them, with the form for the next version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.session_rules import Lengths
from services.ballot.agenda.item import standing
from services.ballot.labels import MATERIAL_NAMES
from services.ballot.material.commands import HAND_IN
from services.ballot.material.domain import Material, guide
from services.ballot.material.queries import ORDER, materials_of
from services.ballot.session.domain import Session


@dataclass(frozen=True)
class Line:
    """A paper: its newest version, the older ones, and the length the charter recommends."""

    newest: Material
    older: Sequence[Material]
    guide: int

    @property
    def too_long(self) -> bool:
        """Whether it goes beyond the guide: a warning, never a refusal (W-05)."""
        return self.newest.characters > self.guide


@dataclass(frozen=True)
class ItemPapers:
    """The papers of one item, and the form for a further version."""

    lines: Sequence[Line]
    offer: Offer | None


async def paper_forms(
    ask: Ask, session: Found[Session], refusal: Refusal | None
) -> Mapping[str, ItemPapers]:
    """Item → its papers. Nothing is read where nobody may: the page asks first."""
    lengths = (await charter_of(ask.ctx, ask.street)).sessions.lengths
    found = await materials_of(ask.ctx, ask.street, session.id)
    side = 0 if speaks_chinese(ask) else 1
    kinds = [
        (
            kind,
            f"{words[side]}（不超过 {guide(kind, lengths)} 字）"
            if side == 0
            else f"{words[side]} (up to {guide(kind, lengths)} characters)",
        )
        for kind, words in MATERIAL_NAMES.items()
    ]
    may = HAND_IN.offered(session.state, ask.person, ask.street)
    return {
        item.id: ItemPapers(
            _lines([one for one in found if one.item == item.id], lengths),
            offer_of(ask, HAND_IN, session, {"material_kinds": kinds}, {}, refusal, item=item.id)
            if may
            else None,
        )
        for item in standing(session.state.agenda)
    }


def _lines(materials: Sequence[Material], lengths: Lengths) -> list[Line]:
    lines = []
    for kind in ORDER:
        versions = sorted((m for m in materials if m.kind == kind), key=lambda m: -m.no)
        if versions:
            lines.append(Line(versions[0], versions[1:], guide(kind, lengths)))
    return lines


def handing_in(papers: Mapping[str, ItemPapers]) -> list[Offer]:
    """The forms of all items."""
    return [one.offer for one in papers.values() if one.offer]
