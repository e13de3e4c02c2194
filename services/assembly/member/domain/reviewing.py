"""联审: what each body says of each candidate before a step that has checks (E-14, W-08). Pure.

A body's letter names its candidates and says pass or fail; it is noted with each of them. The step
is taken once every body has said its word, and keeps all of them.
"""

from datetime import datetime
from typing import Literal

from chassis.core.clock import day
from chassis.core.decision import Change, State
from chassis.core.errors import Invalid
from contracts.charter import Charter, Named, SelectionStep
from services.assembly.member.domain.member import HistoryRow, Member, Verdict, noted
from services.assembly.member.domain.turn import check_turn, in_future, step_of

CONCLUSION = "CONCLUSION"
"""The row of the history that notes a body's word."""


class Conclusion(State):
    """What one body (``body``: the id of the step's check) says of a candidate, by which letter."""

    body: str
    result: Literal["PASS", "FAIL"]
    letter_no: str = ""
    reason: str = ""
    on: str
    at: datetime
    actor: str


def conclude(
    member: Member, charter: Charter, step_name: str, told: Conclusion, *, named: bool = True
) -> Change[Member]:
    """Note a body's word; said again of somebody by name, the newer one counts.

    Said of all who wait (``named`` false), it leaves those alone of whom the body has spoken: the
    letter that passes the rest does not undo the failure of one. The history keeps every word.

    Raises ``Invalid`` for a body that the step does not ask, ``WrongState`` for a candidate who
    does not wait for the step.
    """
    place = step_of(charter, step_name)
    check_told(told, charter.selection[place])
    check_turn(member, charter, place)
    if not named and told.body in member.conclusions:
        return Change(member)
    row = HistoryRow(
        step=CONCLUSION,
        to=member.status,
        at=told.at,
        on=told.on,
        actor=told.actor,
        results={told.body: told.result},
        reason=told.reason,
    )
    verdict = Verdict(result=told.result, letter_no=told.letter_no, on=told.on, reason=told.reason)
    return Change(noted(member, row, conclusions={**member.conclusions, told.body: verdict}))


def check_told(told: Conclusion, step: SelectionStep) -> None:
    """Whether the step asks this body, and a failure says why. Raises ``Invalid``."""
    if told.body not in {check.id for check in step.checks}:
        raise Invalid("unknown-body", "这一步没有这个审查单位。", "This step asks no such body.")
    if told.result == "FAIL" and not told.reason:
        raise reason_missing()
    if told.on > day(told.at).isoformat():
        raise in_future()


def reason_missing() -> Invalid:
    """A refusal without a reason."""
    return Invalid(
        "failure-unexplained",
        "不通过的，请写明原因（只给两个委员会看）。",
        "Say why; only the two committees read it.",
        [{"field": "reason", "zh": "请写明原因。", "en": "A reason is needed."}],
    )


def still_asked(member: Member, step: SelectionStep) -> list[Named]:
    """The bodies that have not said their word on this candidate yet."""
    return [check for check in step.checks if check.id not in member.conclusions]
