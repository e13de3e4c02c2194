"""The outbound worker: sends what is due to one destination, one delivery after the other."""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta

import structlog

from chassis.core.decision import Change, awaited
from chassis.core.documents import Found, Listing
from chassis.flow.dead_letters import NO_STREET
from chassis.flow.due import DueWork, worker_cause
from chassis.rooms.outbound import destinations as outbound
from chassis.rooms.outbound.destinations import (
    DELIVERIES,
    DESTINATIONS,
    MOST_WAITING,
    Delivery,
    Destination,
    Status,
)
from chassis.rooms.outbound.webhooks import Webhooks
from chassis.service import Context

PORTION = 20
PATIENCE = 5.0
"""Seconds after which a portion is left where it is, so that it ends well within its lease."""

log = structlog.get_logger(__name__)


class Sending:
    """Sends for one service. ``chance`` gives a number from 0 to 1."""

    def __init__(self, webhooks: Webhooks, chance: Callable[[], float] = random.random) -> None:
        self._webhooks = webhooks
        self._chance = chance

    def work(self) -> DueWork[Destination]:
        """What a worker does with a destination that is due."""
        return DueWork(DESTINATIONS, self._portion, early=True)

    async def _portion(self, ctx: Context, found: Found[Destination]) -> None:
        """Send the oldest that wait; the first failure ends the portion, so their order is kept."""
        where: dict[str, str | bool] = {"destination": found.id, "waiting": True}
        page: Listing[Delivery] = await ctx.store.find(DELIVERIES, NO_STREET, where, limit=PORTION)
        clock = asyncio.get_running_loop().time
        began, sent = clock(), 0
        for delivery in page.items:
            if sent and clock() - began > PATIENCE:
                break
            reason = await self._send(ctx, found.state, delivery)
            if reason:
                await self._failed(ctx, found, reason, sent)
                return
            sent += 1
        await self._rest(ctx, found, sent, more=bool(page.next) or sent < len(page.items))

    async def _send(self, ctx: Context, to: Destination, found: Found[Delivery]) -> str:
        """Send one; answers why it failed, else nothing."""
        delivery = found.state
        answer = await self._webhooks.send(to.url, to.secret, delivery.event, delivery.body)
        outcome = "sent" if answer.good else "failed"
        ctx.metrics.outbound.labels(ctx.service, outcome).inc()
        if not answer.good:
            return answer.reason
        now = ctx.now()
        cause = worker_cause(f"sent:{found.id}", "sent", now)
        key = DELIVERIES.key(NO_STREET, found.id)
        await ctx.change(key, awaited(lambda state: outbound.sent(state, now)), cause)
        return ""

    async def _rest(self, ctx: Context, found: Found[Destination], sent: int, more: bool) -> None:
        now, asked = ctx.now(), found.state.asked
        full = more and await self._full(ctx, found.id)

        def decide(state: Destination) -> Change[Destination]:
            if full and state.status is not Status.REMOVED:
                return outbound.disable(outbound.well(state, sent), "queue-full")
            return outbound.delivered(state, asked, more, now, sent)

        cause = worker_cause(f"portion:{found.id}:{found.version}", "portion", now)
        await ctx.change(DESTINATIONS.key(NO_STREET, found.id), awaited(decide), cause)
        if full:
            self._tell_disabled(ctx, found.id, "queue-full")

    @staticmethod
    async def _full(ctx: Context, destination: str) -> bool:
        """Whether more waits for it than is kept: it fails, or is too slow for what comes."""
        where: dict[str, str | bool] = {"destination": destination, "waiting": True}
        return sum((await ctx.store.count(DELIVERIES, NO_STREET, where)).values()) > MOST_WAITING

    @staticmethod
    def _tell_disabled(ctx: Context, destination: str, reason: str) -> None:
        ctx.metrics.outbound.labels(ctx.service, "disabled").inc()
        told = {"service": ctx.service, "destination": destination, "reason": reason}
        log.error("destination disabled", **told)

    async def _failed(
        self, ctx: Context, found: Found[Destination], reason: str, sent: int
    ) -> None:
        now, chance = ctx.now(), self._chance()
        give_up = timedelta(days=ctx.settings.webhook_days)
        full = await self._full(ctx, found.id)

        def decide(state: Destination) -> Change[Destination]:
            if full:
                return outbound.disable(state, "queue-full")
            return outbound.failed(outbound.well(state, sent), reason, now, chance, give_up)

        cause = worker_cause(f"failed:{found.id}:{found.version}", "failed", now)
        key = DESTINATIONS.key(NO_STREET, found.id)
        changed = await ctx.change(key, awaited(decide), cause)
        told = {"service": ctx.service, "destination": found.id, "reason": reason}
        if changed.state.status is Status.DISABLED:
            self._tell_disabled(ctx, found.id, reason)
        else:
            log.warning("delivery failed", failures=changed.state.failures, **told)
