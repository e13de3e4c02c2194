"""Streets as data: a file or a list becomes charters, and errors say their line or row."""

import pytest

from chassis.core.errors import Invalid
from chassis.core.initials import initials, names
from services.assembly.charter import given
from services.assembly.charter.domain import CharterRecord
from services.assembly.presets import FOLDER, charter_from, presets_of, template
from tests.unit.assembly_things import charter_named

TEXT = (FOLDER / "template.toml").read_text(encoding="utf-8").replace('"000000000', '"430102001')
ROW = {**given.SAMPLE, "row": 2}


def told(wrong: pytest.ExceptionInfo[Invalid]) -> str:
    return " ".join(str(one["zh"]) for one in wrong.value.details)


def test_file_when_read_then_its_papers_in_force_stay_and_the_party_goes_on_from_it() -> None:
    paper = charter_named("dongtang").documents
    first = given.from_text("wenyilu", TEXT, 2026)
    held = CharterRecord(
        charter=first.model_copy(update={"documents": paper}), version=1, versions=()
    )
    again = given.from_text("wenyilu", TEXT, 2026, held)
    assert again == held.charter
    assert list(presets_of("430102001", again)) == ["wenyilu"]
    following = charter_from("wenyilu", "430102001", 2027, paper, again)
    assert following == again.model_copy(update={"year": 2027})


def test_file_when_named_as_a_preset_of_the_package_then_neither_hides_the_other() -> None:
    shipped = (FOLDER / "dongtang.toml").read_text(encoding="utf-8")
    assert given.from_text("dongtang", shipped, 2025).preset == "dongtang"
    changed = given.from_text("dongtang", shipped.replace("seats = 53", "seats = 57"), 2025)
    assert changed.preset == "dongtang-added"
    assert list(presets_of(changed.street, changed)) == ["dongtang-added", "dongtang"]


def test_file_when_a_value_is_wrong_then_its_line_is_told() -> None:
    broken = TEXT.replace("term_years = 5", "term_years = 50")
    line = broken.splitlines().index("term_years = 50") + 1
    with pytest.raises(Invalid) as wrong:
        given.from_text("x", broken, 2026)
    assert f"x.toml 第 {line} 行" in told(wrong)
    assert "term_years" in told(wrong)
    for text in ("street = ", 'street = "12"'):
        with pytest.raises(Invalid):
            given.street_of("x.toml", text)


def test_row_when_read_then_the_template_with_its_names_and_communities() -> None:
    charter = given.from_row(ROW, 2026)
    assert (charter.zh, charter.district_zh, charter.preset) == ("文艺路街道", "芙蓉区", "listed")
    assert [one.id for one in charter.communities] == ["430102001001", "430102001002"]
    assert charter.grid_register == ()
    assert template()["street"] not in charter.model_dump_json()
    bare = {"row": 3, "street": "430102002", "zh": "朝阳街街道", "district_zh": "芙蓉区"}
    assert [one.id for one in given.from_row(bare, 2026).communities] == ["430102002000"]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"communities": "识字里"}, "社区：识字里"),
        ({"seats": 2}, "seats"),
        ({"chosen": 51}, "ballot.seats"),
    ],
)
def test_row_when_a_cell_is_wrong_then_row_and_cell_are_told(
    changed: dict[str, object], where: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        given.from_row({**ROW, "row": 7, **changed}, 2026)
    assert "第 7 行" in told(wrong)
    assert where in told(wrong)


def test_list_when_its_sample_row_is_left_then_it_is_no_street() -> None:
    other = {**ROW, "row": 3, "zh": "朝阳街街道"}
    assert given.filled_rows([ROW, other]) == [other]
    with pytest.raises(Invalid, match="430"):
        given.filled_rows([{**other, "street": "430"}])


def test_region_codes_when_read_then_only_streets_with_their_communities() -> None:
    village = {"code": "430102001001", "name": "识字里社区居委会"}
    one = {"code": "430102001", "name": "文艺路街道", "area": "芙蓉区", "village_codes": [village]}
    read = {"source": {"upstream": "2023"}, "streets": [one, {**one, "type": "镇"}]}
    (row,) = given.region_rows(read)
    assert (row["communities"], row["codes_edition"]) == ("430102001001 识字里社区", "2023")
    for broken in ({}, {"streets": [{"name": "x"}]}):
        with pytest.raises(Invalid):
            given.region_rows(broken)


@pytest.mark.parametrize(
    ("query", "found"), [("文艺", True), ("wyl", True), ("WYLJD", True), ("艺路 街", True),
                         ("yl", False), ("wenyi", True), ("", True), ("wyljdx", False)]
)  # fmt: skip
def test_name_when_looked_for_then_by_part_or_by_first_letters(query: str, found: bool) -> None:
    assert names(query, "文艺路街道", "Wenyilu Street") is found


def test_initials_when_a_character_is_rare_then_any_letter_fits() -> None:
    assert initials("暮云A") == "mya"
    assert names("ts", "𣗋树") is True
