"""What can be asked: tell how a project goes, with pictures."""

from typing import Annotated

from fastapi import UploadFile
from pydantic import Field, StringConstraints

from chassis.core.documents import Changed
from chassis.core.text import Body
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.sweeping import Kept
from chassis.web.bodies import PUBLIC
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Area, Files, Hint, Label
from services.supervision.clean_words import check_public
from services.supervision.kinds import UPDATES
from services.supervision.owning import own_project
from services.supervision.progress.domain import MOST_PHOTOS, Update, speak
from services.supervision.roles import DOERS

KEPT_OF_UPDATES = Kept(UPDATES, lambda state: state.photos)
AT = "/streets/{street}/projects/{project}/updates/{update}"


class NewUpdate(Body):
    """How it goes: a few sentences, where residents were told, pictures."""

    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500),
        Label("最近进展", "How it goes"),
        PUBLIC,
        Area(4),
    ]
    told_at: Annotated[
        str,
        StringConstraints(max_length=120),
        Label("在哪里告知了居民", "Where residents were told"),
        Hint("例如：公告栏、楼栋微信群。", "For example the notice board, the estate’s chat."),
        PUBLIC,
    ] = ""
    photos: Annotated[
        list[UploadFile],
        Field(default_factory=list),
        Label("现场照片", "Pictures"),
        Hint(
            "最多 4 张，公开显示；请不要拍到人脸和车牌。",
            "Up to 4, public; please no faces or plates.",
        ),
        Files("image/jpeg,image/png,image/webp,image/heic"),
    ]


def _done(changed: Changed[Update]) -> Done:
    return Done(id=changed.id, version=changed.version, status="PUBLIC")


UPDATE: Thing[Update] = Thing(
    service="supervision",
    kind=UPDATES,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answer=_done,
    look=check_public,
)


async def _speak(order: Order[NewUpdate]) -> Changed[Update]:
    """Keep the pictures, then the note; both under an id that a repetition gives again."""
    project = await own_project(order)
    key = order.cause.derive("update")
    owner = KEPT_OF_UPDATES.owner(order.street, key)
    photos = await keep_photos(order.ctx, owner, order.body.photos, MOST_PHOTOS, order.cause)
    new = Update(
        project=order.path["project"],
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        unit=project.unit,
        text=order.body.text,
        told_at=order.body.told_at,
        said_on=order.today,
        at=order.at,
        by=order.cause.actor,
        photos=tuple(photos),
    )
    return await order.create(UPDATES, speak(key, new), key)


SPEAK: AnyCommand = Command(
    "speak", on=UPDATE, action="tell_progress", label=Label("发布进展", "Publish it"),
    doc="Tell how a project goes, with pictures; public at once (W-24, E-37).",
    body=NewUpdate, path="", may=DOERS, creates=True, do=_speak,
    then="/supervision/streets/{street}/projects/{project}/updates/{update}",
)  # fmt: skip
