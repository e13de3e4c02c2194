"""Handing a paper in: its file is kept, a Word file is read, the next version is written."""

import asyncio
from io import BytesIO

from starlette.datastructures import UploadFile

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.text import clean, is_readable
from chassis.rooms.files.attachments import DOCX
from chassis.rooms.files.keeping import keep_attachments
from chassis.rooms.files.reference import FileRef
from chassis.rooms.files.sweeping import Kept
from chassis.web.command import Order
from services.ballot.agenda.domain import item_of
from services.ballot.kinds import MATERIALS
from services.ballot.material import domain
from services.ballot.material.bodies import NewMaterial
from services.ballot.material.domain import LONGEST, Material, characters_in
from services.ballot.material.queries import materials_of
from services.ballot.roles import said_name
from services.ballot.session.settling import session_of

MATERIAL_FILES = Kept(MATERIALS, lambda state: [state.file] if state.file else [])


async def hand_in(order: Order[NewMaterial]) -> Changed[Material]:
    """The next version of a paper of an item. Raises ``NotFound``, ``WrongState``, ``Invalid``."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    domain.check_open(session)
    item = item_of(session, order.path["item"])
    body = order.body
    domain.check_says_something(body.text, bool(body.files))
    no = await _next(order, item.id)
    name = f"{order.key}.{item.id}.{body.kind}.{no:03}"
    file = await _kept(order, name)
    text = body.text or (await _text_of(body.files[0], file) if file else "")
    material = Material(
        session=order.key, item=item.id, kind=body.kind, no=no, title=body.title or item.title,
        text=text, characters=characters_in(text), file=file, at=order.at,
        by=said_name(order.person),
    )  # fmt: skip
    return await order.ctx.change(MATERIALS.key(order.street, name), created(material), order.cause)


async def _next(order: Order[NewMaterial], item: str) -> int:
    known = await materials_of(order.ctx, order.street, order.key)
    mine = [one.no for one in known if (one.item, one.kind) == (item, order.body.kind)]
    no = max(mine, default=0) + 1
    domain.check_versions(no)
    return no


async def _kept(order: Order[NewMaterial], name: str) -> FileRef | None:
    owner = MATERIAL_FILES.owner(order.street, name)
    kept = await keep_attachments(order.ctx, owner, order.body.files, 1, order.cause)
    return kept[0] if kept else None


async def _text_of(upload: UploadFile, file: FileRef) -> str:
    """The paragraphs of a Word file; of any other file nothing."""
    if file.type != DOCX.type:
        return ""
    await upload.seek(0)
    return await asyncio.to_thread(paragraphs_of, await upload.read())


def paragraphs_of(data: bytes) -> str:
    """The text of a Word file, one paragraph a line, as much as a paper may have."""
    from docx import Document

    told = (clean(one.text).strip() for one in Document(BytesIO(data)).paragraphs)
    return "\n".join(line for line in told if line and is_readable(line))[:LONGEST]
