"""The page in the field, which works without a network, and entries as JSON and on pages."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from chassis.pages.site import STATIC_DIR
from chassis.rooms.choices import pairs
from chassis.rooms.copies import charter_of
from chassis.rooms.files.serving import file_response
from chassis.web.ask import Ask, Page, Paging, asked, speaks_chinese, tagged
from chassis.web.command_routes import Refusal
from chassis.web.offers import offer_of, offers_of
from services.supervision.asking import asked_for
from services.supervision.fieldwork.commands import COMMANDS, FIELD, KEPT
from services.supervision.fieldwork.queries import entry_of, to_visit
from services.supervision.fieldwork.views import KINDS, TICKS, EntryView, entry_view
from services.supervision.kinds import ENTRIES, PROJECTS
from services.supervision.owning import may_write
from services.supervision.roles import STAFF, Anyone, is_staff
from services.supervision.showing import show

entries_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])
field_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
NEW = COMMANDS[0]
Walker = Annotated[Ask, asked("supervision", *FIELD)]


@entries_api.get("/entries")
async def get_entries(ask: Anyone, paging: Paging, project: str = "") -> Page[EntryView]:
    """Visits and publicity by their day, public."""
    await charter_of(ask.ctx, ask.street)
    where = asked_for(project=project)
    found = await ask.ctx.store.find(
        ENTRIES, ask.street, where, after=paging.after, limit=paging.limit
    )
    staff = is_staff(ask)
    return Page(items=[entry_view(one, staff) for one in found.items], next=found.next)


@entries_api.get("/entries/{entry}")
async def get_entry(entry: str, ask: Anyone, response: Response) -> EntryView:
    """One entry."""
    found = await entry_of(ask.ctx, ask.street, entry)
    tagged(response, found.version)
    return entry_view(found, is_staff(ask))


@entries_api.get("/entries/{entry}/photos/{photo}")
async def get_photo(
    entry: str,
    photo: str,
    ask: Annotated[Ask, asked("supervision", *STAFF)],
    small: bool = False,
) -> StreamingResponse:
    """A photo from the field, or its thumbnail. Staff only."""
    found = await entry_of(ask.ctx, ask.street, entry)
    owner = KEPT.owner(ask.street, entry)
    return await file_response(ask.ctx, owner, found.state.photos, photo, public=False, small=small)


@field_pages.get("/field")
async def get_field(ask: Walker, project: str = "") -> Response:
    """One page for the phone: project, three ticks, a line, a photo."""
    return await field_page(ask, None, project)


async def field_page(ask: Ask, refusal: Refusal | None = None, project: str = "") -> Response:
    """The same, with the reason where it was refused. A page of one entry is drawn for its form."""
    if key := ask.request.path_params.get("entry"):
        return await entry_page(ask, key, refusal)
    chinese = speaks_chinese(ask)
    options = {
        "projects": await to_visit(ask.ctx, ask.street, ask.person),
        "kinds": pairs(KINDS, chinese=chinese),
        "ticks": pairs(TICKS, chinese=chinese),
    }
    first: dict[str, Any] = {"on": ask.ctx.today(), "project": project}
    offer = offer_of(ask, NEW, None, options, {NEW.name: first}, refusal)
    return await show(ask, "field.html", offer=offer, refusal=refusal, who=_mark(ask))


@field_pages.get("/field-worker.js")
async def get_worker(ask: Anyone) -> Response:  # noqa: ARG001
    """What lets the page open without a network; its address bounds which pages it may serve."""
    script = (STATIC_DIR / "field-worker.js").read_bytes()
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _mark(ask: Ask) -> str:
    """Tells whose drafts lie on a phone, without saying who that is."""
    told = f"{ask.ctx.settings.secret}/{ask.street}/{ask.person.sub}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@field_pages.get("/field/{entry}")
async def get_one(ask: Anyone, entry: str) -> Response:
    """One entry with the form that answers it."""
    return await entry_page(ask, entry)


async def entry_page(ask: Ask, key: str, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where the answer was refused."""
    found = await entry_of(ask.ctx, ask.street, key)
    project = await ask.ctx.store.get(PROJECTS.key(ask.street, found.state.project))
    own = project is None or await may_write(ask, project.state.unit)
    offers = offers_of(ask, COMMANDS, found, refusal=refusal) if own else {}
    one = entry_view(found, is_staff(ask))
    return await show(ask, "entry.html", one=one, offers=offers, refusal=refusal, ticks=TICKS)
