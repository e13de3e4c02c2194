"""A street's suggestions as an Atom feed (RFC 4287): moderated words, answers, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from chassis.core.documents import Found
from chassis.rooms.copies import assembly_name
from contracts.charter import Charter
from services.intake.open311.facts import public_words, status_notes
from services.intake.open311.windows import w3
from services.intake.suggestion.domain.suggestion import Suggestion

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
Element = ElementTree.Element


@dataclass(frozen=True)
class Place:
    """Where the feed is: the address of the house, the street, this page and the following one."""

    base: str
    street: str
    here: str
    following: str = ""

    @property
    def pages(self) -> str:
        """The address that the public page of a suggestion begins with."""
        return f"{self.base}/intake/streets/{self.street}/suggestions"


def feed_of(
    charter: Charter, place: Place, items: Iterable[Found[Suggestion]], now: datetime
) -> bytes:
    """The feed with these entries, in their order; ``now`` stands where it has none."""
    entries = list(items)
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    name = assembly_name(charter, chinese=True)
    _text(feed, "id", f"urn:yishi:suggestions:{place.street}")
    _text(feed, "title", f"{name} · 居民建议与答复")
    _text(feed, "updated", max((_updated(one) for one in entries), default=w3(now)))
    _text(ElementTree.SubElement(feed, "author"), "name", name)
    _link(feed, "self", place.here, "application/atom+xml")
    _link(feed, "alternate", place.pages, "text/html")
    if place.following:
        _link(feed, "next", place.following, "application/atom+xml")
    for one in entries:
        feed.append(_entry(place, one))
    text = ElementTree.tostring(feed, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _entry(place: Place, found: Found[Suggestion]) -> Element:
    state, entry = found.state, Element("entry")
    _text(entry, "id", f"urn:yishi:suggestion:{place.street}:{found.id}")
    _text(entry, "title", state.title or "居民建议")
    _text(entry, "published", w3(datetime.fromisoformat(state.requested_at)))
    _text(entry, "updated", _updated(found))
    _link(entry, "alternate", f"{place.pages}/{found.id}", "text/html")
    if state.category:
        ElementTree.SubElement(entry, "category", {"term": state.category})
    words = [public_words(state), status_notes(state)]
    content = ElementTree.SubElement(entry, "content", {"type": "text"})
    content.text = "\n\n".join(part for part in words if part)
    return entry


def _updated(found: Found[Suggestion]) -> str:
    return w3(datetime.fromisoformat(found.state.updated_at))


def _text(parent: Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _link(parent: Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
