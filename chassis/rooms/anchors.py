"""Audit anchors for papers and pages: one line that binds what is printed to the audit chains.

    return await paper_answer(ask, paper)

Where nothing is signed (no key) the line is empty, and papers print nothing.
"""

from dataclasses import replace

from fastapi import Response
from markupsafe import Markup

from chassis.audit.anchor import Anchor
from chassis.rooms.papers import Paper, form_of, paper_response
from chassis.service import Context
from chassis.web.ask import Ask


async def anchor_of(ctx: Context, street: str) -> Anchor | None:
    """The heads of this street in all services, signed now; this service's own up to this moment.

    Those of the others are as they signed them last. Nothing where this process has no key, or
    where nothing happened in the street.
    """
    signer = ctx.signer
    if signer is None or signer.key is None:
        return None
    marks = await signer.marks(street)
    return Anchor(street, ctx.now(), marks).signed(signer.key) if marks else None


async def anchor_line(ctx: Context, street: str) -> str:
    """The anchor of a street as one line for a paper; empty where there is none."""
    found = await anchor_of(ctx, street)
    return found.line if found else ""


async def anchored(ctx: Context, street: str, paper: Paper) -> Paper:
    """The paper with the anchor of this moment under it."""
    return replace(paper, anchor=await anchor_line(ctx, street))


async def paper_answer(ask: Ask, paper: Paper) -> Response:
    """The paper with its anchor as a download: PDF or DOCX, by the end of the address."""
    paper = await anchored(ask.ctx, ask.street, paper)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


def anchor_qr(line: str) -> Markup:
    """A QR code of an anchor's line, as inline SVG."""
    import segno  # its tables are a fifteenth of the start-up, and few pages have a code

    code = segno.make(line, error="l", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True, dark="#000"))
