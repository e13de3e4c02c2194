"""纸质票双录: two tellers type the pile apart; only where they agree does it count.

Papers are told apart by the public key of their coupon, never its code. What was typed is dropped
once it lies with the papers.
"""

from typing import Any

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from services.ballot.ballot.domain.ballot import not_named
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
Papers = dict[str, Paper]
"""Papers by the public key of their coupon."""


class Pile(State):
    """The paper votes of one round. ``typed`` by teller; ``doubles`` came by phone as well.

    Once put away only two numbers are left: ``papers`` put in, ``doubles_found`` left out.
    ``salt`` is random and goes with what was typed: without it the digests of the audit trail
    would tell, by trying, which papers of the box came from the pile.
    """

    ballot: str
    round: int
    status: str = PILE.start
    typed: dict[str, Papers] = Field(default_factory=dict)
    doubles: tuple[str, ...] = ()
    salt: str = ""
    papers: int = 0
    doubles_found: int = 0

    @property
    def agreed(self) -> Papers:
        """What both tellers typed."""
        return next(iter(self.typed.values()), {})


def type_pile(state: Pile, teller: str, tellers: tuple[str, ...], papers: Papers) -> Change[Pile]:
    """One teller's reading of the pile, or its correction."""
    status = PILE.move(state.status, "type")
    if teller not in tellers:
        raise not_named()
    if len({*state.typed, teller}) > 2:
        raise WrongState(
            "two-typed", "已有两名计票人录入，请由他们核对更正。", "Two tellers have typed it."
        )
    ordered = {key: papers[key] for key in sorted(papers)}
    return Change(
        state.model_copy(update={"status": status, "typed": {**state.typed, teller: ordered}})
    )


def both_typed_alike(state: Pile) -> bool:
    """Whether two tellers typed exactly the same."""
    readings = list(state.typed.values())
    return len(readings) == 2 and readings[0] == readings[1]


def agree(state: Pile, by_phone: frozenset[str]) -> Change[Pile]:
    """Both readings are alike: note which slips voted by phone already; those papers are out."""
    if state.status != "TYPING" or not both_typed_alike(state):
        return Change(state)
    status = PILE.move(state.status, "agree")
    doubles = tuple(sorted(set(state.agreed) & by_phone))
    return Change(state.model_copy(update={"status": status, "doubles": doubles}))


def put_away(state: Pile) -> Change[Pile]:
    """The papers lie with the others: forget what was typed."""
    if state.status == "PUT_AWAY":
        return Change(state)
    changed = {
        "status": PILE.move(state.status, "put_away"),
        "papers": len(state.agreed) - len(state.doubles),
        "doubles_found": len(state.doubles),
        "typed": {},
        "doubles": (),
        "salt": "",
    }
    return Change(state.model_copy(update=changed))


def differing(state: Pile, teller: str) -> frozenset[str]:
    """Keys on which this teller's reading differs from the other's."""
    mine = state.typed.get(teller, {})
    others = [papers for who, papers in state.typed.items() if who != teller]
    keys = {key for papers in others for key in {*mine, *papers}}
    return frozenset(k for k in keys if any(mine.get(k) != papers.get(k) for papers in others))


def bad_pile(rows: list[dict[str, Any]]) -> Invalid:
    """Rows (``row`` from 1, ``zh``, ``en``) that cannot be taken; the first 50 are told."""
    return Invalid("bad-pile", "录入有误，请核对。", "Some rows cannot be taken.", rows[:50])
