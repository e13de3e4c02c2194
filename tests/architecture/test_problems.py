"""One catalogue of problems: a code is written in one place, with one class and one wording."""

import ast
from collections import defaultdict
from pathlib import Path

from chassis.core import errors
from launch.problem_list import problems_in

ROOT = Path(__file__).resolve().parents[2]


def test_codes_when_listed_then_each_is_written_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for one in problems_in(ROOT):
        places[one.code].append(one.place)
    assert {code: found for code, found in places.items() if len(found) > 1} == {}


def test_codes_when_listed_then_kebab_case_and_two_languages() -> None:
    for one in problems_in(ROOT):
        assert one.code == one.code.lower().replace("_", "-"), one
        assert one.zh, one
        assert one.en, one


def test_a_code_that_is_written_twice_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "services"
    folder.mkdir()
    text = 'raise Invalid("twice", "一", "one")\nraise NotFound("twice", "二", "two")\n'
    (folder / "x.py").write_text(text, encoding="utf-8")
    assert [(one.code, one.kind) for one in problems_in(tmp_path)] == [
        ("twice", "Invalid"),
        ("twice", "NotFound"),
    ]


def test_classes_of_problems_are_those_of_the_tree() -> None:
    tree = ast.parse((ROOT / "chassis/core/errors.py").read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert all(issubclass(getattr(errors, name), errors.Problem) for name in named)
