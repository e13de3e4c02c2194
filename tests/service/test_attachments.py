"""Attachments as a service keeps and answers them: as they came, named plainly, to download."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.datastructures import UploadFile

from chassis.core.decision import Cause
from chassis.core.errors import Invalid, TooLarge
from chassis.rooms.files.keeping import keep_attachments
from chassis.rooms.files.reference import Owner
from chassis.rooms.files.serving import file_response
from chassis.rooms.files.store import FileStore
from tests.service.intake_world import a_town
from tests.unit.test_attachments import PAPER, sheet, with_part, word
from tests.world import DONGTANG

OWNER = Owner("suggestions", DONGTANG, "a")
CAUSE = Cause("c", "clerk", "add_files", datetime(2025, 5, 1, tzinfo=UTC), "x")


def upload(data: bytes, name: str) -> UploadFile:
    return UploadFile(io.BytesIO(data), size=len(data), filename=name)


async def test_attachments_when_kept_then_answered_as_they_came_to_download(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        given = [upload(PAPER, "../方案.exe"), upload(word(), "纪要.docx"), upload(sheet(), "表")]
        files = await keep_attachments(ctx, OWNER, given, 3, CAUSE)
        assert [one.name for one in files] == ["方案.pdf", "纪要.docx", "表.xlsx"]
        answer = await file_response(ctx, OWNER, files, files[0].id, public=True)
        pieces = [piece async for piece in answer.body_iterator]
        assert b"".join(piece for piece in pieces if isinstance(piece, bytes)) == PAPER
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["content-length"] == str(len(PAPER))
        assert answer.media_type == "application/pdf"
        await FileStore(ctx.store.engine).erase_all(OWNER, CAUSE.at)
        assert await FileStore(ctx.store.engine).listed(OWNER) == []


async def test_attachments_when_too_many_too_large_or_with_macros_then_nothing_is_kept(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, attachment_bytes=50_000) as town:
        ctx = town.world.context("intake")
        with pytest.raises(Invalid):
            await keep_attachments(ctx, OWNER, [upload(PAPER, "a.pdf")] * 2, 1, CAUSE)
        with pytest.raises(TooLarge):
            await keep_attachments(ctx, OWNER, [upload(bytes(60_000), "a.pdf")], 1, CAUSE)
        macros = with_part(sheet(), "xl/vbaProject.bin", b"x")
        with pytest.raises(Invalid):
            await keep_attachments(ctx, OWNER, [upload(macros, "a.xlsx")], 1, CAUSE)
        assert await FileStore(ctx.store.engine).listed(OWNER) == []
