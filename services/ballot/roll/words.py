"""What the board says after a tap, in one sentence that is true."""

from collections.abc import Sequence

from chassis.web.command_routes import AnyCommand
from services.ballot.card.api import LEAVE_BY_CARD, SCAN
from services.ballot.labels import Words
from services.ballot.roll.commands import CHECK_IN, LEAVE, SLIP, UNDO
from services.ballot.roll.domain import RollEntry
from services.ballot.roll.views import clock_minute
from services.ballot.session.domain import Session


def said_of(
    command: AnyCommand, state: RollEntry | Session, made: str, asked: Sequence[str]
) -> Words:
    """The sentence for what ``command`` did; ``made``: the id that its check-in would have.

    ``asked``: the check-ins that a confirmation named.
    """
    if isinstance(state, Session):
        return _of_confirmation(state, asked)
    if command in (CHECK_IN, SCAN):
        return _of_check_in(state, made)
    name = state.name
    if command in (LEAVE, LEAVE_BY_CARD):
        return _of_departure(state)
    if command is UNDO and state.present:
        return f"{name}的离席登记已撤销，仍在场。", f"{name} stays: the departure is undone."
    return {
        UNDO.name: (f"{name}的签到已撤销。", f"The check-in of {name} is undone."),
        SLIP.name: (f"{name}已补领投票码条。", f"{name} has drawn a slip."),
    }.get(command.name, (f"{name}已登记。", f"{name} is on the list."))


def _of_confirmation(state: Session, asked: Sequence[str]) -> Words:
    left = len(set(asked) & {one.id for one in state.arrived})
    number = len(set(asked)) - left
    if not left:
        return f"{number} 人已确认在场。", f"{number} are confirmed."
    return (
        f"{number} 人已确认在场；{left} 人须由另一岗位的人确认。",
        f"{number} are confirmed; {left} need somebody of another office.",
    )


def _of_departure(line: RollEntry) -> Words:
    name = line.name
    if not line.present:
        return f"{name}已离席。", f"{name} has left."
    return (
        f"{name}离席已登记，等另一岗位确认；确认前仍算在场。",
        f"The departure of {name} is noted and waits for another office; until then present.",
    )


def _of_check_in(line: RollEntry, made: str) -> Words:
    last = line.stays[-1] if line.stays else None
    name, at = line.name, clock_minute(last.arrived if last else line.arrived)
    if last is not None and last.id == made and last.confirmed:
        return f"{name}已签到（{at}），本人在场。", f"{name} is checked in ({at}) and present."
    if last is not None and last.id == made:
        return (
            f"{name}已签到（{at}），等另一岗位确认。",
            f"{name} is checked in ({at}), to be confirmed.",
        )
    return f"{name}在 {at} 已经签到，不用再签。", f"{name} checked in at {at} already."
