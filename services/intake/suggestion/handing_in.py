"""A resident hands in a suggestion, or staff for one (W-11)."""

import secrets
from typing import Any

from chassis.core.decision import Cause, created
from chassis.core.documents import Changed
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.command import Order
from services.intake.agreement.domain import notice_changed
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.behalf import told_by
from services.intake.suggestion.bodies import NewSuggestion, NewSuggestionForm
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.photos import keep_new_photos
from services.intake.suggestion.receipts import digest_of, receipt_of
from services.intake.suggestion.views import Submitted, done


async def hand_in(order: Order[NewSuggestion], key: str = "", **known: Any) -> Changed[Suggestion]:
    """Keep it under an id of its own, with the photos that came along.

    Where another system brings it, ``known`` holds the channel and the consent, and ``key`` is
    the id of a ticket of the hotline.
    """
    key = key or new_key(order.cause)
    new = (await _new(order, key)).with_(**known)
    if isinstance(order.body, NewSuggestionForm):
        new = new.with_(photos=await keep_new_photos(order, key, order.body.photos))
    began = suggestion.submit(new, key, order.at)
    place = SUGGESTIONS.key(order.street, key)
    decide = created(began.state, *began.events)
    return await order.ctx.change(place, decide, order.cause, fresh=True)


async def _new(order: Order[NewSuggestion], key: str) -> Suggestion:
    charter, body = await charter_of(order.ctx, order.street), order.body
    if body.notice and body.notice != charter.privacy.version:
        raise notice_changed()
    return Suggestion(
        title=body.title,
        content=body.content,
        community=pick(charter.communities, body.community, "community"),
        category=pick(charter.suggestion_categories, body.category, "category"),
        topic=pick(charter.topics, body.topic, "topic"),
        contact=body.contact,
        salt=fresh_salt(),
        entered_by=order.cause.actor,
        receipt=digest_of(receipt_of(order.ctx.settings, key)),
        **await told_by(order, charter),
    )


def new_key(cause: Cause) -> str:
    """The id of the suggestion that a request hands in."""
    return cause.derive("suggestion")


def fresh_salt() -> str:
    """What keeps the digests of private words from being tried out."""
    return secrets.token_hex(16)


async def answer_receipt(order: Order[NewSuggestion], changed: Changed[Suggestion]) -> Submitted:
    """The answer to who handed it in, with the receipt."""
    receipt = receipt_of(order.ctx.settings, changed.id)
    return Submitted(**done(changed).model_dump(), receipt=receipt)
