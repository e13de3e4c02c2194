"""One suggestion on the clerks' desk: everything that can be done with it."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.core.errors import Busy, Problem, Refused
from chassis.rooms.calendar_words import say_due
from chassis.web.ask import UPLOADS, Ask, asked
from chassis.web.forms import files_of, given_of, read_form, text_of
from contracts.charter import Role
from services.intake.actions import photos as photo_acts
from services.intake.actions import suggestions as acts
from services.intake.actions.deadlines import due_again
from services.intake.actions.merging import merge
from services.intake.api.bodies import Accept, Correct, GiveBack, Reopen, Reply, Unmask
from services.intake.api.people import CLERKS, HANDLERS, IMPORTERS, STAFF
from services.intake.domain.suggestion import Suggestion
from services.intake.pages.showing import show
from services.intake.queries import numbered, suggestion_of
from services.intake.views import view_of

desk_acts = APIRouter(
    prefix="/intake/streets/{street}/desk/suggestions/{suggestion}", include_in_schema=False
)
Staff = Annotated[Ask, asked("intake", *STAFF)]
Importer = Annotated[Ask, asked("intake", *IMPORTERS)]
Act = Callable[[dict[str, str]], Awaitable[object]]


@desk_acts.get("")
async def get_one(suggestion: str, ask: Staff) -> Response:
    """A suggestion with its private side masked, its trail, and the forms of its state."""
    return await _page(ask, suggestion)


@desk_acts.post("/accept")
async def post_accept(suggestion: str, ask: Staff) -> Response:
    """Accept it into the cycle."""

    async def act(values: dict[str, str]) -> None:
        given = read_form(values, Accept).model_dump()
        cause = ask.cause("accept_suggestion")
        await acts.accept(ask.ctx, ask.street, suggestion, given, cause, None)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/return")
async def post_return(suggestion: str, ask: Staff) -> Response:
    """Give it back with a reason."""

    async def act(values: dict[str, str]) -> None:
        body = read_form(values, GiveBack)
        cause = ask.cause("return_suggestion", body.reason_code)
        code, reason = body.reason_code, body.reason
        await acts.give_back(ask.ctx, ask.street, suggestion, code, reason, cause, None)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/merge")
async def post_merge(suggestion: str, ask: Staff) -> Response:
    """Merge it into the one under this number of the ledger."""

    async def act(values: dict[str, str]) -> None:
        cycle = (await suggestion_of(ask.ctx, ask.street, suggestion)).state.cycle
        target = await numbered(ask.ctx, ask.street, cycle, values.get("number", ""))
        cause = ask.cause("merge_suggestion")
        await merge(ask.ctx, ask.street, suggestion, target, cause, None)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/handle")
async def post_handle(suggestion: str, ask: Staff) -> Response:
    """The department takes it in hand."""

    async def act(_: dict[str, str]) -> None:
        cause = ask.cause("handle_suggestion")
        await acts.handle(ask.ctx, ask.street, suggestion, cause, None)

    return await _acted(ask, suggestion, HANDLERS, act)


@desk_acts.post("/reply")
async def post_reply(suggestion: str, ask: Staff) -> Response:
    """The department's answer."""

    async def act(values: dict[str, str]) -> None:
        text = read_form(values, Reply).text
        cause = ask.cause("reply_to_suggestion")
        await acts.reply(ask.ctx, ask.street, suggestion, text, cause, None)

    return await _acted(ask, suggestion, HANDLERS, act)


@desk_acts.post("/confirm")
async def post_confirm(suggestion: str, ask: Staff) -> Response:
    """The author told the staff that the answer is good."""

    async def act(_: dict[str, str]) -> None:
        cause = ask.cause("confirm_answer")
        await acts.confirm(ask.ctx, ask.street, suggestion, None, cause)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/reopen")
async def post_reopen(suggestion: str, ask: Staff) -> Response:
    """The author told the staff that the answer does not hold."""

    async def act(values: dict[str, str]) -> None:
        reason = read_form(values, Reopen).reason
        cause = ask.cause("reopen_suggestion")
        await acts.reopen(ask.ctx, ask.street, suggestion, None, reason, cause)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.get("/correct")
async def get_correct(suggestion: str, ask: Importer) -> Response:
    """The form that puts the entry right."""
    return await _page(ask, suggestion, template="correct.html")


@desk_acts.post("/correct")
async def post_correct(suggestion: str, ask: Staff) -> Response:
    """Put the entry right; refused where somebody changed it since the form was shown."""

    async def act(values: dict[str, str]) -> None:
        shown = values.pop("version", "")
        body = read_form(values, Correct)
        cause = ask.cause("correct_suggestion")
        version = int(shown) if shown.isascii() and shown.isdigit() else None
        await acts.correct(
            ask.ctx, ask.street, suggestion, body.values(), body.reason, cause, version
        )

    return await _acted(ask, suggestion, IMPORTERS, act, "correct.html")


@desk_acts.post("/photos", tags=[UPLOADS])
async def post_photos(suggestion: str, ask: Staff) -> Response:
    """Add photos for the author."""
    uploads = files_of(await ask.request.form(), "photos")

    async def act(_: dict[str, str]) -> None:
        cause = ask.cause("add_photos")
        await photo_acts.add_photos(ask.ctx, ask.street, suggestion, None, uploads, cause)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/photos/{photo}/remove")
async def post_remove_photo(suggestion: str, photo: str, ask: Staff) -> Response:
    """Take a photo out."""

    async def act(_: dict[str, str]) -> None:
        cause = ask.cause("drop_photo")
        await photo_acts.drop_photo(ask.ctx, ask.street, suggestion, photo, cause, None)

    return await _acted(ask, suggestion, CLERKS, act)


@desk_acts.post("/author")
async def post_author(suggestion: str, ask: Annotated[Ask, asked("intake", *CLERKS)]) -> Response:
    """Show the author once, for a reason that is kept (C-05)."""
    reason = text_of(await ask.request.form(), "why")
    try:
        body = read_form({"reason": reason}, Unmask)
        cause = ask.cause("reveal_author", body.reason)
        found = await acts.reveal_author(ask.ctx, ask.street, suggestion, body.reason, cause)
    except Refused as problem:
        return await _page(ask, suggestion, problem)
    return await _page(ask, suggestion, seen=found)


async def _acted(
    ask: Ask, suggestion: str, roles: tuple[Role, ...], act: Act, template: str = "desk_one.html"
) -> Response:
    ask.need(*roles)
    values = given_of(await ask.request.form())
    try:
        await act(values)
    except (Refused, Busy) as problem:
        return await _page(ask, suggestion, problem, template=template)
    return RedirectResponse(f"/intake/streets/{ask.street}/desk/suggestions/{suggestion}", 303)


async def _page(
    ask: Ask,
    suggestion: str,
    problem: Problem | None = None,
    seen: Found[Suggestion] | None = None,
    template: str = "desk_one.html",
) -> Response:
    found = await suggestion_of(ask.ctx, ask.street, suggestion)
    return await show(
        ask,
        template,
        problem=problem,
        one=view_of(found, staff=True),
        due=due_again(ask.ctx, found.state),
        say_due=say_due,
        seen=seen.state if seen else None,
    )
