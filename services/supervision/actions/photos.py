"""Photos as evidence of an inspection: added and seen by staff only."""

from collections.abc import Sequence

from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from chassis.core.documents import Changed
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.sweeping import Kept
from chassis.service import Context
from services.supervision import queries
from services.supervision.actions.wish import Wish
from services.supervision.domain import inspecting
from services.supervision.domain.inspecting import MAX_PHOTOS
from services.supervision.domain.inspection import Inspection
from services.supervision.kinds import INSPECTIONS

PHOTOS = Kept(INSPECTIONS, lambda state: state.photos)


async def add_photos(wish: Wish, uploads: Sequence[UploadFile]) -> Changed[Inspection]:
    """Photos of what the deputies saw (E-34)."""
    await queries.inspection_of(wish.ctx, wish.street, wish.key)
    owner = PHOTOS.owner(wish.street, wish.key)
    photos = await keep_photos(wish.ctx, owner, uploads, MAX_PHOTOS, wish.cause)
    return await wish.change(INSPECTIONS, lambda i: inspecting.add_photos(i, photos))


async def show_photo(
    ctx: Context, street: str, key: str, photo: str, *, small: bool
) -> StreamingResponse:
    """A photo, for staff."""
    found = await queries.inspection_of(ctx, street, key)
    owner = PHOTOS.owner(street, key)
    return await file_response(ctx, owner, found.state.photos, photo, public=False, small=small)
