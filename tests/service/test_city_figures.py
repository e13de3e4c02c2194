"""Many streets, two years: right to the last figure, in one list, and the same when made again.

By hand with the streets of a whole city: ``YISHI_TEST_STREETS=96 pytest -n 0 -s`` of this file.
"""

import io
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import docx
import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook

from chassis.core.decision import Cause, Change
from contracts.charter import Role
from contracts.intake import NEXT_CYCLE, SuggestionOverdue
from contracts.supervision import ProjectStageChanged
from launch.rebuilding import rebuild_overview
from services.supervision.kinds import ANSWERS, INSPECTIONS, OVERVIEW, PROJECTS
from services.supervision.overview.domain import StreetOverview
from services.supervision.overview.journal import JOURNAL
from services.supervision.project.domain.ending import Acceptance
from services.supervision.project.domain.project import ProjectStatus
from tests.drivers.visitor import visitor
from tests.service.city_years import Told, tell
from tests.service.round_trips import Asked, trace
from tests.service.supervision_world import Supervised, supervised

pytestmark = pytest.mark.asyncio(loop_scope="module")
STREETS = int(os.environ.get("YISHI_TEST_STREETS", "6"))


@dataclass
class Telling:
    """A city whose years were told, and what its database is asked."""

    town: Supervised
    story: dict[tuple[str, str], Told]
    asked: Asked

    async def rows(self, year: str, **params: Any) -> dict[str, Any]:
        headers = self.town.world.headers(Role.CITY, "*")
        url = "/supervision/api/overview"
        params = {"year": year, "limit": 200, **params}
        answer = await self.town.world.http.get(url, headers=headers, params=params)
        assert answer.status_code == 200, answer.text
        return {row["street"]: row for row in answer.json()["items"]}

    async def page(self, path: str, lang: str = "") -> str:
        person = visitor(self.town.world, Role.CITY, street="*", lang=lang)
        return await person.read(f"/supervision/{path}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Telling]:
    with pytest.MonkeyPatch.context() as patch:
        asked = trace(patch)
        async with supervised(tmp_path_factory.mktemp("city")) as town:
            town.world.clock.forward(days=60)
            yield Telling(town, await tell(town, STREETS), asked)


@pytest.mark.parametrize("year", ["2025", "2026"])
async def test_city_when_told_of_years_then_every_figure_is_of_that_year(
    city: Telling, year: str
) -> None:
    rows = await city.rows(year)
    wanted = {street: told for (street, cycle), told in city.story.items() if cycle == year}
    assert set(rows) == set(wanted)
    for street, told in wanted.items():
        figures = told.figures
        assert {name: rows[street][name] for name in figures} == figures
        projects = await city.town.listed("projects", street, cycle=year)
        assert Counter(p["status"] for p in projects) == rows[street]["projects"]
        lights = Counter(p["light"]["colour"] for p in projects if p["light"])
        assert rows[street]["lights"] == lights
        assert rows[street]["budget_yuan"] == sum(p["budget_yuan"] for p in projects)
        ids = {p["id"] for p in projects}
        planned = await city.town.listed("inspections", street)
        late = [one for one in planned if one["project"] in ids and one["overdue"]]
        assert rows[street]["overdue_inspections"] == len(late)
    assert sum(row["overdue_inspections"] for row in rows.values()) > 0


async def test_city_when_looked_at_then_in_as_few_questions_however_many_streets(
    city: Telling,
) -> None:
    await city.page("city")
    city.asked.of.clear()
    html = await city.page("city")
    questions = [told for service, told in city.asked.of if service == "supervision"]
    assert len(questions) == 2, questions
    assert html.count('name="street"') == STREETS
    engine = city.town.world.context("supervision").store.engine
    where = {"cycle": "2025", "status": ["PLANNED"]}
    for kind, street, of in ((OVERVIEW, None, {}), (INSPECTIONS, "430102001", where)):
        assert "SEARCH" in await engine.explain(kind, street, of, "a")
    assert "SEARCH" in await engine.explain(PROJECTS, "430102001", {"cycle": "2025"}, "a")


async def test_city_page_when_filtered_sorted_and_compared_then_the_same_figures(
    city: Telling,
) -> None:
    html = await city.page("city?year=2025&district=芙蓉区&sort=turnout")
    rows = await city.rows("2025")
    ordered = sorted(rows.values(), key=lambda row: (-row["present"], row["street"]))
    places = [html.index(f'href="/streets/{row["street"]}"') for row in ordered[:6]]
    assert places == sorted(places)
    assert "名次" not in html
    found = await city.page("city?q=第2街")
    assert found.count('name="street"') == 1
    assert "未开启" not in await city.page("city?year=2026")

    two = list(rows)[:2]
    chosen = "&".join(f"street={street}" for street in two)
    compared = await city.page(f"city/compare?year=2025&{chosen}")
    for street in two:
        row = rows[street]
        assert f"{row['present']}/53" in compared
        assert " → ".join(map(str, row["funnel"])) in compared
    assert "请在街道总览里勾选" in await city.page("city/compare?year=2025")
    english = await city.page(f"city/compare?year=2025&{chosen}", "en")
    assert "Turnout" in english


async def test_city_files_when_downloaded_then_the_year_is_chosen(city: Telling) -> None:
    http, headers = city.town.world.http, city.town.world.headers(Role.CITY, "*")
    rows = await city.rows("2025")
    answer = await http.get("/supervision/api/overview.xlsx?year=2025", headers=headers)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    head, *lines = book.get_sheet_by_index(0).to_python()
    told = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    for street, row in rows.items():
        cells = told[street]
        assert (cells["实到"], cells["超期未答复"]) == (row["present"], row["overdue_suggestions"])
        assert cells["其中满意"] == row["satisfied"]
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = await http.get(f"/supervision/city/report.{form}?year=2025", headers=headers)
        assert answer.content.startswith(begins)


async def test_city_when_something_is_late_and_not_of_the_year_then_it_is_told_apart(
    city: Telling,
) -> None:
    town, street = city.town, "430102001"
    await town.hear(SuggestionOverdue(suggestion="p-1", cycle=NEXT_CYCLE), street)
    last, this = await city.rows("2025"), await city.rows("2026")
    for code, row in this.items():
        assert row["elsewhere"] == {
            "between": int(code == street),
            "answers": last[code]["overdue_suggestions"],
            "inspections": last[code]["overdue_inspections"],
            "red": last[code]["lights"].get("red", 0),
        }
    assert last[street]["elsewhere"]["between"] == 1
    html = await city.page("city?year=2025")
    assert "其他年度未办结：" in html
    assert "征集期外超期未答复 1 条" in html
    late = next(code for code, row in last.items() if row["overdue_inspections"])
    link = f"/supervision/streets/{late}/inspections?show=overdue&amp;cycle=2025"
    assert link in html
    listed = await city.page(f"streets/{late}/inspections?show=overdue&cycle=2025")
    number = last[late]["overdue_inspections"]
    assert f"已逾期 <b>{number}</b>" in listed
    headers = town.world.headers(Role.CITY, street)
    answer = await town.world.http.get("/supervision/city/report.docx?year=2025", headers=headers)
    told = [one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert "第1街道居民议事工作" in "".join(told)
    assert "全市" not in "".join(told)


async def test_overview_when_made_again_then_the_same_figures_and_old_ones_are_mended(
    city: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, ctx = city.town.world.settings, city.town.world.context("supervision")
    before = await city.rows("2025")
    assert await rebuild_overview(settings, check=True, from_log=False) == 0
    out = capsys.readouterr().out
    assert "相同 the same" in out

    street = next(iter(before))
    key = OVERVIEW.key(street, street)
    found = await ctx.store.get(key)
    wrong = found.state.model_copy(update={"years": {}})
    await _spoil(ctx, key, wrong)
    assert await rebuild_overview(settings, check=True, from_log=False) == 1
    assert "不一致" in capsys.readouterr().out
    assert (await ctx.store.get(key)).state == wrong
    assert await rebuild_overview(settings, check=False, from_log=False) == 0
    assert "已重建" in capsys.readouterr().out
    assert await rebuild_overview(settings, check=True, from_log=False) == 0
    await city.town.world.settle()
    assert await city.rows("2025") == before


async def test_overview_when_the_journal_is_not_whole_then_left_as_it_was(
    city: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, ctx = city.town.world.settings, city.town.world.context("supervision")
    street = "439999001"
    await _spoil(ctx, OVERVIEW.key(street, street), StreetOverview(street=street, sequence=3))
    assert await rebuild_overview(settings, check=False, from_log=False) == 1
    assert "保持原样" in capsys.readouterr().out
    assert (await ctx.store.get(OVERVIEW.key(street, street))).state.sequence == 3

    # A street of before the journal: it knows the charter and a stage of what was heard, no more.
    street = "430102002"
    key = OVERVIEW.key(street, street)
    good = (await ctx.store.get(key)).state
    (year, *_) = sorted(good.years)
    newer = good.of(year).model_copy(update={"accepted": 58, "accepted_sequence": 99})
    stood = good.model_copy(update={"years": {**good.years, year: newer}})
    await _spoil(ctx, key, stood)
    assert await rebuild_overview(settings, check=False, from_log=False) == 1
    assert f"{street}: 流水不完整" in capsys.readouterr().out
    assert (await ctx.store.get(key)).state == stood
    assert await ctx.store.engine.rows(JOURNAL, "430102001/", "", 1)
    assert await ctx.store.count(ANSWERS, "430102001", {"cycle": "2025"}) == {"": 4}


async def _spoil(ctx: Any, key: Any, state: Any) -> None:
    cause = Cause(id=f"spoil-{key.id}", actor="t", action="t", at=ctx.now(), correlation="t")
    await ctx.change(key, lambda _: Change(state), cause)


async def test_case_when_a_project_is_written_off_then_other_streets_find_it(city: Telling) -> None:
    town, ctx = city.town, city.town.world.context("supervision")
    street, other = "430102001", "430102002"
    (project, *_) = await town.listed("projects", street, cycle="2025")
    accepted = Acceptance(
        signed_by="赵", deliberators=(), accepted_on=date(2025, 6, 1), spent_yuan=48_000
    )
    key = PROJECTS.key(street, project["id"])
    stored = (await ctx.store.get(key)).state
    done = {"status": ProjectStatus.WRITTEN_OFF, "acceptance": accepted, "title": "老年食堂"}
    await _spoil(ctx, key, stored.model_copy(update=done))
    said = ProjectStageChanged(project=project["id"], cycle="2025", status="WRITTEN_OFF")
    await town.hear(said, street)

    found = await city.page(f"streets/{other}/solved?q=社区老年食堂")
    assert f'href="/supervision/streets/{street}/projects/{project["id"]}"' in found
    assert ("决算 48,000 元" in found, "第1街道" in found) == (True, True)
    assert "还没有其他街道" in await city.page(f"streets/{street}/solved?q=社区老年食堂")
    anybody = visitor(town.world)
    assert "赵" not in await anybody.read(f"/supervision/streets/{other}/solved?q=老年食堂")
    (mine, *_) = await town.listed("projects", other, cycle="2025")
    page = await anybody.read(f"/supervision/streets/{other}/projects/{mine['id']}")
    assert f"/supervision/streets/{other}/solved?q=" in page
