"""Each evaluation on its own scale; scores pasted from Excel are shown before they count."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts.assembly import CharterAdopted
from contracts.charter import Panel
from contracts.session_rules import Scale, SessionRules
from services.ballot.panel.pasting import read_table
from services.ballot.panel.scale import read, said
from tests.service.ballot_world import Hall, a_hall, charter, slate_item
from tests.service.test_agenda import NPC

GRADES = Scale(grades=("A", "B", "C", "D"))
FIVE = Scale(low=1, high=5)
SCALES = SessionRules(scales={"EXPERT_PANEL": GRADES, "RESIDENT_PANEL": FIVE})


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=3, seats=2, seats_of_street=8)
        scaled = charter(seats=2, seats_of_street=8).model_copy(update={"sessions": SCALES})
        await hall.say(CharterAdopted(charter=scaled, version=2), "charters/charter")
        await hall.world.settle()
        await hall.call()
        await hall.post(f"sessions/{hall.session}/freeze", NPC)
        yield hall


async def put(hall: Hall, panel: Panel, scores: dict[str, int | str]) -> tuple[int, str]:
    body = {"people": 9, "scores": scores, "remarks": ""}
    at = f"sessions/{hall.session}/panels/{panel}"
    answer = await hall.ask("PUT", at, NPC, json=body)
    return answer.status_code, answer.json().get("code", "")


async def test_scores_when_off_the_panels_own_scale_then_refused(hall: Hall) -> None:
    assert await put(hall, Panel.RESIDENT_PANEL, {"p01": 5, "p02": 6}) == (422, "scores-off-scale")
    assert await put(hall, Panel.EXPERT_PANEL, {"p01": 90}) == (422, "scores-off-scale")
    assert await put(hall, Panel.DELIBERATOR_PANEL, {"p01": 101}) == (422, "scores-off-scale")
    assert (await put(hall, Panel.RESIDENT_PANEL, {"p01": 5, "p02": 1, "p03": 3}))[0] == 200
    assert (await put(hall, Panel.EXPERT_PANEL, {"p01": "A", "p02": "d", "p03": "B"}))[0] == 200
    assert (await put(hall, Panel.DELIBERATOR_PANEL, {"p01": 100, "p02": 0}))[0] == 200
    page = await hall.ask_page(f"sessions/{hall.session}")
    assert ">A<" in page.replace("\n", "").replace(" ", "")


async def test_table_when_pasted_then_each_line_is_told_and_the_form_is_filled(
    hall: Hall,
) -> None:
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    headers = hall.world.headers(NPC, hall.street) | {"Accept": "text/html"}
    table = "编号\t项目\t评分\n1\t项目1\t4\n项目2\t9\n7\t没有的项目\t3\n1\t项目1\t2"
    at = f"{page}/panels/RESIDENT_PANEL/pasted"
    answer = await hall.world.http.post(at, headers=headers, data={"table": table})
    assert answer.status_code == 200, answer.text
    assert "共 4 行，3 行有问题" in answer.text
    assert "评分应当是1 到 5 的整数" in answer.text
    assert "没有找到这个候选项目" in answer.text
    assert "前面已有一行" in answer.text
    assert 'name="score-p01" value="4"' in answer.text
    assert not (await hall.get(f"sessions/{hall.session}"))["panels"]
    visitor = await hall.world.http.post(at, data={"table": table})
    assert visitor.status_code == 401


def test_scale_when_grades_then_kept_by_rank_and_read_again() -> None:
    assert [read(GRADES, one) for one in ("A", "d", "E", 4)] == [4, 1, None, None]
    assert [said(GRADES, score) for score in (4, 3, 2, 1)] == ["A", "B", "C", "D"]
    assert [read(FIVE, one) for one in ("1", 5, 0, "6", "二", "-1")] == [
        1,
        5,
        None,
        None,
        None,
        None,
    ]
    assert read(Scale(), "085") == 85


@pytest.mark.parametrize(
    "given", [{"low": 5, "high": 5}, {"grades": ("A",)}, {"grades": ("A", "A")}]
)
def test_scale_when_it_leads_nowhere_then_no_charter(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Scale.model_validate(given)


def test_charter_when_it_scales_no_panel_then_refused() -> None:
    told = charter().model_dump() | {"sessions": {"scales": {"NOBODY": {}}}}
    with pytest.raises(ValidationError):
        type(charter()).model_validate(told)


def test_table_when_it_has_commas_or_blanks_then_read_too() -> None:
    items = [slate_item(no) for no in (1, 2)]
    pasted = read_table("EXPERT_PANEL", "1，项目1，B\n\n2  项目2  C\n", items, GRADES)
    assert pasted.scores == {"p01": "B", "p02": "C"}
    assert pasted.wrong == 0
