"""What an answer takes from the street: whose it is, the charter's marks, the author's receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.core.catalogue import unknown_choice
from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.web.command import Order
from services.intake.suggestion.queries import suggestion_of
from services.intake.suggestion.receipts import digest_of, receipt_of
from services.intake.suggestion.units import own_unit


@dataclass(frozen=True)
class Terms:
    """``unit``: whose answers the asker gives (nothing: any). ``again``: mark → days of a second
    reply. ``receipt``: the digest of the code by which the author comes back."""

    unit: str | None
    again: Mapping[str, int] = field(default_factory=dict)
    receipt: str = ""
    mark: str = ""


async def terms_of(order: Order[Any]) -> Terms:
    """The terms as of now. Raises ``Invalid`` for a mark that the charter does not have."""
    await suggestion_of(order.ctx, order.street, order.key)  # what is not there answers 404
    rules = (await charter_of(order.ctx, order.street)).answers
    mark = str(getattr(order.body, "mark", "")).strip().upper()
    if mark and rules.mark(mark) is None:
        known = "、".join(f"{one.id} {one.zh}" for one in rules.marks)
        raise unknown_choice("mark", f"没有这个答复类别，可选：{known}。", f"none of: {known}.")
    return Terms(
        unit=await own_unit(order.ctx, order.street, order.person),
        again={one.id: one.again_days for one in rules.marks},
        receipt=digest_of(receipt_of(order.ctx.settings, order.key)),
        mark=mark,
    )


async def terms_at_once(order: Order[Any]) -> Terms:
    """The same for an answer that is public at once.

    Raises ``NotAllowed``, whoever asks, where the street wants four eyes on every answer.
    """
    rules = (await charter_of(order.ctx, order.street)).answers
    if rules.together:
        raise NotAllowed(
            "draft-first",
            "本街道的答复先拟稿，由另一位工作人员审核，再公布。请点“拟稿”。",
            "In this street an answer is drafted, reviewed by another, then published: draft it.",
        )
    return await terms_of(order)
