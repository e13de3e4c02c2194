"""The charters that ship: both presets, and the template for any other street."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.core.errors import Invalid, NotFound
from contracts.charter import BallotRules, Charter, Role
from services.assembly.charter.domain import adopt, check_charter
from services.assembly.member.domain.member import ACTION_TO, TABLE, MemberStatus
from services.assembly.presets import FOLDER, charter_from, presets, presets_of, template
from tests.unit.assembly_things import AT, charter_named

TEMPLATE = FOLDER / "template.toml"


def the_template() -> Charter:
    return Charter.model_validate({**template(), "preset": "template", "year": 2025})


@pytest.mark.parametrize(("name", "seats", "chosen"), [("dongtang", 53, 10), ("wujialing", 67, 8)])
def test_preset_when_adopted_then_it_holds_together(name: str, seats: int, chosen: int) -> None:
    charter = charter_named(name)
    check_charter(charter)
    assert (charter.seats, charter.ballot.seats) == (seats, chosen)


@pytest.mark.parametrize("name", ["dongtang", "wujialing"])
def test_presets_own_steps_when_walked_then_the_table_allows_them(name: str) -> None:
    status = TABLE.start
    for step in charter_named(name).selection:
        if step.to != status:
            status = TABLE.move(status, ACTION_TO[MemberStatus(step.to)])
    assert status == "ACTIVE"


def test_template_when_loaded_as_it_is_then_it_holds_together() -> None:
    charter = the_template()
    check_charter(charter)
    assert len(charter.incomplete()) == 4


def test_template_when_compared_with_the_charter_then_no_key_is_missing() -> None:
    given_by_the_committee = {"preset", "year", "documents"}
    assert set(template()) == set(Charter.model_fields) - given_by_the_committee
    for part, model in (("ballot", "BallotRules"), ("projects", "ProjectRules")):
        fields = Charter.model_fields[part].annotation
        assert fields is not None
        assert fields.__name__ == model
        assert set(template()[part]) == set(fields.model_fields)


def test_template_when_read_then_every_key_is_explained() -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    comments = "\n".join(line for line in lines if line.startswith("#"))
    above, repeated = "", False
    for line in lines:
        if line.startswith("["):
            repeated = line.startswith("[[")
        above = line if line.startswith("#") or not line.strip() else above
        key = re.match(r"(\w+) = ", line)
        if key and repeated:
            assert key[1] in ("id", "zh", "en") or f"#   {key[1]} " in comments, line
        elif key:
            assert above.startswith("#"), line


def test_template_when_read_then_its_comments_are_in_both_languages() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert sum(bool(re.search(r"[\u4e00-\u9fff]{2}", line)) for line in comments) > 40
    assert sum(bool(re.search(r"[A-Za-z]{3,} [a-z]{2,} ", line)) for line in comments) > 30


def test_presets_when_listed_then_the_template_is_none_of_them() -> None:
    assert set(presets()) >= {"dongtang", "wujialing"}
    assert "template" not in presets()
    assert presets_of("000000000") == {}


@pytest.mark.parametrize(
    ("preset", "street"), [("dongtang", "430105006"), ("nowhere", "430111005")]
)
def test_charter_when_the_preset_is_not_this_streets_then_not_found(
    preset: str, street: str
) -> None:
    with pytest.raises(NotFound):
        charter_from(preset, street, 2025, ())


def _broken(**changed: Any) -> Charter:
    raw = charter_named("dongtang").model_dump()
    return Charter.model_validate({**raw, **changed})


def _steps(place: int, **changed: Any) -> list[dict[str, Any]]:
    steps = list(charter_named("dongtang").model_dump()["selection"])
    steps[place] |= changed
    return steps


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"selection": _steps(3, role=Role.NPC_COMMITTEE)}, "only the party committee"),
        ({"selection": _steps(1, role=Role.RESIDENT)}, "cannot take steps"),
        ({"selection": _steps(1, to="ACTIVE")}, "cannot become ACTIVE"),
        ({"selection": _steps(1, to="ELECTED")}, "unknown statuses"),
        ({"selection": _steps(5, notice=False)}, "belong together"),
        ({"selection": _steps(7, to="APPOINTED")}, "must end with ACTIVE"),
        ({"selection": _steps(0)[:1]}, "at least two steps"),
        ({"seats": 9}, "more projects are chosen"),
        ({"stages": charter_named("dongtang").model_dump()["stages"][:8]}, "after the session"),
    ],
)
def test_charter_when_it_does_not_hold_together_then_adopting_says_why(
    changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        adopt(None, _broken(**changed), AT, "somebody")


def test_charter_when_add1_would_take_too_many_steps_then_the_line_is_named() -> None:
    shares = {"amount": 2_000_000, "rule": "EQUAL_SHARES", "completion": ["ADD1"]}
    ballot = charter_named("dongtang").ballot.model_dump() | {"method": "BUDGET"}
    check_charter(_broken(ballot=ballot | {"budget": shares | {"step": 200}}))
    check_charter(_broken(ballot=ballot | {"budget": shares | {"completion": [], "step": 1}}))
    with pytest.raises(Invalid, match=r"\[ballot.budget\] step: .*200"):
        check_charter(_broken(ballot=ballot | {"budget": shares | {"step": 199}}))


def test_charter_when_legs_leave_the_order_of_stages_then_refused() -> None:
    legs = list(charter_named("dongtang").model_dump()["legs"])
    legs[0], legs[1] = legs[1], legs[0]
    with pytest.raises(Invalid, match="order of the stages"):
        check_charter(_broken(legs=legs))


def test_charter_when_adopted_again_then_the_trail_keeps_both_versions() -> None:
    first = adopt(None, charter_named("dongtang"), AT, "a").state
    same = adopt(first, charter_named("dongtang"), AT, "b")
    assert same.state is first
    assert not same.events
    later = adopt(first, charter_named("dongtang", year=2026), AT, "c")
    assert later.state.version == 2
    assert [kept.version for kept in later.state.versions] == [1, 2]
    assert len(later.events) == 1


def test_charter_when_a_paper_is_missing_then_its_slot_is_named() -> None:
    assert charter_named("dongtang").incomplete() == []
    assert charter_named("dongtang", papers=1).incomplete() == [
        "SPECIAL/PREPARATION",
        "SPECIAL/BALLOT",
        "SPECIAL/SUPERVISION",
    ]


def test_no_streets_figures_are_written_into_the_code() -> None:
    source = Path(FOLDER).parent
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(53|67)\b", text), path


@pytest.mark.parametrize("quorum", ["2/3", ">= 2/3", "> 1/2", "> 2/3"])
def test_quorum_when_declared_in_a_charter_then_share_and_strictness_are_told(quorum: str) -> None:
    rules = BallotRules(seats=8, quorum=quorum)
    assert rules.quorum_over is quorum.startswith("> ")
    assert rules.quorum_share == quorum[-3:]
    assert BallotRules.model_validate_json(rules.model_dump_json()) == rules


@pytest.mark.parametrize("quorum", ["", "half", "> 1/1", ">2/3", "< 1/2", "3/2", "0.5", "2/0"])
def test_quorum_when_it_is_none_then_the_field_is_named(quorum: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BallotRules(seats=8, quorum=quorum)
    assert [error["loc"] for error in caught.value.errors()] == [("quorum",)]


@pytest.mark.parametrize(
    ("written", "instead", "key"),
    [
        ('quorum = "2/3"', 'quorum = "most"', "ballot.quorum"),
        ("amount = 0", "amount = -5", "ballot.budget.amount"),
        ('line = "7/10"', 'line = "70%"', "ballot.satisfaction.line"),
        ('worth = "COST"', 'worthy = "COST"', "ballot.budget.worthy"),
        ("after_days = 120", "after_days = 0", "projects.inspections.1.after_days"),
        ('step = "NOMINATION"\nto = "NOMINATED"', 'step = "NOMINATION"\nto = 1', "selection.0.to"),
    ],
)
def test_charter_when_a_value_is_wrong_then_its_line_is_named(
    written: str, instead: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert text.count(written) == 1
    line = text[: text.index(written)].count("\n") + 1 + instead.count("\n")
    (tmp_path / "elsewhere.toml").write_text(text.replace(written, instead), encoding="utf-8")
    monkeypatch.setattr("services.assembly.presets.FOLDER", tmp_path)
    presets.cache_clear()
    with pytest.raises(Invalid, match=rf"line {line}，{key}：") as caught:
        charter_from("elsewhere", "000000000", 2025, ())
    presets.cache_clear()
    assert len(caught.value.details or ()) == 1


def test_rules_when_an_older_charter_is_read_then_as_they_were() -> None:
    rules = BallotRules.model_validate({"seats": 8})
    assert (rules.quorum, rules.runoffs) == ("2/3", 3)
    assert "runoffs" not in rules.model_dump(mode="json")
