"""Sign-in: in the demonstration by choosing a person, in production by the identity provider."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from chassis.core.errors import NotFound
from chassis.pages import language, local_path, render
from chassis.web.ask import Ask
from chassis.web.auth import Person
from chassis.web.sessions import read_session, sessions_of, set_session
from chassis.web.sign_in import sign_in_of
from contracts.charter import Role
from services.assembly.kinds import MEMBERS
from services.assembly.portal.queries import street_names
from services.assembly.presets import presets
from services.assembly.roles import Anyone
from services.assembly.sign_in.people import ACROSS, DEMO_PEOPLE, DemoPerson, person_named

sign_in = APIRouter(include_in_schema=False)
STREETS_AT_ONCE = 3


@sign_in.get("/sign-in")
async def get_sign_in(request: Request, ask: Anyone, back: str = "", street: str = "") -> Response:
    """Whom to sign in as, street by street."""
    cards = await _streets(ask)
    here = [card for card in cards if card["street"] == street]
    if not here and len(cards) <= STREETS_AT_ONCE:
        here = cards
    return render(
        request,
        "assembly/sign_in.html",
        streets=here,
        choices=cards if len(cards) > len(here) else [],
        people=DEMO_PEOPLE,
        across=ACROSS,
        back=local_path(back) if back else "",
        offered=sign_in_of(request).offered,
        issuer=ask.ctx.settings.oidc_issuer,
    )


async def _streets(ask: Ask) -> list[dict[str, Any]]:
    """The streets to sign in to; also one whose charter is still to be adopted."""
    named: list[dict[str, Any]] = [*await street_names(ask.ctx)]
    there = {one["street"] for one in named}
    return named + [one for one in presets().values() if one["street"] not in there]


@sign_in.post("/sign-in")
async def post_sign_in(
    request: Request,
    ask: Anyone,
    person: Annotated[str, Form(max_length=40)],
    street: Annotated[str, Form(pattern=r"^(\d{9}|\*)$")],
    back: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Become a person of the demonstration. In production there is nobody to become."""
    found = person_named(person) if ask.ctx.settings.demo else None
    if found is None:
        raise NotFound("no-demo-person", "没有这位演示人员。", "There is no such demo person.")
    who = await _person(ask, found, "*" if found.across else street, language(request))
    asked_for = local_path(back) if back else "/"
    target = asked_for if asked_for != "/" else _home(found, street)
    response = RedirectResponse(target, 303)
    sessions = sessions_of(request)
    await sessions.end(read_session(request, ask.ctx.settings))
    set_session(response, ask.ctx.settings, await sessions.open(who))
    return response


async def _person(ask: Ask, person: DemoPerson, street: str, lang: str) -> Person:
    sub, name, member = person.sub, person.en if lang == "en" else person.zh, ""
    if person.role is Role.DELIBERATOR:
        found = await ask.ctx.store.find(MEMBERS, street, {"status": "ACTIVE"}, limit=1)
        for one in found.items:
            member, sub = one.id, f"demo-member-{one.id[:8]}"
            name = f"{name} {one.state.name}"
    return Person(
        sub,
        name,
        frozenset({person.role.value}),
        frozenset({street}),
        member,
        department=person.department,
    )


def _home(person: DemoPerson, street: str) -> str:
    if person.across:
        return "/"
    resident = person.role is Role.RESIDENT
    return f"/streets/{street}" if resident else f"/streets/{street}/desk"
