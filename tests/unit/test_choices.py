"""Options of the charter: found by id or either name, listed for a form, named on a page."""

import pytest

from chassis.core.errors import Invalid
from chassis.rooms.choices import meant, named, namer, pairs, pick, worded
from contracts.charter import Named

NORTH = Named(id="north", zh="北社区", en="North")
SOUTH = Named(id="south", zh="南社区", en="South")
BOTH = (NORTH, SOUTH)


@pytest.mark.parametrize("given", ["south", "南社区", "South", " 南社区 "])
def test_option_when_given_by_id_or_either_name_then_its_id(given: str) -> None:
    assert pick(BOTH, given, "community") == meant(BOTH, given) == "south"


def test_option_when_nothing_is_given_then_nothing_is_chosen() -> None:
    assert pick(BOTH, "", "community") == ""


def test_option_when_unknown_then_the_field_and_the_choices_are_told() -> None:
    assert meant(BOTH, "west") == ""
    with pytest.raises(Invalid) as refused:
        pick(BOTH, "west", "community")
    (row,) = refused.value.details
    assert row["field"] == "community"
    assert "北社区、南社区" in row["zh"]
    assert "North, South" in row["en"]


def test_choices_of_a_form_in_one_language() -> None:
    assert named(BOTH, chinese=True) == [("north", "北社区"), ("south", "南社区")]
    assert pairs({"OK": ("正常", "Fine")}, chinese=False) == [("OK", "Fine")]


def test_names_when_a_code_is_in_no_list_then_it_stands_for_itself() -> None:
    name = namer([NORTH], [SOUTH], chinese=True)
    assert [name("north"), name("south"), name("west")] == ["北社区", "南社区", "west"]
    word = worded({"OK": ("正常", "Fine")}, chinese=False)
    assert [word("OK"), word("NA")] == ["Fine", "NA"]
