"""The table in which a clerk accepts what residents handed in, the text always in view (受理)."""

from collections.abc import Sequence

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.core.errors import Problem
from chassis.rooms.copies import charter_of
from chassis.rooms.personal import kinds_in
from chassis.web.ask import Ask
from chassis.web.command_routes import check_guards
from services.intake.roles import Clerk
from services.intake.showing import show
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forms import options_of
from services.intake.suggestion.queries import queue_lengths, queued
from services.intake.suggestion.table import Line, line_of, order_acceptance, read_lines
from services.intake.suggestion.views import titled_row

table_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 20


@table_pages.get("/accept")
async def get_table(ask: Clerk) -> Response:
    """What came in first, twenty at a time."""
    return await _table(ask, [line_of(one) for one in await _waiting(ask)])


@table_pages.post("/accept")
async def post_table(ask: Clerk) -> Response:
    """Accept the ticked ones; with anything wrong in one of them none is, and it says where."""
    lines = [line_of(one) for one in await _waiting(ask)]
    form = await ask.request.form()
    lines = read_lines(form, lines, await charter_of(ask.ctx, ask.street))
    if any(one.wrong for one in lines):
        return await _table(ask, lines)
    try:
        check_guards(ask, creates=True)
        cause = ask.cause("accept_suggestions")
        ordered = await order_acceptance(ask.ctx, ask.street, lines, cause)
    except Problem as problem:
        return await _table(ask, lines, problem)
    return RedirectResponse(f"/intake/streets/{ask.street}/desk/batches/{ordered.id}", 303)


async def _waiting(ask: Ask) -> Sequence[Found[Suggestion]]:
    return (await queued(ask.ctx, ask.street, "incoming", limit=PER_PAGE)).items


async def _table(ask: Ask, lines: Sequence[Line], problem: Problem | None = None) -> Response:
    lengths = await queue_lengths(ask.ctx, ask.street)
    return await show(
        ask,
        "accept.html",
        problem=problem,
        lines=[(one, titled_row(one.found), _kinds(one)) for one in lines],
        options=await options_of(ask),
        waiting=lengths["incoming"],
        wrong=sum(1 for one in lines if one.wrong),
    )


def _kinds(line: Line) -> list[str]:
    """What a refused row holds, to be confirmed kind by kind."""
    words = (str(line.values["title"]), str(line.values["public_text"]))
    return [kind.value for kind in kinds_in(*words)] if line.wrong else []
