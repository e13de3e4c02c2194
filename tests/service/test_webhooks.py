"""Webhooks to a real receiver, good and bad days: nothing lost, in order, bounded, ended."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.core.decision import Change, awaited, created
from chassis.core.errors import Invalid
from chassis.flow.dead_letters import NO_STREET
from chassis.flow.due import worker_cause
from chassis.rooms.outbound import destinations as outbound
from chassis.rooms.outbound import sending
from chassis.rooms.outbound.addresses import is_public
from chassis.rooms.outbound.destinations import (
    DELIVERIES,
    DESTINATIONS,
    MOST_DESTINATIONS,
    Destination,
    Status,
)
from chassis.rooms.outbound.webhooks import Webhooks, check_url, fresh_secret
from contracts.intake import SuggestionSubmitted
from tests.service.intake_world import Town, a_town
from tests.service.receiver import Receiver, a_receiver
from tests.world import DONGTANG, WUJIALING, Clock, quick_settings

TYPE = SuggestionSubmitted.wire_type()


@dataclass
class Outside:
    """Intake, and one receiver that wants to know what is handed in."""

    town: Town
    receiver: Receiver
    submitted: int = 0

    @property
    def ctx(self) -> Any:
        return self.town.world.context("intake")

    async def add(self, url: str, **given: Any) -> None:
        new = Destination(
            url=url,
            types=given.pop("types", (TYPE,)),
            secret=self.receiver.secret,
            wake=self.ctx.now(),
            waiting=False,
            **given,
        )
        await self._change(created(new), "add")
        part = self.town.world.system.parts[0]
        part.relay._outbound.__self__._until = 0.0  # type: ignore[union-attr]

    async def _change(self, decide: Any, name: str) -> None:
        cause = worker_cause(f"{name}/{self.ctx.now()}", name, self.ctx.now())
        await self.ctx.change(DESTINATIONS.key(NO_STREET, "d1"), decide, cause)

    async def enable(self) -> None:
        now = self.ctx.now()
        await self._change(awaited(lambda state: outbound.enable(state, now)), "enable")

    async def submit(self, number: int = 1) -> None:
        """Residents hand in so many suggestions, one after the other."""
        for _ in range(number):
            self.submitted += 1
            await self.town.submitted(title=f"第{self.submitted}件事")
            await self.town.world.settle()

    async def pass_by(self, **by: float) -> None:
        """Time passes, and what is due then is tried."""
        self.town.world.clock.forward(**by)
        await self.town.world.settle()

    async def state(self) -> Destination:
        found = await self.ctx.store.get(DESTINATIONS.key(NO_STREET, "d1"))
        state: Destination = found.state
        return state

    async def waiting(self) -> int:
        where = {"destination": "d1", "waiting": True}
        counted = await self.ctx.store.count(DELIVERIES, NO_STREET, where)
        return sum(counted.values())


@asynccontextmanager
async def outside(folder: Path, **given: Any) -> AsyncIterator[Outside]:
    settings = {"webhook_private": True, "webhook_timeout": 2.0} | given
    async with a_receiver(fresh_secret()) as receiver, a_town(folder, **settings) as town:
        yield Outside(town, receiver)


def in_order(receiver: Receiver, number: int) -> bool:
    times = [one["time"] for one in receiver.got]
    ids = {one["id"] for one in receiver.got}
    return times == sorted(times) and len(ids) == len(receiver.got) == number


async def test_event_when_wanted_then_the_receiver_has_it_signed_once(tmp_path: Path) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        await out.submit(3)
        assert in_order(out.receiver, 3)
        assert {one["type"] for one in out.receiver.got} == {TYPE}
        assert await out.waiting() == 0
        state = await out.state()
        assert (state.status, state.waiting) == (Status.ACTIVE, False)
        for delivery in await out.ctx.store.every(DELIVERIES, NO_STREET):
            assert (delivery.state.body, delivery.state.waiting) == ("", False)


async def test_destinations_when_many_were_removed_then_a_later_one_is_still_sent_to(
    tmp_path: Path,
) -> None:
    async with outside(tmp_path) as out:
        gone = Destination(
            url="https://x.org", secret="", wake=out.ctx.now(), waiting=False,
            status=Status.REMOVED,
        )  # fmt: skip
        for number in range(MOST_DESTINATIONS):
            cause = worker_cause(f"add/{number}", "add", out.ctx.now())
            key = DESTINATIONS.key(NO_STREET, f"c{number:02}")
            await out.ctx.change(key, created(gone), cause)
        await out.add(out.receiver.url)
        await out.submit()
        assert in_order(out.receiver, 1)


async def test_event_when_of_another_street_or_type_then_not_sent(tmp_path: Path) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url, streets=(WUJIALING,))
        await out.submit(2)
        assert out.receiver.paths == []
        assert DONGTANG != WUJIALING


async def test_receiver_when_it_fails_for_a_while_then_nothing_is_lost_and_order_is_kept(
    tmp_path: Path,
) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [500, 503]
        await out.submit(3)
        state = await out.state()
        assert (state.status, state.reason, state.failures) == (Status.FAILING, "http-500", 1)
        assert await out.waiting() == 3
        await out.pass_by(seconds=7)
        assert (await out.state()).reason == "http-503"
        await out.pass_by(seconds=13)
        assert in_order(out.receiver, 3)
        assert out.receiver.most_at_once == 1
        state = await out.state()
        assert (state.status, state.failures) == (Status.ACTIVE, 0)


async def test_receiver_when_slow_then_given_up_in_time_and_tried_again(tmp_path: Path) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [0]
        await out.submit()
        assert (await out.state()).reason == "timeout"
        await out.pass_by(seconds=7)
        assert in_order(out.receiver, 1)


async def test_receiver_when_it_redirects_then_it_is_not_followed(tmp_path: Path) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [302]
        await out.submit()
        assert (await out.state()).reason == "http-302"
        assert out.receiver.paths == ["/in"]


async def test_receiver_when_it_vanishes_and_returns_then_it_gets_everything(
    tmp_path: Path,
) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        await out.submit()
        await out.receiver.vanish()
        await out.submit(2)
        assert (await out.state()).reason == "unreachable"
        await out.receiver.appear()
        await out.pass_by(hours=2)
        assert in_order(out.receiver, 3)


async def test_receiver_when_it_fails_for_days_then_disabled_and_enabling_sends_what_waits(
    tmp_path: Path,
) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [500] * 9
        await out.submit(2)
        await out.pass_by(days=6)
        state = await out.state()
        assert (state.status, state.reason, state.waiting) == (Status.DISABLED, "http-500", False)
        await out.pass_by(days=6)
        assert len(out.receiver.paths) == 2
        out.receiver.answers = []
        await out.enable()
        await out.town.world.settle()
        assert in_order(out.receiver, 2)


async def test_receiver_when_it_is_good_but_too_slow_for_what_comes_then_the_queue_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [500]
        await out.submit(5)
        monkeypatch.setattr(sending, "PORTION", 1)
        monkeypatch.setattr(sending, "MOST_WAITING", 2)
        await out.pass_by(seconds=7)
        state = await out.state()
        assert (state.status, state.reason) == (Status.DISABLED, "queue-full")
        assert await out.waiting() == 4


async def test_receiver_when_gone_for_good_then_disabled_at_once(tmp_path: Path) -> None:
    async with outside(tmp_path) as out:
        await out.add(out.receiver.url)
        out.receiver.answers = [410]
        await out.submit()
        assert (await out.state()).status is Status.DISABLED


async def test_receiver_when_in_a_private_network_then_refused_as_it_is_connected(
    tmp_path: Path,
) -> None:
    sender = Webhooks(quick_settings(tmp_path))
    secret = fresh_secret()
    for host in ("127.0.0.1", "localhost", "10.0.0.1", "[::1]", "169.254.169.254"):
        answer = await sender.send(f"https://{host}:9/x", secret, "m1", "{}")
        assert answer.reason == "private-address", host


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:0a00:0001::", False),
        ("2002:0808:0808::", True),
        ("::127.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
        ("2001:db8::1", False),
        ("192.0.0.9", False),
        ("192.0.0.192", False),
    ],
)
def test_address_when_looked_at_then_only_the_internet_is_public(
    address: str, public: bool
) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "https://u:p@example.org/",
        "ftp://example.org",
        "https://",
        "x" * 600,
        "https://a..b/",
        "https://.a/",
        f"https://{'a' * 64}.org/",
        f"https://{'a.' * 130}org/",
        "https://[::1/",
        "https://[1.2.3.4]/",
        "https://a:b/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://example.org:port/",
        "https://example.org/a b",
        "https://example.org/\r\nx: y",
        "https://exam\nple.org/",
        "https://example.org/\x7f",
    ],
)
def test_url_when_not_a_plain_https_address_then_refused(url: str) -> None:
    with pytest.raises(Invalid, match="bad-webhook-url"):
        check_url(url, private=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org./x?y=z",
        "https://a-b.example.org:8443/x",
        "https://[2606:4700::1111]:8443/x",
        "https://8.8.8.8/",
    ],
)
def test_url_when_a_plain_https_address_then_taken(url: str) -> None:
    assert check_url(url, private=False) == url


async def test_request_when_it_cannot_be_written_then_a_reason_and_no_trace(tmp_path: Path) -> None:
    sender = Webhooks(quick_settings(tmp_path))
    answer = await sender.send("https://example.org/", "whsec_x", "m1", "{}")
    assert (answer.good, answer.reason) == (False, "bad-request")


def test_failures_when_in_a_row_then_pauses_double_up_to_an_hour() -> None:
    now = Clock().moment
    state = Destination(url="https://x.org", secret="s", wake=now)
    waits = []
    for _ in range(14):
        change: Change[Destination] = outbound.failed(state, "x", now, 0.5, timedelta(days=5))
        state = change.state
        waits.append((state.wake - now).total_seconds())
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3600
