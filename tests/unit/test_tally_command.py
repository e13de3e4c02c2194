"""``yishi tally``: one report a file, on a line or as a table; 2 where a file cannot be read."""

import json
from pathlib import Path

import pytest

from launch.cli import main
from tests.unit.poll_things import poll_lines


def ran(*args: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["tally", *args])
    return ended.value.code


@pytest.fixture
def good(tmp_path: Path) -> str:
    file = tmp_path / "good.pb"
    file.write_text(poll_lines(), encoding="utf-8")
    return str(file)


def test_tally_when_all_can_be_read_then_a_line_each_and_0(
    good: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("--json", good, good) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["selected"] for line in lines] == [["a", "c"], ["a", "c"]]
    assert set(lines[0]) == {"file", "rule", "votes", "selected", "tie", "agrees", "why"}


def test_tally_when_one_cannot_be_read_then_2_and_the_others_are_told(
    good: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.pb"
    bad.write_text(poll_lines({"budget": "-5"}), encoding="utf-8")
    assert ran("--json", str(bad), good, str(tmp_path / "none.pb")) == 2
    said = capsys.readouterr()
    first, second, third = [json.loads(line) for line in said.out.splitlines()]
    assert (first["file"], first["line"]) == (str(bad), 3)
    assert "budget is negative: -5." in first["error"]
    assert second["agrees"] is True
    assert third["line"] == 0
    assert f"yishi: {bad}, line 3: budget 不能是负数" in said.err
    assert "Traceback" not in said.err


def test_tally_when_for_people_then_a_table_with_the_chosen_ticked(
    good: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(good) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[1] == "  rule 规则 greedy · agrees 相符"
    assert [row.split() for row in rows[2:]] == [["✓", "a", "4"], ["b", "3"], ["✓", "c", "2"]]
