"""Preparing the satisfaction vote; from there on it is held like every other ballot."""

from typing import Annotated, Any

from pydantic import Field

from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.text import Body
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Hint, Label, Lines
from contracts.charter import Charter
from services.ballot import roles
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.preparing import prepare
from services.ballot.bodies import Short
from services.ballot.satisfaction.last_year import last_years, rated
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.settling import session_of


class LastYearsProjects(Body):
    """What is rated, by its titles."""

    projects: Annotated[
        list[Short],
        Field(min_length=1, max_length=50),
        Label("要测评的上一年项目", "Projects of last year to rate"),
        Hint(
            "每行一个；上一年在本系统票决的已填好。",
            "One a line; what was chosen here is filled in.",
        ),
        Lines(6),
    ]


async def prepare_satisfaction(order: Order[LastYearsProjects]) -> Changed[Ballot]:
    """A second ballot of the session. Raises ``WrongState`` where the street holds none."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    if not holds(await charter_of(order.ctx, order.street)):
        raise WrongState(
            "no-satisfaction", "本街道章程没有设满意度测评。", "The charter holds no such vote."
        )
    known = await last_years(order.ctx, order.street, session.cycle)
    return await prepare(order, session, "SATISFACTION", rated(order.body.projects, known))


def holds(charter: Charter) -> bool:
    """Whether the street's charter has a satisfaction vote."""
    return bool(charter.ballot.satisfaction.grades)


def may_follow(session: Session, latest: Ballot | None) -> bool:
    """Whether it may be prepared now: once, when no other ballot is under way."""
    again = latest is not None and latest.about == "SATISFACTION" and latest.status == "VOID"
    over = latest is None or latest.is_finished
    return over and (again or not session.ballot_about("SATISFACTION"))


RATE: AnyCommand = Command[Any, LastYearsProjects](
    "satisfaction", on=THE_SESSION, action="prepare_satisfaction",
    label=Label("准备满意度测评", "Prepare the satisfaction vote"),
    doc="Prepare the secret vote on how satisfied the members are with last year's projects.",
    body=LastYearsProjects, may=roles.COMMITTEE, move=(SESSION, "prepare_ballot"),
    makes=True, crowded=True, do=prepare_satisfaction,
)  # fmt: skip
