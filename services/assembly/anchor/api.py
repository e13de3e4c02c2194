"""Anchors for programs, and for whoever keeps them: JSON, plain text, Atom, the public keys."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.rooms.copies import assembly_name
from chassis.web.ask import Page, Paging
from services.assembly.anchor.queries import public_keys
from services.assembly.anchor.views import as_atom, as_text, show_anchor
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import ANCHORS
from services.assembly.roles import Anyone

api = APIRouter(tags=["assembly"])
IN_A_FEED = 50
IN_A_FILE = 200


@api.get("/assembly/api/streets/{street}/anchors")
async def get_anchors(paging: Paging, ask: Anyone) -> Page[dict[str, Any]]:
    """Audit anchors that the street published, the newest first (C-12). Public."""
    found = await ask.ctx.store.find(ANCHORS, ask.street, after=paging.after, limit=paging.limit)
    return Page(items=[show_anchor(one) for one in found.items], next=found.next)


@api.get("/assembly/api/streets/{street}/anchors.txt")
async def get_anchors_text(ask: Anyone) -> Response:
    """The newest 200 as text, as ``yishi audit verify --anchors`` takes them. Public."""
    found = await ask.ctx.store.find(ANCHORS, ask.street, limit=IN_A_FILE)
    return Response(as_text(found.items), media_type="text/plain; charset=utf-8")


@api.get("/assembly/api/streets/{street}/audit-keys")
async def get_audit_keys(ask: Anyone) -> list[dict[str, Any]]:
    """The public keys that prove anchors, as ``--keys`` takes them, oldest first. Public."""
    return public_keys(ask.ctx).as_json()


@api.get("/streets/{street}/anchors.atom", include_in_schema=False)
async def get_anchors_feed(ask: Anyone) -> Response:
    """The newest 50 as an Atom feed."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await ask.ctx.store.find(ANCHORS, ask.street, limit=IN_A_FEED)
    address = str(ask.request.url).removesuffix(".atom")
    told = as_atom(found.items, address, assembly_name(charter, chinese=True))
    return Response(told, media_type="application/atom+xml; charset=utf-8")
