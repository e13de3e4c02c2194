"""Binding what was handed in as a PDF into the booklet, page by page (W-06)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chassis.core.errors import Invalid
from chassis.rooms.anchors import anchor_line
from chassis.rooms.files.attachments import PDF
from chassis.rooms.files.pdf_pages import pages_in
from chassis.rooms.files.reference import FULL
from chassis.rooms.files.store import FileStore
from chassis.rooms.papers import Bound, Named, Paper
from chassis.rooms.papers.answer import render
from chassis.rooms.papers.model import Block
from chassis.service import Context
from services.ballot.material.domain import Material
from services.ballot.material.handing_in import MATERIAL_FILES


async def bound_files(
    ctx: Context, street: str, materials: Sequence[Material]
) -> Mapping[str, Bound]:
    """Key of a paper → its PDF, of every one that can be bound.

    What was typed stands in the booklet as text; other files, and locked or broken PDFs, are named.
    """
    found = {}
    for one in materials:
        if one.file is None or one.text or one.file.type != PDF.type:
            continue
        owner = MATERIAL_FILES.owner(street, one.key)
        pieces = await FileStore(ctx.store.engine).open(owner, one.file.id, FULL)
        data = b"".join([piece async for piece in pieces])
        if pages := await asyncio.to_thread(pages_in, data):
            found[one.key] = Bound(data, pages, one.file.name)
    return found


async def set_bound(ctx: Context, street: str, paper: Paper, at: datetime) -> bytes:
    """The PDF of a booklet with the audit anchor under it.

    A PDF that cannot be set after all is named, so that no file keeps the others from the members.
    """
    paper = replace(paper, anchor=await anchor_line(ctx, street))
    try:
        return await render(ctx.settings, paper, "pdf", at)
    except Invalid:
        named = replace(paper, body=tuple(map(_named, paper.body)))
        if named == paper:
            raise
        return await render(ctx.settings, named, "pdf", at)


def _named(block: Block) -> Block:
    return Named("另附文件", block.name) if isinstance(block, Bound) else block
