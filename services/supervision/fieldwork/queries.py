"""What is read of fieldwork."""

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.auth import Person
from chassis.web.fields import Pair
from services.supervision.claim.domain.claim import ClaimStatus
from services.supervision.fieldwork.domain import Entry, EntryStatus
from services.supervision.kinds import CLAIMS, ENTRIES, PROJECTS
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import ENDED, ProjectStatus

GOING = [status for status in ProjectStatus if status not in ENDED]


async def entry_of(ctx: Context, street: str, key: str) -> Found[Entry]:
    """One entry. Raises ``NotFound``."""
    found = await ctx.store.get(ENTRIES.key(street, key))
    if found is None:
        raise NotFound("unknown-entry", "没有这次记录。", "There is no such entry here.")
    return found


async def entries_on(ctx: Context, street: str, project: str) -> list[Found[Entry]]:
    """Every entry on a project by its day."""
    return await ctx.store.every(ENTRIES, street, {"project": project})


async def open_entries(ctx: Context, street: str) -> list[Found[Entry]]:
    """Visits whose problem nobody has answered, of all years."""
    return await ctx.store.every(ENTRIES, street, {"status": EntryStatus.OPEN})


async def open_to(ctx: Context, street: str, person: Person) -> list[Found[Entry]]:
    """Those of them that this person answers: of projects of the own unit, for the offices all."""
    charter = await charter_of(ctx, street)
    going = await ctx.store.every(PROJECTS, street, {"status": GOING})
    others = {one.id for one in going if not may_write_for(charter, person, one.state.unit)}
    return [one for one in await open_entries(ctx, street) if one.state.project not in others]


async def to_visit(ctx: Context, street: str, person: Person) -> list[Pair]:
    """The projects under way as choices: those that this person follows come first."""
    mine: set[str] = set()
    if person.member:
        claims = await ctx.store.every(CLAIMS, street, {"member": person.member})
        mine = {one.state.project for one in claims if one.state.status is ClaimStatus.ACTIVE}
    going = await ctx.store.every(PROJECTS, street, {"status": GOING})
    first = sorted(going, key=lambda one: one.id not in mine)
    return [(one.id, _title(one.state.no, one.state.title, one.id in mine)) for one in first]


def _title(no: int, title: str, mine: bool) -> str:
    return f"{no} {title}{'（我认领的）' if mine else ''}"
