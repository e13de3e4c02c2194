"""Accepting a suggestion (受理): its cycle, its number, its public words and its due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.core.catalogue import stale
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.rooms.numbers import number_for
from chassis.web.command import Order
from services.intake.collection.counting import recount
from services.intake.collection.domain import Collection
from services.intake.collection.queries import running_collection
from services.intake.suggestion import bodies
from services.intake.suggestion.carrying import carry_over
from services.intake.suggestion.deadlines import due_fields
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.status import SUGGESTION as TABLE
from services.intake.suggestion.domain.suggestion import NEXT, Acceptance, Suggestion
from services.intake.suggestion.looking import check_looked, public_words
from services.intake.suggestion.queries import suggestion_of


@dataclass(frozen=True)
class Terms:
    """What an acceptance takes from the street: cycle, number, the choices, the due date."""

    running: Collection | None
    no: str
    category: str
    topic: str
    due: Mapping[str, Any]


async def terms_of(order: Order[bodies.Accept]) -> Terms:
    """The terms as of now. Raises ``Invalid`` for a choice that the charter does not have."""
    check_looked(order.body, public_words(order.body))  # before a number is taken
    charter = await charter_of(order.ctx, order.street)
    category = pick(charter.suggestion_categories, order.body.category, "category")
    topic = pick(charter.topics, order.body.topic, "topic")
    running = await running_collection(order.ctx, order.street)
    no = await web_number(order, running)
    return Terms(running, no, category, topic, due_fields(order.ctx, charter, order.cause))


def accept(state: Suggestion, order: Order[bodies.Accept]) -> Change[Suggestion]:
    """It counts in the cycle whose collection is open; between two, it waits for the next."""
    terms: Terms = order.facts
    TABLE.move(state.status, "accept")
    cycle = terms.running.cycle if terms.running else NEXT
    if not terms.no:  # it could not be accepted when the terms were read, and now it can
        raise stale()
    acceptance = Acceptance(
        cycle=cycle,
        no=terms.no,
        title=order.body.title,
        category=terms.category or state.category,
        topic=terms.topic,
        public_text=order.body.public_text,
        accepted_on=order.today.isoformat(),
        **(state.model_dump(include=set(terms.due)) if state.hotline else terms.due),
    )
    return suggestion.accept(state, order.key, order.at, acceptance)


async def web_number(order: Order[Any], running: Collection | None) -> str:
    """The number of a suggestion that came without the clerk's ledger: W-1, W-2, W-3 …

    A series of its own: the ledger that is imported later has its numbers 1, 2, 3 already. Between
    two collections P-1, P-2 …, which goes on over the years, so that it stays in the next cycle.
    Empty where it cannot be accepted, or was before: nothing is numbered then.
    """
    found = await suggestion_of(order.ctx, order.street, order.key)
    if (found.state.status, "accept") not in TABLE.moves:
        return ""
    cycle, letter = (running.cycle, "W") if running else (NEXT, "P")
    place = order.ctx, order.street, "suggestions", cycle
    return f"{letter}-{await number_for(*place, order.key, order.cause)}"


async def count_again(order: Order[Any], changed: Changed[Suggestion]) -> None:
    """Correct the figures of a collection that was closed meanwhile, or opened."""
    if changed.state.waits:
        await carry_over(order.ctx, order.street, order.cause)
    elif changed.state.cycle:
        await recount(order.ctx, order.street, changed.state.cycle, order.cause)
