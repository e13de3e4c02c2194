"""Pages of those who make suggestions: the form, the thanks with the receipt, coming back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from chassis.core.documents import Changed, Found
from chassis.core.errors import NotFound
from chassis.rooms.qr import qr_svg
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command import Thing
from chassis.web.command_routes import AnyCommand, Refusal, form_routes
from chassis.web.fields import Label, Pair
from chassis.web.forms import text_of
from chassis.web.offers import offer_of, offers_of
from services.intake.followup.pages import questions_of
from services.intake.roles import Anyone
from services.intake.showing import show
from services.intake.suggestion.commands import (
    AMEND,
    CONFIRM,
    FORGET,
    PHOTOS,
    REOPEN,
    SUBMIT,
    SUGGESTION,
    TAKE_BACK,
)
from services.intake.suggestion.domain.fate import as_everybody
from services.intake.suggestion.domain.photos import takes_own_photos
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forms import options_of
from services.intake.suggestion.queries import by_receipt, parts_below, view_at
from services.intake.suggestion.receipts import address_of, receipt_of
from services.intake.suggestion.views import view_of

author_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)

RECEIPT: Thing[Suggestion] = replace(SUGGESTION, page="/intake/streets/{street}/receipt")
OWN: tuple[AnyCommand, ...] = tuple(
    replace(command, on=RECEIPT, offered_to=(), label=label)
    for command, label in (
        (AMEND, AMEND.label),
        (TAKE_BACK, TAKE_BACK.label),
        (CONFIRM, Label("提交评价", "Send it")),
        (REOPEN, Label("请求重新办理", "Ask to have it reopened")),
        (FORGET, Label("删除我的联系方式", "Delete my contact")),
        (replace(PHOTOS, when=takes_own_photos), PHOTOS.label),
    )
)
"""What its author may ask, by a form that carries the receipt; no address ever does."""


@author_pages.get("/new")
async def get_new(ask: Anyone) -> Response:
    """The form: three questions first, the rest if one likes."""
    return await new_page(ask)


async def new_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The form, with the reason and what was given where it was refused."""
    options = dict(await options_of(ask))
    choose = "请选择" if speaks_chinese(ask) else "Choose"
    options["communities"] = [("", choose), *options["communities"]]
    offer = offer_of(ask, SUBMIT, None, options, {SUBMIT.name: _preset(ask, options)}, refusal)
    fields = {field.name: field for field in offer.fields}
    return await show(ask, "new.html", refusal=refusal, offer=offer, fields=fields)


def _preset(ask: Ask, options: Mapping[str, Sequence[Pair]]) -> Mapping[str, str]:
    """What the address of a poster sets: community, grid and topic (W-29)."""
    asked = ask.request.query_params
    set_by = {"community": "communities", "topic": "topics"}
    known = {name: {value for value, _ in options[of]} for name, of in set_by.items()}
    found = {name: asked.get(name, "") for name in set_by}
    return {
        **{name: value if value in known[name] else "" for name, value in found.items()},
        "grid": asked.get("grid", "")[:20],
    }


async def thanks_page(ask: Ask, command: AnyCommand, changed: Changed[Suggestion]) -> Response:  # noqa: ARG001
    """The receipt, told only here. A form sent twice shows the same one."""
    receipt = receipt_of(ask.ctx.settings, changed.id)
    address = address_of(ask, changed.id)
    told = {"receipt": receipt, "address": address, "picture": qr_svg(address)}
    return await show(ask, "thanks.html", http_status=201, one=changed.state, **told)


# ---- coming back ----------------------------------------------------------------------------


@author_pages.get("/receipt")
async def get_receipt(ask: Anyone) -> Response:
    """Where an author comes back with the code."""
    return await show(ask, "receipt.html", code="", one=None)


@author_pages.post("/receipt")
async def post_receipt(ask: Anyone) -> Response:
    """The author's own suggestion, with what the author may do."""
    return await own_page(ask)


async def own_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The suggestion behind the receipt that the form brings."""
    code = await _code(ask)
    try:
        found = await by_receipt(ask.ctx, ask.street, code)
    except NotFound as unknown:
        return await show(ask, "receipt.html", problem=unknown, code=code, one=None)
    return await _own(ask, code, found, refusal)


async def _own(ask: Ask, code: str, found: Found[Suggestion], refusal: Refusal | None) -> Response:
    one = view_of(replace(found, state=as_everybody(found.state)), staff=True)
    kept = {"content": found.state.content, "community": found.state.community}
    return await show(
        ask,
        "receipt.html",
        refusal=refusal,
        offers=offers_of(
            ask, OWN, found, options=await options_of(ask), values={"amend": kept}, refusal=refusal
        ),
        code=code,
        one=one,
        lead=await view_at(ask.ctx, ask.street, one.links.merged_into),
        parts_of=await parts_below(ask.ctx, ask.street, found.state),
        text=found.state.content,
        questions=await questions_of(ask, found.id, refusal),
    )


async def told_again(ask: Ask, command: AnyCommand, changed: Changed[Any]) -> Response:  # noqa: ARG001
    """The same page after a form, as things stand now."""
    return await own_page(ask)


async def _which(ask: Ask) -> Mapping[str, str]:
    found = await by_receipt(ask.ctx, ask.street, await _code(ask))
    return {"street": ask.street, RECEIPT.parameter: found.id}


async def _code(ask: Ask) -> str:
    return text_of(await ask.request.form(), "receipt")[:40]


author_forms = form_routes(OWN, own_page, told=told_again, which=_which)
new_form = form_routes((SUBMIT,), new_page, told=thanks_page)
