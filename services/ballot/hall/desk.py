"""The desk of the hall on the page of a session: what the next step waits for, checklist, speakers,
shows of hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.offers import Offer, offer_of, offers_of
from services.ballot.agenda.item import decided_by_hands
from services.ballot.hands.commands import CALL, COUNT
from services.ballot.hands.commands import WITHDRAW as WITHDRAW_HANDS
from services.ballot.hands.domain import HandVote
from services.ballot.hands.queries import hands_of
from services.ballot.hands.views import HandsView, hands_view
from services.ballot.readiness.commands import TICK, checklist_of
from services.ballot.readiness.steps import next_step
from services.ballot.readiness.views import ReadinessView, readiness_view
from services.ballot.roll.domain import RollEntry
from services.ballot.session.domain import Session
from services.ballot.speakers.commands import ASK, START, STOP, TURN_TO, WITHDRAW
from services.ballot.speakers.queries import agenda_of, floor_of
from services.ballot.speakers.views import FloorView, SpeechView, floor_view

BUTTONS = {"WAITING": (START, WITHDRAW), "SPEAKING": (STOP,)}


@dataclass(frozen=True)
class Desk:
    """What stands on the desk: the list of the next step, forms by name, and of each part."""

    readiness: ReadinessView
    offers: dict[str, Offer]
    titles: dict[str, str]
    speeches: Sequence[tuple[SpeechView, Sequence[Offer]]]
    hands: Sequence[tuple[HandsView, dict[str, Offer]]]

    @property
    def forms(self) -> list[Offer]:
        """Every form of it, for what was refused."""
        of_hands = [offer for _, offers in self.hands for offer in offers.values()]
        return [*self.offers.values(), *(o for _, few in self.speeches for o in few), *of_hands]


async def desk_of(
    ask: Ask, found: Found[Session], roll: Sequence[Found[RollEntry]], refusal: Refusal | None
) -> Desk:
    """The desk of a session, for those who work at it."""
    ctx, street, session = ask.ctx, ask.street, found.state
    floor = floor_view(await floor_of(ctx, street, found.id))
    called = await hands_of(ctx, street, found.id)
    return Desk(
        readiness=readiness_view(await next_step(ctx, street, found)),
        offers=await _offers(ask, found, floor, roll, refusal),
        titles=agenda_of(session),
        speeches=[(one, _of_speech(ask, found, one, refusal)) for one in floor.speeches],
        hands=[(hands_view(one), _of_hands(ask, session, one, refusal)) for one in called],
    )


async def _offers(
    ask: Ask,
    found: Found[Session],
    floor: FloorView,
    roll: Sequence[Found[RollEntry]],
    refusal: Refusal | None,
) -> dict[str, Offer]:
    chinese, charter = speaks_chinese(ask), await charter_of(ask.ctx, ask.street)
    points = checklist_of(found.state, charter)
    wanted: list[AnyCommand] = [TURN_TO, ASK, CALL, *([TICK] if points else [])]
    options = {
        "here": [(one.state.member, one.state.name) for one in roll if _is_here(one.state)],
        "agenda": list(agenda_of(found.state).items()),
        "by_hands": [(one.id, one.title) for one in decided_by_hands(found.state.agenda)],
        "checklist": [(one.id, one.zh if chinese else one.en) for one in points],
    }
    values: dict[str, dict[str, Any]] = {
        TICK.name: {"points": list(found.state.ticked)},
        TURN_TO.name: {"item": floor.item},
        CALL.name: {"item": floor.item},
    }
    return offers_of(ask, wanted, found, options=options, values=values, refusal=refusal)


def _is_here(entry: RollEntry) -> bool:
    return entry.voting and entry.present


def _of_speech(
    ask: Ask, found: Found[Session], one: SpeechView, refusal: Refusal | None
) -> list[Offer]:
    return [
        offer_of(ask, command, found, {}, {}, refusal, speech=one.id)
        for command in BUTTONS.get(one.status, ())
        if command.offered(found.state, ask.person, ask.street)
    ]


def _of_hands(
    ask: Ask, session: Session, one: Found[HandVote], refusal: Refusal | None
) -> dict[str, Offer]:
    if session.status == "CLOSED":
        return {}
    mine = one.state.readings.get(ask.person.sub)
    values = {COUNT.name: mine.model_dump() if mine else {}}
    return offers_of(ask, (COUNT, WITHDRAW_HANDS), one, values=values, refusal=refusal)
