"""Who a step of the ballot waits for by name, and the choices that its forms offer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chassis.core.documents import Found
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.auth import Person
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.fields import Pair
from chassis.web.offers import Offer, offers_of
from contracts.charter import Role
from services.ballot import roles
from services.ballot.ballot.domain import boxing, voiding
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.labels import GROUNDS
from services.ballot.session.domain import Session
from services.ballot.session.presence import OnDuty

OFFICES = {
    "chiefs": Role.CHIEF_SCRUTINEER,
    "scrutineers": Role.SCRUTINEER,
    "tellers": Role.TELLER,
}

DEMO_DUTY = {
    "demo-chief-scrutineer": OnDuty(name="桂老师", role=Role.CHIEF_SCRUTINEER),
    "demo-scrutineer-1": OnDuty(name="荷", role=Role.SCRUTINEER),
    "demo-scrutineer-2": OnDuty(name="兰", role=Role.SCRUTINEER),
    "demo-teller-1": OnDuty(name="榆", role=Role.TELLER),
    "demo-teller-2": OnDuty(name="枫", role=Role.TELLER),
}
"""The demo's people are always there, so that a visitor need not sign in as each of them."""


def duty_of(ask: Ask, session: Session) -> Mapping[str, OnDuty]:
    """Who has reported for duty, by subject."""
    return (DEMO_DUTY if ask.ctx.settings.demo else {}) | session.duty


def _is_signer(who: Person, state: Ballot) -> bool:
    return state.officers is not None and who.sub in state.officers.signers


def _confirms_void(who: Person, state: Ballot) -> bool:
    held = tuple(role for role in roles.VOIDING if who.has(role))
    proposal = state.void_proposal
    return proposal is not None and proposal.may_be_confirmed_by(who.sub, held)


TAKES: Mapping[str, Callable[[Person, Ballot], bool]] = {
    "sign": lambda who, ballot: _is_signer(who, ballot) and who.sub not in ballot.signed,
    "certify": lambda who, ballot: who.sub == (ballot.officers and ballot.officers.chief),
    "set-aside": lambda who, ballot: boxing.may_set_aside(ballot, who.sub),
    "withdraw-void": lambda who, ballot: (
        who.sub == (ballot.void_proposal and ballot.void_proposal.by)
    ),
    "void": _confirms_void,
    "confirm-officers": lambda who, ballot: (
        ballot.correction is not None and ballot.correction.by != who.sub
    ),
}


def takes(step: AnyCommand, who: Person, state: Any) -> bool:
    """Whether this person is one whom the step takes; most steps ask for a role and no more."""
    return step.name not in TAKES or TAKES[step.name](who, state)


def offered(
    ask: Ask,
    commands: Sequence[AnyCommand],
    session: Found[Session],
    ballot: Found[Ballot],
    refusal: Refusal | None,
) -> dict[str, Offer]:
    """The forms of the ballot for this person, with the people to choose from."""
    state = ballot.state
    options: dict[str, Sequence[Pair]] = {
        name: _on_duty(ask, session.state, role) for name, role in OFFICES.items()
    }
    options["chiefs"] = [("", "请选择" if speaks_chinese(ask) else "Choose"), *options["chiefs"]]
    options["grounds"] = [
        (str(one), GROUNDS[one][0 if speaks_chinese(ask) else 1])
        for one in voiding.grounds_of(state)
    ]
    waiting = [one.tag for one in state.round.conflicts] if state.rounds else []
    options["conflicts"] = [(tag, tag) for tag in waiting]
    return offers_of(
        ask, commands, ballot, options=options, values=_values(state, options), refusal=refusal
    )


def _on_duty(ask: Ask, session: Session, role: Role) -> list[Pair]:
    unnamed = "（未留姓名）" if speaks_chinese(ask) else "(no name)"
    found = [
        (who, one.name or unnamed) for who, one in duty_of(ask, session).items() if one.role == role
    ]
    return sorted(found, key=lambda pair: pair[1])


def _values(
    state: Ballot, options: Mapping[str, Sequence[Pair]]
) -> Mapping[str, Mapping[str, object]]:
    """Everybody who reported is ticked at first; for a correction those named before."""
    everybody = {name: [who for who, _ in pairs if who] for name, pairs in options.items()}
    chiefs = everybody["chiefs"]
    first = {
        "chief_scrutineer": chiefs[0] if len(chiefs) == 1 else "",
        "scrutineers": everybody["scrutineers"],
        "tellers": everybody["tellers"],
    }
    named = state.officers
    if named is None:
        return {"adopt-rules": first}
    before = {
        "chief_scrutineer": named.chief,
        "scrutineers": list(named.scrutineers),
        "tellers": list(named.tellers),
    }
    return {"correct-officers": before}
