"""A function does one thing: at most 25 lines in its body, the docstring not counted."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 25
SHIPPED = ("contracts", "chassis", "services", "launch", "bench")
ALLOWED = {
    "services/ballot/ballot/views.py:ballot_view": "one field of the answer a line",
    "services/ballot/session/pages.py:session_page": "one name that the template reads a line",
}
"""Functions that may be longer, and why."""


def too_long(source: str) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function that is longer than allowed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > LONGEST:
                yield node.name, lines


def test_functions_when_counted_then_none_is_longer_than_25_lines() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for folder in SHIPPED
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, lines in too_long(path.read_text(encoding="utf-8"))
    }
    assert {name: lines for name, lines in found.items() if name not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "an exception that is needed no more"


def test_function_when_one_line_too_long_then_found() -> None:
    body = "".join(f"    a{n} = {n}\n" for n in range(LONGEST))
    assert list(too_long(f'def fits():\n    """Told."""\n{body}')) == []
    assert list(too_long(f"def long():\n{body}    last = 1\n")) == [("long", LONGEST + 1)]
