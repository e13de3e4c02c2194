"""What happens to a member beside the steps: objections, suspension, the end, corrections."""

from collections.abc import Mapping
from datetime import datetime

from chassis.core.clock import day
from chassis.core.decision import Change
from chassis.core.errors import NotFound, TooMany, WrongState
from chassis.core.text import mask_phone
from contracts.assembly import MemberEnded, MemberSuspended
from contracts.envelope import Event
from services.assembly.member.domain.member import (
    OBJECTIONS,
    TABLE,
    HistoryRow,
    Member,
    MemberStatus,
    Objection,
    noted,
)
from services.assembly.member.domain.selection import appointed


def object_to(member: Member, objection: Objection) -> Change[Member]:
    """Somebody objects while the public notice hangs (E-17). Raises ``WrongState``."""
    if member.status is not MemberStatus.ON_NOTICE:
        raise WrongState(
            "not-on-notice", "只有公示期间可以提出异议。", "Objections are taken during the notice."
        )
    if len(member.objections) >= OBJECTIONS:
        raise TooMany(
            "many-objections",
            "已收到多条异议，正在处理；如有补充请到社区或街道人大工委反映。",
            "Many objections wait already; please bring yours to the street's office.",
        )
    return Change(member.model_copy(update={"objections": (*member.objections, objection)}))


def close_objection(
    member: Member, which: str, upheld: bool, reason: str, at: datetime, actor: str
) -> Change[Member]:
    """Answer an objection (the oldest open one unless named); upheld, the candidate falls."""
    found = next((o for o in member.objections if o.open and which in ("", o.id)), None)
    if found is None:
        raise NotFound("no-objection", "没有待处理的异议。", "There is no open objection.")
    closed = found.model_copy(update={"open": False, "upheld": upheld, "reason": reason})
    objections = tuple(closed if o.id == found.id else o for o in member.objections)
    status = MemberStatus(TABLE.move(member.status, "reject")) if upheld else member.status
    row = _row("OBJECTION_CLOSED", status, at, actor, reason)
    return Change(noted(member, row, status=status, objections=objections))


def move_seat(
    member: Member, action: str, reason: str, at: datetime, actor: str, member_id: str
) -> Change[Member]:
    """Suspend, resume, end or withdraw (暂停、恢复、终止、退出). An ended term leaves a vacancy.

    Whoever resumes is appointed again, for those who heard of the suspension.
    """
    status = MemberStatus(TABLE.move(member.status, action))
    row = _row(action.upper(), status, at, actor, reason)
    moved = noted(member, row, status=status)
    return Change(moved, _said(moved, action, member_id))


def _said(member: Member, action: str, member_id: str) -> list[Event]:
    if action == "suspend":
        return [MemberSuspended(member=member_id)]
    if action == "resume":
        return [appointed(member, member_id)]
    return [MemberEnded(member=member_id)] if member.status is MemberStatus.ENDED else []


def show_phone(member: Member, reason: str, at: datetime, actor: str) -> Change[Member]:
    """Unmasking leaves a trace: who saw the number, when and why (C-05)."""
    return Change(noted(member, _row("PHONE_SHOWN", member.status, at, actor, reason)))


def correct(
    member: Member,
    fields: Mapping[str, str],
    reason: str,
    at: datetime,
    actor: str,
    member_id: str,
) -> Change[Member]:
    """Put a wrong entry right and keep what it was; whoever holds a copy hears of it."""
    changed = {name: new for name, new in fields.items() if getattr(member, name) != new}
    if not changed:
        return Change(member)
    trail = {
        name: (_shown(name, getattr(member, name)), _shown(name, new))
        for name, new in changed.items()
    }
    row = _row("CORRECTION", member.status, at, actor, reason).model_copy(update={"changes": trail})
    corrected = noted(member, row, **changed)
    public = set(changed) - {"phone"}
    events: list[Event] = []
    # A suspended member is said again when resumed, corrected by then.
    if public and member.status is MemberStatus.ACTIVE:
        events = [appointed(corrected, member_id)]
    return Change(corrected, events)


def _shown(field: str, value: str) -> str:
    return mask_phone(value) if field == "phone" else value


def _row(step: str, to: MemberStatus, at: datetime, actor: str, reason: str) -> HistoryRow:
    return HistoryRow(step=step, to=to, at=at, on=day(at).isoformat(), actor=actor, reason=reason)
