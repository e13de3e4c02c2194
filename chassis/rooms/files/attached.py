"""Attachments of a thing, for its staff: the two commands, the download, what its page shows.

    ATTACHED = Attached(SUGGESTION, Kept(SUGGESTIONS, files_of), CLERKS, STAFF)
    COMMANDS = (…, *ATTACHED.commands)

The state has a field ``attachments: tuple[FileRef, ...] = ()``. ``chassis.rooms.files.attachments``
says which files are let in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import APIRouter, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from chassis.core.catalogue import not_found
from chassis.core.decision import Change, StateTable
from chassis.core.documents import Changed, Found
from chassis.core.text import Body, Nothing
from chassis.rooms.files.keeping import keep_attachments
from chassis.rooms.files.reference import FileRef, add_files, without_file
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.store import FileStore
from chassis.rooms.files.sweeping import Kept
from chassis.web.ask import Ask, asked
from chassis.web.command import PARAMETER, Command, Order, Thing
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.fields import Files, Hint, Label
from chassis.web.offers import NONE, Offer, offer_of
from contracts.charter import Role

MOST = 10


class NewAttachments(Body):
    """Files that belong to a thing; only the staff can open them."""

    attachments: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("添加附件", "Add attachments"),
        Hint(
            "PDF、Word 或 Excel，最多 10 个；只有工作人员能看到。",
            "PDF, Word or Excel, up to 10; only the staff can see them.",
        ),
        Files(".pdf,.docx,.xlsx"),
    ]


class AttachmentView(BaseModel):
    """An attachment; its content lies under ``…/attachments/{id}``."""

    id: str
    name: str
    bytes: int


def attachment_views(files: Sequence[FileRef]) -> list[AttachmentView]:
    """The attachments in the order they came."""
    return [AttachmentView(id=one.id, name=one.name, bytes=one.bytes) for one in files]


@dataclass(frozen=True)
class Attached:
    """The attachments of one kind of thing: who may add and remove them, who may open them.

    ``move``: the state table and the action that has to be allowed for a change.
    """

    on: Thing[Any]
    kept: Kept
    may: tuple[Role, ...]
    read: tuple[Role, ...]
    move: tuple[StateTable, str] | None = None

    @cached_property
    def commands(self) -> tuple[AnyCommand, AnyCommand]:
        """To add attachments, and to take one out, which erases its content."""
        add: AnyCommand = Command(
            "attachments", on=self.on, action="add_attachments", label=Label("上传", "Upload"),
            doc="Add attachments (PDF, DOCX, XLSX), for the staff.",
            body=NewAttachments, may=self.may, move=self.move, do=self._add,
        )  # fmt: skip
        remove: AnyCommand = Command(
            "remove-attachment", on=self.on, action="drop_attachment",
            label=Label("移除", "Remove"), doc="Take an attachment out; its content is erased.",
            body=Nothing, may=self.may, move=self.move, path="attachments/{attachment}/remove",
            decide=self._drop, after=self._erase,
        )  # fmt: skip
        return add, remove

    def api(self) -> APIRouter:
        """``GET {thing}/attachments/{attachment}``: one of them as a download."""
        router = APIRouter()

        async def get_attachment(attachment: str, ask: Any) -> StreamingResponse:
            """An attachment, for the staff."""
            key = ask.request.path_params[self.on.parameter]
            found = await ask.ctx.store.get(self.on.kind.key(ask.street, key))
            if found is None:
                raise not_found()
            owner, files = self.kept.owner(ask.street, key), found.state.attachments
            return await file_response(ask.ctx, owner, files, attachment, public=False)

        get_attachment.__annotations__["ask"] = Annotated[Ask, asked(self.on.service, *self.read)]
        address = f"{self.on.api}/attachments/{{attachment}}"
        router.add_api_route(address, get_attachment, methods=["GET"], tags=[self.on.service])
        return router

    async def _add(self, order: Order[NewAttachments]) -> Changed[Any]:
        found = await order.ctx.store.get(self.on.kind.key(order.street, order.key))
        if found is None:
            raise not_found()
        self._with(found.state, ())  # refused before anything is kept; decided again below
        owner, uploads = self.kept.owner(order.street, order.key), order.body.attachments
        files = await keep_attachments(order.ctx, owner, uploads, MOST, order.cause)
        return await order.change(self.on.kind, lambda state: self._with(state, files))

    def _with(self, state: Any, files: Sequence[FileRef]) -> Change[Any]:
        self._check(state)
        together = add_files(state.attachments, files, MOST)
        return Change(state.model_copy(update={"attachments": together}))

    def _drop(self, state: Any, order: Order[Nothing]) -> Change[Any]:
        self._check(state)
        left = without_file(state.attachments, order.path["attachment"])
        return Change(state.model_copy(update={"attachments": left}))

    def _check(self, state: Any) -> None:
        if self.move is not None:
            table, action = self.move
            table.move(state.status, action)

    async def _erase(self, order: Order[Nothing], changed: Changed[Any]) -> None:
        owner = self.kept.owner(changed.street, changed.id)
        await FileStore(order.ctx.store.engine).erase(owner, order.path["attachment"], order.at)


def removals_of(
    ask: Ask,
    command: AnyCommand,
    found: Found[Any],
    files: Sequence[FileRef],
    refusal: Refusal | None,
) -> Mapping[str, Offer]:
    """File → the form that takes it out, where this person may."""
    if not command.offered(found.state, ask.person, ask.street):
        return {}
    name = PARAMETER.findall(command.path or "")[-1]
    return {
        one.id: offer_of(ask, command, found, NONE, NONE, refusal, **{name: one.id})
        for one in files
    }
