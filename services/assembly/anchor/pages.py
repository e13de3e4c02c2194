"""The public page 审计锚点: what to keep, how to check it, and what was published so far."""

from fastapi import APIRouter, Response

from chassis.rooms.anchors import anchor_qr
from chassis.web.ask import Paging
from services.assembly.anchor.queries import newest_anchor
from services.assembly.anchor.views import show_anchor
from services.assembly.kinds import ANCHORS
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import Anyone

anchor_pages = APIRouter(prefix="/streets/{street}", include_in_schema=False)
SHOWN = 20


@anchor_pages.get("/anchors")
async def get_anchor_page(ask: Anyone, paging: Paging) -> Response:
    """The newest anchor in large with its QR code, the earlier ones, the key (C-12)."""
    page = await in_street(ask)
    newest = await newest_anchor(ask.ctx, ask.street)
    found = await ask.ctx.store.find(ANCHORS, ask.street, after=paging.after, limit=SHOWN)
    key = ask.ctx.signer.key if ask.ctx.signer else None
    return show(
        ask,
        "anchors.html",
        newest=show_anchor(newest) | {"qr": anchor_qr(newest.state.line)} if newest else None,
        anchors=[show_anchor(one) for one in found.items],
        next=found.next,
        keys=key.ring.keys if key else (),
        **page,
    )
