"""Moving along the legs: open, go back, meetings, what others say of the cycle (E-26, E-27)."""

from datetime import datetime
from typing import Any

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Work
from contracts.screening import LegClosed, LegOpened, LegReopened
from services.screening.ledger.domain.ledger import (
    LEGS,
    MAX_MEETINGS,
    MAX_REOPENINGS,
    Decide,
    Ledger,
    LegState,
    LegStatus,
    Meeting,
    Reopening,
    leg_not_open,
)


def next_to_open(ledger: Ledger) -> LegState | None:
    """The leg that can be opened now: the first to come, where none is open."""
    if ledger.current():
        return None
    return next((leg for leg in ledger.legs if leg.status is LegStatus.PENDING), None)


def closes_by_hand(ledger: Ledger) -> bool:
    """Whether a leg is open that people close; the session's closes with its result."""
    current = ledger.current()
    return bool(current) and Work.SESSION not in ledger.leg(current).works


def reopenable(ledger: Ledger) -> tuple[LegState, ...]:
    """The legs that can be gone back to: closed ones, until the session's papers are final."""
    if ledger.frozen:
        return ()
    closed = (leg for leg in ledger.legs if leg.status is LegStatus.CLOSED)
    return tuple(leg for leg in closed if Work.SESSION not in leg.works)


def open_leg(leg_id: str, at: datetime) -> Decide:
    """Open a leg. Refused before every earlier leg is closed: nothing is skipped (E-27)."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.leg(leg_id)
        status = LEGS.move(leg.status, "open")
        waiting = [early for early in ledger.before(leg_id) if early.status != LegStatus.CLOSED]
        if waiting:
            raise WrongState(
                "leg-order",
                f"环节必须依次进行：请先结束“{waiting[0].zh}”。",
                f"Legs follow each other strictly: close “{waiting[0].en}” first.",
            )
        opened = leg.model_copy(update={"status": status, "opened_at": at})
        said = LegOpened(cycle=ledger.cycle, leg=leg.id, stage=leg.stage, works=leg.works)
        return Change(ledger.with_leg(opened), (said,))

    return decide


def reopen_leg(leg_id: str, reason: str, at: datetime) -> Decide:
    """Go back to a leg, with a reason (E-27); the legs after it wait to be opened again.

    Meetings and decisions that were recorded stay. Refused once the session's papers are final.
    """

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.leg(leg_id)
        LEGS.move(leg.status, "reopen")
        if ledger.frozen or Work.SESSION in leg.works:
            raise WrongState(
                "booklet-frozen",
                "会议材料已经定稿，不能再退回前面的环节。",
                "The session's papers are final; there is no way back.",
            )
        place = ledger.legs.index(leg)
        legs = (*ledger.legs[:place], _begun_again(leg, LegStatus.OPEN, at))
        legs += tuple(
            _begun_again(late, LegStatus.PENDING, None) for late in ledger.legs[place + 1 :]
        )
        history = (*ledger.reopenings, Reopening(leg=leg.id, reason=reason, at=at))
        update: dict[str, Any] = {"legs": legs, "reopenings": history[-MAX_REOPENINGS:]}
        if any(Work.COLLECT in late.works for late in legs[place:]):
            update["collected"] = None
        said = LegReopened(cycle=ledger.cycle, leg=leg.id, stage=leg.stage)
        return Change(ledger.model_copy(update=update), (said,))

    return decide


def _begun_again(leg: LegState, status: LegStatus, at: datetime | None) -> LegState:
    emptied = ("incoming", "outgoing", "closed_at", "reviews_in")
    update: dict[str, Any] = {"status": status, **dict.fromkeys(emptied)}
    opened = leg.opened_at if status is LegStatus.OPEN else at
    return leg.model_copy(update={**update, "opened_at": opened})


def record_meeting(leg_id: str, meeting: Meeting) -> Decide:
    """Record the minutes of a meeting of the open leg (E-22, E-24)."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.leg(leg_id)
        if leg.status is not LegStatus.OPEN:
            raise leg_not_open()
        if len(leg.meetings) >= MAX_MEETINGS:
            raise WrongState(
                "too-many-meetings",
                f"一个环节最多登记 {MAX_MEETINGS} 次会议。",
                f"A leg keeps at most {MAX_MEETINGS} meetings.",
            )
        recorded = leg.model_copy(update={"meetings": (*leg.meetings, meeting)})
        return Change(ledger.with_leg(recorded))

    return decide


def note_collection(accepted: int, collectors: int, sequence: int) -> Decide:
    """Take over intake's exact count; the leg's figures follow it, and so does what was said.

    A count that arrives while collecting is open is from before a step back: it counts no more.
    """

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = next((leg for leg in ledger.legs if Work.COLLECT in leg.works), None)
        if leg is None or leg.status is not LegStatus.CLOSED:
            return Change(ledger)
        if ledger.collected is not None and sequence <= ledger.collection_sequence:
            return Change(ledger)
        counted = ledger.model_copy(
            update={
                "collected": accepted,
                "collectors": collectors,
                "collection_sequence": sequence,
            }
        )
        if leg.works != (Work.COLLECT,) or leg.outgoing == accepted:
            return Change(counted)
        corrected = leg.model_copy(update={"incoming": accepted, "outgoing": accepted})
        return Change(counted.with_leg(corrected), (closed_event(ledger.cycle, corrected),))

    return decide


def closed_event(cycle: str, leg: LegState) -> LegClosed:
    """What is said of a closed leg."""
    return LegClosed(
        cycle=cycle, leg=leg.id, incoming=leg.incoming or 0, outgoing=leg.outgoing or 0
    )


def freeze(ledger: Ledger) -> Change[Ledger]:
    """The papers of the session are final: from here there is no way back."""
    return Change(ledger.model_copy(update={"frozen": True}))


def announce(selected: int, reserve: int, at: datetime) -> Decide:
    """Close the session's leg with the result of the vote (E-26)."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.legs[-1]
        if leg.status is LegStatus.CLOSED:
            return Change(ledger)
        closed = leg.model_copy(
            update={
                "status": LEGS.move(leg.status, "announce"),
                "incoming": ledger.came_in(leg.id),
                "outgoing": selected,
                "opened_at": leg.opened_at or at,
                "closed_at": at,
            }
        )
        update = {"frozen": True, "reserve": reserve}
        changed = ledger.model_copy(update=update).with_leg(closed)
        return Change(changed, (closed_event(ledger.cycle, closed),))

    return decide
