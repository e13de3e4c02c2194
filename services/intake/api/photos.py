"""Photos of a suggestion over JSON: add, show, take out. Pages show them by the same addresses."""

from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

from chassis.web.ask import UPLOADS, Ask, anyone, asked
from services.intake.actions import photos as acts
from services.intake.api.commands import done, proof_of
from services.intake.api.people import CLERKS, is_staff
from services.intake.views import Done

photos_api = APIRouter(prefix="/intake/api/streets/{street}/suggestions/{suggestion}/photos")
Public = Annotated[Ask, anyone("intake")]


@photos_api.post("", tags=["intake", UPLOADS], status_code=201)
async def post_photos(
    suggestion: str,
    photos: list[UploadFile],
    response: Response,
    ask: Public,
    receipt: Annotated[str, Form(max_length=40)] = "",
) -> Done:
    """Add photos (JPEG, PNG, WebP, HEIC): the author by receipt, or a clerk for one.

    Who brings no token of its own sends the page's form token along, as every form does.
    """
    cause, proof = ask.cause("add_photos"), proof_of(ask, receipt)
    changed = await acts.add_photos(ask.ctx, ask.street, suggestion, proof, photos, cause)
    return done(response, changed)


@photos_api.get("/{photo}", tags=["intake"])
async def get_photo(
    suggestion: str, photo: str, ask: Public, small: bool = False
) -> StreamingResponse:
    """A photo, or its thumbnail (``small``); public once the suggestion was accepted."""
    staff = is_staff(ask)
    return await acts.show_photo(ask.ctx, ask.street, suggestion, photo, staff=staff, small=small)


@photos_api.post("/{photo}/remove", tags=["intake"])
async def post_remove(
    suggestion: str,
    photo: str,
    response: Response,
    ask: Annotated[Ask, asked("intake", *CLERKS)],
) -> Done:
    """Take a photo out; its content is erased."""
    cause = ask.cause("drop_photo")
    changed = await acts.drop_photo(ask.ctx, ask.street, suggestion, photo, cause, ask.if_version)
    return done(response, changed)
