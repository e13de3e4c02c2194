"""Pages of the charter: as everybody reads it, and the form of the party committee."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.documents import Found
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.charter import Charter
from services.assembly.charter.bodies import form_values
from services.assembly.charter.commands import ADOPT
from services.assembly.charter.domain import CharterRecord
from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.labels import PAPERS, SUPPORTING
from services.assembly.portal.showing import in_street, loop_parts, show
from services.assembly.presets import presets_of
from services.assembly.roles import PARTY, Adopter, Anyone, may

charter_pages = APIRouter(prefix="/streets/{street}", include_in_schema=False)


@charter_pages.get("/charter")
async def get_charter(ask: Anyone) -> Response:
    """The charter (1+3+N): papers and versions, steps, legs, voting rules."""
    page = await in_street(ask)
    charter: Charter = page["charter"]
    return show(
        ask,
        "charter.html",
        papers=papers(charter),
        loop=loop_parts(charter),
        incomplete=charter.incomplete(),
        may_adopt=may(ask, *PARTY),
        **page,
    )


def papers(charter: Charter) -> list[dict[str, Any]]:
    """Every slot with its paper, or without one; then the N supporting papers."""
    shown: list[dict[str, Any]] = []
    for place, (zh, en) in PAPERS.items():
        held = [paper for paper in charter.documents if (paper.kind, paper.slot) == place]
        shown += [{"zh": zh, "en": en, "paper": paper} for paper in held]
        shown += [] if held else [{"zh": zh, "en": en, "paper": None}]
    zh, en = SUPPORTING
    rest = [paper for paper in charter.documents if paper.kind == "SUPPORTING"]
    return shown + [{"zh": zh, "en": en, "paper": paper} for paper in rest]


@charter_pages.get("/desk/charter")
async def get_charter_desk(ask: Adopter) -> Response:
    """Adopt a preset with the street's year and papers."""
    return await charter_desk(ask)


async def charter_desk(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where the form was refused."""
    found = await ask.ctx.store.get(CHARTERS.key(ask.street, CHARTER))
    return show(
        ask,
        "charter_desk.html",
        refusal=refusal,
        record=found.state if found else None,
        presets=presets_of(ask.street, found.state.charter if found else None),
        offer=_offer(ask, found, refusal) if may(ask, *PARTY) else None,
    )


def _offer(ask: Ask, found: Found[CharterRecord] | None, refusal: Refusal | None) -> Offer:
    """The form; version 0 says that there was no charter when it was shown."""
    charter = found.state.charter if found else None
    presets = presets_of(ask.street, charter)
    values = form_values(
        charter.preset if charter else "",
        charter.year if charter else ask.ctx.now().year,
        charter.documents if charter else (),
    )
    options = [(name, one["zh" if speaks_chinese(ask) else "en"]) for name, one in presets.items()]
    shown: Found[Any] = Found(ask.street, ask.street, found.version if found else 0, charter)
    return offer_of(ask, ADOPT, shown, {"presets": options}, {ADOPT.name: values}, refusal)
