"""Anchors as everybody sees them: as JSON, as text, as an Atom feed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from chassis.core.documents import Found
from services.assembly.anchor.domain import PublishedAnchor


def show_anchor(found: Found[PublishedAnchor]) -> dict[str, Any]:
    """One anchor."""
    return {"id": found.id, "at": found.state.at, "line": found.state.line}


def as_text(anchors: Sequence[Found[PublishedAnchor]]) -> str:
    """A file for ``yishi audit verify --anchors``."""
    return "".join(f"{one.state.line}\n" for one in anchors)


def as_atom(anchors: Sequence[Found[PublishedAnchor]], address: str, name: str) -> str:
    """An Atom 1.0 feed; ``address`` is that of the street's page of anchors."""
    updated = anchors[0].state.at if anchors else datetime(2026, 1, 1, tzinfo=UTC)
    entries = "".join(_entry(one, address) for one in anchors)
    title = escape(f"{name}审计锚点")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        f"<title>{title}</title><id>{escape(address)}</id>"
        f'<link href="{escape(address)}"/><link rel="self" href="{escape(address)}.atom"/>'
        f"<author><name>{escape(name)}</name></author>"
        f"<updated>{updated.isoformat()}</updated>{entries}</feed>\n"
    )


def _entry(one: Found[PublishedAnchor], address: str) -> str:
    at = one.state.at.isoformat()
    return (
        f"<entry><title>{at}</title><id>{escape(address)}#{escape(one.id)}</id>"
        f'<link href="{escape(address)}#{escape(one.id)}"/>'
        f"<updated>{at}</updated><content>{escape(one.state.line)}</content></entry>"
    )
