"""Audit anchors for papers and pages: one line that binds what is printed to the audit chains.

    return await paper_response(settings, await anchored(ctx, street, paper), "pdf", ctx.now())

Where nothing is signed (no key) the line is empty, and papers print nothing.
"""

from dataclasses import replace

from markupsafe import Markup

from chassis.audit.anchor import Anchor
from chassis.rooms.papers import Paper
from chassis.service import Context


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


def anchor_qr(line: str) -> Markup:
    """A QR code of an anchor's line, as inline SVG."""
    import segno  # its tables are a fifteenth of the start-up, and few pages have a code

    code = segno.make(line, error="l", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True, dark="#000"))
