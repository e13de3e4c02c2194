"""The minutes as their page shows them, with the forms of whoever keeps them."""

from dataclasses import dataclass

from chassis.core.clock import day, local
from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from services.ballot.kinds import MINUTES
from services.ballot.minutes.api import may_see
from services.ballot.minutes.commands import DRAW, EDIT, FINISH
from services.ballot.minutes.domain import Minutes
from services.ballot.minutes.writing import next_serial
from services.ballot.session.domain import Session


@dataclass(frozen=True)
class MinutesForms:
    """``minutes`` where this person may see them; ``edits``: section → its form."""

    minutes: Minutes | None
    draw: Offer | None
    edits: dict[str, Offer]
    finish: Offer | None

    @property
    def offers(self) -> list[Offer]:
        """Every form."""
        return [one for one in (self.draw, *self.edits.values(), self.finish) if one]


async def minutes_forms(ask: Ask, session: Found[Session], refusal: Refusal | None) -> MinutesForms:
    """The minutes of a session and what this person may do with them."""
    found = await ask.ctx.store.get(MINUTES.key(ask.street, session.id))
    state = found.state if found and may_see(ask, found.state) else None
    may = DRAW.offered(session.state, ask.person, ask.street)
    if not may or (state and state.is_final):
        return MinutesForms(state, None, {}, None)
    told = state.model_dump(include={"host", "recorder"}) if state else {}
    draw = offer_of(ask, DRAW, session, {}, {DRAW.name: told}, refusal)
    if found is None or state is None:
        return MinutesForms(None, draw, {}, None)
    edits = {
        one.id: offer_of(
            ask, EDIT, found, {}, {EDIT.name: {"text": one.text}}, refusal, section=one.id
        )
        for one in state.sections
    }
    return MinutesForms(state, draw, edits, await _finish(ask, session, found, refusal))


async def _finish(
    ask: Ask, session: Found[Session], found: Found[Minutes], refusal: Refusal | None
) -> Offer:
    today = max(day(ask.ctx.now()), local(session.state.at).date())
    serial = await next_serial(ask.ctx, ask.street, today.year)
    values = {FINISH.name: {"serial": serial, "dated": today}}
    return offer_of(ask, FINISH, found, {}, values, refusal)
