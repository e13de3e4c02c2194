"""The clerks' desk: what waits, and one suggestion with everything that can be done with it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Changed
from chassis.core.errors import Problem
from chassis.rooms.calendar_words import say_due
from chassis.store.search_keys import LONGEST_QUERY
from chassis.web.ask import Ask
from chassis.web.command_routes import AnyCommand, Refusal
from contracts.charter import Role
from services.intake.answering.commands import DRAFTERS
from services.intake.collection.balance import balance_of
from services.intake.collection.queries import newest_cycle, running_collection, summary_of
from services.intake.roles import STAFF, Staff, is_clerk
from services.intake.showing import show
from services.intake.suggestion import queries
from services.intake.suggestion.deadlines import due_again
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forms import offered, removals
from services.intake.suggestion.searching import search_page
from services.intake.suggestion.units import check_seen, own_unit
from services.intake.suggestion.views import titled_row, view_of

desk_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 20
After = Annotated[str, Query(max_length=300)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]


@desk_pages.get("")
async def get_desk(
    ask: Staff,
    queue: Annotated[str, Query(max_length=20)] = "",
    after: After = "",
    page: PageNumber = 1,
) -> Response:
    """The desk, with one page of a queue: clerks begin with what came in, others with answers."""
    return await desk_page(ask, queue, after, page)


@desk_pages.get("/search")
async def get_search(
    ask: Staff,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    after: After = "",
    page: PageNumber = 1,
) -> Response:
    """Suggestions of all years whose title or text holds these words, accepted or not.

    A department finds what is public: what is not was written to the clerks.
    """
    desk = await own_unit(ask.ctx, ask.street, ask.person) is None
    return await search_page(ask, q, after, page, desk=desk)


async def desk_page(
    ask: Ask,
    queue: str = "",
    after: str = "",
    page: int = 1,
    *,
    problem: Problem | None = None,
) -> Response:
    """The desk, with what was refused."""
    cycle = await newest_cycle(ask.ctx, ask.street)
    unit = await own_unit(ask.ctx, ask.street, ask.person)
    if unit is not None or queue not in queries.QUEUES:
        queue = "incoming" if unit is None and is_clerk(ask) else "waiting"
    listing = await queries.queued(ask.ctx, ask.street, queue, after, PER_PAGE, unit)
    return await show(
        ask,
        "desk.html",
        problem=problem,
        cycle=cycle,
        summary=await summary_of(ask.ctx, ask.street, cycle),
        balance=await balance_of(ask.ctx, ask.street),
        collecting=await running_collection(ask.ctx, ask.street) is not None,
        lengths=await queries.queue_lengths(ask.ctx, ask.street, unit),
        unit=unit,
        queue=queue,
        rows=[titled_row(found) for found in listing.items],
        next=listing.next,
        page=page,
        today=ask.ctx.today(),
        clerk=is_clerk(ask),
        answering=ask.person.has(*DRAFTERS) and ask.street in ask.person.streets,
        keeper=ask.person.has(Role.STREET_OFFICE) and ask.street in ask.person.streets,
    )


@desk_pages.get("/suggestions/{suggestion}")
async def get_one(ask: Staff) -> Response:
    """A suggestion with its private side masked, its trail, and the forms of its state."""
    return await suggestion_page(ask)


async def suggestion_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    return await _page(ask, refusal, None)


async def author_page(ask: Ask, command: AnyCommand, changed: Changed[Suggestion]) -> Response:  # noqa: ARG001
    """The page with its author unmasked, this once."""
    return await _page(ask, None, changed.state)


async def _page(ask: Ask, refusal: Refusal | None, seen: Suggestion | None) -> Response:
    ask.need(*STAFF)  # whatever form was refused: the page is for the staff
    key = ask.request.path_params["suggestion"]
    found = await queries.suggestion_of(ask.ctx, ask.street, key)
    await check_seen(ask, found.state)
    return await show(
        ask,
        "desk_one.html",
        refusal=refusal,
        offers=await offered(ask, found, refusal),
        removals=removals(ask, found, refusal),
        one=view_of(found, staff=True),
        due=due_again(ask.ctx, found.state),
        say_due=say_due,
        clerk=is_clerk(ask),
        seen=seen,
    )
