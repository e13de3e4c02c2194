"""Photos of a suggestion: added by its author or for one, taken out by a clerk, shown."""

from collections.abc import Sequence

from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from chassis.core.decision import Cause, existing
from chassis.core.documents import Changed
from chassis.core.errors import NotFound
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.reference import FileRef
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import Kept
from chassis.service import Context
from services.intake.actions.suggestions import check_receipt, new_key
from services.intake.domain import suggestion
from services.intake.domain.suggestion import MOST_PHOTOS, Suggestion
from services.intake.kinds import SUGGESTIONS
from services.intake.queries import suggestion_of

PHOTOS = Kept(SUGGESTIONS, lambda state: state.photos)


async def add_photos(
    ctx: Context,
    street: str,
    key: str,
    receipt: str | None,
    uploads: Sequence[UploadFile],
    cause: Cause,
) -> Changed[Suggestion]:
    """Add photos. ``receipt``: the author's code, nothing where staff act for them."""
    found = await suggestion_of(ctx, street, key)
    check_receipt(found.state, receipt)
    owner = PHOTOS.owner(street, key)
    photos = await keep_photos(ctx, owner, uploads, MOST_PHOTOS, cause)
    decide = existing(lambda state: suggestion.add_photos(state, photos))
    return await ctx.change(SUGGESTIONS.key(street, key), decide, cause)


async def keep_new_photos(
    ctx: Context, street: str, uploads: Sequence[UploadFile], cause: Cause
) -> list[FileRef]:
    """Keep the photos that come with the form of a new suggestion, before it is there."""
    return await keep_photos(ctx, PHOTOS.owner(street, new_key(cause)), uploads, MOST_PHOTOS, cause)


async def drop_photo(
    ctx: Context, street: str, key: str, photo: str, cause: Cause, if_version: int | None
) -> Changed[Suggestion]:
    """Take a photo out; its content is erased for good."""
    decide = existing(lambda state: suggestion.drop_photo(state, photo))
    changed = await ctx.change(SUGGESTIONS.key(street, key), decide, cause, if_version)
    await FileStore(ctx.store.engine).erase(PHOTOS.owner(street, key), photo, cause.at)
    return changed


async def show_photo(
    ctx: Context, street: str, key: str, photo: str, *, staff: bool, small: bool
) -> StreamingResponse:
    """A photo: to anybody once its suggestion was accepted, before that to the staff."""
    found = await suggestion_of(ctx, street, key)
    public = bool(found.state.cycle)
    if not (public or staff):
        raise NotFound("unknown-file", "没有这个文件。", "There is no such file.")
    owner = PHOTOS.owner(street, key)
    return await file_response(ctx, owner, found.state.photos, photo, public=public, small=small)
