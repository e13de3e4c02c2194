"""Looking for suggestions: residents in what is public, the staff in all texts, never a person."""

from pathlib import Path

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE

SAID = {"title": "楼道照明", "public_text": "请修好三栋楼道的灯。", "category": "", "topic": ""}


async def found(town: Town, query: str, role: Role | None = None) -> list[str]:
    page = await town.world.get("intake", "suggestions", role, params={"q": query})
    return [one["id"] for one in page["items"]]


async def test_search_when_not_accepted_then_only_the_staff_find_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        text = "王大爷家门口的灯坏了"
        key = (await town.submitted(content=text, contact="13812345678"))["id"]
        assert await found(town, "王大爷") == []
        assert await found(town, "王大爷", Role.STREET_OFFICE) == [key]
        assert (await town.command(key, "accept", Role.STREET_OFFICE, SAID)).status_code == 200
        assert await found(town, "楼道") == [key]
        assert await found(town, "三栋 照明") == [key]
        assert await found(town, "王大爷") == []  # what was written stays with the staff
        assert await found(town, "王大爷", Role.STREET_OFFICE) == [key]


async def test_search_when_an_author_or_phone_is_asked_for_then_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(1)
        assert len(await found(town, "第1件事")) == 1
        for role in (None, Role.STREET_OFFICE):
            for query in ("张三丰", "13912345678", "3912345", "曾小曼"):
                assert await found(town, query, role) == [], query


async def test_search_when_no_word_then_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        answer = await town.world.ask("GET", "intake", "suggestions", params={"q": "，。"})
        assert (answer.status_code, answer.json()["code"]) == (422, "search-empty")


async def test_pages_when_looked_for_then_results_or_a_hint(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        phone, desk = visitor(town.world), visitor(town.world, Role.STREET_OFFICE)
        key = (await town.submitted(title="<b>电梯", content="楼上的<script>吵"))["id"]
        assert 'role="search"' in (await phone.http.get(f"{BASE}/suggestions")).text
        assert f'action="{BASE}/desk/search"' in (await desk.http.get(f"{BASE}/desk")).text
        html = (await desk.http.get(f"{BASE}/desk/search", params={"q": "script"})).text
        assert f"{BASE}/desk/suggestions/{key}" in html
        assert "<b>电梯" not in html
        html = (await phone.http.get(f"{BASE}/search", params={"q": "<script>"})).text
        assert key not in html
        assert "没有找到" in html
        assert "<script>”" not in html
        assert (await phone.http.get(f"{BASE}/search")).status_code == 200
        assert (await phone.http.get(f"{BASE}/search", params={"q": "。"})).status_code == 422


async def test_pages_when_many_are_found_then_page_by_page(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        phone = visitor(town.world)
        await town.imported(45)
        pages, at = [], f"{BASE}/search?q=件事"
        while at:
            html = (await phone.http.get(at)).text
            pages.append(html.count(f'href="{BASE}/suggestions/'))
            after = html.partition("after=")[2].partition('"')[0]
            at = f"{BASE}/search?q=件事&page={len(pages) + 1}&after={after}" if after else ""
        assert pages == [20, 20, 5]
