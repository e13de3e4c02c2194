"""``yishi webhook``: receivers outside the system, at every service that says what they want."""

import contextlib
import json
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Sequence

from chassis.core.clock import utc_now
from chassis.core.decision import Change, awaited, created
from chassis.core.documents import Found
from chassis.core.errors import Invalid
from chassis.core.settings import Settings
from chassis.flow.consumer import STREET
from chassis.flow.dead_letters import NO_STREET
from chassis.rooms.outbound import destinations as outbound
from chassis.rooms.outbound.destinations import (
    DELIVERIES,
    DESTINATIONS,
    MOST_DESTINATIONS,
    Destination,
    Status,
)
from chassis.rooms.outbound.webhooks import Webhooks, check_url, fresh_secret
from chassis.service import Service
from chassis.store.store import Store
from contracts.catalogue import all_events
from launch.catalogue import SERVICES
from launch.engines import engine_of
from launch.operating import operator_cause

KEPT = tuple(status for status in Status if status is not Status.REMOVED)
TEST_TYPE = "yishi.outbound.test.v1"


async def add_webhook(
    settings: Settings, url: str, types: Sequence[str], streets: Sequence[str]
) -> int:
    """Keep a receiver at each service that says one of these events; prints id and secret."""
    check_url(url, settings.webhook_private)
    for street in streets:
        if not STREET.fullmatch(street):
            raise Invalid("bad-street", "街道代码无效。", f"{street} is no street code.")
    wanted = tuple(dict.fromkeys(_wire_type(name) for name in types))
    new = Destination(
        url=url,
        types=wanted,
        streets=tuple(streets),
        secret=fresh_secret(),
        wake=utc_now(),
        waiting=False,
    )
    webhook_id = secrets.token_hex(6)
    async with _stores(settings, wanted) as stores:
        for store in stores:
            await _check_room(store)
        for store in stores:
            key = DESTINATIONS.key(NO_STREET, webhook_id)
            await store.change(key, created(new), operator_cause("add_webhook"))
    print(f"{webhook_id}\n{new.secret}")
    return 0


def _wire_type(name: str) -> str:
    """The wire type of an event that is named by it, or by its class."""
    for wire_type, event in all_events().items():
        if name in (wire_type, event.__name__):
            return wire_type
    raise Invalid("no-such-event", f"没有“{name}”这种事件。", f"There is no event {name}.")


async def _check_room(store: Store) -> None:
    there = await store.count(DESTINATIONS, NO_STREET, by="status")
    if sum(there.get(status.value, 0) for status in KEPT) >= MOST_DESTINATIONS:
        raise Invalid(
            "too-many-webhooks",
            f"最多 {MOST_DESTINATIONS} 个接收地址。",
            f"There may be {MOST_DESTINATIONS} receivers at most.",
        )


async def list_webhooks(settings: Settings) -> int:
    """Every receiver at every service: how it fares, why, and how many deliveries wait."""
    async with _stores(settings) as stores:
        for store in stores:
            for status in KEPT:
                for found in await store.every(DESTINATIONS, NO_STREET, {"status": status.value}):
                    print(await _line(store, found))
    return 0


async def _line(store: Store, found: Found[Destination]) -> str:
    state = found.state
    where: dict[str, str | bool] = {"destination": found.id, "waiting": True}
    waiting = sum((await store.count(DELIVERIES, NO_STREET, where)).values())
    fares = f"{state.status.value} {state.reason}".strip()
    return f"{found.id}  {store.service:<12} {fares:<24} {waiting:>6} waiting  {state.url}"


async def work_on_webhook(settings: Settings, what: str, webhook_id: str) -> int:
    """Test, disable, enable or remove one receiver, at every service that has it."""
    done = 0
    async with _stores(settings) as stores:
        for store in stores:
            found = await store.get(DESTINATIONS.key(NO_STREET, webhook_id))
            if found is None or found.state.status is Status.REMOVED:
                continue
            if what == "test":
                return await _test(settings, found.state)
            await _change(store, found, what)
            done += 1
    if not done:
        print(f"yishi: no webhook {webhook_id}", file=sys.stderr)
        return 1
    print(f"{webhook_id} {what}")
    return 0


async def _test(settings: Settings, state: Destination) -> int:
    message_id = secrets.token_hex(8)
    body = json.dumps(
        {
            "specversion": "1.0",
            "id": message_id,
            "source": "/yishi/outbound",
            "type": TEST_TYPE,
            "time": utc_now().isoformat(),
            "data": {},
        }
    )
    answer = await Webhooks(settings).send(state.url, state.secret, message_id, body)
    print(answer.reason)
    return 0 if answer.good else 1


async def _change(store: Store, found: Found[Destination], what: str) -> None:
    now = utc_now()
    decisions: dict[str, Callable[[Destination], Change[Destination]]] = {
        "disable": lambda state: outbound.disable(state, "by-hand"),
        "enable": lambda state: outbound.enable(state, now),
        "remove": outbound.remove,
    }
    key = DESTINATIONS.key(NO_STREET, found.id)
    await store.change(key, awaited(decisions[what]), operator_cause(f"{what}_webhook"))
    if what == "remove":
        await _drop_waiting(store, found.id)


async def _drop_waiting(store: Store, webhook_id: str) -> None:
    where: dict[str, str | bool] = {"destination": webhook_id, "waiting": True}
    for one in await store.every(DELIVERIES, NO_STREET, where):
        key = DELIVERIES.key(NO_STREET, one.id)
        await store.change(key, awaited(outbound.drop), operator_cause("drop_delivery"))


@contextlib.asynccontextmanager
async def _stores(settings: Settings, types: Sequence[str] = ()) -> AsyncIterator[list[Store]]:
    """The stores of the services that say one of these, of all where none is named."""
    chosen = [service for service in SERVICES if not types or _says(service, types)]
    stores: list[Store] = []
    try:
        for service in chosen:
            engine = engine_of(settings, service.name)
            # Its audit rows wait in the outbox for the relay of the running service.
            store = Store(service.name, engine, frozenset(), lambda: utc_now().timestamp())
            stores.append(store)
            await engine.prepare([DESTINATIONS, DELIVERIES], [])
        yield stores
    finally:
        for store in stores:
            await store.engine.close()


def _says(service: Service, types: Sequence[str]) -> bool:
    return any(event.wire_type() in types for event in service.says)
