"""Seeing an author behind the mask, for one reason that is kept (C-05)."""

from pydantic import BaseModel

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.intake.disclosure.domain import Disclosure
from services.intake.kinds import DISCLOSURES
from services.intake.roles import CLERKS
from services.intake.suggestion.bodies import Unmask
from services.intake.suggestion.commands import SUGGESTION
from services.intake.suggestion.domain.suggestion import Suggestion, has_author
from services.intake.suggestion.queries import suggestion_of


class Author(BaseModel):
    """Unmasked, for one person with one reason; the look is in the audit trail."""

    author: str
    contact: str


async def look(order: Order[Unmask]) -> Changed[Suggestion]:
    """Keep the look as a document with its own audit row; the suggestion stays as it is."""
    found = await suggestion_of(order.ctx, order.street, order.key)
    by, reason = order.cause.actor, order.body.reason
    seen = Disclosure(suggestion=order.key, by=by, at=order.at, reason=reason)
    await order.create(DISCLOSURES, Change(seen), order.cause.derive("disclosure"))
    return Changed(found.id, found.street, found.version, found.state)


async def answer_author(order: Order[Unmask], changed: Changed[Suggestion]) -> Author:  # noqa: ARG001
    """The name and the contact, told once."""
    return Author(author=changed.state.author, contact=changed.state.contact)


AUTHOR: AnyCommand = Command(
    "author", on=SUGGESTION, action="reveal_author", label=Label("查看", "See"),
    doc="Unmask the author for a reason; the look is kept in the audit trail (C-05).",
    body=Unmask, may=CLERKS, when=has_author, do=look, note=lambda body: body.reason,
    answers=Author, answer=answer_author, unkept=True,
)  # fmt: skip
