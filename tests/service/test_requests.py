"""A request under an ``Idempotency-Key`` is done once and answered alike, whatever came between."""

from pathlib import Path
from typing import Any

import pytest

from chassis.core.decision import Cause, Change
from chassis.web.ask import UNKEPT
from chassis.web.command_routes import AnyCommand, form_routes, json_routes
from chassis.web.requests import REQUESTS, Requests, name_of
from services.assembly.member.commands import SHOW_PHONE
from services.intake.disclosure.commands import AUTHOR
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.suggestion import Suggestion
from tests.service.intake_world import STORE, a_town
from tests.service.test_intake import ACCEPT, CLERK
from tests.world import DONGTANG, World, a_world

KEY = {"Idempotency-Key": "0f2c7a51-9d3e-4b86"}
SHORT = {"Idempotency-Key": "k1"}
REASON = {"reason": "核实地点需要联系本人。"}


async def changed_often(world: World, key: str, times: int) -> None:
    """So many further changes of one suggestion, each under a cause of its own."""
    ctx = world.context("intake")
    for n in range(times):

        def decide(found: Suggestion | None, n: int = n) -> Change[Suggestion]:
            assert found is not None
            return Change(found.model_copy(update={"title": f"标题 {n}"}))

        cause = Cause(f"edit {n}", "tester", "edit", ctx.now(), "c")
        await ctx.change(SUGGESTIONS.key(DONGTANG, key), decide, cause)


async def test_replay_when_the_inbox_has_forgotten_then_same_answer_and_not_done_again(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted()
        first = await town.command(made["id"], "accept", CLERK, ACCEPT, headers=KEY)
        await changed_often(town.world, made["id"], 201)
        again = await town.command(made["id"], "accept", CLERK, ACCEPT, headers=KEY)
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in first.headers


async def test_replay_when_the_secret_was_changed_then_the_receipt_is_the_same(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, secret="s" * 40) as town:
        first = await town.world.ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
    async with a_world(tmp_path, secret="t" * 40) as world:
        again = await world.ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        assert again.json() == first.json()
        rows = await world.context("intake").store.engine.rows(REQUESTS, "", "", 10)
        assert len(rows) == 1
        assert first.json()["receipt"] not in str(rows)


async def test_refusal_when_sent_again_then_it_is_tried_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted()
        reply: dict[str, Any] = {"text": "已换新灯。"}
        early = await town.command(made["id"], "reply", CLERK, reply, headers=KEY)
        assert early.status_code >= 400
        again = await town.command(made["id"], "reply", CLERK, reply, headers=KEY)
        assert "idempotency-replayed" not in again.headers


async def test_requests_when_their_time_is_over_then_they_are_purged(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.world.ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        ctx = town.world.context("intake")
        requests = Requests(ctx)
        town.world.clock.forward(days=6)
        await requests.purge()
        assert await ctx.store.engine.rows(REQUESTS, "", "", 10)
        town.world.clock.forward(days=15)
        await requests.purge()
        assert await ctx.store.engine.rows(REQUESTS, "", "", 10) == []


async def test_replay_when_kept_from_the_period_before_then_still_the_same(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ask = town.world.ask
        first = await ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        town.world.clock.forward(days=6.9)
        again = await ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")


def test_name_when_asker_and_key_are_cut_elsewhere_then_another() -> None:
    assert name_of("u", "x:k1") != name_of("u:x", "k1")
    assert name_of("u", "k1") == name_of("u", "k1")


async def test_replay_when_there_is_no_answer_kept_then_the_inbox_still_guards(
    tmp_path: Path,
) -> None:
    """As after a crash between the change and its answer."""
    async with a_town(tmp_path) as town:
        ask, engine = town.world.ask, town.world.context("intake").store.engine
        first = await ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        for row_id, _ in await engine.rows(REQUESTS, "", "", 10):
            await engine.remove(REQUESTS, row_id)
        again = await ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        assert again.json() == first.json()
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", CLERK)
        assert len(found["items"]) == 1


async def kept(world: World) -> int:
    """How many answers lie in the store of intake."""
    return len(await world.context("intake").store.engine.rows(REQUESTS, "", "", 10))


async def test_author_when_seen_under_a_key_then_the_answer_is_not_kept(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        made = await town.submitted()
        before = await kept(town.world)
        seen = [
            await town.command(made["id"], "author", CLERK, REASON, headers=KEY) for _ in range(2)
        ]
        assert [one.status_code for one in seen] == [200, 200]
        assert "idempotency-replayed" not in seen[1].headers
        assert await kept(town.world) == before


@pytest.mark.parametrize("command", [AUTHOR, SHOW_PHONE])
def test_routes_when_a_command_shows_somebody_then_both_are_unkept(command: AnyCommand) -> None:
    async def again(*_: Any) -> Any: ...

    for router in (json_routes([command]), form_routes([command], again)):
        assert [UNKEPT in getattr(route, "tags", ()) for route in router.routes] == [True]


async def test_answer_when_the_key_is_short_then_not_kept_but_done_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ask = town.world.ask
        first = await ask("POST", "intake", "suggestions", json=STORE, headers=SHORT)
        assert await kept(town.world) == 0
        again = await ask("POST", "intake", "suggestions", json=STORE, headers=SHORT)
        assert again.json() == first.json()
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", CLERK)
        assert len(found["items"]) == 1


async def test_key_when_two_visitors_choose_the_same_then_both_are_done(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        ask, other = town.world.ask, KEY | {"Cookie": "form_nonce=another"}
        first = await ask("POST", "intake", "suggestions", json=STORE, headers=KEY)
        second = await ask("POST", "intake", "suggestions", json=STORE, headers=other)
        assert first.json()["id"] != second.json()["id"]
        found = await town.world.get("intake", "suggestions?status=SUBMITTED", CLERK)
        assert len(found["items"]) == 2
