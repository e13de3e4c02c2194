"""What a member can ask: agree to the notice as it stands now."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from chassis.core.documents import Changed
from chassis.core.text import Body
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Hidden, Label
from contracts.charter import Role
from services.intake.agreement.domain import Agreed, Agreement, agree, not_agreed
from services.intake.kinds import AGREEMENTS
from services.intake.member.queries import member_name


class Agree(Body):
    """The version of the notice that was shown."""

    notice: Annotated[Annotated[str, StringConstraints(min_length=1, max_length=20)], Hidden()]


class AgreementView(BaseModel):
    """What the member agreed to."""

    id: str
    version: int
    notice: str
    on: str


def done(changed: Changed[Agreement]) -> AgreementView:
    """The small answer."""
    last = changed.state.last
    notice, on = (last.version, last.on) if last else ("", "")
    return AgreementView(id=changed.id, version=changed.version, notice=notice, on=on)


AGREEMENT: Thing[Agreement] = Thing(
    service="intake",
    kind=AGREEMENTS,
    api="/intake/api/streets/{street}/agreements/{agreement}",
    page="/intake/streets/{street}/mine/agreements/{agreement}",
    answers=AgreementView,
    answer=done,
)


async def agreed_to(ctx: Context, street: str, member: str) -> Agreed | None:
    """What this member agreed to, where that is the notice of today."""
    found = await ctx.store.get(AGREEMENTS.key(street, member)) if member else None
    last = found.state.last if found else None
    current = (await charter_of(ctx, street)).privacy.version
    return last if last and last.version == current else None


async def check_agreed(ctx: Context, street: str, member: str) -> None:
    """Raise ``WrongState`` where this member has not agreed to the notice of today."""
    if await agreed_to(ctx, street, member) is None:
        raise not_agreed()


async def _agree(order: Order[Agree]) -> Changed[Agreement]:
    ctx, street, member = order.ctx, order.street, order.person.member
    await member_name(ctx, street, order.person)
    current = (await charter_of(ctx, street)).privacy.version
    on = order.today.isoformat()
    return await ctx.change(
        AGREEMENTS.key(street, member),
        lambda found: agree(found, order.body.notice, current, on),
        order.cause,
    )


AGREE: AnyCommand = Command(
    "new", on=AGREEMENT, action="agree_to_notice", label=Label("我已阅读并同意", "I agree"),
    doc="A deliberator agrees to the privacy notice; visits are logged only after that.",
    body=Agree, may=(Role.DELIBERATOR,), path="", creates=True, do=_agree,
    then="/intake/streets/{street}/mine",
)  # fmt: skip
