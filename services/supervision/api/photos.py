"""Photos of an inspection over JSON; pages show them by the same addresses."""

from fastapi import APIRouter, Response, UploadFile
from fastapi.responses import StreamingResponse

from chassis.web.ask import UPLOADS
from services.supervision.actions import photos as acts
from services.supervision.api.answers import Done
from services.supervision.api.inspection_views import inspection_done
from services.supervision.api.people import Inspector, Staff, wished

photos_api = APIRouter(prefix="/supervision/api/streets/{street}/inspections/{inspection}/photos")


@photos_api.post("", tags=["supervision", UPLOADS], status_code=201)
async def post_photos(
    inspection: str, photos: list[UploadFile], ask: Inspector, response: Response
) -> Done:
    """Add photos as evidence (JPEG, PNG, WebP, HEIC)."""
    changed = await acts.add_photos(wished(ask, inspection, "add_photos"), photos)
    return inspection_done(changed, response)


@photos_api.get("/{photo}", tags=["supervision"])
async def get_photo(
    inspection: str, photo: str, ask: Staff, small: bool = False
) -> StreamingResponse:
    """A photo, or its thumbnail (``small``). Staff only, as all evidence."""
    return await acts.show_photo(ask.ctx, ask.street, inspection, photo, small=small)
