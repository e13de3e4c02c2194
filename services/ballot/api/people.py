"""Who may ask for what, and what all bodies and answers of this service share."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from chassis.core.documents import Changed
from chassis.web.ask import Ask, anyone, asked, tagged
from contracts.charter import Role
from services.ballot import queries
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.session import Session
from services.ballot.views import Done

Operator = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE)]
Presiding = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE, Role.CHAIR)]
AtTheDoor = Annotated[Ask, asked("ballot", Role.NPC_COMMITTEE, Role.TELLER, Role.SCRUTINEER)]
Staff = Annotated[Ask, asked("ballot", *queries.STAFF)]
Anyone = Annotated[Ask, anyone("ballot")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]


class Body(BaseModel):
    """What a request brings; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


def done(changed: Changed[Session] | Changed[Ballot], response: Response) -> Done:
    """The answer of a command, with its ``ETag``."""
    tagged(response, changed.version)
    return Done(id=changed.id, version=changed.version, status=changed.state.status)
