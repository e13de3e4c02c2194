"""A rehearsal (演练) that is begun and ended from a page: what the page asks, and who answers it.

The rehearsal itself is another process on a copy of the data; whoever puts a system together may
give the application somebody who starts one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fastapi import Request


@dataclass(frozen=True)
class Running:
    """The rehearsal of one street: where it answers, by whom and when (UTC) it was begun."""

    street: str
    port: int
    by: str
    since: datetime


class Rehearsals(Protocol):
    """Starts and ends a rehearsal: one at a time."""

    @property
    def running(self) -> Running | None:
        """The one that runs now."""

    async def start(self, street: str, by: str, at: datetime) -> Running:
        """Begin one. Raises ``WrongState`` while one runs, ``Unavailable`` where none begins."""

    async def end(self) -> None:
        """End it; its copy is removed."""


def rehearsals_of(request: Request) -> Rehearsals | None:
    """Who starts rehearsals here; nothing where this installation offers none."""
    found: Rehearsals | None = getattr(request.app.state, "rehearsals", None)
    return found
