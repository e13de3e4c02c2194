"""Pages of the ledger: the legs with their meetings, the funnel."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from contracts.charter import Work
from services.screening.ledger.domain.ledger import Ledger, LegStatus
from services.screening.ledger.domain.legs import next_to_open
from services.screening.ledger.forms import offered, ways_back
from services.screening.ledger.queries import (
    funnel,
    gaps_of,
    ledger_cycles,
    ledger_of,
    newest_ledger,
    warnings_of,
)
from services.screening.ledger.views import ledger_view
from services.screening.releasing import Anyone
from services.screening.showing import show

ledger_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@ledger_pages.get("")
async def get_newest(ask: Anyone) -> Response:
    """The ledger of the latest cycle, or a page that says there is none yet."""
    found = await newest_ledger(ask.ctx, ask.street)
    if found is None:
        return await show(ask, "none.html")
    address = f"/screening/streets/{ask.street}/cycles/{found.state.cycle}"
    return RedirectResponse(address, 303)


@ledger_pages.get("/cycles/{cycle}")
async def get_ledger(ask: Anyone) -> Response:
    """The ledger of a cycle (三下三上台账)."""
    return await ledger_page(ask)


async def ledger_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page of a ledger, with the reason above it where something was refused."""
    found = await ledger_of(ask.ctx, ask.street, ask.request.path_params["cycle"])
    gaps = await gaps_of(ask.ctx, ask.street, found.state)
    offers, back = offered(ask, found, refusal), ways_back(ask, found, refusal)
    return await show(
        ask,
        "ledger.html",
        refusal=refusal,
        offers=offers,
        back=back,
        every=[*offers.values(), *(offer for _, offer in back)],
        ledger=found.state,
        cycles=await ledger_cycles(ask.ctx, ask.street),
        view=ledger_view(found, gaps),
        warnings=await warnings_of(ask.ctx, ask.street, found.state),
        funnel=funnel_picture(ask.street, found.state),
        here_leg=_standing(found.state),
        to_open=next_to_open(found.state),
    )


def funnel_picture(street: str, ledger: Ledger) -> list[dict[str, object]]:
    """The funnel's figures as the picture takes them, each with the list behind it (E-28)."""
    base = f"/screening/streets/{street}/cycles/{ledger.cycle}"
    shown: list[dict[str, object]] = []
    for stage in funnel(ledger):
        works = ledger.leg(stage.leg).works
        behind = "items" if Work.COLLECT in works else "candidates"
        name_en = stage.en.split(": ")[-1]
        note = {"note": f"{stage.target}"} if stage.target and stage.count is None else {}
        shown.append(
            {
                "zh": stage.zh.split("：")[-1],
                "en": name_en[:1].upper() + name_en[1:],
                "value": stage.count,
                "target": stage.target or None,
                "href": f"{base}/{behind}",
                **note,
            }
        )
    return shown


def _standing(ledger: Ledger) -> int:
    closed = [leg for leg in ledger.legs if leg.status is LegStatus.CLOSED]
    return len(closed)
