"""Handing in a suggestion by HTTP: the whole house against one bare handler.

Both answer on uvicorn, on loopback, in a process of their own; the same client in a third one
sends them the same bytes. The bare side is FastAPI with the same body model: it validates, makes
the same document (state, outbox, inbox, sort) and inserts it into the same table with the same
indexes, written through to the disk (SQLite: WAL, ``synchronous=FULL``; MongoDB: ``insert_one``
on the same driver and write concern). It has no charter, no sign-in, no rate limit, no receipt, no
idempotency, no event, no audit chain, no log line, no figures, no headers.
"""

import asyncio
import contextlib
import json
import socket
import sqlite3
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from bench.client import PATH
from bench.houses import STREET, context_of, house, settings_of, settle_in
from chassis.store.embedded_file import connect
from chassis.store.embedded_sql import KindTable
from chassis.store.mongo import MongoEngine
from launch.catalogue import SERVICES
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.bodies import NewSuggestion


class Served:
    """An application behind uvicorn, set up as ``yishi run`` sets it up."""

    task: "asyncio.Task[None]"

    async def serve(self, app: Any) -> dict[str, Any]:
        # Named as TCP, as ``launch.running.listen`` does: else the answers wait for each other.
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.bind(("127.0.0.1", 0))
        sock.listen()  # whoever comes before the server is ready waits a moment
        quiet: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off"}
        config = uvicorn.Config(app, timeout_keep_alive=3600, **quiet)
        self.server = uvicorn.Server(config)
        self.server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
        self.task = asyncio.create_task(self.server.serve([sock]))
        return {"port": sock.getsockname()[1]}

    async def run(self, number: int, flight: int) -> None:
        """Driven from outside."""

    async def unserve(self) -> None:
        self.server.should_exit = True
        await self.task


class House(Served):
    """All five services in one process, as ``yishi run`` starts them."""

    def __init__(self, folder: str, store: str = "", bus: str = "") -> None:
        self.settings = settings_of(folder, store, bus)

    async def start(self) -> dict[str, Any]:
        """Start it and give intake its charter."""
        self.system = house(self.settings, SERVICES, SERVICES)
        await self.system.start()
        await settle_in(context_of(self.system, "intake"))
        return await self.serve(self.system.app)

    async def quiet(self) -> None:
        """Until every outbox is empty."""
        await settled(self.system)

    async def stop(self) -> None:
        """Stop server and system."""
        await self.unserve()
        await self.system.stop()


async def settled(system: Any) -> None:
    """Until no relay and no consumer holds anything (nothing is asked of the database)."""
    while not all(part.idle() for part in system.parts):  # noqa: ASYNC110
        await asyncio.sleep(0.001)


class Floor(Served):
    """The wire alone: reads what was sent and answers. What no side can be faster than."""

    def __init__(self, folder: str) -> None:
        del folder  # keeps nothing

    async def start(self) -> dict[str, Any]:
        """Listen."""
        return await self.serve(answer_only)

    async def quiet(self) -> None:
        """Nothing is ever on its way."""

    stop = Served.unserve


async def answer_only(_: Any, receive: Any, send: Any) -> None:
    """As plain ASGI: the whole body in, as many bytes out as the house answers."""
    while (await receive()).get("more_body"):
        pass
    start = {"type": "http.response.start", "status": 201}
    await send(start | {"headers": [(b"content-length", b"150")]})
    await send({"type": "http.response.body", "body": b"x" * 150})


class Submitted(BaseModel):
    """What the bare handler answers: as much as the house."""

    id: str
    version: int
    status: str
    outcome: str
    receipt: str


Insert = Callable[[str, dict[str, Any]], Awaitable[None]]


def bare_app(insert: Insert) -> FastAPI:
    """One handler: validate, insert, answer."""
    app = FastAPI()

    @app.post(PATH, status_code=201)
    async def post(body: NewSuggestion) -> Submitted:
        key = uuid4().hex
        await insert(key, document(body.model_dump()))
        return Submitted(id=key, version=1, status="SUBMITTED", outcome="", receipt="AAAA")

    return app


def document(given: dict[str, Any]) -> dict[str, Any]:
    """What the house stores of a suggestion, with its outbox and inbox: the same size."""
    name = uuid4().hex
    event = {"id": name, "type": "yishi.intake.suggestion-submitted.v1", "body": "x" * 480}
    return {
        "state": _state(given, "2025-05-01T01:00:00Z"),
        "outbox": [{"id": name, "audit": _audit(name, "2025-05-01T01:00:00Z")}, event],
        "inbox": [f" anonymous:{name}"],
    }


def _state(given: dict[str, Any], at: str) -> dict[str, Any]:
    return {
        "cycle": "", "no": "", "title": given["title"], "content": given["content"],
        "public_text": "", "community": "430111005009", "category": "", "topic": "",
        "channel": "ONLINE", "collected_on": "2025-05-01", "collector": "",
        "collector_name": "", "author": "", "contact": given["contact"],
        "entered_by": "anonymous", "consent": "2025-01", "receipt": "0" * 64,
        "status": "SUBMITTED", "outcome": "", "reference": "", "reply": "",
        "reopened_because": "", "unit": "", "level": "", "disposition": "",
        "triage_sequence": 0, "set_aside_sequence": 0, "accepted_on": "", "due_on": "",
        "links": [], "absorbed": [], "projects": [],
        "timeline": [{
            "at": at, "status": "SUBMITTED", "zh": "建议已提交。",
            "en": "The suggestion was handed in.", "reference": "",
        }],
        "corrections": [],
    }  # fmt: skip


def _audit(name: str, at: str) -> dict[str, Any]:
    return {
        "change": name, "street": STREET, "subject": f"suggestions/{name}", "version": 1,
        "action": "submit_suggestion", "actor": "anonymous", "roles": [], "note": "", "at": at,
        "correlation": name, "digest": "0" * 64,
        "events": ["yishi.intake.suggestion-submitted.v1"],
    }  # fmt: skip


class BareSqlite(Served):
    """The bare handler on SQLite: one connection on a thread of its own, a commit per insert."""

    def __init__(self, folder: str) -> None:
        self.path = Path(folder) / "bare.sqlite"
        self.thread = ThreadPoolExecutor(1)

    async def start(self) -> dict[str, Any]:
        """Make the table the house has, with its indexes."""
        self.connection: sqlite3.Connection = connect(self.path)
        KindTable(SUGGESTIONS.name).create(self.connection, SUGGESTIONS)
        return await self.serve(bare_app(self.insert))

    async def insert(self, key: str, found: dict[str, Any]) -> None:
        """One row."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.thread, self._insert, key, found)

    def _insert(self, key: str, found: dict[str, Any]) -> None:
        day = found["state"]["collected_on"]
        self.connection.execute(
            "INSERT INTO kind_suggestions"
            " (id, street, sort, version, schema, state, outbox, inbox, due)"
            " VALUES (?, ?, ?, 1, 1, ?, ?, ?, ?)",
            (
                f"{STREET}/{key}",
                STREET,
                f"~{day}/{key}",
                *(json.dumps(found[k], ensure_ascii=False) for k in ("state", "outbox", "inbox")),
                time.time(),
            ),
        )

    async def quiet(self) -> None:
        """Nothing is ever on its way."""

    async def stop(self) -> None:
        """Stop the server."""
        await self.unserve()


class BareMongo(Served):
    """The bare handler on MongoDB, with the house's client options and indexes."""

    def __init__(self, folder: str, store: str) -> None:  # noqa: ARG002
        self.store = store

    async def start(self) -> dict[str, Any]:
        """Make the collection the house has, with its indexes."""
        engine = MongoEngine(self.store, f"bare_{uuid4().hex[:8]}")
        await engine.prepare((SUGGESTIONS,), ())
        self.collection = engine._database[SUGGESTIONS.name]
        return await self.serve(bare_app(self.insert))

    async def insert(self, key: str, found: dict[str, Any]) -> None:
        """One document."""
        head = {"_id": f"{STREET}/{key}", "street": STREET, "version": 1, "schema": 1}
        sort = f"~{found['state']['collected_on']}/{key}"
        await self.collection.insert_one({**head, "sort": sort, "due": time.time(), **found})

    async def quiet(self) -> None:
        """Nothing is ever on its way."""

    async def stop(self) -> None:
        """Stop the server."""
        await self.unserve()
