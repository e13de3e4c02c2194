"""Every page that can be reached by links: it answers, it is marked, it keeps its manners.

The demo is walked link by link, as a visitor and as an official of each street.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.world import DONGTANG, WUJIALING

MOST = 400
PHONE = re.compile(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])")
OFFICIALS = ["npc-committee", "street-office", "chair", "teller-1"]


class Links(HTMLParser):
    """Addresses of one page: its links and what htmx loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and (named.get("href") or "").startswith("/"):
            self.found.append(str(named["href"]).partition("#")[0])
        if (named.get("hx-get") or "").startswith("/"):
            self.found.append(str(named["hx-get"]))
        self.inline += [name for name in named if name == "style" or name.startswith("on")]
        if tag in ("script", "style") and not named.get("src"):
            self.inline.append(tag)


def walk(http: httpx.Client, start: list[str]) -> Iterator[tuple[str, httpx.Response, Links]]:
    """Every page reached from here, breadth first, one of each kind of page after the first 40."""
    waiting, seen = list(start), set(start)
    kinds: dict[str, int] = {}
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        kind = re.sub(r"[0-9a-f]{8,}|\d+", "#", path.partition("?")[0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 4 or path.startswith(("/lang/", "/elder/", "/static/")):
            continue
        answer = http.get(path)
        links = Links()
        if "text/html" in answer.headers.get("content-type", ""):
            links.feed(answer.text)
        else:
            kinds[kind] = 4  # one of each kind of file
        yield path, answer, links
        for found in links.found:
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def sign_in(http: httpx.Client, person: str, street: str) -> None:
    """Choose a demo person, as the sign-in page does."""
    shown = http.get("/sign-in", params={"street": street})
    token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
    assert token
    form = {"person": person, "street": street, "form_token": token[1]}
    assert http.post("/sign-in", data=form).status_code in (200, 303)


def check(http: httpx.Client, start: list[str]) -> int:
    """Walk and judge; answers how many pages were seen."""
    pages = 0
    for path, answer, links in walk(http, start):
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
        if "<html" not in answer.text:
            continue
        pages += 1
        assert "演示数据" in answer.text, f"{path} is not marked"
        assert "Traceback" not in answer.text
        assert not links.inline, f"{path} holds inline {set(links.inline)}"
        assert answer.text.count("<h1") == 1, f"{path} has not exactly one heading"
        assert 'lang="zh' in answer.text
        assert not PHONE.search(answer.text), f"{path} shows a phone"
    return pages


def test_every_page_a_visitor_reaches_is_in_order(demo_url: str) -> None:
    with httpx.Client(base_url=demo_url, follow_redirects=True, timeout=30) as http:
        assert check(http, ["/"]) >= 25


@pytest.mark.parametrize("street", [DONGTANG, WUJIALING])
@pytest.mark.parametrize("person", OFFICIALS)
def test_every_page_an_official_reaches_is_in_order(
    demo_url: str, person: str, street: str
) -> None:
    with httpx.Client(base_url=demo_url, follow_redirects=True, timeout=30) as http:
        sign_in(http, person, street)
        assert check(http, [f"/streets/{street}/desk"]) >= 15


def test_unknown_page_is_a_page_and_says_what_to_do(demo_url: str) -> None:
    answer = httpx.get(f"{demo_url}/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<html" in answer.text
    assert "演示数据" in answer.text
    as_json = httpx.get(f"{demo_url}/nowhere")
    assert as_json.headers["content-type"] == "application/problem+json"
    assert as_json.json()["code"]
