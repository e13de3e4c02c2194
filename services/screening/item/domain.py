"""Suggestions as the screening sees them: a copy of the public facts, the triage, the citations."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from contracts.intake import SuggestionAccepted, SuggestionCorrected
from contracts.screening import Disposition, Level, SuggestionSetAside, SuggestionTriaged

MAX_CITATIONS = 20


class ItemStatus(StrEnum):
    """Where a suggestion stands in the screening."""

    OPEN = "OPEN"
    TRIAGED = "TRIAGED"
    MERGED = "MERGED"


ITEMS = StateTable(
    name="Item",
    start=ItemStatus.OPEN,
    moves={
        (ItemStatus.OPEN, "triage"): ItemStatus.TRIAGED,
        (ItemStatus.TRIAGED, "triage"): ItemStatus.TRIAGED,
        (ItemStatus.TRIAGED, "undo"): ItemStatus.OPEN,
        (ItemStatus.OPEN, "merge"): ItemStatus.MERGED,
        (ItemStatus.TRIAGED, "merge"): ItemStatus.MERGED,
        (ItemStatus.MERGED, "reopen"): ItemStatus.OPEN,
        (ItemStatus.TRIAGED, "reopen"): ItemStatus.OPEN,
        (ItemStatus.MERGED, "stand"): ItemStatus.TRIAGED,
        (ItemStatus.TRIAGED, "stand"): ItemStatus.TRIAGED,
    },
    zh={
        ItemStatus.OPEN: "待研究",
        ItemStatus.TRIAGED: "已分级分类",
        ItemStatus.MERGED: "已并案",
    },
)


class Triage(State):
    """分级分类: level, category, opinion, where it goes and who handles it (E-22).

    ``unit`` leads, ``co_units`` help; ``barred`` is the question of the negative list that was
    answered with yes.
    """

    level: Level
    category: str
    disposition: Disposition
    opinion: str
    unit: str = ""
    co_units: tuple[str, ...] = ()
    barred: str = ""


class SentBack(State):
    """What a unit said when it gave back what is not its own, and on which day."""

    unit: str
    reason: str
    on: str


class Item(State):
    """A suggestion in the screening. ``sequence`` is intake's version of the facts copied here.

    ``disposition`` repeats that of the triage for lists (empty before); ``cited`` says whether any
    proposal took it up, ``candidates`` which (the first 20). ``earlier`` is the triage that the
    last one replaced, for undoing it, or the one that it had before it came back (``reopen``).
    ``linked_at`` is intake's version of the last word on whether it is merged. ``assigned_on`` is
    the day its unit got it, ``sent_back`` what that unit said when it gave it back, until another
    has it (``handed_back``, for lists). ``held``: decided where
    answers are released together, so that its fate is public once it is ``released``.
    """

    cycle: str
    no: str
    title: str
    community: str
    channel: str
    category: str
    collector: str = ""
    sequence: int
    linked_at: int = 0
    status: ItemStatus = ItemStatus.OPEN
    target: str = ""
    triage: Triage | None = None
    earlier: Triage | None = None
    assigned_on: str = ""
    sent_back: SentBack | None = None
    handed_back: bool = False
    disposition: str = ""
    cited: bool = False
    candidates: tuple[str, ...] = ()
    set_aside: bool = False
    held: bool = False
    released: bool = False

    @property
    def may_be_cited(self) -> bool:
        """Whether a proposal may name it as its source."""
        return self.status is ItemStatus.TRIAGED and (
            self.disposition == Disposition.PROJECT_SOURCE
        )


Facts = SuggestionAccepted | SuggestionCorrected


def keep(facts: Facts, sequence: int) -> Callable[[Item | None], Change[Item]]:
    """Keep the newest public facts of a suggestion; an older event is ignored."""

    def decide(found: Item | None) -> Change[Item]:
        if found is not None and found.sequence >= sequence:
            return Change(found)
        copied = facts.model_dump(exclude={"suggestion"}) | {"sequence": sequence}
        return Change(found.model_copy(update=copied) if found else Item(**copied))

    return decide


def merge(item_id: str, target: str, sequence: int) -> Callable[[Item], Change[Item]]:
    """The suggestion was linked to another that says the same; it is screened there."""

    def decide(item: Item) -> Change[Item]:
        if item.linked_at > sequence and item.status is ItemStatus.TRIAGED:
            # Its triage and both words crossed: others may have heard it of a merged one.
            return _back(item_id, item)
        if item.linked_at >= sequence:
            return Change(item)
        status = ITEMS.move(item.status, "merge")
        update = {"status": status, "target": target, "linked_at": sequence}
        return Change(item.model_copy(update=update))

    return decide


def reopen(item_id: str, sequence: int, *, board: bool) -> Callable[[Item], Change[Item]]:
    """It was parted from its lead, or its answer does not hold: it waits for a triage again.

    Where only the answer does not hold, that is so while the ``board`` is open; later its unit, or
    a clerk, answers anew under the triage that it has.
    """

    def decide(item: Item) -> Change[Item]:
        if item.linked_at >= sequence:
            return Change(item)
        known = item.model_copy(update={"linked_at": sequence})
        parted = item.status is ItemStatus.MERGED
        unsolved = item.status is ItemStatus.TRIAGED and board and not item.cited
        return _back(item_id, known) if parted or unsolved else Change(known)

    return decide


def _back(item_id: str, item: Item) -> Change[Item]:
    """It waits for its triage; one that a proposal cites keeps it, and it is said again."""
    if item.cited and item.triage:
        kept = {"status": ITEMS.move(item.status, "stand"), "target": ""}
        said = triaged_event(item_id, item, item.triage)
        return Change(item.model_copy(update=kept), (said,))
    status = ITEMS.move(item.status, "reopen")
    update = {"status": status, "target": "", "earlier": item.triage, "set_aside": False}
    return Change(item.model_copy(update={**update, **_NO_TRIAGE}))


_NO_TRIAGE = {
    "triage": None,
    "disposition": "",
    "assigned_on": "",
    "sent_back": None,
    "handed_back": False,
}


def triage(
    item_id: str, triage: Triage, on: date | None = None, *, held: bool = False
) -> Callable[[Item], Change[Item]]:
    """Grade and classify a suggestion (E-22). May be done again, but not from under a proposal."""

    def decide(item: Item) -> Change[Item]:
        status = ITEMS.move(item.status, "triage")
        _check_cited(item, triage.disposition)
        if item.triage == triage and not item.handed_back:
            return Change(item)
        update = {"status": status, "earlier": item.triage}
        return told(item_id, item.model_copy(update=update), triage, on, held=held)

    return decide


def told(item_id: str, item: Item, triage: Triage, on: date | None, *, held: bool) -> Change[Item]:
    """The suggestion with this triage, and the word of it; whoever it is assigned to has it now."""
    assigned = triage.disposition is Disposition.ASSIGNED
    update = {
        "triage": triage,
        "disposition": triage.disposition.value,
        "assigned_on": on.isoformat() if assigned and on else "",
        "sent_back": None,
        "handed_back": False,
        "held": held,
        "released": False,
    }
    return Change(item.model_copy(update=update), (triaged_event(item_id, item, triage),))


def triaged_event(item_id: str, item: Item, triage: Triage) -> SuggestionTriaged:
    """What is said of a triage."""
    return SuggestionTriaged(
        suggestion=item_id,
        cycle=item.cycle,
        level=triage.level,
        category=triage.category,
        disposition=triage.disposition,
        unit=triage.unit,
        co_units=triage.co_units,
    )


def _check_cited(item: Item, disposition: Disposition | None) -> None:
    if item.cited and disposition is not Disposition.PROJECT_SOURCE:
        raise WrongState(
            "cited",
            "已有备选项目引用这条意见建议，不能改变去向。",
            "A proposal cites this suggestion; its disposition cannot change.",
        )


def undo(item_id: str, on: date, *, held: bool = False) -> Callable[[Item], Change[Item]]:
    """Take the last triage back: what stood before it stands again, else it waits for one.

    A first triage that is taken back says nothing: others keep what they heard until the next
    triage, which the leg cannot close without.
    """

    def decide(item: Item) -> Change[Item]:
        status = ITEMS.move(item.status, "undo")
        _check_cited(item, item.earlier.disposition if item.earlier else None)
        if item.earlier is not None:
            before = item.model_copy(update={"earlier": None})
            return told(item_id, before, item.earlier, on, held=held)
        return Change(item.model_copy(update={"status": status, **_NO_TRIAGE}))

    return decide


def check_triage(triage: Triage) -> None:
    """A suggestion that is assigned names the unit that handles it."""
    if triage.disposition is Disposition.ASSIGNED and not triage.unit:
        raise Invalid(
            "unit-missing",
            "交办的意见建议需要写明承办单位。",
            "A suggestion that is assigned names the unit that handles it.",
            [{"field": "unit", "zh": "请填写承办单位。", "en": "Name the unit."}],
        )
    if triage.barred and triage.disposition is Disposition.PROJECT_SOURCE:
        raise Invalid(
            "barred",
            "负面清单内的事项不能作为项目来源，请选择其他去向。",
            "What the negative list names is no source of a project; choose another way.",
            [{"field": "disposition", "zh": "请重新选择。", "en": "Choose again."}],
        )


def cite(candidate: str) -> Callable[[Item], Change[Item]]:
    """A proposal names this suggestion as its source."""

    def decide(item: Item) -> Change[Item]:
        if candidate in item.candidates:
            return Change(item)
        candidates = (*item.candidates, candidate)[:MAX_CITATIONS]
        update = {"cited": True, "set_aside": False, "candidates": candidates}
        return Change(item.model_copy(update=update))

    return decide


def release(item: Item) -> Change[Item]:
    """Its answer was published: everybody may know where it went."""
    return Change(item.model_copy(update={"released": True}))


def set_aside(item_id: str, *, held: bool = False) -> Callable[[Item], Change[Item]]:
    """Nobody took the suggestion up: it stays for reference, and its author is told."""

    def decide(item: Item) -> Change[Item]:
        if item.cited or item.set_aside or not item.may_be_cited:
            return Change(item)
        said = SuggestionSetAside(suggestion=item_id, cycle=item.cycle)
        update = {"set_aside": True, "held": held, "released": False}
        return Change(item.model_copy(update=update), (said,))

    return decide
