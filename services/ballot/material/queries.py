"""What is read of the papers of a session."""

from collections.abc import Iterable

from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.kinds import MATERIALS
from services.ballot.material.domain import Material, MaterialKind

ORDER = tuple(MaterialKind)


async def materials_of(ctx: Context, street: str, session: str) -> list[Material]:
    """Every version of every paper of a session."""
    found = await ctx.store.every(MATERIALS, street, {"session": session})
    return [one.state for one in found]


def newest(materials: Iterable[Material]) -> list[Material]:
    """The version in force of each paper: reports, drafts, explanations of each item."""
    latest: dict[str, Material] = {}
    for one in sorted(materials, key=lambda one: one.no):
        latest[one.paper] = one
    return sorted(latest.values(), key=lambda one: (one.item, ORDER.index(one.kind)))


async def material_of(ctx: Context, street: str, key: str) -> Material:
    """One version. Raises ``NotFound``."""
    found = await ctx.store.get(MATERIALS.key(street, key))
    if found is None:
        raise NotFound("no-material", "没有这份材料。", "There is no such paper.")
    return found.state
