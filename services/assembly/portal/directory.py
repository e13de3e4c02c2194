"""All streets of the portal at a glance: by district, found by name."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import groupby

from chassis.core.documents import Found
from chassis.core.initials import names
from chassis.rooms.tallies import held
from chassis.service import Context
from services.assembly.charter.domain import CharterRecord
from services.assembly.cycle.domain import Cycle, stage_place
from services.assembly.kinds import CHARTERS, CYCLES
from services.assembly.labels import UNOPENED

KEPT_SECONDS = 10
"""How long another process's street or stage may be missing from the portal."""


@dataclass(frozen=True)
class Entry:
    """One street in a line; ``year`` is empty and the stage 未开启 before a cycle is open."""

    street: str
    zh: str
    en: str
    district_zh: str
    district_en: str
    year: str
    stage_zh: str
    stage_en: str


async def directory(ctx: Context) -> list[Entry]:
    """Every street by district and code, from memory while nothing was written here."""
    moment = int(ctx.now().timestamp()) // KEPT_SECONDS
    return await held(ctx, "portal", (ctx.written.total(), moment), lambda: _read(ctx))


async def _read(ctx: Context) -> list[Entry]:
    """One list of charters and one of cycles a year, each by an index, whatever their number."""
    years = {found.street: found.state async for found in _cycles(ctx)}
    charters = [found async for found in ctx.store.stream(CHARTERS, None)]
    entries = [_entry(found, years.get(found.street)) for found in charters]
    return sorted(entries, key=lambda one: (one.street[:6], one.district_zh, one.street))


async def _cycles(ctx: Context) -> AsyncIterator[Found[Cycle]]:
    """Cycles of last year and this one, and next year's, the older ones first."""
    now = ctx.now().year
    for year in (now - 1, now, now + 1):
        async for found in ctx.store.stream(CYCLES, None, {"year": year}):
            yield found


def _entry(found: Found[CharterRecord], cycle: Cycle | None) -> Entry:
    charter = found.state.charter
    zh, en = UNOPENED
    if cycle is not None:
        stage = cycle.stages[stage_place(cycle)]
        zh, en = stage.zh, stage.en
    return Entry(
        found.street,
        charter.zh,
        charter.en,
        charter.district_zh,
        charter.district_en,
        cycle.cycle if cycle else "",
        zh,
        en,
    )


def matching(entries: Iterable[Entry], query: str) -> list[Entry]:
    """Those whose name, district or code holds the query, or whose pinyin begins with it."""
    return [one for one in entries if one.street == query or names(query, *_names(one))]


def _names(one: Entry) -> tuple[str, ...]:
    return one.zh, one.en, one.district_zh, one.district_en


def by_district(entries: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """The streets of each district behind one that tells its name."""
    groups = [list(group) for _, group in groupby(entries, key=lambda one: one.district_zh)]
    return [(group[0], group) for group in groups]
