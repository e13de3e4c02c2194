"""All streets side by side in one year: sums of each, nothing else (C-13)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.core.initials import names
from chassis.core.settings import Settings
from chassis.service import Context
from chassis.web.ask import Ask, PageParams
from services.supervision.kinds import OVERVIEW
from services.supervision.overview.domain import StreetOverview
from services.supervision.overview.figures import figures_of
from services.supervision.overview.views import StreetRow, row_of

NAMED = 3
"""Streets that a title names."""


def within(ask: Ask) -> frozenset[str] | None:
    """The streets this person may see; nothing for all of them."""
    return None if ask.person.across else ask.person.streets


@dataclass(frozen=True)
class City:
    """The streets of a scope by code, every cycle that any of them has (the newest first), and
    the one that is looked at."""

    found: Sequence[Found[StreetOverview]]
    cycles: Sequence[str]
    cycle: str

    @property
    def districts(self) -> list[tuple[str, str]]:
        """Name (zh, en) of each district, in the order of the codes."""
        pairs = ((one.state.district_zh, one.state.district_en) for one in self.found)
        return list(dict.fromkeys(pair for pair in pairs if pair[0]))


async def city_of(ctx: Context, streets: Iterable[str] | None, cycle: str = "") -> City:
    """All streets, or these, in one list. Without ``cycle`` this year's, else the newest one."""
    allowed = None if streets is None else set(streets)
    listed = ctx.store.stream(OVERVIEW, None)
    found = [one async for one in listed if allowed is None or one.street in allowed]
    cycles = sorted({year for one in found for year in one.state.years}, reverse=True)
    now = ctx.today()[:4]
    newest = now if now in cycles else next(iter(cycles), "")
    return City(found, cycles, cycle or newest)


def covered(settings: Settings, city: City, *, whole: bool) -> str:
    """What a report of these streets is of, in Chinese: the city, or the streets by name."""
    if whole:
        return settings.city_name or "全市"
    names = [one.state.zh or one.street for one in city.found]
    return "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}个街道"


def page_of(
    found: Sequence[Found[StreetOverview]], paging: PageParams
) -> tuple[Sequence[Found[StreetOverview]], str]:
    """One page of streets by code; and the ``after`` of the next page."""
    left = [one for one in found if one.street > paging.after]
    here = left[: paging.limit]
    return here, here[-1].street if len(left) > len(here) else ""


async def rows_of(
    ctx: Context, city: City, *, district: str = "", q: str = "", only: Sequence[str] = ()
) -> list[StreetRow]:
    """The rows of the city's year by code: of a district, of a name, or only of these streets."""
    chosen = [one for one in city.found if _wanted(one.state, district, q, only)]
    figures = await figures_of(ctx, chosen, city.cycle)
    return [
        row_of(one.state, city.cycle, counted) for one, counted in zip(chosen, figures, strict=True)
    ]


def _wanted(state: StreetOverview, district: str, q: str, only: Sequence[str]) -> bool:
    if only:
        return state.street in only
    if district and state.district_zh != district:
        return False
    return state.street == q or names(q, state.zh or state.street, state.en)


SORTS: dict[str, Callable[[StreetRow], float | None]] = {
    "suggestions": lambda row: row.suggestions,
    "open": lambda row: row.open_suggestions,
    "late": lambda row: row.overdue_suggestions + row.overdue_inspections,
    "turnout": lambda row: row.turnout,
    "projects": lambda row: row.project_count,
    "done": lambda row: row.done,
    "red": lambda row: row.lights.get("red", 0),
    "satisfaction": lambda row: row.satisfaction,
}
"""What the list may be sorted by, the greatest first; streets with the same stay by their code,
and those of which it is not known yet come last."""


def sorted_rows(rows: Sequence[StreetRow], by: str, *, ranked: bool) -> list[StreetRow]:
    """The rows by a figure; places are told only where the city wants ranking."""
    if by not in SORTS:
        return list(rows)
    told = [(row, SORTS[by](row)) for row in rows]
    known = sorted(((row, one) for row, one in told if one is not None), key=lambda pair: -pair[1])
    unknown = [row for row, figure in told if figure is None]
    if not ranked:
        return [row for row, _ in known] + unknown
    figures = [figure for _, figure in known]
    places = [row.model_copy(update={"rank": figures.index(one) + 1}) for row, one in known]
    return places + unknown
