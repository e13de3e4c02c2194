"""Deciding, without doing: what a pure ``decide`` returns, and the tables of allowed moves.

``decide(state) -> Change(state, events)`` may run more than once for one change, so it reads no
clock, draws no random number and writes nothing: time and ids come with the ``Cause``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar
from uuid import NAMESPACE_OID, uuid5

from pydantic import BaseModel, ConfigDict

from chassis.core.catalogue import not_found
from chassis.core.catalogue import too_early as too_early
from chassis.core.errors import WrongState
from contracts.envelope import Event


class State(BaseModel):
    """The state of one document. Immutable: a decision answers with a copy."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


S = TypeVar("S", bound=State)
T = TypeVar("T")


@dataclass(frozen=True)
class Change(Generic[S]):
    """What a decision comes to: the next state and what is to be said about it.

    Answering with the very state that was given, and no events, writes nothing.
    """

    state: S
    events: Sequence[Event] = ()


@dataclass(frozen=True)
class Cause:
    """Why a change is made: who asks or which event, when, and under which key it is done once.

    ``id`` is what the inbox remembers: an ``Idempotency-Key`` with its asker, or an event's id.
    ``fingerprint`` tells two requests under one key apart; ``actor`` is a subject or
    ``event:<type>``; ``action`` the name the audit trail shows; ``at`` the moment (UTC); ``note``
    a reason that belongs into the trail, without private data; ``heard`` the digest of the event
    that ``causation`` names, where one was heard.
    """

    id: str
    actor: str
    action: str
    at: datetime
    correlation: str
    causation: str = ""
    roles: tuple[str, ...] = ()
    note: str = ""
    fingerprint: str = ""
    heard: str = ""

    def part(self, name: str) -> "Cause":
        """The same cause for one of several documents it changes, done once under its own key."""
        return replace(self, id=f"{self.id}#{name}")

    def derive(self, name: str) -> str:
        """An id for something this cause creates: the same at every repetition (32 hex digits)."""
        return uuid5(NAMESPACE_OID, f"{self.id}/{name}").hex


def existing(decide: Callable[[S], Change[S]]) -> Callable[[S | None], Change[S]]:
    """Decide on a thing that a person named: ``NotFound`` where it is missing."""

    def decided(state: S | None) -> Change[S]:
        if state is None:
            raise not_found()
        return decide(state)

    return decided


def awaited(decide: Callable[[S], Change[S]]) -> Callable[[S | None], Change[S]]:
    """Decide on a thing that an event builds on: ``TooEarly`` where it has not arrived yet."""

    def decided(state: S | None) -> Change[S]:
        if state is None:
            raise too_early()
        return decide(state)

    return decided


def created(state: S, *events: Event) -> Callable[[S | None], Change[S]]:
    """Begin a document with this state; where it exists already, ``WrongState``."""

    def decided(found: S | None) -> Change[S]:
        if found is not None:
            raise WrongState("already-there", "这一项已经存在。", "This item exists already.")
        return Change(state, events)

    return decided


@dataclass(frozen=True)
class StateTable:
    """The moves a thing can make: ``{(status, action): next status}`` (状态表).

    Everything that is not in the table is refused. The state charts in ``docs/generated`` are
    printed from these same tables.
    """

    name: str
    start: str
    moves: Mapping[tuple[str, str], str]
    zh: Mapping[str, str] = field(default_factory=dict)

    def move(self, status: str, action: str) -> str:
        """The status that ``action`` leads to. Raises ``WrongState`` naming both."""
        following = self.moves.get((status, action))
        if following is None:
            shown = self.zh.get(status, status)
            raise WrongState(
                "wrong-state",
                f"当前状态为“{shown}”，不能进行这一步。",
                f"{self.name} is {status}; it cannot {action.replace('_', ' ')} now.",
            )
        return following

    def statuses(self) -> tuple[str, ...]:
        """Every status, the first one first, in the order the table names them."""
        named = [self.start, *(s for (s, _) in self.moves), *self.moves.values()]
        return tuple(dict.fromkeys(named))

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        arrows = [f"    {a} --> {b}: {act}" for (a, act), b in self.moves.items()]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows])
