"""From a written document to the hearer's: once, whatever is sent twice, lost or away between."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from chassis.bus.bus import dead_queue
from chassis.core.errors import Invalid, TooEarly, Unavailable, WrongState
from chassis.flow.dead_letters import BODY_MOST, DeadLetters
from chassis.store.engine import Pending
from contracts.ballot import BallotClosed, BallotOpened
from tests.parity.test_bus import until
from tests.service.rig import HEARD, STREET, by, envelope, failing, logged, opened, rigged

__all__ = ["logged"]


# ---- the relay ------------------------------------------------------------


async def test_event_when_delivered_twice_then_it_is_done_once(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        await rig.open("b1", "b2", "b3")
        await rig.settle()
        assert [await rig.counted(b) for b in ("b1", "b2", "b3")] == [1, 1, 1]
        assert len(rig.bus.published) == 3
        assert len(rig.chain.rows) == 3
        event = BallotOpened.wire_type()
        assert rig.value("yishi_events_published_total", service="ballot", event=event) == 3
        labels = {"service": "intake", "event": event, "outcome": "done"}
        assert rig.value("yishi_events_handled_total", **labels) == 6
        assert rig.value("yishi_event_age_seconds_count", service="intake", event=event) == 6


async def test_event_when_delivered_twice_at_once_then_it_is_done_once(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        rig.bus.at_once = True
        names = [f"b{n}" for n in range(20)]
        await rig.open(*names)
        await rig.settle()
        assert [await rig.counted(name) for name in names] == [1] * 20


async def test_event_when_written_with_a_relay_then_it_leaves_before_the_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any) -> list[Pending]:
        return []

    async with rigged(tmp_path) as rig:
        monkeypatch.setattr(rig.speaker, "claim", nothing)
        await rig.open("b1")
        await rig.settle()
        assert await rig.counted("b1") == 1


async def test_event_when_written_without_a_relay_then_a_sweep_finds_it(tmp_path: Path) -> None:
    async with rigged(tmp_path, relay=False) as rig:
        await rig.open("b1", "b2")
        rig.relay().start()
        await rig.settle()
        assert [await rig.counted(b) for b in ("b1", "b2")] == [1, 1]


async def test_crash_when_between_publish_and_sent_then_it_is_sent_again_and_done_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rigged(tmp_path, relay=False, lease=0.2) as rig:
        rig.says.watcher = first = rig.relay()

        async def crash(*_: Any) -> None:
            for task in (first._speaking.task, first._settling.task, first._sweeping):
                assert task is not None
                task.cancel()
            await asyncio.sleep(0)

        with monkeypatch.context() as patch:
            patch.setattr(rig.speaker, "sent", crash)
            first.start()
            await rig.open("b1")
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(first._settling.task, 5)  # type: ignore[arg-type]
        rig.relays.clear()
        rig.relay().start()
        await rig.settle()
        assert [m.id for m in rig.bus.published] == [rig.bus.published[0].id] * 2
        assert await rig.counted("b1") == 1
        assert len(rig.chain.rows) == 1


async def test_bus_when_away_then_everything_is_kept_and_sent_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with rigged(tmp_path, lease=0.2) as rig:
        rig.bus.away = True
        await rig.open(*[f"b{n}" for n in range(10)])
        relay = rig.relays[0]
        await until(lambda: rig.value("yishi_outbox_oldest_seconds", service="ballot") > 0.5)
        assert not relay.idle()
        assert await relay.pending() == 10
        assert rig.value("yishi_outbox_pending", service="ballot") == 10
        rig.bus.away = False
        await rig.settle()
        assert [await rig.counted(f"b{n}") for n in range(10)] == [1] * 10


async def test_stop_when_the_bus_is_away_then_the_next_start_sends(tmp_path: Path) -> None:
    async with rigged(tmp_path, lease=0.1) as rig:
        rig.bus.away = True
        await rig.open("b1")
        await asyncio.wait_for(rig.relays.pop().stop(), 5)
        rig.bus.away = False
        rig.relay().start()
        await rig.settle()
        assert await rig.counted("b1") == 1


async def test_relay_when_there_are_two_then_each_event_is_done_once(tmp_path: Path) -> None:
    async with rigged(tmp_path, relay=False) as rig:
        names = [f"b{n}" for n in range(60)]
        await rig.open(*names)
        rig.relay().start()
        rig.relay().start()
        await rig.settle()
        assert [await rig.counted(name) for name in names] == [1] * 60
        assert len(rig.bus.published) == 60  # a claim keeps them apart


async def test_relay_when_its_memory_is_full_then_the_sweep_sends_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.flow.relay.ROOM", 3)
    async with rigged(tmp_path, lease=0.1) as rig:
        rig.bus.away = True
        await rig.open(*[f"b{n}" for n in range(12)])
        rig.bus.away = False
        await rig.settle()
        assert [await rig.counted(f"b{n}") for n in range(12)] == [1] * 12


async def test_chain_when_it_fails_then_nothing_is_taken_out_before_it_has_it(
    tmp_path: Path,
) -> None:
    async with rigged(tmp_path, lease=0.1) as rig:
        rig.chain.fail = [Unavailable("away", "不可用", "away"), RuntimeError(), RuntimeError()]
        await rig.open("b1")
        await rig.settle()
        assert len(rig.chain.rows) == 1
        assert await rig.counted("b1") == 1


async def test_relay_when_one_document_is_at_fault_then_the_others_leave(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        broken = {"id": "x", "type": "t", "body": None}
        rig.relays[0].written(Pending("ballots", f"{STREET}/broken", (broken,)))
        await rig.open("b1", "b2")
        await rig.settle()
        assert [await rig.counted(b) for b in ("b1", "b2")] == [1, 1]


# ---- the consumer ------------------------------------------------------------


EARLY = TooEarly("too-early", "尚未到达", "Not here yet.")


async def test_action_when_called_then_its_cause_tells_where_it_comes_from(tmp_path: Path) -> None:
    react, calls = failing(EARLY, times=0)
    async with rigged(tmp_path, action=react) as rig:
        await rig.open("b1")
        await rig.settle()
        event = rig.bus.published[0]
        told = (calls[0].id, calls[0].causation, calls[0].actor, calls[0].action)
        assert told == (event.id, event.id, f"event:{event.type}", "react")
        assert calls[0].correlation == "c-b1"


async def test_too_early_when_it_passes_soon_then_a_quick_try_resolves_it(tmp_path: Path) -> None:
    react, calls = failing(EARLY, times=2)
    async with rigged(tmp_path, action=react, rungs=(60.0,)) as rig:
        await rig.open("b1")
        await rig.settle()
        assert await rig.counted("b1") == 1
        assert len(calls) == 4  # two failures, two deliveries


async def test_not_now_when_it_lasts_then_ladder_then_dead_letter(tmp_path: Path) -> None:
    react, _ = failing(EARLY)
    async with rigged(tmp_path, action=react) as rig:
        await rig.open("b1")
        await rig.settle()
        (letter,) = await rig.waiting()
        assert (letter.state.code, letter.state.problem) == ("too-early", "Not here yet.")
        assert (letter.street, letter.state.queue) == (STREET, HEARD.queue)
        labels = {"service": "intake", "event": HEARD.routing_key}
        assert rig.value("yishi_events_handled_total", **labels, outcome="later") == 4
        assert rig.value("yishi_events_handled_total", **labels, outcome="dead") == 2
        assert rig.value("yishi_dead_letters_waiting", service="intake") == 1


async def test_refused_when_raised_then_dead_letter_at_once(tmp_path: Path) -> None:
    react, calls = failing(Invalid("bad", "不对", "Wrong."))
    async with rigged(tmp_path, action=react, rungs=(60.0,)) as rig:
        await rig.open("b1")
        await rig.settle()
        assert [letter.state.code for letter in await rig.waiting()] == ["bad"]
        assert len(calls) == 2  # one for each of the two deliveries


async def test_bug_when_it_stays_then_trace_ladder_and_a_letter_without_its_message(
    tmp_path: Path, logged: list[Any]
) -> None:
    react, _ = failing(KeyError("张三 13800000000"))
    async with rigged(tmp_path, action=react) as rig:
        await rig.open("b1")
        await rig.settle()
        (letter,) = await rig.waiting()
        assert letter.state.code == "bug"
        assert letter.state.problem.startswith("KeyError in react line ")
        assert any(isinstance(line.get("exc_info"), KeyError) for line in logged)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"", b"[]", b'{"id": "x"}', "不是".encode()])
async def test_body_when_unreadable_then_dead_letter_without_a_street(
    tmp_path: Path, body: bytes
) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(HEARD.queue, body)
        await rig.settle()
        (letter,) = await rig.waiting()
        assert (letter.street, letter.state.code) == ("none", "unreadable")


async def test_body_when_too_long_to_keep_then_it_is_cut_and_not_replayed(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(HEARD.queue, b"x" * (BODY_MOST + 1))
        await rig.settle()
        (letter,) = await rig.waiting()
        assert letter.state.cut
        with pytest.raises(WrongState):
            await rig.letters.replay("none", letter.id, by("replay"))


@pytest.mark.parametrize(
    ("changes", "code", "street"),
    [
        ({"type": "yishi.ballot.ballot-opened.v2"}, "unknown-type", STREET),
        ({"type": BallotClosed.wire_type()}, "unknown-type", STREET),
        ({"data": {"ballot": 1}}, "unreadable", STREET),
        ({"data": {}, "street": "../x"}, "unreadable", "none"),
    ],
)
async def test_event_when_this_hearer_does_not_know_it_then_dead_letter(
    tmp_path: Path, changes: dict[str, Any], code: str, street: str
) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(HEARD.queue, envelope(**changes))
        await rig.settle()
        assert [(x.state.code, x.street) for x in await rig.waiting()] == [(code, street)]


async def test_event_when_a_newer_speaker_added_a_field_then_it_is_handled(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        data = opened("b1").model_dump(mode="json") | {"new_in_next_release": 1}
        await rig.bus.redeliver(HEARD.queue, envelope(data=data))
        await rig.settle()
        assert await rig.counted("b1") == 1


async def test_dead_letters_when_the_store_is_away_then_the_message_climbs_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rigged(tmp_path) as rig:
        real, tries = DeadLetters.put, []

        async def put(self: DeadLetters, burial: Any) -> None:
            tries.append(burial)
            if len(tries) < 4:
                raise Unavailable("store-unavailable", "不可用", "away")
            await real(self, burial)

        monkeypatch.setattr(DeadLetters, "put", put)
        await rig.bus.redeliver(HEARD.queue, b"?")
        await rig.settle()
        assert len(await rig.waiting()) == 1


async def test_message_when_the_bus_gave_up_then_it_is_a_dead_letter_of_its_queue(
    tmp_path: Path,
) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(dead_queue("intake"), envelope())
        await rig.settle()
        (letter,) = await rig.waiting()
        assert (letter.state.code, letter.state.queue) == ("no-answer", HEARD.queue)
        await rig.letters.replay(STREET, letter.id, by("replay"))
        await rig.settle()
        assert await rig.counted("b1") == 1
