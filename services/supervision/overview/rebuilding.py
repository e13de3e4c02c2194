"""The city's figures made again from the journal, street by street, and held against those there.

While it runs the old figures stay: a street's are made in memory, and each document that differs
is replaced in one write, only where nobody changed it meanwhile. So a crash half-way leaves some
streets made anew and the others as they were; the command is simply given again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from chassis.core.catalogue import busy
from chassis.core.decision import Cause, Change
from chassis.core.documents import Found, Key
from chassis.core.errors import Stale
from chassis.service import Context
from chassis.store.entries import canonical
from services.supervision.kinds import ANSWERS, OVERVIEW
from services.supervision.overview.journal import words_of
from services.supervision.overview.marks import as_new
from services.supervision.overview.words import meant

TRIES = 5

Made = dict[str, tuple[Key[Any], Any]]
Standing = Mapping[str, Found[Any]]


@dataclass(frozen=True)
class Rebuilt:
    """A street: how many documents there are, which of them differed, and the two digests.

    ``whole``: the journal goes back to the street's first event; where it does not, nothing was
    replaced. Digests are SHA-256 over the documents in the order of their ids.
    """

    street: str
    documents: int
    differing: tuple[str, ...]
    whole: bool
    stood: str
    made: str


@dataclass
class Digest:
    """One digest over all streets."""

    _sum: Any = field(default_factory=sha256)

    def add(self, digest: str) -> None:
        """The next street, in the order of the codes."""
        self._sum.update(digest.encode())

    @property
    def hex(self) -> str:
        """In hex."""
        return str(self._sum.hexdigest())


async def rebuild(ctx: Context, street: str, cause: Cause, *, check: bool) -> Rebuilt:
    """Make a street's figures again; with ``check`` only compare. An event meanwhile: once more."""
    for _ in range(TRIES):
        standing = await _standing(ctx, street)
        made = await _made(ctx, street)
        differing = tuple(sorted(name for name in made if _differs(standing, made, name)))
        whole = _whole(standing, made)
        try:
            if whole and not check:
                await _replace(ctx, standing, {name: made[name] for name in differing}, cause)
        except Stale:
            continue
        states = {name: found.state for name, found in standing.items()}
        made_states = {name: state for name, (_, state) in made.items()}
        digests = _digest(states), _digest(made_states)
        return Rebuilt(street, len(made), differing, whole, *digests)
    raise busy()


async def _standing(ctx: Context, street: str) -> Standing:
    found: dict[str, Found[Any]] = {}
    if overview := await ctx.store.get(OVERVIEW.key(street, street)):
        found[f"{OVERVIEW.name}/{street}"] = overview
    async for one in ctx.store.stream(ANSWERS, street):
        found[f"{ANSWERS.name}/{one.id}"] = one
    return found


async def _made(ctx: Context, street: str) -> Made:
    made: Made = {}
    async for word in words_of(ctx.store.engine, street):
        key, decide = meant(word)
        name = f"{key.kind.name}/{key.id}"
        before = made[name][1] if name in made else None
        made[name] = key, decide(before).state
    return made


def _differs(standing: Standing, made: Made, name: str) -> bool:
    return name not in standing or standing[name].state != made[name][1]


def _whole(standing: Standing, made: Made) -> bool:
    """Whether the journal knows everything that stands: earlier versions kept none."""
    return all(
        name in made and as_new(found.state, made[name][1]) for name, found in standing.items()
    )


async def _replace(ctx: Context, standing: Standing, made: Made, cause: Cause) -> None:
    for name, (key, state) in made.items():
        version = standing[name].version if name in standing else 0
        await ctx.change(key, _becomes(state), cause.part(name), version)


def _becomes(state: Any) -> Callable[[Any], Change[Any]]:
    return lambda _: Change(state)


def _digest(states: Mapping[str, Any]) -> str:
    lines = sha256()
    for name, state in sorted(states.items()):
        lines.update(name.encode() + b" " + canonical(state.model_dump(mode="json")) + b"\n")
    return lines.hexdigest()
