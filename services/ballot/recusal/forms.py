"""The committee's card on the page of a session: who stands aside, from what, and the forms."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of, offers_of
from services.ballot import roles
from services.ballot.member.queries import members_called
from services.ballot.recusal.commands import RECUSE, WITHDRAW
from services.ballot.roll.domain import stands_aside
from services.ballot.session.domain import Session


@dataclass(frozen=True)
class Aside:
    """One member who stands aside from the candidates numbered ``nos``; ``all``: from every one."""

    name: str
    nos: Sequence[int]
    all: bool
    reason: str
    withdraw: Offer | None


@dataclass(frozen=True)
class RecusalDesk:
    """Everybody who stands aside, and the form for one more."""

    rows: Sequence[Aside]
    offer: Offer | None


async def recusal_desk(
    ask: Ask, found: Found[Session], refusal: Refusal | None
) -> RecusalDesk | None:
    """For the committee alone; nothing before the candidates are final."""
    if not roles.may(ask.person, ask.street, *roles.COMMITTEE) or not found.state.items:
        return None
    members = await members_called(ask.ctx, ask.street, found.state)
    options = {
        "called": [(member, name) for member, name, _ in members],
        "candidates": [(i.candidate, f"{i.no}. {i.title}") for i in found.state.items],
    }
    offers = offers_of(ask, [RECUSE], found, options=options, refusal=refusal)
    names = {member: name for member, name, _ in members}
    return RecusalDesk(_rows(ask, found, names), offers.get(RECUSE.name))


def _rows(ask: Ask, found: Found[Session], names: dict[str, str]) -> list[Aside]:
    nos = {item.candidate: item.no for item in found.state.items}
    gone = stands_aside(found.state)
    may = WITHDRAW.offered(found.state, ask.person, ask.street)
    return [
        Aside(
            name=names.get(one.member, ""),
            nos=sorted(nos[key] for key in one.candidates if key in nos),
            all=one.member in gone,
            reason=one.reason,
            withdraw=offer_of(ask, WITHDRAW, found, member=one.member) if may else None,
        )
        for one in found.state.recusals
    ]
