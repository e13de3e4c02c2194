"""Another system listens with a user of its own: it hears what it asked for and can do no more.

The operator's script and the example run as processes, as their README says.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError

from chassis.bus.bus import Message, Topology
from chassis.bus.rabbit import RabbitBus
from chassis.service import subscriptions_of
from contracts.assembly import CycleStageChanged, NoticePublished
from contracts.envelope import Envelope, Event
from contracts.intake import CollectionClosed
from launch.catalogue import SERVICES
from tests.drivers.speaker import enveloped, message_of
from tests.servers import RABBITMQ_SBIN, BrokerNode

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/subscriber"
NAME, PASSWORD = "bulletin", "a-password-of-the-tests"
HEARD = (NoticePublished, CollectionClosed)


@dataclass
class Place:
    """A virtual host of the broker with the house's topology, and the other system's address."""

    node: BrokerNode
    vhost: str
    bus: RabbitBus
    folder: Path

    @property
    def operator_url(self) -> str:
        return self.node.url + self.vhost

    @property
    def url(self) -> str:
        return self.operator_url.replace("guest:guest", f"{NAME}:{PASSWORD}")

    async def say(self, *events: Event) -> list[str]:
        """Publish them as the house does; answers their ids."""
        envelopes = [enveloped(event, time=datetime.now(UTC)) for event in events]
        await self.bus.publish([message_of(envelope) for envelope in envelopes])
        return [envelope.id for envelope in envelopes]

    async def listen(self, *words: str) -> list[dict[str, Any]]:
        """Run the example until it is quiet; answers the lines it printed."""
        command = [sys.executable, str(EXAMPLE / "subscriber.py"), "--name", NAME, "--ends"]
        command += ["--quiet", "5", "--database", str(self.folder / "events.sqlite"), *words]
        done = await asyncio.to_thread(run, command, SUBSCRIBER_URL=self.url)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def run(command: list[str], text: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=os.environ | environ,
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def notice(name: str) -> NoticePublished:
    return NoticePublished(notice=name, about="MEMBERS", ends_on="2025-06-01")


def collection(accepted: int) -> CollectionClosed:
    return CollectionClosed(cycle="2025", accepted=accepted, merged=0, collectors=1)


def rabbitmqctl(node: BrokerNode, folder: Path) -> str:
    """A program that stands for ``rabbitmqctl`` on this node."""
    script = folder / "rabbitmqctl"
    exports = "\n".join(f"export {n}='{v}'" for n, v in node._environ().items())
    call = f'exec {RABBITMQ_SBIN}/rabbitmqctl --quiet --node {node.name} "$@"'
    script.write_text(f"#!/bin/sh\n{exports}\ncd {node.folder}\n{call}\n")
    script.chmod(0o755)
    return str(script)


@pytest.fixture
def vhost(spare_broker: BrokerNode) -> Iterator[str]:
    name = f"v{uuid4().hex[:8]}"
    spare_broker.ctl("add_vhost", name)
    spare_broker.ctl("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
    yield name
    spare_broker.ctl("delete_vhost", name)


@pytest.fixture
async def place(spare_broker: BrokerNode, vhost: str, tmp_path: Path) -> AsyncIterator[Place]:
    """Everything an operator does, as the README says it."""
    bus = RabbitBus(spare_broker.url + vhost)
    await bus.declare(Topology(subscriptions_of(SERVICES), (1.0,)))
    found = Place(spare_broker, vhost, bus, tmp_path)
    types = [word for event in HEARD for word in ("--type", event.wire_type())]
    prepare = [sys.executable, str(EXAMPLE / "prepare_queue.py"), "--url", found.operator_url]
    make_user = [str(EXAMPLE / "operator.sh"), NAME]
    for command, text in (([*prepare, "--name", NAME, *types], ""), (make_user, PASSWORD)):
        tool = rabbitmqctl(spare_broker, tmp_path)
        done = await asyncio.to_thread(run, command, text, RABBITMQCTL=tool, VHOST=vhost)
        assert done.returncode == 0, done.stderr
    yield found
    await bus.close()
    tool = rabbitmqctl(spare_broker, tmp_path)
    await asyncio.to_thread(run, [*make_user, "--remove"], "", RABBITMQCTL=tool)


async def test_subscriber_when_listening_keeps_what_it_asked_for_once(place: Place) -> None:
    wanted = await place.say(notice("n1"), collection(58))
    await place.say(CycleStageChanged(cycle="2025", stage="R1_UP"))  # not asked for
    first = await place.listen()
    assert [(line["id"], line["new"]) for line in first] == [(name, True) for name in wanted]
    assert await place.listen() == []  # acknowledged, so not there again
    again = Envelope.model_validate_json(enveloped(notice("n1")).to_bytes())
    body = again.model_copy(update={"id": wanted[0]}).to_bytes()
    await place.bus.publish([Message(wanted[0], NoticePublished.wire_type(), body)])
    assert [(line["id"], line["new"]) for line in await place.listen()] == [(wanted[0], False)]


async def test_subscriber_when_it_was_away_replays_from_offset_time_or_where_it_was(
    place: Place,
) -> None:
    early = await place.say(*(notice(f"n{n}") for n in range(3)))
    from_log = [line for line in await place.listen("--replay", "first") if line["new"]]
    assert [line["id"] for line in from_log] == early
    assert {line["from"] for line in from_log} == {"yishi.log"}
    late = await place.say(CycleStageChanged(cycle="2025", stage="X"), collection(60))
    resumed = await place.listen("--replay", "resume")
    assert [line["id"] for line in resumed if line["from"] == "yishi.log"] == late
    some = await place.listen("--replay", "2", "--type", NoticePublished.wire_type())
    assert [line["id"] for line in some] == early[2:]
    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert [line["id"] for line in await place.listen("--replay", hour_ago)] == [*early, *late]


async def test_subscriber_when_it_tries_more_is_refused(place: Place) -> None:
    async def refused(work: Any) -> None:
        async with await aio_pika.connect(place.url) as connection:
            channel = await connection.channel()
            with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
                await work(channel)

    async def ignore(_: Any) -> None:
        return None

    forged = aio_pika.Message(b"{}")

    async def publish(channel: Any) -> None:
        exchange = await channel.get_exchange("yishi.events", ensure=False)
        await exchange.publish(forged, NoticePublished.wire_type())

    async def publish_into_a_queue(channel: Any) -> None:
        await channel.default_exchange.publish(forged, "supervision.leg-closed")

    async def take_from_a_service(channel: Any) -> None:
        queue = await channel.get_queue("supervision.leg-closed", ensure=False)
        await queue.consume(ignore)

    async def purge_a_service(channel: Any) -> None:
        queue = await channel.get_queue("supervision.leg-closed", ensure=False)
        await queue.purge()

    async def hear_more(channel: Any) -> None:
        queue = await channel.get_queue(f"{NAME}.events", ensure=False)
        await queue.bind("yishi.events", "#")

    async def declare(channel: Any) -> None:
        await channel.declare_queue("mine", durable=True)

    async def delete(channel: Any) -> None:
        await channel.queue_delete("yishi.log")

    for work in (
        publish, publish_into_a_queue, take_from_a_service, purge_a_service, hear_more, declare,
        delete,
    ):  # fmt: skip
        await refused(work)
    assert await place.bus.depth("supervision.leg-closed") == 0
    with pytest.raises(AMQPError):
        await aio_pika.connect(place.url.replace(PASSWORD, "guessed"))


@pytest.mark.parametrize("name", ["yishi", "ballot", "a b", ".*"])
def test_operator_when_the_name_is_no_good_refuses(name: str) -> None:
    done = run([str(EXAMPLE / "operator.sh"), name], PASSWORD, RABBITMQCTL="false")
    assert done.returncode == 2
