"""Counts what a database is asked: SQL statements on SQLite, commands on MongoDB.

Left out is what comes by the clock and not by an act: the relay's sweep, the bus's own table,
``world.settle`` looking for work.
"""

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandListener

from chassis.store import mongo_link
from tests.world import World

ASKED = ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE")
BY_THE_CLOCK = ("due IS NOT NULL", "due <= ", "bus_messages", "waiting")
COMMANDS = {"find", "insert", "update", "delete", "aggregate", "count", "findAndModify"}


class Asked:
    """What was asked since the last ``clear``, by database (the name of its service) and in turn.

    The trace callback is called on the threads of the engine; adding to a list is safe there.
    """

    def __init__(self) -> None:
        self.of: list[tuple[str, str]] = []

    def statement(self, service: str, sql: str) -> None:
        """SQLite ran this."""
        told = " ".join(sql.split())
        if told.startswith(ASKED) and not any(part in told for part in BY_THE_CLOCK):
            self.of.append((service, told[:60]))

    def command(self, service: str, name: str, command: Any) -> None:
        """MongoDB was sent this."""
        asked_for = str(command.get("filter", "")) + str(command.get("pipeline", ""))
        if name in COMMANDS and "due" not in asked_for and "waiting" not in asked_for:
            self.of.append((service, f"{name} {command[name]}"))

    async def by(self, service: str, act: Callable[[], Awaitable[object]], world: World) -> "Trip":
        """What one act costs its service: until it is answered, and until all is quiet.

        Of three times the cheapest: something that runs by the clock may fall into one of them.
        """
        trips = [await self._by(service, act, world) for _ in range(3)]
        quiet = min(trips, key=lambda trip: trip.quiet)
        return Trip(min(trip.answered for trip in trips), quiet.quiet, quiet.told)

    async def _by(self, service: str, act: Callable[[], Awaitable[object]], world: World) -> "Trip":
        await world.settle()
        self.of.clear()
        await act()
        answered = self._count(service)
        await world.settle()
        return Trip(answered, self._count(service), [what for _, what in self.of])

    def _count(self, service: str) -> int:
        return Counter(name for name, _ in self.of)[service]


class Trip:
    """Statements or commands of one act: when it was answered, and when all was quiet."""

    def __init__(self, answered: int, quiet: int, told: list[str]) -> None:
        self.answered = answered
        self.quiet = quiet
        self.told = told

    def __repr__(self) -> str:
        return f"answered {self.answered}, quiet {self.quiet}: {self.told}"


class _Listener(CommandListener):
    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def started(self, event: Any) -> None:
        service = event.database_name.rpartition("_")[2]
        self.asked.command(service, event.command_name, event.command)

    def succeeded(self, event: Any) -> None:
        """Counted when it began."""

    def failed(self, event: Any) -> None:
        """Counted when it began."""


def trace(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Count on every connection that is opened from now on, to either database."""
    asked, connect = Asked(), sqlite3.connect

    def traced(path: Path, *args: Any, **given: Any) -> sqlite3.Connection:
        made = connect(path, *args, **given)
        made.set_trace_callback(partial(asked.statement, Path(path).stem))
        return made

    monkeypatch.setattr(sqlite3, "connect", traced)
    heard = partial(AsyncIOMotorClient, event_listeners=[_Listener(asked)])
    monkeypatch.setattr(mongo_link, "AsyncIOMotorClient", heard)
    return asked


def installation(url: str, name: str) -> str:
    """The URL of an installation of this name on a server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()
