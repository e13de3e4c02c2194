"""The city's page, its JSON and its workbook: from events, page by page, totals only (C-13)."""

import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from contracts.assembly import CycleStageChanged
from contracts.charter import Role
from contracts.intake import CollectionClosed, Outcome, SuggestionAnswered
from contracts.screening import LegClosed, LegReopened
from services.supervision.kinds import OVERVIEW
from tests.service.supervision_world import Supervised, announced, supervised
from tests.world import DONGTANG, WUJIALING


async def a_year(town: Supervised, street: str = DONGTANG, chosen: int = 3) -> None:
    """What the other services say of a street's year."""
    charter = await town.charter(street)
    await town.hear(CollectionClosed(cycle="2025", accepted=5, merged=1, collectors=4), street)
    funnel = [leg.id for leg in charter.legs if leg.funnel]
    for leg, figure in zip(funnel, (5, 4, chosen), strict=False):
        closed = LegClosed(cycle="2025", leg=leg, incoming=9, outgoing=figure)
        await town.hear(closed, street)
    await town.hear(CycleStageChanged(cycle="2025", stage=charter.stages[2].id), street)
    await town.hear(announced(chosen), street)
    for n in range(3):
        said = SuggestionAnswered(suggestion=f"s{n}", cycle="2025", outcome=Outcome.SELECTED)
        await town.hear(said, street)


async def overview(
    town: Supervised, role: Role = Role.CITY, scope: str = "*", **params: Any
) -> Any:
    headers = town.world.headers(role, scope)
    answer = await town.world.http.get("/supervision/api/overview", headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def page(town: Supervised, **params: Any) -> str:
    headers = town.world.headers(Role.CITY, "*") | {"Accept": "text/html"}
    answer = await town.world.http.get("/supervision/city", headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_overview_when_a_year_was_heard_then_every_figure_is_there(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await a_year(town)
        town.world.clock.forward(days=40)
        (row,) = (await overview(town))["items"]
        assert (row["cycle"], row["suggestions"], row["open_suggestions"]) == ("2025", 5, 2)
        assert row["funnel"] == [5, 4, 3, 3]
        assert (row["selected"], row["projects"]) == (3, {"APPROVED": 3})
        assert row["overdue_inspections"] == 3
        assert (row["zh"], row["stage_zh"]) != ("", "")


async def test_overview_when_a_leg_was_reopened_then_its_figure_is_gone(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        charter = await town.charter()
        (first, second, *_) = [leg for leg in charter.legs if leg.funnel]
        town.others.last[LegClosed.wire_type()] = 3
        for leg in (first, second):
            await town.hear(LegClosed(cycle="2025", leg=leg.id, incoming=9, outgoing=9))
        town.others.last[LegReopened.wire_type()] = 7
        await town.hear(LegReopened(cycle="2025", leg=second.id, stage=second.stage))
        (row,) = (await overview(town))["items"]
        assert row["funnel"][:2] == [9, None]
        assert (row["suggestions"], row["open_suggestions"]) == (None, None)


async def test_overview_when_there_are_many_streets_then_page_by_page_and_each_once(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        streets = [f"4301110{n:02d}" for n in range(7)]
        for street in streets:
            await town.hear(CycleStageChanged(cycle="2025", stage="S"), street, settle=False)
        await town.world.settle()
        seen, after = [], ""
        while True:
            found = await overview(town, limit=3, after=after)
            seen += [row["street"] for row in found["items"]]
            after = found["next"]
            if not after:
                break
        assert seen == streets
        html = await page(town)
        assert all(f'href="/streets/{street}"' in html for street in streets)


async def test_overview_when_the_scope_is_some_streets_then_only_those(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await town.projects(1)
        await town.projects(1, WUJIALING)
        found = await overview(town, scope=WUJIALING)
        assert [row["street"] for row in found["items"]] == [WUJIALING]


@pytest.mark.parametrize("path", ["city", "api/overview", "api/overview.xlsx"])
async def test_city_when_asked_by_others_then_refused(tmp_path: Path, path: str) -> None:
    async with supervised(tmp_path) as town:
        await town.charter()
        ask = town.world.http.get
        assert (await ask(f"/supervision/{path}")).status_code == 401
        for role in (Role.NPC_COMMITTEE, Role.OPS, Role.RESIDENT):
            headers = town.world.headers(role, DONGTANG)
            assert (await ask(f"/supervision/{path}", headers=headers)).status_code == 403
        headers = town.world.headers(Role.AUDITOR, "*")
        assert (await ask(f"/supervision/{path}", headers=headers)).status_code == 200


async def test_city_page_when_shown_then_links_lead_to_the_street(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await a_year(town)
        town.world.clock.forward(days=40)
        html = await page(town)
        assert f'href="/streets/{DONGTANG}"' in html
        assert f'href="/supervision/streets/{DONGTANG}/projects?cycle=2025"' in html
        assert (
            f'href="/supervision/streets/{DONGTANG}/inspections?show=overdue&amp;cycle=2025"'
            in html
        )
        assert 'class="number"' in html
        assert "/supervision/api/overview.xlsx" in html


async def test_city_page_when_there_is_nothing_then_says_so(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        assert "街道公布章程后" in await page(town)


async def test_workbook_when_read_then_one_row_a_street(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        await a_year(town)
        await town.projects(2, WUJIALING)
        answer = await town.world.http.get(
            "/supervision/api/overview.xlsx", headers=town.world.headers(Role.CITY, "*")
        )
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        cells = book.get_sheet_by_index(0).to_python()
        head = next(row for row in cells if "街道代码" in row)
        rows = {row[0]: dict(zip(head, row, strict=True)) for row in cells[cells.index(head) + 1 :]}
        assert rows[DONGTANG]["筛选过程"] == "5 → 4 → 3 → 3"
        assert (rows[DONGTANG]["待答复"], rows[DONGTANG]["已批准"]) == (2, 3)
        assert rows[WUJIALING]["项目数"] == 2


async def test_overview_when_many_answers_come_then_no_document_is_hot(tmp_path: Path) -> None:
    """More answers than an inbox remembers, each delivered twice: counted once each."""
    async with supervised(tmp_path) as town:
        await town.charter()
        await town.hear(CollectionClosed(cycle="2025", accepted=260, merged=0, collectors=9))
        for n in range(250):
            said = SuggestionAnswered(suggestion=f"s{n}", cycle="2025", outcome=Outcome.REFERENCE)
            await town.hear(said, settle=False)
        await town.world.settle()
        (row,) = (await overview(town))["items"]
        assert row["open_suggestions"] == 10
        store = town.world.context("supervision").store
        found = await store.get(OVERVIEW.key(DONGTANG, DONGTANG))
        assert found.version <= 3
