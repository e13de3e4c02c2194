"""What claims add to a project's page: who follows it, by name, and the forms of claiming."""

from chassis.core.documents import Found
from chassis.web.offers import Offer, offer_of
from services.supervision import labels
from services.supervision.claim.commands import APPLY, COMMANDS
from services.supervision.claim.domain.claim import CLAIM_TABLE, LIVE, Claim, ClaimStatus
from services.supervision.claim.queries import claims_of
from services.supervision.member.queries import members_in_office
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import Drawn, Section, Seen, Strand, Told, part_offers
from services.supervision.roles import COMMITTEE
from services.supervision.trail.views import happenings

SHOWN = (*LIVE, ClaimStatus.DONE)
STEPS: dict[str, labels.Words] = {
    "apply": ("申请认领", "applied to follow it"),
    "approve": ("认领获准", "follows it"),
    "decline": ("认领未获准", "was not taken"),
    "release": ("退出跟踪", "follows it no more"),
    "transfer": ("移交跟踪", "handed it over"),
    "offer": ("受移交，待本人确认", "was asked to take it over"),
    "finish": ("跟踪完成", "followed it to its end"),
}
STATUS_EN = {
    "OPEN": "to be confirmed",
    "APPLIED": "to be approved",
    "ACTIVE": "follows it",
    "DONE": "followed it to its end",
}


async def _draw(seen: Seen) -> Drawn:
    found = await claims_of(seen.ask.ctx, seen.ask.street, seen.found.id)
    offers: dict[str, Offer] = {}
    rows = []
    for one in found:
        mine = {} if one.state.status not in SHOWN else await _forms(seen, one)
        offers |= mine
        if one.state.status in SHOWN:
            rows.append({"claim": one.state, "forms": mine, **_said(one.state)})
    offers |= _applying(seen, [one.state for one in found])
    return Drawn({"rows": rows}, offers)


def _said(claim: Claim) -> dict[str, str]:
    return {"zh": CLAIM_TABLE.zh[claim.status], "en": STATUS_EN[claim.status]}


async def _forms(seen: Seen, one: Found[Claim]) -> dict[str, Offer]:
    """The steps of one claim, for whose it is and for the committee."""
    person = seen.ask.person
    if one.state.member != person.member and not person.has(*COMMITTEE):
        return {}
    others = await members_in_office(seen.ask.ctx, seen.ask.street)
    members = [pair for pair in others if pair[0] != one.state.member]
    return part_offers(seen, COMMANDS, one, "claim", options={"members": members})


def _applying(seen: Seen, known: list[Claim]) -> dict[str, Offer]:
    """A deliberator who does not follow it yet may claim it; or take what was handed over."""
    ask = seen.ask
    own = next((one for one in known if one.member == ask.person.member), None)
    free = own is None or (own.status, "apply") in CLAIM_TABLE.moves
    if seen.project.status in ENDED or not free or not ask.person.member:
        return {}
    if not APPLY.offered(seen.project, ask.person, ask.street):
        return {}
    return {APPLY.name: offer_of(ask, APPLY, None, refusal=seen.refusal)}


async def _tell(seen: Seen) -> Told:
    found = await claims_of(seen.ask.ctx, seen.ask.street, seen.found.id)
    return Told(
        [
            step
            for one in found
            for step in happenings("CLAIM", one.state.history, STEPS, (one.state.name,) * 2)
        ]
    )


CLAIMS_SECTION = Section(
    "claims", "认领跟踪", "Who follows it", "supervision/claim/section.html", _draw, side=True
)
CLAIM_STRAND = Strand("CLAIM", "认领", "Claims", _tell)
