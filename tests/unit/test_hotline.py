"""Tickets of the hotline: their number, their terms, and region codes as text."""

from datetime import date

import pytest
from pydantic import ValidationError

from chassis.core.errors import Invalid, WrongState
from contracts.hotline_rules import CODES, HotlineRules
from contracts.places import Grid, wrong_codes
from services.assembly.charter.domain import check_charter
from services.intake.hotline.domain import check_return, ticket_key, tidy_number
from services.intake.suggestion.domain.suggestion import Suggestion
from tests.unit.assembly_things import charter_named

TICKET = Suggestion(
    title="", content="x", community="c", channel="v", collected_on="2025-04-28",
    entered_by="e", hotline=True, ticket="CS-20250428-001",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" cs－20250428 – 001 ", "CS-20250428-001"),
        ("ＣＳ２０２５０４２８００１", "CS20250428001"),
        ("00012345678901234567", "00012345678901234567"),
        ("123", ""),
        ("工单12345", ""),
        ("=1+1", ""),
        ("A" * 31, ""),
    ],
)
def test_number_when_written_by_hand_then_one_number(written: str, number: str) -> None:
    assert tidy_number(written) == number


def test_number_when_the_same_then_the_same_ticket_of_this_street_alone() -> None:
    assert ticket_key("430111005", "A-1001") == ticket_key("430111005", tidy_number("a－1001"))
    assert ticket_key("430111005", "A-1001") != ticket_key("430105006", "A-1001")


def test_ticket_when_its_term_is_over_then_it_does_not_go_back() -> None:
    check_return(TICKET, date(2025, 4, 30), date(2025, 4, 30))
    with pytest.raises(WrongState, match="sent back until 2025-04-30"):
        check_return(TICKET, date(2025, 5, 6), date(2025, 4, 30))


def test_rules_when_a_kind_is_gone_then_the_first_holds_and_ids_are_told_apart() -> None:
    assert HotlineRules().kind("GONE").days == 7
    assert HotlineRules().kind("HARD").days == 15
    with pytest.raises(ValidationError, match="id of its own"):
        HotlineRules(codes=(*CODES, CODES[0]))


def test_codes_when_not_twelve_digits_of_the_street_then_they_are_named() -> None:
    given = ("430111005001", "430105006001", "43011100501", "43011100500１", "0430111005001")
    assert wrong_codes("430111005", given) == list(given[1:])


def test_charter_when_a_code_or_a_grid_is_another_streets_then_adopting_says_so() -> None:
    charter = charter_named("dongtang")
    wrong = charter.communities[0].model_copy(update={"id": "430105006001"})
    strange = Grid(community="430105006002", name="1")
    broken = charter.model_copy(
        update={"communities": (wrong, *charter.communities[1:]), "grid_register": (strange,)}
    )
    with pytest.raises(Invalid) as refused:
        check_charter(broken)
    assert "430105006001" in str(refused.value.details)
    assert "430105006002" in str(refused.value.details)
