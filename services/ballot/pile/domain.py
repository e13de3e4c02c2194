"""纸质票双录: the paper votes of one round, as up to three people read them; two alike count.

What stands here only while the round is counted: public keys and their papers. Once two readings
are alike, the papers go into the box with the others and are forgotten here (C-11).
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from services.ballot.ballot.domain.ballot import not_named
from services.ballot.ballot.domain.officers import Officers
from services.ballot.casting.paper import Paper

PILE = StateTable(
    "pile",
    "TYPING",
    {
        ("TYPING", "type"): "TYPING",
        ("TYPING", "agree"): "AGREED",
        ("AGREED", "put_away"): "PUT_AWAY",
    },
    {"TYPING": "录入中", "AGREED": "两人一致", "PUT_AWAY": "已入箱"},
)
READINGS = 3
"""How many people may read the pile: one who errs or cheats alone stops nothing."""
Papers = dict[str, Paper]
"""Papers by the public key of their coupon."""


class DraftRow(State):
    """One paper as somebody typed it so far, right or wrong."""

    code: str = ""
    votes_for: tuple[str, ...] = ()
    spoiled: bool = False
    written: dict[str, str] = Field(default_factory=dict)


class Pile(State):
    """The paper votes of one round. ``typed`` by person; ``drafts`` what stands in their forms.

    ``doubles`` came by phone as well with the same votes, ``conflicts`` with other ones. Once put
    away only numbers are left: ``papers`` put in, ``doubles_found`` and ``conflicts_found``.
    ``salt`` is random and goes with what was typed: without it the digests of the audit trail
    would tell, by trying, which papers of the box came from the pile.
    """

    ballot: str
    round: int
    status: str = PILE.start
    typed: dict[str, Papers] = Field(default_factory=dict)
    drafts: dict[str, tuple[DraftRow, ...]] = Field(default_factory=dict)
    doubles: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    salt: str = ""
    papers: int = 0
    doubles_found: int = 0
    conflicts_found: int = 0

    @property
    def agreed(self) -> Papers | None:
        """What two people typed alike, or nothing yet."""
        pairs = combinations(self.typed.values(), 2)
        return next((one for one, other in pairs if one == other), None)

    @property
    def added(self) -> Papers:
        """What goes into the box: neither a double nor in conflict with a phone's paper."""
        out = {*self.doubles, *self.conflicts}
        return {key: paper for key, paper in (self.agreed or {}).items() if key not in out}


def type_pile(state: Pile, who: str, officers: Officers | None, papers: Papers) -> Change[Pile]:
    """One person's reading of the pile, or its correction."""
    PILE.move(state.status, "type")
    check_reader(state, who, officers)
    ordered = {key: papers[key] for key in sorted(papers)}
    return Change(state.model_copy(update={"typed": {**state.typed, who: ordered}}))


def keep_draft(
    state: Pile, who: str, officers: Officers | None, rows: tuple[DraftRow, ...]
) -> Change[Pile]:
    """What stands in somebody's form, so that leaving it or a refusal loses nothing."""
    PILE.move(state.status, "type")
    check_reader(state, who, officers)
    return Change(state.model_copy(update={"drafts": {**state.drafts, who: rows}}))


def check_reader(state: Pile, who: str, officers: Officers | None) -> None:
    """Raise where this person may not read the pile: the chief only once two others have."""
    if officers is None or who not in (officers.chief, *officers.tellers):
        raise not_named()
    if who in state.typed:
        return
    if len(state.typed) >= READINGS:
        raise WrongState(
            "three-typed", "已有三份录入，请录入人核对更正。", "Three people have typed it."
        )
    if who == officers.chief and len(state.typed) < READINGS - 1:
        raise WrongState(
            "chief-third",
            "先由两名计票人录入；不一致时，总监票人再录第三份。",
            "Two tellers type it first; the chief types a third where they differ.",
        )


def agree(state: Pile, in_box: Mapping[str, Paper]) -> Change[Pile]:
    """Two readings are alike: note which slips voted by phone already, and whether alike."""
    if state.status != "TYPING" or state.agreed is None:
        return Change(state)
    both = [key for key in sorted(state.agreed) if key in in_box]
    same = tuple(key for key in both if same_votes(state.agreed[key], in_box[key]))
    changed = {
        "status": PILE.move(state.status, "agree"),
        "doubles": same,
        "conflicts": tuple(key for key in both if key not in same),
    }
    return Change(state.model_copy(update=changed))


def same_votes(one: Paper, other: Paper) -> bool:
    """Whether two papers count alike. A pile is typed without AGAINST, which counts nowhere."""
    mine, theirs = [(p.votes_for, p.spoiled, p.written) for p in (one, other)]
    return mine == theirs


def put_away(state: Pile) -> Change[Pile]:
    """The papers lie with the others: forget what was typed."""
    if state.status == "PUT_AWAY":
        return Change(state)
    changed = {
        "status": PILE.move(state.status, "put_away"),
        "papers": len(state.added),
        "doubles_found": len(state.doubles),
        "conflicts_found": len(state.conflicts),
        **{"typed": {}, "drafts": {}, "doubles": (), "conflicts": (), "salt": ""},
    }
    return Change(state.model_copy(update=changed))


def differing(state: Pile, teller: str) -> frozenset[str]:
    """Keys on which this person's reading differs from another's."""
    mine = state.typed.get(teller, {})
    others = [papers for who, papers in state.typed.items() if who != teller]
    keys = {key for papers in others for key in {*mine, *papers}}
    return frozenset(k for k in keys if any(mine.get(k) != papers.get(k) for papers in others))


def bad_pile(rows: list[dict[str, Any]]) -> Invalid:
    """Rows (``row`` from 1, ``zh``, ``en``) that cannot be taken; the first 50 are told."""
    return Invalid("bad-pile", "录入有误，请核对。", "Some rows cannot be taken.", rows[:50])
