"""Every allowed move of the screening's state tables, and every other one refused."""

import pytest

from chassis.core.decision import StateTable
from chassis.core.errors import WrongState
from services.screening.candidate.domain.candidate import CANDIDATES
from services.screening.item.domain import ITEMS
from services.screening.ledger.domain.ledger import LEGS, NOTES
from services.screening.opinion.domain import OPINIONS

ALLOWED: list[tuple[StateTable, dict[str, dict[str, str]]]] = [
    (
        LEGS,
        {
            "PENDING": {"open": "OPEN", "announce": "CLOSED"},
            "OPEN": {"close": "CLOSED", "announce": "CLOSED"},
            "CLOSED": {"reopen": "OPEN"},
        },
    ),
    (
        NOTES,
        {
            "OPEN": {
                "accept": "CANDIDATE",
                "decline": "DECLINED",
                "withdraw": "WITHDRAWN",
                "merge": "MERGED",
            },
            "CANDIDATE": {
                "accept": "CANDIDATE",
                "decline": "DECLINED",
                "withdraw": "WITHDRAWN",
                "merge": "MERGED",
            },
            "DECLINED": {"accept": "CANDIDATE", "decline": "DECLINED"},
            "WITHDRAWN": {"withdraw": "WITHDRAWN"},
            "MERGED": {"merge": "MERGED"},
        },
    ),
    (
        ITEMS,
        {
            "OPEN": {"triage": "TRIAGED", "merge": "MERGED"},
            "TRIAGED": {
                "triage": "TRIAGED",
                "undo": "OPEN",
                "merge": "MERGED",
                "reopen": "OPEN",
                "stand": "TRIAGED",
            },
            "MERGED": {"reopen": "OPEN", "stand": "TRIAGED"},
        },
    ),
    (
        CANDIDATES,
        {
            "PROPOSED": {"number": "ALTERNATIVE"},
            "ALTERNATIVE": {
                "accept": "CANDIDATE",
                "decline": "DECLINED",
                "merge": "MERGED",
                "withdraw": "WITHDRAWN",
                "revise": "ALTERNATIVE",
            },
            "CANDIDATE": {
                "accept": "CANDIDATE",
                "decline": "DECLINED",
                "merge": "MERGED",
                "withdraw": "WITHDRAWN",
                "revise": "CANDIDATE",
                "freeze": "ON_BALLOT",
            },
            "DECLINED": {"accept": "CANDIDATE", "decline": "DECLINED"},
            "ON_BALLOT": {"select": "SELECTED", "reserve": "RESERVED"},
            "SELECTED": {},
            "RESERVED": {},
            "MERGED": {},
            "WITHDRAWN": {},
        },
    ),
    (OPINIONS, {"OPEN": {"answer": "ANSWERED"}, "ANSWERED": {}}),
]
MOVES = [
    (table, status, action, moves[status].get(action))
    for table, moves in ALLOWED
    for status in moves
    for action in sorted({action for _, action in table.moves})
]


@pytest.mark.parametrize(("table", "status", "action", "following"), MOVES)
def test_move_when_it_is_in_the_table_then_made_else_refused(
    table: StateTable, status: str, action: str, following: str | None
) -> None:
    if following is not None:
        assert table.move(status, action) == following
        return
    with pytest.raises(WrongState) as refused:
        table.move(status, action)
    assert table.zh[status] in refused.value.zh


@pytest.mark.parametrize(("table", "moves"), ALLOWED)
def test_table_when_read_then_every_status_is_known_and_named(
    table: StateTable, moves: dict[str, dict[str, str]]
) -> None:
    assert set(table.statuses()) == set(moves)
    assert set(table.zh) == set(table.statuses())
