"""The public feed of a street and its three rates."""

from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.collection.rates import FEWEST, rate
from tests.service.open311_world import Endpoint, an_endpoint
from tests.world import DONGTANG

NAMES = {"a": "http://www.w3.org/2005/Atom"}
FEED = f"/intake/streets/{DONGTANG}/suggestions.atom"


@pytest.fixture
async def endpoint(tmp_path: Path) -> AsyncIterator[Endpoint]:
    async with an_endpoint(tmp_path, base_url="https://yishi.example/") as found:
        yield found


def entries(answer: httpx.Response) -> list[ElementTree.Element]:
    return ElementTree.fromstring(answer.content).findall("a:entry", NAMES)


async def test_feed_when_nothing_is_accepted_is_valid_and_empty(endpoint: Endpoint) -> None:
    await endpoint.reported()
    returned = await endpoint.reported(description="私事")
    body = {"reason_code": "PERSONAL", "reason": "请找物业"}
    await endpoint.town.command(returned, "return", Role.STREET_OFFICE, body)
    answer = await endpoint.town.world.http.get(FEED)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.findtext("a:updated", namespaces=NAMES)
    assert root.findtext("a:author/a:name", namespaces=NAMES) == "东塘街道居民议事会"
    links = {one.get("rel"): one.get("href") for one in root.findall("a:link", NAMES)}
    assert links["self"] == f"https://yishi.example{FEED}"
    assert entries(answer) == []


async def test_feed_when_answered_tells_the_public_words_and_the_answer(
    endpoint: Endpoint,
) -> None:
    key = await endpoint.reported()
    await endpoint.accept(key, title="修<灯>", text="楼道灯不亮。")
    await endpoint.town.triage(key, Disposition.ASSIGNED)
    await endpoint.town.command(key, "reply", Role.DEPARTMENT, {"text": "灯已修好。"})
    answer = await endpoint.town.world.http.get(FEED)
    (entry,) = entries(answer)
    assert entry.findtext("a:id", namespaces=NAMES) == f"urn:yishi:suggestion:{DONGTANG}:{key}"
    assert entry.findtext("a:title", namespaces=NAMES) == "修<灯>"
    content = entry.findtext("a:content", namespaces=NAMES) or ""
    assert content.endswith("责任部门已办理并答复。\n灯已修好。")
    assert "13912345678" not in answer.text
    assert "半个月" not in answer.text


async def test_feed_when_long_goes_on_by_its_next_link(endpoint: Endpoint) -> None:
    await endpoint.town.imported(120)
    seen: list[str] = []
    address: str | None = FEED
    while address:
        answer = await endpoint.town.world.http.get(address.removeprefix("https://yishi.example"))
        seen += [one.findtext("a:id", "", NAMES) for one in entries(answer)]
        following = ElementTree.fromstring(answer.content).find("a:link[@rel='next']", NAMES)
        address = None if following is None else following.get("href")
    assert len(seen) == len(set(seen)) == 120


async def test_rates_when_counted_are_those_of_the_public_list(endpoint: Endpoint) -> None:
    rows = await endpoint.town.imported(FEWEST)
    for row in rows[:5]:
        await endpoint.town.triage(row["id"], Disposition.ASSIGNED)
        await endpoint.town.command(row["id"], "reply", Role.DEPARTMENT, {"text": "好了"})
    told = await endpoint.town.world.get("intake", "rates")
    assert (told["response"]["part"], told["response"]["percent"]) == (5, 50.0)
    assert told["solution"]["whole"] == 5
    assert told["solution"]["percent"] is None
    assert told["satisfaction"]["percent"] is None


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 3, None), (9, 9, None), (9, 10, 90.0), (1, 30, 3.3)]
)
def test_rate_when_the_whole_is_small_is_held_back(
    part: int, whole: int, percent: float | None
) -> None:
    found = rate("响应率", "Response rate", part, whole)
    assert found.percent == percent
    assert (found.part is None) == (percent is None)
