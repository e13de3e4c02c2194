"""The list of all problems: read off the source, because a problem is raised where it is met."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chassis.core import errors

FLOORS = ("chassis", "services", "launch")


@dataclass(frozen=True)
class Known:
    """One problem as the source has it; a part that is filled in at run time shows as ``…``."""

    code: str
    kind: str
    zh: str
    en: str
    place: str

    @property
    def status(self) -> int:
        """The HTTP status of its class."""
        return int(getattr(errors, self.kind, errors.Problem).status)


def problems_in(root: Path) -> list[Known]:
    """Every problem of a tree, by code. A code that is written twice comes twice."""
    found = [
        one
        for floor in FLOORS
        for file in sorted((root / floor).rglob("*.py"))
        for one in _in_file(file, root)
    ]
    return sorted(found, key=lambda one: (one.code, one.place))


def _in_file(file: Path, root: Path) -> Iterator[Known]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            known = issubclass(getattr(errors, node.func.id, type(None)), errors.Problem)
            if known and len(node.args) >= 3 and isinstance(node.args[0], ast.Constant):
                code, zh, en = (_said(part) for part in node.args[:3])
                place = f"{file.relative_to(root)}:{node.lineno}"
                yield Known(code, node.func.id, zh, en, place)


def _said(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _said(part) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    return "…"


def problem_page(root: Path) -> str:
    """The list as a page: code, status, words in Chinese and English."""
    rows = [
        f"| `{one.code}` | {one.status} | {_cell(one.zh)} | {_cell(one.en)} |"
        for one in problems_in(root)
    ]
    head = ["| code | status | detail | detail_en |", "|---|---|---|---|"]
    return "\n".join(["# Problems", "", *head, *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
