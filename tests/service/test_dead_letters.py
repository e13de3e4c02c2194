"""What becomes of a message nobody could handle, and what a person does with it."""

import time
from pathlib import Path

import pytest

from chassis.core.decision import Cause
from chassis.core.errors import Invalid, Unavailable, WrongState
from chassis.flow.dead_letters import DEAD_LETTERS, Status
from chassis.service import Context
from contracts.ballot import BallotOpened
from contracts.envelope import Heard
from tests.service.rig import HEARD, STREET, by, count, failing, logged, rigged

__all__ = ["logged"]


async def test_replay_when_the_cause_is_gone_then_it_is_handled_once(tmp_path: Path) -> None:
    broken = [Invalid("bad", "不对", "Wrong.")]

    async def react(ctx: Context, heard: Heard[BallotOpened], cause: Cause) -> None:
        if broken:
            raise broken[0]
        await count(ctx, heard, cause)

    async with rigged(tmp_path, action=react) as rig:
        await rig.open("b1")
        await rig.settle()
        broken.clear()
        (letter,) = await rig.waiting()
        changed = await rig.letters.replay(STREET, letter.id, by("replay"))
        assert changed.state.status == Status.REPLAYED
        assert (await rig.letters.replay(STREET, letter.id, by("replay"))).already
        with pytest.raises(WrongState):
            await rig.letters.replay(STREET, letter.id, by("another"))
        await rig.settle()
        assert await rig.counted("b1") == 1
        assert await rig.waiting() == []
        assert rig.value("yishi_dead_letters_waiting", service="intake") == 0


async def test_replay_when_it_dies_again_then_it_waits_again(tmp_path: Path) -> None:
    react, _ = failing(Invalid("bad", "不对", "Wrong."))
    async with rigged(tmp_path, action=react) as rig:
        await rig.open("b1")
        await rig.settle()
        for number in range(3):
            (letter,) = await rig.waiting()
            await rig.letters.replay(STREET, letter.id, by(f"replay {number}"))
            await rig.settle()
        (letter,) = await rig.waiting()
        assert letter.state.attempts == 8  # four lives, delivered twice in each


async def test_replay_when_the_bus_is_away_then_it_still_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(HEARD.queue, b"?")
        await rig.settle()
        (letter,) = await rig.waiting()

        async def away(queue: str, body: bytes) -> None:
            raise Unavailable("bus-unavailable", "不可用", "away")

        monkeypatch.setattr(rig.bus, "redeliver", away)
        with pytest.raises(Unavailable):
            await rig.letters.replay("none", letter.id, by("replay"))
        assert len(await rig.waiting()) == 1


async def test_discard_when_given_a_reason_then_the_trail_has_it(tmp_path: Path) -> None:
    async with rigged(tmp_path) as rig:
        await rig.bus.redeliver(HEARD.queue, b"?")
        await rig.settle()
        (letter,) = await rig.waiting()
        with pytest.raises(Invalid):
            await rig.letters.discard("none", letter.id, by("discard"))
        await rig.letters.discard("none", letter.id, by("discard", "测试消息"))
        assert await rig.waiting() == []
        (raw,) = await rig.hearer.claim(DEAD_LETTERS, time.time() + 60, 1.0, 10)
        assert raw.entries[-1]["audit"]["note"] == "测试消息"
        await rig.bus.redeliver(HEARD.queue, b"?")  # the same message once more
        await rig.settle()
        assert await rig.waiting() == []
