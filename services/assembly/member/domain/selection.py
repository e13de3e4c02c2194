"""Taking members through the charter's steps (E-14 … E-17, W-07, W-08)."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from chassis.core.clock import day
from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, WrongState
from contracts.assembly import MemberAppointed
from contracts.charter import Charter, SelectionStep
from services.assembly.member.domain.member import (
    ACTION_TO,
    HOLDING,
    TABLE,
    HistoryRow,
    Member,
    MemberStatus,
    Minutes,
    NoticeDates,
    Tally,
    noted,
)
from services.assembly.member.domain.reviewing import reason_missing, still_asked
from services.assembly.member.domain.turn import check_turn, in_future, step_of


class StepOrder(State):
    """What a clerk enters for one step: its checks, minutes, figures or notice, and who ordered.

    ``results`` may be left to what the bodies said of each candidate (``reviewing``). ``refused``
    is a meeting's decision against those named (E-15). ``on`` is the date on the paper,
    ``notice_id`` names the notice that the step opened.
    """

    step: str
    results: dict[str, Literal["PASS", "FAIL"]] = Field(default_factory=dict)
    meeting: Minutes | None = None
    tally: Tally | None = None
    notice: NoticeDates | None = None
    reason: str = ""
    refused: bool = False
    on: str
    at: datetime
    actor: str
    notice_id: str = ""


def check_order(order: StepOrder, charter: Charter, today: str) -> None:
    """Whether the order holds everything its step asks for. Raises ``Invalid``."""
    step = charter.selection[step_of(charter, order.step)]
    _check_results(order, step)
    _check_asked(
        step.meeting, order.meeting, "meeting", "会议纪要编号和日期", "minute number, date"
    )
    _check_asked(step.tally, order.tally, "tally", "居民大会票数", "figures of the meeting")
    _check_asked(step.notice, order.notice, "notice", "公示起止日期", "dates of the notice")
    if order.refused:
        _check_refusal(order, step)
    if order.tally:
        _check_tally(order.tally)
    if order.notice:
        _check_notice(order.notice, charter.notice_days, today)
    dates = [order.on, order.meeting.held_on if order.meeting else ""]
    if any(one > today for one in dates):
        raise in_future()


def _check_refusal(order: StepOrder, step: SelectionStep) -> None:
    if not step.meeting:
        raise Invalid(
            "refusal-unasked",
            "这一步不需要作出同意或不同意的决定。",
            "This step takes no decision that could refuse somebody.",
        )
    if not order.reason:
        raise reason_missing()


def _check_results(order: StepOrder, step: SelectionStep) -> None:
    if not order.results:
        return
    wanted = {check.id: check.zh for check in step.checks}
    unknown = sorted(set(order.results) - set(wanted))
    missing = [zh for check, zh in wanted.items() if check not in order.results]
    if unknown:
        raise Invalid("unknown-check", "有不属于这一步的审查项。", f"Unknown checks: {unknown}.")
    if missing:
        raise Invalid(
            "checks-missing",
            f"还缺少审查结果：{'、'.join(missing)}。",
            "Every check of this step needs its result.",
            [{"zh": zh, "en": zh} for zh in missing],
        )


def _check_asked(wanted: bool, given: State | None, field: str, zh: str, en: str) -> None:
    if wanted and given is None:
        raise Invalid(f"{field}-missing", f"这一步需要填写{zh}。", f"This step asks for {en}.")
    if not wanted and given is not None:
        raise Invalid(f"{field}-unasked", f"这一步不需要{zh}。", f"This step takes no {field}.")


def _check_tally(tally: Tally) -> None:
    votes = tally.votes_for + tally.against + tally.abstain
    if not votes <= tally.present <= tally.expected:
        raise Invalid(
            "tally-wrong",
            "票数不符：赞成、反对、弃权之和不能超过实到人数，实到不能超过应到。",
            "The votes exceed those present, or those present exceed those expected.",
        )


def passed(tally: Tally) -> bool:
    """More than half of those present said yes. The source gives no rule: our proposal [D]."""
    return 2 * tally.votes_for > tally.present


def _check_notice(notice: NoticeDates, days: int, today: str) -> None:
    ran = (date.fromisoformat(notice.ends_on) - date.fromisoformat(notice.published_on)).days
    if ran < days:
        raise Invalid(
            "notice-too-short",
            f"公示期不少于 {days} 天，这里只有 {max(ran, 0)} 天。",
            f"A notice runs at least {days} days; this one runs {ran}.",
        )
    if notice.published_on > today:
        raise in_future()


def fails(order: StepOrder) -> bool:
    """Whether this order says that somebody did not pass."""
    lost = order.tally is not None and not passed(order.tally)
    return order.refused or lost or "FAIL" in order.results.values()


def take_step(member: Member, charter: Charter, order: StepOrder, member_id: str) -> Change[Member]:
    """Take one member one step on, or let them fall where a check says FAIL.

    Raises ``WrongState`` out of the charter's order, while a notice runs or an objection is open.
    """
    place = step_of(charter, order.step)
    step = charter.selection[place]
    check_turn(member, charter, place)
    _check_notice_over(member, order.at, charter.selection[place - 1])
    order = reviewed(member, step, order)
    if fails(order):
        return _fall(member, step, order)
    status = MemberStatus(TABLE.move(member.status, ACTION_TO[MemberStatus(step.to)]))
    update: dict[str, object] = {"status": status, "conclusions": {}}
    if order.notice:
        update |= {"notice": order.notice_id, "notice_ends_on": order.notice.ends_on}
    if status in HOLDING and not member.appointed_on:
        update["appointed_on"] = order.on
    moved = noted(member, _row(order, status), **update)
    events = [appointed(moved, member_id)] if status is MemberStatus.ACTIVE else []
    return Change(moved, events)


def reviewed(member: Member, step: SelectionStep, order: StepOrder) -> StepOrder:
    """The order with what the bodies said of this candidate, where it brings no results itself."""
    if not step.checks:
        return order
    if order.results:
        _check_agreeing(member, step, order)
        return order
    if asked := still_asked(member, step):
        names = "、".join(body.zh for body in asked)
        raise WrongState(
            "review-incomplete",
            f"{member.name}还缺少结论：{names}。",
            f"Some bodies have not answered on {member.name}: {', '.join(b.en for b in asked)}.",
        )
    results = {check.id: member.conclusions[check.id].result for check in step.checks}
    return order.model_copy(update={"results": results})


def _check_agreeing(member: Member, step: SelectionStep, order: StepOrder) -> None:
    """Raise ``WrongState`` where the order says of a body what its letter does not (E-14)."""
    said = {body: verdict.result for body, verdict in member.conclusions.items()}
    told = order.results
    against = [one for one in step.checks if said.get(one.id, told[one.id]) != told[one.id]]
    if against:
        raise WrongState(
            "conclusion-contradicted",
            f"{member.name}：与已登记的结论不符（{'、'.join(one.zh for one in against)}）。",
            f"{member.name}: contradicts what was noted of {', '.join(o.en for o in against)}.",
        )


def appointed(member: Member, member_id: str) -> MemberAppointed:
    """What may be known of a member who has the seat; never the phone."""
    return MemberAppointed(
        member=member_id,
        name=member.name,
        community=member.community,
        category=member.category,
        community_group=member.community_group,
        specialty_group=member.specialty_group,
        grid=member.grid,
    )


def _check_notice_over(member: Member, at: datetime, previous: SelectionStep) -> None:
    if not previous.notice:
        return
    if day(at).isoformat() <= member.notice_ends_on:
        raise WrongState(
            "notice-running",
            f"{member.name}的公示到 {member.notice_ends_on} 结束，之后才能进行下一步。",
            f"The public notice runs until the end of {member.notice_ends_on}.",
        )
    if member.open_objections:
        raise WrongState(
            "objection-open",
            f"{member.name}有 {member.open_objections} 条异议尚未处理，处理后才能进行下一步。",
            "An objection is open; it must be closed first.",
        )


def _fall(member: Member, step: SelectionStep, order: StepOrder) -> Change[Member]:
    failed = [check.zh for check in step.checks if order.results.get(check.id) == "FAIL"]
    reason = order.reason or f"未通过：{'、'.join(failed) or step.zh}"
    status = MemberStatus(TABLE.move(member.status, "reject"))
    row = _row(order.model_copy(update={"reason": reason}), status)
    return Change(noted(member, row, status=status, conclusions={}))


def _row(order: StepOrder, status: MemberStatus) -> HistoryRow:
    return HistoryRow(
        step=order.step,
        to=status,
        at=order.at,
        on=order.on,
        actor=order.actor,
        results=dict(order.results),
        meeting=order.meeting,
        tally=order.tally,
        notice=order.notice,
        reason=order.reason,
    )
