"""What is read of deliberators."""

from chassis.core.errors import NotAllowed
from chassis.service import Context
from chassis.web.auth import Person
from services.intake.kinds import MEMBERS


async def member_named(ctx: Context, street: str, name: str) -> str:
    """The id of the one member of this name; empty where there is none or there are several."""
    found = (await ctx.store.find(MEMBERS, street, {"name": name}, limit=2)).items if name else []
    return found[0].id if len(found) == 1 else ""


async def member_name(ctx: Context, street: str, person: Person) -> str:
    """The name of the member who asks. Raises ``NotAllowed`` for who is none of this street."""
    found = await ctx.store.get(MEMBERS.key(street, person.member)) if person.member else None
    if found is None:
        raise NotAllowed(
            "account-without-member",
            "您的账号没有对应到本街道的议事员，请联系人大街道工委。",
            "Your account is not linked to a member of this street; ask the NPC committee.",
        )
    return found.state.name
