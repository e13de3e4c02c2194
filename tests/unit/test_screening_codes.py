"""A code of a refusal is raised in one place with one wording, here and on the floors below."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = {
    "Invalid", "NotSignedIn", "NotAllowed", "NotFound", "WrongState", "Stale", "TooLarge",
    "TooMany", "TooEarly", "Busy", "Unavailable",
}  # fmt: skip


def raised_in(folder: str) -> dict[str, list[str]]:
    """Code → the places that raise it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            code = _code(node)
            if code:
                found[code].append(f"{path.relative_to(ROOT)}:{node.lineno}")  # type: ignore[attr-defined]
    return found


def _code(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
        return ""
    first = node.args[0]
    known = node.func.id in PROBLEMS and isinstance(first, ast.Constant)
    return str(first.value) if known and isinstance(first, ast.Constant) else ""


def test_codes_when_screening_raises_one_then_in_one_place_only() -> None:
    here, below = raised_in("services/screening"), raised_in("chassis")
    twice = {code: places for code, places in here.items() if places[1:]}
    assert twice == {}
    assert {code: below[code] for code in here if code in below} == {}
