"""The link to a broker: one connection that comes back, and channels on it within bounds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from aio_pika import RobustConnection
from aio_pika.abc import AbstractRobustChannel
from aio_pika.connection import make_url
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

from chassis.core.catalogue import bus_unavailable
from chassis.core.errors import Unavailable

FAILURES = (*CONNECTION_EXCEPTIONS, TimeoutError)

T = TypeVar("T")


def unavailable(why: BaseException | str) -> Unavailable:
    """The broker does not answer, or does not take what it is given."""
    name = why if isinstance(why, str) else type(why).__name__
    return bus_unavailable(f"the broker is away ({name})")


async def shut(channel: AbstractRobustChannel) -> None:
    """Close a channel, whatever state it is in."""
    with suppress(*FAILURES):
        async with asyncio.timeout(1.0):
            await channel.close()


class Link:
    """One connection, made at the first call. ``patience`` seconds bound each wait for it."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._connection: RobustConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._speaking: AbstractRobustChannel | None = None

    async def connected(self) -> RobustConnection:
        """The connection, once it stands.

        It is made once and then tries by itself, however often somebody waits here in vain.
        """
        if self._connection is None:
            url = make_url(self._url, reconnect_interval=1, fail_fast=0)
            self._connection = RobustConnection(url)
            self._connecting = asyncio.create_task(self._connection.connect(self._patience))
        await self._connection.ready()
        return self._connection

    async def transport(self) -> object:
        """What the connection runs on now; another object after every reconnect."""
        return (await self.connected()).transport

    async def bounded(self, work: Awaitable[T]) -> T:
        """The result of ``work``, or ``Unavailable`` where the broker is away too long."""
        try:
            async with asyncio.timeout(self._patience):
                return await work
        except FAILURES as error:
            raise unavailable(error) from error
        except Exception as error:
            # The client answers a write that a broken connection swallowed with a bare Exception.
            if type(error) is Exception:
                raise unavailable(error) from error
            raise
        except asyncio.CancelledError as error:
            # A connection that breaks cancels what waits on it; that is not us being cancelled.
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            raise unavailable("connection lost") from error

    async def opened(self) -> AbstractRobustChannel:
        """A new channel."""
        channel = (await self.connected()).channel(on_return_raises=True)
        await channel
        return channel

    async def speaker(self) -> AbstractRobustChannel:
        """The channel that everything is published on."""
        if self._speaking is None:
            # Not under a lock: a second channel made meanwhile is merely not used.
            self._speaking = await self.opened()
        await self._speaking.ready()
        return self._speaking

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[AbstractRobustChannel]:
        """A channel that stays open, unless something goes wrong."""
        channel = await self.opened()
        try:
            yield channel
        except BaseException:
            await shut(channel)
            raise

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[AbstractRobustChannel]:
        """A channel for one question."""
        async with self.kept() as channel:
            yield channel
        await shut(channel)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None and self._connecting is not None:
            self._connecting.cancel()
            with suppress(*FAILURES):
                await self._connection.close()
            self._connection = self._connecting = self._speaking = None
