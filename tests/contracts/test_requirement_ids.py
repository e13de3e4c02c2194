"""Every requirement id that is cited stands in docs/requirements.md, which lists each id once."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED_IN = ROOT / "docs" / "requirements.md"
GROUPS = {"E": 38, "W": 45, "C": 17, "V": 10}
SUFFIXES = {".py", ".md", ".html", ".toml"}
CITED = re.compile(r"(?<![A-Za-z0-9_-])([EWCV]-\d\d)(?![A-Za-z0-9_])")
RANGE = re.compile(r"(?<![A-Za-z0-9_-])([EWCV])-(\d\d)\s*(?:…|to|–)\s*([EWCV])-(\d\d)")
PLACE = re.compile(r"`([^`]+)`")
MOST_WORDS = 12
"""What is missing is said in short."""


def rows() -> list[list[str]]:
    """Id, what, status, where, missing of every requirement."""
    lines = LISTED_IN.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [row for row in cells if CITED.fullmatch(row[0])]


def pages() -> Iterator[tuple[str, str]]:
    """Every file of the repository that may cite an id, with its text."""
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".") or top.suffix == ".egg-info":
            continue
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in found:
            if path.suffix in SUFFIXES and path.is_file():
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def cited_in(text: str) -> set[str]:
    """The ids in a text, those inside a range ("C-01 … C-04") too."""
    found = set(CITED.findall(text))
    for group, first, other, last in RANGE.findall(text):
        # A range across groups or backwards names nothing that exists.
        numbers = range(int(first), int(last) + 1) if group == other else range(0)
        found |= {f"{group}-{no:02}" for no in numbers} or {f"{group}-{first} … {other}-{last}"}
    return found


def unknown_in(text: str, listed: set[str]) -> set[str]:
    """What a text cites and nobody lists."""
    return cited_in(text) - listed


def test_ids_when_listed_then_each_of_every_group_once_and_in_order() -> None:
    wanted = [f"{group}-{no:02}" for group, last in GROUPS.items() for no in range(1, last + 1)]
    assert [row[0] for row in rows()] == wanted


def test_ids_when_cited_then_listed() -> None:
    listed = {row[0] for row in rows()}
    # This file plants some that are not.
    others = [(name, text) for name, text in pages() if not name.endswith(Path(__file__).name)]
    assert len(others) > 200
    wrong = {name: found for name, text in others if (found := unknown_in(text, listed))}
    assert not wrong


@pytest.mark.parametrize(
    "text", ["see E-39", "(W-00)", "见C-18。", "V-08 … V-12", "V-04 to V-02", "E-01 … W-03"]
)
def test_check_when_an_unknown_id_is_planted_then_found(text: str) -> None:
    assert unknown_in(text, {row[0] for row in rows()})


@pytest.mark.parametrize("text", ["W-1", "SAVE-20", "AV-99", "4F7E-99AB", "C-2024", "E-10 … E-17"])
def test_check_when_it_is_no_id_or_a_good_one_then_nothing_is_found(text: str) -> None:
    assert not unknown_in(text, {row[0] for row in rows()})


def test_status_when_told_then_with_its_place_and_what_is_missing() -> None:
    for name, what, status, where, missing in rows():
        assert what, name
        assert status in ("done", "part", "later"), name
        assert bool(PLACE.findall(where)) is (status != "later"), name
        assert not missing or status != "done", name
        assert missing or status != "part", name
        assert len(missing.split()) <= MOST_WORDS, name


def test_places_when_named_then_there() -> None:
    named = Counter(place for row in rows() for place in PLACE.findall(row[3]))
    assert not [place for place in named if not (ROOT / place).is_file()]
