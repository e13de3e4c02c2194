"""The problems of the ballot: one code, one wording, one place."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CODES = Path(__file__).parents[2] / "services" / "ballot"
PROBLEMS = {"Invalid", "NotAllowed", "NotFound", "WrongState", "TooEarly", "Busy", "Unavailable"}
SHARED = {"wrong-state", "busy"}
"""Raised by the machinery too, in its own one wording."""


def raised() -> Iterator[str]:
    """The code of every problem that is made anywhere in the service."""
    for path in CODES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]):
                    if name in PROBLEMS:
                        yield code


def test_codes_when_raised_then_each_in_one_place_and_none_of_the_machinery() -> None:
    often = Counter(raised())
    assert len(often) > 30
    assert {code for code, times in often.items() if times > 1 or code in SHARED} == set()
