"""What somebody outside vouches for of a public bundle: a signature (SM2), a time stamp (RFC 3161).

Both are asked for after the announcement, again and again until they are there: an authority that
is away holds no result back.
"""

import asyncio
import base64
import hashlib

import structlog

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Found
from chassis.core.errors import Unavailable
from chassis.rooms.copies import charters
from chassis.rooms.vouching import signed_by, stamped_by
from chassis.service import Context
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.stamp import Stamp
from services.ballot.bundle.contents import bundle
from services.ballot.bundle.reading import boxes_of
from services.ballot.kinds import BALLOTS

log = structlog.get_logger(__name__)

SECONDS = 600.0


async def stamp_bundles(ctx: Context) -> None:
    """For each announced ballot: what is set and still missing."""
    if not (ctx.settings.bundle_signer or ctx.settings.tsa_url):
        return
    for street in await charters(ctx):
        for found in await ctx.store.every(BALLOTS, street, {"status": "ANNOUNCED"}):
            if found.state.stamp is None:
                await _stamp(ctx, street, found)


async def _stamp(ctx: Context, street: str, found: Found[Ballot]) -> None:
    boxes = await boxes_of(ctx, street, found.id, found.state)
    text = await asyncio.to_thread(bundle, found.id, found.state, boxes, sealed=False)
    try:
        stamp = await _asked(ctx, text.encode())
    except Unavailable as error:
        log.warning("bundle not stamped", street=street, ballot=found.id, problem=error.en)
        return

    def decide(state: Ballot) -> Change[Ballot]:
        return Change(state.model_copy(update={"stamp": state.stamp or stamp}))

    cause_id = f"stamp/{street}/{found.id}"
    cause = Cause(cause_id, "calendar", "stamp_bundle", ctx.now(), correlation=cause_id)
    await ctx.change(BALLOTS.key(street, found.id), existing(decide), cause)


async def _asked(ctx: Context, data: bytes) -> Stamp:
    signer, authority = ctx.settings.bundle_signer, ctx.settings.tsa_url
    signature = await signed_by(signer, data) if signer else b""
    token = await stamped_by(authority, data) if authority else b""
    return Stamp(
        sha256=hashlib.sha256(data).hexdigest(),
        signature=base64.b64encode(signature).decode(),
        token=base64.b64encode(token).decode(),
        at=ctx.now(),
    )
