"""The purge is proved: it clears what it must, in its time, and nothing else (C-07, C-08)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.chain import AUDIT
from chassis.core.decision import Cause, Change
from chassis.rooms.files.store import FILES, PIECES
from contracts.charter import Role
from contracts.screening import Disposition
from launch.retention import purge_now
from services.intake.kinds import PURGES, SUGGESTIONS
from services.intake.retention.purging import purge, purge_personal
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forgetting import forget_copies
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE, PUYUAN
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG

CLERK = Role.STREET_OFFICE
NEW = f"{BASE}/new"


async def states(town: Town) -> dict[str, dict[str, Any]]:
    ctx = town.world.context("intake")
    found = await ctx.store.every(SUGGESTIONS, DONGTANG)
    return {one.id: one.state.model_dump(mode="json") for one in found}


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


async def due(town: Town) -> dict[str, int]:
    told = await purge(town.world.context("intake"), dry=True)
    return {one.name: one.due for one in told if one.street == DONGTANG}


async def test_purge_when_terms_are_over_then_it_clears_those_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        sent = await visitor(town.world).send(
            NEW, NEW, content="楼道灯坏了。", community=PUYUAN, consent="yes",
            contact="13912345678", files={"photos": ("灯.jpg", jpeg(400, 300), "image/jpeg")},
        )  # fmt: skip
        assert sent.status_code == 201, sent.text
        (mine,) = [one["id"] for one in await town.listed_by_staff()]
        answered, still_open, waiting = mine, *[one["id"] for one in await town.imported(2)]
        await town.command(answered, "accept", CLERK, {"title": "修灯"})
        await town.world.settle()
        for key in (answered, waiting):
            await town.triage(key, Disposition.ASSIGNED)
            await town.command(key, "handle", CLERK)
        done = await town.command(answered, "reply", CLERK, {"text": "已修好。", "mark": "A"})
        assert done.status_code == 200, done.text
        owed = await town.command(waiting, "reply", CLERK, {"text": "正在办。", "mark": "B"})
        assert owed.status_code == 200, owed.text
        await town.close()

        # A day too early, nothing; a dry run changes nothing, and says how much is due.
        town.world.clock.forward(days=364)
        assert await due(town) == {"contacts": 0, "photos": 0, "receipts": 0}
        town.world.clock.forward(days=2)
        await town.world.settle()  # what fell due meanwhile is noted
        before, figures = await states(town), await town.world.get("intake", "summary")
        assert await due(town) == {"contacts": 1, "photos": 0, "receipts": 0}
        assert await states(town) == before
        assert await purge_now(town.world.settings, dry=True) == 0
        assert "姓名和电话 contacts" in capsys.readouterr().out

        # The contact of the answered one alone: not the open one's, not what owes a reply.
        await purge_personal(ctx)
        await purge_personal(ctx)
        after = await states(town)
        assert differing(before[answered], after[answered]) == {"contact", "salt"}
        assert (before[still_open], before[waiting]) == (after[still_open], after[waiting])
        found = await ctx.store.get(PURGES.key(DONGTANG, "contacts"))
        assert found is not None
        assert (found.state.last, found.state.total) == (1, 1)

        # Then photos, with their bytes, and the receipt. What owed a reply gave it meanwhile.
        answer = await town.command(waiting, "reply", CLERK, {"text": "办好了。", "mark": "A"})
        assert answer.status_code == 200, answer.text
        assert await ctx.store.engine.rows(PIECES, "", "", 1)
        town.world.clock.forward(days=1096)
        assert await due(town) == {"contacts": 1, "photos": 1, "receipts": 2}
        await purge_personal(ctx)
        last = await states(town)
        assert differing(after[answered], last[answered]) == {"photos", "receipt"}
        assert (last[waiting]["author"], last[waiting]["contact"]) == ("", "")
        assert last[still_open] == before[still_open]
        for plain in (FILES, PIECES):
            assert not await ctx.store.engine.rows(plain, "", "", 1)
        assert await due(town) == {"contacts": 0, "photos": 0, "receipts": 0}

        # Counts and what everybody sees stay; the trail has its rows; the page tells.
        now = await town.world.get("intake", "summary")
        assert {n: now[n] for n in figures if n.startswith("by_")} == {
            n: figures[n] for n in figures if n.startswith("by_")
        }
        assert (await town.one(answered, None))["reply"] == "已修好。"
        await town.world.settle()
        rows = await ctx.store.engine.rows(AUDIT, f"{DONGTANG}/", "", 1000)
        trail = [str(body["action"]) for _, body in rows]
        assert [one for one in trail if one == "purge_contacts"] == ["purge_contacts"] * 2
        assert "note_purge" in trail
        assert "姓名和电话" in await visitor(town.world, CLERK).read(f"{BASE}/desk/retention")


async def test_contact_when_deleted_then_also_in_parts_of_an_earlier_version(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")
        whole, part, deeper, orphan = "whole", "part", "deeper", "orphan"

        async def keep(key: str, **given: Any) -> None:
            state = Suggestion(
                title="t", content="c", community=PUYUAN, channel="VISIT",
                collected_on="2025-05-01", entered_by="e", **given,
            )  # fmt: skip
            cause = Cause(f"keep:{key}", "test", "keep", ctx.now(), key)
            await ctx.change(SUGGESTIONS.key(DONGTANG, key), lambda _: Change(state), cause)

        person = {"author": "张三丰", "contact": "13912345678"}
        await keep(whole, parts=(part,), **person)
        await keep(part, parts=(deeper,), split_from=whole, **person)
        await keep(deeper, split_from=part, **person)
        await keep(orphan, split_from="gone", **person)
        forgot = await town.command(whole, "forget", CLERK)
        assert forgot.status_code == 200, forgot.text
        found = await states(town)
        assert [found[key]["contact"] for key in (whole, part, deeper)] == ["", "", ""]
        await forget_copies(ctx)
        await forget_copies(ctx)
        assert (await states(town))[orphan]["contact"] == ""
