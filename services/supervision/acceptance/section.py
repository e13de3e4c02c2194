"""What the end of a project adds to its page: the acceptance with photos, and the next step."""

from collections.abc import Sequence
from typing import Any

from chassis.rooms.copies import charter_of
from chassis.web.fields import Pair
from chassis.web.offers import offers_of
from services.supervision.acceptance.checks import Row, is_asking, keeping
from services.supervision.acceptance.commands import ACCEPTING
from services.supervision.claim.domain.claim import ClaimStatus
from services.supervision.claim.queries import claims_of
from services.supervision.finding.domain import still_open
from services.supervision.member.queries import members_in_office
from services.supervision.owning import may_write
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.project.frame import Drawn, Section, Seen

HERE = "supervision/acceptance"


async def _acceptance(seen: Seen) -> Drawn | None:
    project = seen.project
    if not (project.acceptance or project.photos):
        return None
    values = {
        "acceptance": project.acceptance,
        "readiness": project.readiness,
        "photos": project.photos,
        "asking": is_asking(project, seen.today),
        "written_off": project.written_off,
    }
    return Drawn(values)


async def _ending(seen: Seen) -> Drawn | None:
    """The forms of who may take the next step, and everything that is still in its way."""
    if not await may_write(seen.ask, seen.project.unit):
        return None
    offers = offers_of(
        seen.ask,
        ACCEPTING,
        seen.found,
        options={"members": await _members(seen)},
        values={"ready": {"checklist_done": 100}},
        refusal=seen.refusal,
    )
    if not offers:
        return None
    values: dict[str, Any] = {"photos": len(seen.project.photos), "open": await _open(seen)}
    return Drawn(values | {"rectify_by": seen.project.rectify_by}, offers)


async def _open(seen: Seen) -> list[Row]:
    """What keeps an accepted project from its write-off; the command is refused with the same."""
    if seen.project.status is not ProjectStatus.ACCEPTED:
        return []
    rules = (await charter_of(seen.ask.ctx, seen.ask.street)).projects.acceptance
    still = still_open(one.state for one in seen.held)
    return keeping(seen.project, still, rules, seen.today, "")


async def _members(seen: Seen) -> Sequence[Pair]:
    """The deliberators in office, those who claimed the project first."""
    if seen.project.status is not ProjectStatus.READY or not seen.ask.person.signed_in:
        return ()
    claims = await claims_of(seen.ask.ctx, seen.ask.street, seen.found.id)
    following = {one.state.member for one in claims if one.state.status is ClaimStatus.ACTIVE}
    members = await members_in_office(seen.ask.ctx, seen.ask.street)
    return sorted(members, key=lambda pair: pair[0] not in following)


ACCEPTANCE = Section("acceptance", "验收", "Acceptance", f"{HERE}/section.html", _acceptance)
ENDING = Section(
    "ending", "验收和销号", "Acceptance and write-off", f"{HERE}/ending.html", _ending, side=True
)
