"""Somebody who is signed in on pages: a session that is open, and its cookie."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Response

from chassis.core.documents import Kind, Plain, Where
from chassis.core.settings import Settings
from chassis.store.engine import Raw, Write
from chassis.web.auth import Person
from chassis.web.sessions import Sessions, set_session
from launch.wiring import System


def somebody(sub: str, name: str, roles: Iterable[str], street: str) -> Person:
    """A person of these roles in one street."""
    return Person(sub, name, frozenset(map(str, roles)), frozenset({street}))


async def session_cookie(system: System, person: Person) -> str:
    """The header ``Cookie`` of a browser in which this person has just signed in."""
    assert system.sessions is not None
    session = await system.sessions.open(person)
    return cookie_header(system.settings, session)


def cookie_header(settings: Settings, session: str) -> str:
    """The header ``Cookie`` of a browser that holds this session."""
    answer = Response()
    set_session(answer, settings, session)
    return answer.headers["set-cookie"].partition(";")[0]


class SessionsInMemory:
    """As much of a database as sessions need, for tests without a folder."""

    def __init__(self) -> None:
        self.rows: dict[str, Raw] = {}
        self.writes = 0

    async def prepare(self, kinds: Sequence[Kind[Any]], plains: Sequence[Plain]) -> None:
        """Nothing to make."""

    async def load(self, kind: Kind[Any], doc_id: str) -> Raw | None:
        return self.rows.get(doc_id)

    async def write(self, kind: Kind[Any], write: Write) -> bool:
        held = self.rows.get(write.doc_id)
        if (held.version if held else 0) != write.expected:
            return False
        self.writes += 1
        self.rows[write.doc_id] = Raw(
            write.doc_id, write.expected + 1, write.state, sort=write.sort
        )
        return True

    async def find(
        self, kind: Kind[Any], street: str, where: Where, after: str, until: str, limit: int
    ) -> list[Raw]:
        found = [row for row in self.rows.values() if after < row.sort < until]
        return sorted(found, key=lambda row: row.sort)[:limit]

    async def erase(self, kind: Kind[Any], doc_id: str) -> bool:
        return self.rows.pop(doc_id, None) is not None


def sessions_in_memory(settings: Settings, **given: Any) -> Sessions:
    """Sessions that this process forgets; ``now`` may be given."""
    return Sessions(SessionsInMemory(), settings, **given)  # type: ignore[arg-type]
