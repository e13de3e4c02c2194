"""What a deliberator can ask: log a visit, hand in what was said there (E-21)."""

from typing import Any

from pydantic import BaseModel

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.core.text import Nothing
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter, Role
from services.intake.agreement.commands import check_agreed
from services.intake.kinds import SUGGESTIONS, VISITS
from services.intake.member.queries import member_name
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.consents import Ground, consented
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.handing_in import fresh_salt
from services.intake.visit import bodies, domain
from services.intake.visit.domain import Visit
from services.intake.visit.queries import visit_of

MEMBER = (Role.DELIBERATOR,)


class VisitDone(BaseModel):
    """A visit, and how many suggestions came of it."""

    id: str
    version: int
    suggestions: int


def done(changed: Changed[Visit]) -> VisitDone:
    """The small answer."""
    return VisitDone(id=changed.id, version=changed.version, suggestions=len(changed.state.entries))


VISIT: Thing[Visit] = Thing(
    service="intake",
    kind=VISITS,
    api="/intake/api/streets/{street}/visits/{visit}",
    page="/intake/streets/{street}/mine/visits/{visit}",
    answers=VisitDone,
    answer=done,
)


async def log(order: Order[bodies.NewVisit]) -> Changed[Visit]:
    """Keep a visit of the member who asks."""
    ctx, street, body = order.ctx, order.street, order.body
    charter = await charter_of(ctx, street)
    name = await member_name(ctx, street, order.person)
    await check_agreed(ctx, street, order.person.member)
    visit = Visit(
        member=order.person.member,
        name=name,
        way=pick(charter.channels, body.way, "way"),
        on=body.on.isoformat(),
        community=pick(charter.communities, body.community, "community"),
        grid=body.grid,
        place=body.place,
        met=body.met,
        at=order.at,
    )
    made = created(domain.check(visit, order.today))
    return await ctx.change(VISITS.key(street, order.cause.derive("visit")), made, order.cause)


async def hand_in(order: Order[bodies.FromVisit]) -> Changed[Visit]:
    """A suggestion of the visit: its member collected it, there and then."""
    await member_name(order.ctx, order.street, order.person)
    visit = (await visit_of(order.ctx, order.street, order.key, order.person)).state
    key = order.cause.derive("suggestion")
    domain.add(visit, key)  # before anything is written
    new = _suggestion(order, await charter_of(order.ctx, order.street), visit)
    began = suggestion.submit(new, key, order.at)
    place = SUGGESTIONS.key(order.street, key)
    made = created(began.state, *began.events)
    await order.ctx.change(place, made, order.cause.part("suggestion"))
    return await order.change(VISITS, lambda found: domain.add(found, key))


def _suggestion(order: Order[bodies.FromVisit], charter: Charter, visit: Visit) -> Suggestion:
    body = order.body
    if (body.author or body.contact) and not body.told:
        zh, en = "留了姓名或电话，请先告知对方并勾选。", "Tell the author first, and tick this."
        raise Invalid("not-told", zh, en, [{"field": "told", "zh": zh, "en": en}])
    known: dict[str, Any] = {name: getattr(visit, name) for name in ("community", "grid")}
    return Suggestion(
        **known,
        title=body.title,
        content=body.content,
        category=pick(charter.suggestion_categories, body.category, "category"),
        channel=visit.way,
        collected_on=visit.on,
        collector=visit.member,
        collector_name=visit.name,
        author=body.author,
        contact=body.contact,
        salt=fresh_salt(),
        entered_by=order.cause.actor,
        typist=visit.name,
        **(
            consented(Ground.TOLD, charter.privacy.version, visit.on, visit.name)
            if body.told
            else {}
        ),
    )


async def own_visit(order: Order[Any]) -> dict[str, str]:
    """The values of a correction in the charter's ids. ``NotFound`` for another's visit."""
    await visit_of(order.ctx, order.street, order.key, order.person)
    if not isinstance(order.body, bodies.NewVisit):
        return {}
    charter, values = await charter_of(order.ctx, order.street), order.body.model_dump(mode="json")
    ids = {"way": charter.channels, "community": charter.communities}
    return values | {name: pick(options, values[name], name) for name, options in ids.items()}


LOG: AnyCommand = Command(
    "new", on=VISIT, action="log_visit", label=Label("登记走访", "Log the visit"),
    doc="A deliberator logs a visit or contact: day, way, place, who was met in a few words.",
    body=bodies.NewVisit, may=MEMBER, path="", creates=True, do=log,
)  # fmt: skip
HAND_IN: AnyCommand = Command(
    "suggestions", on=VISIT, action="suggest_from_visit", label=Label("登记这条建议", "Add it"),
    doc="A suggestion that a visit brought; its member is the collector.",
    body=bodies.FromVisit, may=MEMBER, makes=True, crowded=True, do=hand_in,
)  # fmt: skip
CORRECT: AnyCommand = Command(
    "correct", on=VISIT, action="correct_visit", label=Label("保存更正", "Save"),
    doc="A deliberator puts a visit of their own right (C-07).",
    body=bodies.NewVisit, may=MEMBER, when=domain.is_kept, facts=own_visit,
    decide=lambda state, order: domain.correct(state, order.facts, order.today),
)  # fmt: skip
DELETE: AnyCommand = Command(
    "delete", on=VISIT, action="delete_visit", label=Label("删除这次走访的记录", "Delete it"),
    doc="A deliberator deletes what a visit of their own says; what it brought stays (C-07).",
    body=Nothing, may=MEMBER, when=domain.is_kept, facts=own_visit,
    decide=lambda state, _: domain.remove(state), then="/intake/streets/{street}/mine",
)  # fmt: skip
