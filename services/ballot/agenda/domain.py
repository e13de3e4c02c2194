"""What is done with the items of an agenda: before the session, and in it."""

from collections.abc import Callable
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import Invalid, NotFound, WrongState
from services.ballot.agenda.item import (
    DECIDED_BY_HAND,
    MOST_ITEMS,
    AgendaItem,
    Doubt,
    ItemKind,
    Noted,
    Place,
    Raised,
    check_limit,
    standing,
)
from services.ballot.session.domain import SESSION, Session

MOST_NOTES = 40
"""Lines of one item's history; the oldest but the first makes room."""
RULES_NOT_ADOPTED = (
    "rules-not-adopted",
    "议程中的票决办法还没有表决通过，不能开始投票。",
    "The session has not adopted the voting rules on its agenda; the vote cannot open.",
)

Edit = Callable[[AgendaItem], AgendaItem]


def arranged(state: Session, agenda: tuple[AgendaItem, ...]) -> Change[Session]:
    """The session with this agenda. Raises ``WrongState`` once its papers are final."""
    SESSION.move(state.status, "arrange")
    return Change(state.model_copy(update={"agenda": agenda}))


def item_of(state: Session, item: str) -> AgendaItem:
    """One item that is still on the agenda. Raises ``NotFound``."""
    for one in standing(state.agenda):
        if one.id == item:
            return one
    raise NotFound("no-agenda-item", "议程里没有这一项。", "This item is not on the agenda.")


def noted(one: AgendaItem, line: Noted) -> AgendaItem:
    """The item with one more line in its history."""
    history = (*one.history, line)
    if len(history) > MOST_NOTES:
        history = (history[0], *history[2:])
    return one.model_copy(update={"history": history})


def edited(state: Session, item: str, edit: Edit) -> tuple[AgendaItem, ...]:
    """The agenda with one of its items changed. Raises ``NotFound``."""
    item_of(state, item)
    return tuple(edit(one) if one.id == item else one for one in state.agenda)


# ---- before the session --------------------------------------------------------------------


def add(state: Session, new: AgendaItem, line: Noted, limit: int, reason: str) -> Change[Session]:
    """A further item at the end; beyond the limit only with a reason (W-02)."""
    reason = reason or state.override_reason
    agenda = (*state.agenda, noted(new, line))
    if len(agenda) > MOST_ITEMS:
        raise Invalid("agenda-full", "议程的记录已满。", f"An agenda holds {MOST_ITEMS} items.")
    check_limit(agenda, limit, reason)
    change = arranged(state, agenda)
    return Change(change.state.model_copy(update={"override_reason": reason}))


def change(state: Session, item: str, told: dict[str, object], line: Noted) -> Change[Session]:
    """Title, kind, presenter, minutes of an item."""
    return arranged(
        state, edited(state, item, lambda one: noted(one.model_copy(update=told), line))
    )


def move(state: Session, item: str, step: int) -> Change[Session]:
    """An item one place up (``-1``) or down (``1``); at the end of the list nothing happens."""
    shown = list(standing(state.agenda))
    at = shown.index(item_of(state, item))
    to = at + step
    if not 0 <= to < len(shown):
        return arranged(state, state.agenda)
    shown[at], shown[to] = shown[to], shown[at]
    gone = tuple(one for one in state.agenda if one.place is not Place.ON)
    return arranged(state, (*shown, *gone))


def doubt(state: Session, item: str, why: Doubt | None, line: Noted) -> Change[Session]:
    """Flag an item of little attention or effect, or take the flag away (W-03)."""
    return change(state, item, {"doubt": why}, line)


def delete(state: Session, item: str, line: Noted) -> Change[Session]:
    """Take an item off; it stays in the record with who, when and why (W-03)."""
    _leave_one(state)
    return change(state, item, {"place": Place.DELETED}, line)


def merge(state: Session, item: str, into: str, line: Noted) -> Change[Session]:
    """Merge an item into another that stays on the agenda (W-03)."""
    if item == into:
        raise Invalid("same-item", "不能并入自己，请选另一项。", "Choose another item.")
    target = item_of(state, into)
    told = line.model_copy(update={"what": "merged-in", "reason": item_of(state, item).title})
    following = change(state, item, {"place": Place.MERGED, "into": into}, line).state
    return arranged(following, edited(following, target.id, lambda one: noted(one, told)))


def _leave_one(state: Session) -> None:
    if len(standing(state.agenda)) == 1:
        raise WrongState(
            "agenda-empty", "议程至少保留一项。", "At least one item stays on the agenda."
        )


# ---- in the session ------------------------------------------------------------------------


def discuss(state: Session, item: str, speakers: int, said: str) -> Change[Session]:
    """讨论: how many spoke, and what was said in short (W-09)."""
    SESSION.move(state.status, "deliberate")
    told = {"discussed": True, "speakers": speakers, "said": said}
    agenda = edited(state, item, lambda one: one.model_copy(update=told))
    return Change(state.model_copy(update={"agenda": agenda}))


def check_by_hands(state: Session, item: str) -> None:
    """Raise where hands do not decide this item, or have adopted these rules already (W-09)."""
    found = item_of(state, item)
    if found.kind not in DECIDED_BY_HAND:
        raise WrongState(
            "not-by-hands", "这一项不以举手表决。", "This item is not decided by a show of hands."
        )
    if found.kind is ItemKind.RULES and found.hands and found.hands.adopted:
        raise WrongState(
            "decided", "票决办法已经通过。", "The voting rules have been adopted already."
        )


def decide(state: Session, item: str, hands: Raised, at: datetime, by: str) -> Change[Session]:
    """举手表决: what two tellers counted decides the item; ``by`` is the second of them."""
    SESSION.move(state.status, "deliberate")
    check_by_hands(state, item)
    line = Noted(at=at, by=by, what="decided")
    told = {"hands": hands}
    agenda = edited(state, item, lambda one: noted(one.model_copy(update=told), line))
    return Change(state.model_copy(update={"agenda": agenda}))


def check_rules_adopted(state: Session) -> None:
    """Raise ``WrongState`` while the voting rules stand on the agenda and are not adopted."""
    for one in standing(state.agenda):
        if one.kind is ItemKind.RULES and not (one.hands and one.hands.adopted):
            raise WrongState(*RULES_NOT_ADOPTED)
