"""The purge is proved: it clears what it must, in its time, and nothing else (C-07, C-08)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.chain import AUDIT
from chassis.core.clock import stamp
from chassis.core.decision import Cause, Change
from chassis.core.documents import Key
from chassis.rooms.files.reference import FileRef
from chassis.rooms.files.store import FILES, PIECES, FileStore
from chassis.rooms.files.sweeping import sweep_files
from chassis.service import Context
from contracts.charter import Role
from contracts.screening import Disposition
from launch.retention import purge_now
from services.intake.followup.domain import FollowUp
from services.intake.kinds import FOLLOWUPS, PURGES, SUGGESTIONS
from services.intake.retention import purging
from services.intake.retention.purging import purge, purge_personal
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forgetting import forget_copies
from services.intake.suggestion.photos import KEPT
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE, PUYUAN
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG

CLERK = Role.STREET_OFFICE
NEW = f"{BASE}/new"
PERSON = {"author": "张三丰", "contact": "13912345678"}


async def states(town: Town) -> dict[str, dict[str, Any]]:
    ctx = town.world.context("intake")
    found = await ctx.store.every(SUGGESTIONS, DONGTANG)
    return {one.id: one.state.model_dump(mode="json") for one in found}


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


async def due(town: Town) -> dict[str, int]:
    told = await purge(town.world.context("intake"), dry=True)
    return {one.name: one.due for one in told if one.street == DONGTANG}


async def keep(ctx: Context, key: str, **given: Any) -> None:
    state = Suggestion(
        title="t", content="c", community=PUYUAN, channel="VISIT",
        collected_on="2025-05-01", entered_by="e", **given,
    )  # fmt: skip
    await keep_as(ctx, SUGGESTIONS.key(DONGTANG, key), state)


async def keep_as(ctx: Context, key: Key[Any], state: Any) -> None:
    cause = Cause(f"keep:{key.doc_id}:{ctx.now()}:{state!r}"[:300], "test", "keep", ctx.now(), "k")
    await ctx.change(key, lambda _: Change(state), cause)


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

        await keep(ctx, whole, parts=(part,), **PERSON)
        await keep(ctx, part, parts=(deeper,), split_from=whole, **PERSON)
        await keep(ctx, deeper, split_from=part, **PERSON)
        await keep(ctx, orphan, split_from="gone", **PERSON)
        forgot = await town.command(whole, "forget", CLERK)
        assert forgot.status_code == 200, forgot.text
        found = await states(town)
        assert [found[key]["contact"] for key in (whole, part, deeper)] == ["", "", ""]
        await forget_copies(ctx)
        await forget_copies(ctx)
        assert (await states(town))[orphan]["contact"] == ""


async def test_purge_when_still_needed_stopped_or_crashed_then_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path) as town:
        ctx = town.world.context("intake")

        def old(day: int) -> dict[str, Any]:
            return PERSON | {"updated_at": f"2020-01-{day:02}T00:00:00.000000Z"}

        # Open for years: a lead, what was merged into it, and two whose project is not at its end.
        await keep(ctx, "lead", absorbed=("merged",), **old(1))
        merged = {"status": "MERGED", "outcome": "MERGED", "reference": "lead"}
        await keep(ctx, "merged", **merged, **old(2))
        chosen = {"outcome": "SELECTED", "projects": ("p1",)}
        for day, key in enumerate(("building", "asked", "told"), 3):
            await keep(ctx, key, **chosen, **old(day))
        for key, until in (("asked", "2025-06-30"), ("told", "2020-06-30")):
            question = FollowUp(
                suggestion=key, no="1", project="p1", cycle="c", title="t", round=1, ask_until=until
            )
            await keep_as(ctx, FOLLOWUPS.key(DONGTANG, f"f-{key}"), question)
        await keep(ctx, "answered", outcome="SOLVED", **old(6))

        async def kept() -> set[str]:
            return {key for key, one in (await states(town)).items() if one["contact"]}

        # A run looks at one each: it reaches the last one all the same, and then begins anew.
        monkeypatch.setattr(purging, "AT_ONCE", 1)
        monkeypatch.setattr(purging, "MOST_PAGES", 1)
        assert (await due(town))["contacts"] == 2
        for _ in range(6):
            await purge_personal(ctx)
        assert await kept() == {"lead", "merged", "building", "asked"}
        found = await ctx.store.get(PURGES.key(DONGTANG, "contacts"))
        assert found is not None
        told = found.state
        assert (told.total, told.until, told.after) == (2, old(1)["updated_at"], "")

        # The lead is answered and the question's days are over.
        town.world.clock.forward(days=61)
        await keep(ctx, "lead", absorbed=("merged",), outcome="SOLVED", **old(1))
        for _ in range(6):
            await purge_personal(ctx)
        assert await kept() == {"building"}

        # A crash half-way in the photos: they are counted, and the sweep erases them.
        files = FileStore(ctx.store.engine)
        photo = FileRef(
            id="p", name="灯.jpg", type="image/jpeg", bytes=3, sha256="", added_by="",
            added_at=ctx.now(),
        )  # fmt: skip
        pictured = {"photos": (photo,), "updated_at": stamp(ctx.now())}
        await keep(ctx, "pictured", **pictured)  # open, and so the photo is wanted
        await files.put(KEPT.owner(DONGTANG, "pictured"), "p", "full", b"abc", ctx.now())
        town.world.clock.forward(days=1200)
        await sweep_files(KEPT)(ctx)

        async def dies(*_: Any) -> None:
            raise RuntimeError("crash")

        monkeypatch.setattr(purging, "MOST_PAGES", 50)
        await purge_personal(ctx)  # the round that was begun comes to its end
        await keep(ctx, "pictured", outcome="SOLVED", **pictured)
        with monkeypatch.context() as crash:
            crash.setattr(FileStore, "erase_content", dies)
            with pytest.raises(RuntimeError):
                await purge_personal(ctx)
        await purge_personal(ctx)
        town.world.clock.forward(days=2)
        await sweep_files(KEPT)(ctx)
        assert not await ctx.store.engine.rows(PIECES, "", "", 1)
        found = await ctx.store.get(PURGES.key(DONGTANG, "photos"))
        assert found is not None
        assert found.state.total == 1
