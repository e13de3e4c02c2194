"""Pages of those who make suggestions: the form, the thanks with the receipt, coming back."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.errors import Busy, Invalid, NotFound, Problem, Refused, TooLarge
from chassis.web.ask import UPLOADS, Ask, anyone
from chassis.web.forms import files_of, given_of, read_form, text_of
from services.intake.actions import suggestions as acts
from services.intake.actions.photos import add_photos, keep_new_photos
from services.intake.api.bodies import NewSuggestion, Reopen
from services.intake.pages.showing import show
from services.intake.queries import by_receipt
from services.intake.views import view_of

author_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)
Public = Annotated[Ask, anyone("intake")]
BLANK = dict.fromkeys((*NewSuggestion.model_fields, "consent"), "")


@author_pages.get("/new")
async def get_new(ask: Public) -> Response:
    """The form: three questions first, the rest if one likes."""
    return await show(ask, "new.html", given=BLANK, consent=acts.CONSENT)


@author_pages.post("/new", tags=[UPLOADS])
async def post_new(ask: Public) -> Response:
    """Hand it in; the page that follows shows the receipt. Sent twice it shows the same one."""
    form = await ask.request.form()
    values = given_of(form)
    try:
        body = read_form(values, NewSuggestion, consent=values.get("consent") == "yes")
        fields = body.model_dump(exclude={"consent"})
        cause = ask.cause("submit_suggestion")
        photos = await keep_new_photos(ask.ctx, ask.street, files_of(form, "photos"), cause)
        changed, receipt = await acts.submit(ask.ctx, ask.street, fields, cause, photos)
    except (Invalid, TooLarge, Busy) as problem:
        return await show(
            ask, "new.html", problem=problem, given=BLANK | values, consent=acts.CONSENT
        )
    return await show(ask, "thanks.html", http_status=201, receipt=receipt, one=changed.state)


@author_pages.get("/receipt")
async def get_receipt(ask: Public) -> Response:
    """Where an author comes back with the code."""
    return await show(ask, "receipt.html", code="", one=None, text="")


@author_pages.post("/receipt")
async def post_receipt(ask: Public) -> Response:
    """The author's own suggestion, with what the author may do."""
    code = text_of(await ask.request.form(), "receipt")[:40]
    return await _own(ask, code)


@author_pages.post("/receipt/confirm")
async def post_confirm(ask: Public) -> Response:
    """Content with the answer."""
    code = text_of(await ask.request.form(), "receipt")[:40]

    async def act(key: str) -> object:
        cause = ask.cause("confirm_answer")
        return await acts.confirm(ask.ctx, ask.street, key, code, cause)

    return await _acted(ask, code, act)


@author_pages.post("/receipt/reopen")
async def post_reopen(ask: Public) -> Response:
    """Not content, with a reason."""
    values = given_of(await ask.request.form())
    code = values.get("receipt", "")[:40]

    async def act(key: str) -> object:
        body = read_form(values, Reopen)
        cause = ask.cause("reopen_suggestion")
        return await acts.reopen(ask.ctx, ask.street, key, code, body.reason, cause)

    return await _acted(ask, code, act)


@author_pages.post("/receipt/photos", tags=[UPLOADS])
async def post_photos(ask: Public) -> Response:
    """Further photos of the author's own suggestion."""
    form = await ask.request.form()
    code, uploads = text_of(form, "receipt")[:40], files_of(form, "photos")

    async def act(key: str) -> object:
        cause = ask.cause("add_photos")
        return await add_photos(ask.ctx, ask.street, key, code, uploads, cause)

    return await _acted(ask, code, act)


@author_pages.post("/receipt/forget")
async def post_forget(ask: Public) -> Response:
    """Delete my name and phone (C-07)."""
    code = text_of(await ask.request.form(), "receipt")[:40]

    async def act(key: str) -> object:
        return await acts.forget(ask.ctx, ask.street, key, code, ask.cause("forget_author"))

    return await _acted(ask, code, act)


async def _acted(ask: Ask, code: str, act: Callable[[str], Awaitable[object]]) -> Response:
    try:
        await act((await by_receipt(ask.ctx, ask.street, code)).id)
    except (Refused, Busy) as problem:
        return await _own(ask, code, problem)
    return await _own(ask, code)


async def _own(ask: Ask, code: str, problem: Problem | None = None) -> Response:
    try:
        found = await by_receipt(ask.ctx, ask.street, code)
    except NotFound as unknown:
        return await show(ask, "receipt.html", problem=unknown, code=code, one=None, text="")
    return await show(
        ask,
        "receipt.html",
        problem=problem,
        code=code,
        one=view_of(found, staff=True),
        text=found.state.content,
    )
