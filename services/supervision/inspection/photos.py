"""Photos as evidence of an inspection: added by who inspects, seen by staff only (E-34)."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from chassis.core.documents import Changed
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.sweeping import Kept
from chassis.web.ask import Ask, asked
from chassis.web.command import Order
from services.supervision.inspection import queries
from services.supervision.inspection.bodies import NewPhotos, NewRectified
from services.supervision.inspection.domain.inspecting import MAX_PHOTOS, add_photos, answer
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.kinds import INSPECTIONS
from services.supervision.owning import check_unit
from services.supervision.roles import STAFF

KEPT = Kept(INSPECTIONS, lambda state: state.files)

photos_api = APIRouter(prefix="/supervision/api/streets/{street}/inspections/{inspection}/photos")


async def take_photos(order: Order[NewPhotos]) -> Changed[Inspection]:
    """Clean and keep the photos, then name them in the inspection."""
    known = (await queries.inspection_of(order.ctx, order.street, order.key)).state
    add_photos(known, ())  # before anything is kept; decided again below
    owner = KEPT.owner(order.street, order.key)
    photos = await keep_photos(
        order.ctx, owner, order.body.photos, MAX_PHOTOS, order.cause, known.photos
    )
    aspect = order.body.aspect
    return await order.change(INSPECTIONS, lambda state: add_photos(state, photos, aspect))


async def take_answer(order: Order[NewRectified]) -> Changed[Inspection]:
    """Keep the photos of the 整改回执, then the words with them."""
    known = (await queries.inspection_of(order.ctx, order.street, order.key)).state
    await check_unit(order.ctx, order.street, order.person, known.unit)
    text, today, cause = order.body.text, order.today, order.cause
    answer(known, text, today, cause)  # refused before anything is kept; decided again below
    owner = KEPT.owner(order.street, order.key)
    photos = await keep_photos(order.ctx, owner, order.body.photos, MAX_PHOTOS, cause)
    return await order.change(INSPECTIONS, lambda state: answer(state, text, today, cause, photos))


@photos_api.get("/{photo}", tags=["supervision"])
async def get_photo(
    inspection: str,
    photo: str,
    ask: Annotated[Ask, asked("supervision", *STAFF)],
    small: bool = False,
) -> StreamingResponse:
    """A photo, or its thumbnail (``small``). Staff only, as all evidence."""
    found = await queries.inspection_of(ask.ctx, ask.street, inspection)
    owner = KEPT.owner(ask.street, inspection)
    return await file_response(ask.ctx, owner, found.state.files, photo, public=False, small=small)
