"""The forms of a session's page: what may be done next, by whom, and whom it waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.offers import Offer, offer_of, offers_of
from contracts.charter import Panel
from contracts.session_rules import Scale
from services.ballot import roles
from services.ballot.ballot.commands import COMMANDS as BALLOT_COMMANDS
from services.ballot.ballot.commands import CORRECT, OPEN, PREPARE, PROPOSE_VOID, WITHDRAW_VOID
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.labels import ROLE_NAMES
from services.ballot.panel.bodies import scores_of
from services.ballot.panel.commands import CLOSE as CLOSE_PANEL
from services.ballot.panel.commands import RECORD, candidates_of
from services.ballot.panel.domain import PanelRecord, complete
from services.ballot.panel.pasting import Pasted
from services.ballot.panel.scale import said, scale_of
from services.ballot.satisfaction.commands import RATE, may_follow
from services.ballot.session import officers
from services.ballot.session.commands import ADJOURN, CLOSE, COMMANDS, CREATE, FREEZE, REPORT
from services.ballot.session.domain import Session
from services.ballot.session.queries import next_session

ASIDE = (ADJOURN, CLOSE, RATE, REPORT, PROPOSE_VOID, WITHDRAW_VOID, CORRECT)
"""Steps that are never the one thing that everybody waits for."""


@dataclass(frozen=True)
class Steps:
    """``offers``: the forms of this person by name, those of the ballot as ``vote``; ``waiting``:
    (step, role …) of what is due and waits for somebody else."""

    offers: dict[str, Offer]
    vote: dict[str, Offer]
    waiting: Sequence[tuple[str, str]]


async def new_session(ask: Ask, refusal: Refusal | None) -> Offer | None:
    """The form for a new session, for whoever may plan one."""
    if not roles.may(ask.person, ask.street, *CREATE.may):
        return None
    first = {"cycle": (await charter_of(ask.ctx, ask.street)).year, "term": 1, "number": 1}
    values = {CREATE.name: first | await next_session(ask.ctx, ask.street)}
    return offer_of(ask, CREATE, None, {}, values, refusal)


def steps(
    ask: Ask,
    session: Found[Session],
    ballot: Found[Ballot] | None,
    refusal: Refusal | None,
    slate: int,
    to_rate: Sequence[str] | None = None,
) -> Steps:
    """What may be done with a session and its ballot now.

    ``to_rate``: last year's projects, where the charter has a vote on them.
    """
    of_session = [c for c in COMMANDS if _fits(c, ask, session, ballot, slate)]
    of_session += _to_prepare(session.state, ballot, to_rate)
    values = {RATE.name: {"projects": "\n".join(to_rate or ())}}
    offers = offers_of(ask, of_session, session, values=values, refusal=refusal)
    of_ballot = [c for c in BALLOT_COMMANDS if ballot and _votes(c, ask, session, ballot)]
    vote = officers.offered(ask, of_ballot, session, ballot, refusal) if ballot else {}
    due = [
        *(c for c in of_session if c.due(session.state)),
        *(c for c in BALLOT_COMMANDS if ballot and _is_due(c, session, ballot)),
    ]
    waiting = [c for c in due if c not in ASIDE and c.name not in {**offers, **vote}]
    return Steps(offers, vote, _told(waiting, chinese=speaks_chinese(ask)))


def _to_prepare(
    session: Session, ballot: Found[Ballot] | None, to_rate: Sequence[str] | None
) -> Sequence[AnyCommand]:
    """The ballots that may be prepared now, one of each kind."""
    latest = ballot.state if ballot else None
    again = latest is not None and latest.about == "PROJECTS" and latest.status == "VOID"
    over = latest is None or latest.is_finished
    first = over and (again or not session.ballot_about("PROJECTS"))
    rate = to_rate is not None and may_follow(session, latest)
    return [*([PREPARE] if first else []), *([RATE] if rate else [])]


def _fits(
    command: AnyCommand,
    ask: Ask,
    session: Found[Session],
    ballot: Found[Ballot] | None,
    slate: int,
) -> bool:
    """What the session alone does not know: its slate is final, its ballot is finished."""
    if command is REPORT:
        return ask.person.sub not in session.state.duty
    if command is FREEZE:
        return slate > 0
    return command is not CLOSE or ballot is None or ballot.state.is_finished


def _is_due(command: AnyCommand, session: Found[Session], ballot: Found[Ballot]) -> bool:
    held = command is not OPEN or session.state.status == "IN_SESSION"
    return held and command.due(ballot.state)


def _votes(command: AnyCommand, ask: Ask, session: Found[Session], ballot: Found[Ballot]) -> bool:
    """Whether the step is due, and this person the one it takes."""
    return _is_due(command, session, ballot) and officers.takes(command, ask.person, ballot.state)


def _told(commands: Iterable[AnyCommand], *, chinese: bool) -> list[tuple[str, str]]:
    said = []
    for command in commands:
        names = [ROLE_NAMES[role][0 if chinese else 1] for role in command.may]
        said.append(
            (command.label.said(chinese=chinese), ("或" if chinese else " or ").join(names))
        )
    return said


# ---- the panels of the session ---------------------------------------------


@dataclass(frozen=True)
class PanelForms:
    """The forms of one panel: what it found so far, recording more, closing it where complete."""

    panel: Panel
    status: str
    scores: dict[str, Any]
    record: Offer | None
    close: Offer | None
    scale: Scale
    pasted: Pasted | None


async def of_panels(
    ask: Ask,
    session: Found[Session],
    found: Sequence[Found[PanelRecord]],
    refusal: Refusal | None,
    pasted: Pasted | None,
) -> list[PanelForms]:
    """The forms of each panel that the street holds, for whoever records them."""
    if not RECORD.offered(session.state, ask.person, ask.street):
        return []
    known = {one.state.panel: one for one in found}
    given = scores_of(await ask.request.form())["scores"] if refusal else {}
    charter = await charter_of(ask.ctx, ask.street)
    return [
        _panel(
            ask, session, panel, known.get(panel), refusal, given, scale_of(charter, panel),
            pasted if pasted and pasted.panel == panel else None,
        )
        for panel in charter.ballot.panels
    ]  # fmt: skip


def _panel(
    ask: Ask,
    session: Found[Session],
    panel: Panel,
    found: Found[PanelRecord] | None,
    refusal: Refusal | None,
    given: dict[str, Any],
    scale: Scale,
    pasted: Pasted | None,
) -> PanelForms:
    state = found.state if found else PanelRecord(session=session.id, cycle="", panel=panel)
    # The forms stand for the panel's own document, which the session's address leads to.
    held = replace(session, version=found.version if found else 0)
    values = {RECORD.name: {"people": state.people or "", "remarks": state.remarks}}
    record = offer_of(ask, RECORD, held, {}, values, refusal, panel=panel)
    close = offer_of(ask, CLOSE_PANEL, held, {}, {}, refusal, panel=panel)
    is_open = state.status == "OPEN"
    kept = {candidate: said(scale, score) for candidate, score in state.scores.items()}
    ready = is_open and complete(state, candidates_of(session.state))
    return PanelForms(
        panel,
        state.status if found else "",
        given if record.refused else kept | (pasted.scores if pasted else {}),
        record if is_open else None,
        close if ready else None,
        scale,
        pasted,
    )
