"""Photos of a suggestion: added by its author or for one, taken out by a clerk, shown."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.reference import FileRef
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import Kept
from chassis.web.command import Order
from services.intake.kinds import SUGGESTIONS
from services.intake.roles import Anyone, is_staff
from services.intake.suggestion.bodies import NewPhotos, NewSuggestion
from services.intake.suggestion.domain import photos
from services.intake.suggestion.domain.photos import MOST_PHOTOS
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import check_receipt

KEPT = Kept(SUGGESTIONS, lambda state: (*state.photos, *state.attachments))

photos_api = APIRouter(prefix="/intake/api/streets/{street}/suggestions/{suggestion}/photos")


async def add_photos(order: Order[NewPhotos]) -> Changed[Suggestion]:
    """Clean and keep the photos, then name them in the suggestion; its facts are the receipt."""
    found = await suggestion_of(order.ctx, order.street, order.key)
    check_receipt(found.state, order.facts)
    owner = KEPT.owner(order.street, order.key)
    by_author = order.facts is not None
    photos.add_photos(found.state, (), by_author)  # before anything is kept; decided again
    known = found.state.photos
    new = await keep_photos(order.ctx, owner, order.body.photos, MOST_PHOTOS, order.cause, known)
    return await order.change(SUGGESTIONS, lambda state: photos.add_photos(state, new, by_author))


async def keep_new_photos(
    order: Order[NewSuggestion], key: str, uploads: Sequence[UploadFile]
) -> tuple[FileRef, ...]:
    """Keep the photos that come with the form of a new suggestion, before it is there."""
    owner = KEPT.owner(order.street, key)
    return tuple(await keep_photos(order.ctx, owner, uploads, MOST_PHOTOS, order.cause))


async def erase_photo(order: Order[Nothing], changed: Changed[Suggestion]) -> None:
    """A photo was taken out: its content is erased for good."""
    owner = KEPT.owner(changed.street, changed.id)
    await FileStore(order.ctx.store.engine).erase(owner, order.path["photo"], order.at)


@photos_api.get("/{photo}", tags=["intake"])
async def get_photo(
    suggestion: str, photo: str, ask: Anyone, small: bool = False
) -> StreamingResponse:
    """A photo, or its thumbnail (``small``): to anybody once accepted, before to the staff."""
    state = (await suggestion_of(ask.ctx, ask.street, suggestion)).state
    public, owner = bool(state.cycle), KEPT.owner(ask.street, suggestion)
    shown = state.photos if public or is_staff(ask) else ()
    return await file_response(ask.ctx, owner, shown, photo, public=public, small=small)
