"""审计锚点: published by the street, printed under its papers, read by anybody (C-12)."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pikepdf
import pytest

from chassis.audit.anchor import read_anchor, read_anchors
from chassis.audit.check import AuditCheck
from chassis.audit.evidence import Sources
from chassis.audit.keys import PublicKey, Ring
from chassis.rooms.anchors import anchor_line
from contracts.charter import Role
from services.assembly.anchor.publishing import publish_anchors
from tests.service.assembly_world import adopt
from tests.service.ballot_world import a_hall
from tests.world import DONGTANG, World, a_world

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """All services; the street's charter was adopted and heard, and everybody signed."""
    async with a_world(tmp_path, audit_anchor_seconds=3600) as found:
        await adopt(found)
        await sign(found)
        yield found


async def sign(world: World) -> None:
    for part in world.system.parts:
        assert part.context.signer
        await part.context.signer.sign()


async def published(world: World) -> list[dict[str, Any]]:
    await publish_anchors(world.context("assembly"))
    await world.settle()
    found = await world.get("assembly", "anchors")
    return list(found["items"])


async def ring_of(world: World) -> Ring:
    keys = await world.get("assembly", "audit-keys")
    return Ring(tuple(PublicKey.model_validate(key) for key in keys))


async def test_anchor_when_something_happened_then_published_once_an_hour_and_said(
    world: World,
) -> None:
    (first,) = await published(world)
    anchor = read_anchor(first["line"])
    assert anchor.holds(await ring_of(world))
    assert {name: mark.seq for name, mark in anchor.marks.items()} == {
        "assembly": 1, "ballot": 1, "intake": 1, "screening": 1, "supervision": 2,
    }  # fmt: skip
    world.clock.forward(hours=2)
    assert len(await published(world)) == 1  # it is itself a row, and no reason for another one
    await world.context("assembly").signer.sign()
    assert len(await published(world)) == 1
    await world.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": 2025})
    await world.settle()
    newest, earlier = await published(world)
    assert earlier == first
    assert read_anchor(newest["line"]).marks["assembly"].seq > 2
    said = await world.get("assembly", "said", Role.NPC_COMMITTEE)
    assert said["said"]["yishi.assembly.audit-anchored.v1"] == 2


async def test_anchor_when_read_as_text_feed_or_page_then_the_same_line(world: World) -> None:
    (one,) = await published(world)
    text = (await world.http.get(f"/assembly/api/streets/{DONGTANG}/anchors.txt")).text
    assert [anchor.line for anchor in read_anchors(text)] == [one["line"]]
    feed = await world.http.get(f"/streets/{DONGTANG}/anchors.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    told = ElementTree.fromstring(feed.text)
    assert told.findtext("a:entry/a:content", "", ATOM) == one["line"]
    assert told.findtext("a:updated", "", ATOM)
    page = (await world.http.get(f"/streets/{DONGTANG}/anchors")).text
    assert one["line"] in page
    assert "<svg" in page
    assert (await ring_of(world)).keys[0].key in page


async def test_anchors_of_a_street_prove_it_and_name_a_chain_that_was_made_anew(
    world: World,
) -> None:
    (one,) = await published(world)
    ctx = world.context("ballot")
    part = next(p for p in world.system.parts if p.service.name == "ballot")
    for line, flaws in ((one["line"], 0), (one["line"].replace("BALLOT:1:", "BALLOT:4:"), 1)):
        sources = Sources(None, None, read_anchor(line).expected())
        check = AuditCheck(ctx.store.engine, part.kinds, service="ballot", sources=sources)
        assert len((await check.verify()).problems) == flaws


async def test_anchor_without_a_key_then_papers_pages_and_feed_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launch.wiring.key_of", lambda _: None)
    async with a_world(tmp_path, audit_anchor_seconds=3600) as world:
        await adopt(world)
        assert await anchor_line(world.context("assembly"), DONGTANG) == ""
        assert await published(world) == []
        page = await world.http.get(f"/streets/{DONGTANG}/anchors")
        assert "没有启用签名" in page.text
        missing = await world.http.get(f"/assembly/api/streets/{DONGTANG}/audit-keys")
        assert (missing.status_code, missing.json()["code"]) == (404, "no-audit-key")


async def test_sign_in_sheet_when_printed_then_its_anchor_holds_the_newest_row(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=7, items=3, seats=2, seats_of_street=7, contested=True)
        await hall.begin(present=7, members=7, items=3)
        path = f"/ballot/api/streets/{hall.street}/sessions/{hall.session}/sign-in"
        headers = hall.world.headers(Role.NPC_COMMITTEE, hall.street)
        await hall.world.settle()
        paper = await hall.world.http.get(f"{path}.docx", headers=headers)
        words = [one.text for one in docx.Document(io.BytesIO(paper.content)).paragraphs]
        (line,) = (text for text in words if text.startswith("审计锚点"))
        anchor = read_anchor(line.partition("：")[2])
        head = await hall.world.system.parts[0].chain.head(hall.street)
        assert (anchor.marks["ballot"].seq, anchor.street) == (head.seq, hall.street)
        assert head.hash.startswith(anchor.marks["ballot"].hash)
        printed = await hall.world.http.get(f"{path}.pdf", headers=headers)
        with pikepdf.open(io.BytesIO(printed.content)) as pdf:
            assert len(pdf.pages) >= 1
