"""Photos of the finished works: added by who carried them out, seen by everybody."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from chassis.core.documents import Changed
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.sweeping import Kept
from chassis.web.command import Order
from services.supervision.acceptance.bodies import FinishedPhotos
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.project import MOST_PHOTOS, Project, add_photos
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone

KEPT_OF_PROJECTS = Kept(PROJECTS, lambda state: state.photos)

finished_api = APIRouter(prefix="/supervision/api/streets/{street}/projects/{project}/photos")


async def take_photos(order: Order[FinishedPhotos]) -> Changed[Project]:
    """Clean and keep the photos, then name them in the project."""
    known = (await project_of(order.ctx, order.street, order.key)).state
    add_photos(known, ())  # before anything is kept; decided again below
    owner = KEPT_OF_PROJECTS.owner(order.street, order.key)
    photos = await keep_photos(
        order.ctx, owner, order.body.photos, MOST_PHOTOS, order.cause, known.photos
    )
    return await order.change(PROJECTS, lambda state: add_photos(state, photos))


@finished_api.get("/{photo}", tags=["supervision"])
async def get_finished_photo(
    project: str, photo: str, ask: Anyone, small: bool = False
) -> StreamingResponse:
    """A photo of the finished works, or its thumbnail (``small``); public."""
    found = await project_of(ask.ctx, ask.street, project)
    owner = KEPT_OF_PROJECTS.owner(ask.street, project)
    return await file_response(ask.ctx, owner, found.state.photos, photo, public=True, small=small)
