"""Which step of the charter's selection is a candidate's next. Pure (W-07)."""

from chassis.core.errors import Invalid, WrongState
from contracts.charter import Charter
from services.assembly.member.domain.member import ZH, Member, MemberStatus


def step_of(charter: Charter, name: str) -> int:
    """The place of a step in the order. Raises ``Invalid``; the import takes the first one."""
    for place, step in enumerate(charter.selection):
        if step.step == name and place:
            return place
    steps = "、".join(f"{step.step}（{step.zh}）" for step in charter.selection[1:])
    raise Invalid("unknown-step", f"没有这一步，可选：{steps}。", "The charter has no such step.")


def ready_status(charter: Charter, place: int) -> MemberStatus:
    """The status a member has before the step at this place."""
    return MemberStatus(charter.selection[place - 1].to)


def in_future() -> Invalid:
    """A date of what happened that lies after today."""
    return Invalid("future-date", "日期不能晚于今天。", "The date lies in the future.")


def check_turn(member: Member, charter: Charter, place: int) -> None:
    """Raise ``WrongState`` where this step is not the member's next."""
    wanted = ready_status(charter, place)
    if member.status is not wanted:
        step = charter.selection[place]
        raise WrongState(
            "out-of-order",
            f"{member.name}当前为“{ZH[member.status]}”，“{step.zh}”须在“{ZH[wanted]}”之后进行。",
            f"The member is {member.status}; {step.step} follows {wanted}.",
        )
