"""The page of written answers: draft from a template, review, publish, and what is owed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from chassis.core.documents import Found
from chassis.core.errors import NotAllowed, Problem
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, asked, speaks_chinese
from chassis.web.command_routes import check_guards
from contracts.charter import Charter
from services.intake.answering import queries
from services.intake.answering.commands import DRAFTERS
from services.intake.answering.together import NAMES, Wanted, chosen_of, order_answers
from services.intake.roles import is_clerk
from services.intake.showing import show
from services.intake.suggestion.domain.letters import Letter
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.units import own_unit
from services.intake.suggestion.views import titled_row

answering_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 30
Drafter = Annotated[Ask, asked("intake", *DRAFTERS)]
BUTTONS = {"to-draft": "draft", "drafts": "review", "ready": "publish", "owing": ""}
"""Tab → what its button does."""


@dataclass(frozen=True)
class Choice:
    """Which list is shown. ``unit`` is the asker's own where that is all they see."""

    tab: str
    outcome: str
    unit: str | None


@answering_pages.get("/answers")
async def get_answers(
    ask: Drafter,
    tab: Annotated[str, Query(max_length=20)] = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    unit: Annotated[str, Query(max_length=30)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One page of the list of a tab."""
    return await _page(ask, await _chosen(ask, tab, outcome, unit), after, page)


@answering_pages.post("/answers/order")
async def post_answers(ask: Drafter) -> Response:
    """Do with the ticked ones, or the whole list, what the button says; then show how far it is."""
    form = await ask.request.form()
    given = [str(form.get(name, ""))[:30] for name in ("tab", "outcome", "unit")]
    choice = await _chosen(ask, *given)
    try:
        check_guards(ask, creates=True)
        wanted = await _wanted(ask, choice, form)
        cause = ask.cause(NAMES[wanted.act])
        ordered = await order_answers(ask.ctx, ask.street, wanted, cause)
    except Problem as problem:
        return await _page(ask, choice, problem=problem)
    return RedirectResponse(f"/intake/streets/{ask.street}/desk/batches/{ordered.id}", 303)


async def _chosen(ask: Ask, tab: str, outcome: str, unit: str) -> Choice:
    own = await own_unit(ask.ctx, ask.street, ask.person)
    charter = await charter_of(ask.ctx, ask.street)
    known = unit if unit in {one.zh for one in charter.units} else None
    tab = tab if tab in queries.TABS else queries.TABS[0]
    outcome = outcome if queries.fate_of(outcome) in queries.WRITTEN_TO else queries.OPEN
    return Choice(tab, outcome, own if own is not None else known)


async def _wanted(ask: Ask, choice: Choice, form: FormData) -> Wanted:
    act = BUTTONS[choice.tab]
    if act not in NAMES or (act != "draft" and not is_clerk(ask)):
        raise NotAllowed("not-your-step", "这一步由街道经办。", "This is for the street's clerks.")
    own = await own_unit(ask.ctx, ask.street, ask.person)
    if form.get("whole") and act != "review":
        found = await queries.whole_of(ask.ctx, ask.street, await _where(ask, choice))
        fresh = [one for one in found if act != "draft" or _undrafted(one)]
        return Wanted(act, chosen_of(fresh), str(form.get("template", "")), own)
    ticked = [str(one)[:60] for one in form.getlist("take")]
    chosen = [(key, _number(form.get(f"version-{key}"))) for key in ticked]
    return Wanted(act, chosen, str(form.get("template", "")), own)


def _number(text: Any) -> int:
    return int(text) if str(text).isdigit() and len(str(text)) < 10 else 0


def _undrafted(found: Found[Suggestion]) -> bool:
    """Whether nothing was written to its fate: a list is drafted once, a further answer singly."""
    state = found.state
    return state.letter == Letter.NONE or (bool(state.decided) and state.letter == Letter.SENT)


async def _where(ask: Ask, choice: Choice) -> Mapping[str, Any]:
    return await queries.where_of(ask.ctx, ask.street, choice.tab, choice.outcome, choice.unit)


async def _page(
    ask: Ask, choice: Choice, after: str = "", page: int = 1, problem: Problem | None = None
) -> Response:
    charter = await charter_of(ask.ctx, ask.street)
    where = await _where(ask, choice)
    listing = await queries.page_of(ask.ctx, ask.street, where, after, PER_PAGE)
    tabs, outcomes = await queries.lengths(ask.ctx, ask.street, choice.unit)
    return await show(
        ask,
        "answers.html",
        problem=problem,
        choice=choice,
        tabs=tabs,
        outcomes=outcomes,
        rows=[(titled_row(found), found.state) for found in listing.items],
        templates=_templates(charter, choice.outcome, chinese=speaks_chinese(ask)),
        marks={one.id: one for one in charter.answers.marks},
        units=[] if await own_unit(ask.ctx, ask.street, ask.person) is not None else charter.units,
        clerk=is_clerk(ask),
        next=listing.next,
        page=page,
        today=ask.ctx.today(),
    )


def _templates(charter: Charter, outcome: str, *, chinese: bool) -> list[tuple[str, str]]:
    fate = "" if outcome == queries.OPEN else queries.fate_of(outcome)
    fits = [one for one in charter.answers.templates if one.outcome == fate]
    return [(one.id, f"{one.mark} {one.zh if chinese else one.en}".strip()) for one in fits]
