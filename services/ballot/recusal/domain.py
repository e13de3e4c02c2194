"""Who stands aside from which candidates, pure. How many is public, who and why is not.

Who stands aside from every candidate draws no slip (``roll.domain.stands_aside``).
"""

from chassis.core.decision import Change
from chassis.core.errors import Invalid, NotFound, WrongState
from services.ballot.session.domain import SESSION, Session, check_not_voting
from services.ballot.session.presence import Recusal


def recuse(state: Session, wanted: Recusal) -> Change[Session]:
    """登记回避: told again, it replaces what was told of this member before."""
    _check_open(state)
    known = {item.candidate for item in state.items}
    if not set(wanted.candidates) <= known:
        raise Invalid("no-candidate", "没有这个候选项目。", "There is no such candidate.")
    if known == set(wanted.candidates) and wanted.member in state.drawn:
        raise WrongState(
            "cannot-stand-aside",
            "该议事员已抽取投票码条，不能再登记对全部候选项目回避。",
            "This member has drawn a slip and cannot stand aside from all candidates any more.",
        )
    return Change(state.model_copy(update={"recusals": (*_others(state, wanted.member), wanted)}))


def withdraw(state: Session, member: str) -> Change[Session]:
    """撤销回避: it was a mistake, or the interest is gone."""
    _check_open(state)
    if all(one.member != member for one in state.recusals):
        raise NotFound("no-recusal", "该议事员没有登记回避。", "This member does not stand aside.")
    return Change(state.model_copy(update={"recusals": _others(state, member)}))


def _others(state: Session, member: str) -> tuple[Recusal, ...]:
    return tuple(one for one in state.recusals if one.member != member)


def _check_open(state: Session) -> None:
    SESSION.move(state.status, "recuse")
    check_not_voting(state)
