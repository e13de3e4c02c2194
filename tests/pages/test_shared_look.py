"""The shared look: the style page in both languages, elder mode, forms, files and colours."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.testclient import TestClient
from starlette.middleware.base import RequestResponseEndpoint

from chassis.core.errors import NotAllowed
from chassis.pages import (
    STATIC_DIR,
    NavLink,
    Pages,
    guard_forms,
    local_path,
    mask_name,
    mask_phone,
    render,
    say_date,
    say_datetime,
    say_number,
    say_yuan,
    secure_headers,
    templates_for,
)

CLERK = SimpleNamespace(
    sub="p1", name="李<b>", roles=frozenset({"NPC_COMMITTEE"}), streets=frozenset({"430111005"})
)
NAV = [
    NavLink("/styleguide", "样式", "Style", "home"),
    NavLink("/desk", "工作台", "Desk", "inspect", frozenset({"NPC_COMMITTEE"})),
]


def site(*, demo: bool = True, secret: str = "a secret of the tests", old: str = "") -> FastAPI:
    """A tiny site with the style page, a guarded form and a guarded JSON route."""
    app = FastAPI()
    Pages([], demo=demo, secret=secret, secret_old=old, nav=NAV).attach(app)

    @app.middleware("http")
    async def sign_in_by_header(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if "x-clerk" in request.headers:
            request.state.person = CLERK
        response = await call_next(request)
        response.headers.update(secure_headers())
        return response

    @app.exception_handler(NotAllowed)
    async def refused(_request: Request, problem: NotAllowed) -> JSONResponse:
        return JSONResponse({"code": problem.code}, status_code=problem.status)

    @app.get("/styleguide")
    async def get_styleguide(request: Request) -> HTMLResponse:
        return render(request, "styleguide.html")

    @app.get("/sheet")
    async def get_sheet(request: Request) -> HTMLResponse:
        return render(request, "styleguide_print.html")

    @app.get("/fragment")
    async def get_fragment(request: Request) -> HTMLResponse:
        return render(request, "styleguide_print.html", block="closing")

    @app.get("/problem")
    async def get_problem(request: Request) -> HTMLResponse:
        return render(
            request,
            "error.html",
            http_status=409,
            status=409,
            title="状态不符",
            detail="<script>alert(1)</script>",
            correlation="c-17",
        )

    @app.post("/form", dependencies=[Depends(guard_forms)])
    async def post_form(request: Request) -> dict[str, str]:
        return {"text": str((await request.form())["text"])}

    @app.post("/api", dependencies=[Depends(guard_forms)])
    async def post_api() -> dict[str, str]:
        return {}

    return app


@pytest.fixture
def browser() -> TestClient:
    return TestClient(site())


def token_in(html: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


# ---- language and elder mode ---------------------------------------------------------------


def test_page_is_chinese_until_english_is_chosen(browser: TestClient) -> None:
    before = browser.get("/styleguide").text
    assert '<html lang="zh-CN"' in before
    assert "意见建议" in before
    answer = browser.get("/lang/en?back=/styleguide%3Fa%3D1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/styleguide?a=1")
    after = browser.get("/styleguide").text
    assert '<html lang="en"' in after
    assert "Suggestions" in after
    assert "意见建议" not in after


def test_unknown_language_is_refused(browser: TestClient) -> None:
    assert browser.get("/lang/fr").status_code == 422


def test_elder_mode_is_one_link_away_and_remembered(browser: TestClient) -> None:
    page = browser.get("/styleguide").text
    assert "/elder/on?back=/styleguide" in page
    answer = browser.get("/elder/on?back=/styleguide")
    assert 'class="elder ' in answer.text
    assert "/elder/off?back=/styleguide" in answer.text
    cookie = browser.get("/elder/on", follow_redirects=False).headers["set-cookie"]
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie


@pytest.mark.parametrize(
    "back",
    ["//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "", "x"],
)
def test_preference_never_leads_away_from_the_site(browser: TestClient, back: str) -> None:
    assert local_path(back) == "/"
    answer = browser.get("/lang/en", params={"back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


# ---- forms ---------------------------------------------------------------------------------


def test_form_is_accepted_when_its_token_holds(browser: TestClient) -> None:
    token = token_in(browser.get("/styleguide").text)
    answer = browser.post("/form", data={"form_token": token, "text": "路灯"})
    assert answer.json() == {"text": "路灯"}


def test_header_token_is_accepted_for_buttons(browser: TestClient) -> None:
    token = token_in(browser.get("/styleguide").text)
    answer = browser.post("/api", headers={"X-Form-Token": token})
    assert answer.status_code == 200


@pytest.mark.parametrize("token", [None, "", "0" * 64, "坏"])
def test_form_is_refused_when_its_token_does_not_hold(
    browser: TestClient, token: str | None
) -> None:
    browser.get("/styleguide")
    data = {"text": "路灯"} | ({} if token is None else {"form_token": token})
    answer = browser.post("/form", data=data)
    assert (answer.status_code, answer.json()["code"]) == (403, "form-expired")


def test_form_is_refused_when_it_comes_from_another_site(browser: TestClient) -> None:
    token = token_in(browser.get("/styleguide").text)
    for where in ("cross-site", "same-site"):
        answer = browser.post(
            "/form", data={"form_token": token, "text": "x"}, headers={"Sec-Fetch-Site": where}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "form-from-elsewhere")
    answer = browser.post(
        "/form", data={"form_token": token, "text": "x"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 200


def test_token_of_one_browser_does_not_hold_in_another(browser: TestClient) -> None:
    token = token_in(browser.get("/styleguide").text)
    other = TestClient(browser.app)
    other.get("/styleguide")
    assert other.post("/form", data={"form_token": token, "text": "x"}).status_code == 403


def test_token_holds_after_its_secret_became_the_old_one(browser: TestClient) -> None:
    token = token_in(browser.get("/styleguide").text)
    for old, status in (("a secret of the tests", 200), ("", 403)):
        changed = TestClient(site(secret="another secret", old=old), cookies=browser.cookies)
        answer = changed.post("/form", data={"form_token": token, "text": "x"})
        assert answer.status_code == status


def test_token_is_bound_to_the_session_when_there_is_one(browser: TestClient) -> None:
    browser.cookies.set("yishi_session", "one")
    answer = browser.get("/styleguide")
    assert "set-cookie" not in answer.headers
    token = token_in(answer.text)
    assert browser.post("/form", data={"form_token": token, "text": "x"}).status_code == 200
    browser.cookies.set("yishi_session", "two")
    assert browser.post("/form", data={"form_token": token, "text": "x"}).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", ""])
def test_other_bodies_need_the_token_too(browser: TestClient, kind: str) -> None:
    answer = browser.post("/api", content=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 403


def test_programs_need_no_token(browser: TestClient) -> None:
    assert browser.post("/api", json={}).status_code == 200
    bearer = {"Authorization": "Bearer abc"}
    assert browser.post("/form", data={"text": "x"}, headers=bearer).status_code == 200
    crossed = bearer | {"Sec-Fetch-Site": "cross-site"}
    assert browser.post("/form", data={"text": "x"}, headers=crossed).status_code == 403
    elsewhere = browser.post("/api", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


# ---- the HTML ------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Collects what the content security policy would refuse, and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
            if name in {"src", "href", "action"} and re.match(r"(?:\w+:)?//", value or ""):
                self.refused.append(f"{tag} {value}")
            if name == "id":
                self.ids.append(value or "")
            if (tag, name) == ("label", "for"):
                self.labels.append(value or "")
        if tag == "style":
            self.refused.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.refused.append(f"script {data[:40]}")


@pytest.mark.parametrize("path", ["/styleguide", "/sheet", "/problem"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_keeps_to_its_content_security_policy(
    browser: TestClient, path: str, lang: str
) -> None:
    browser.cookies.set("lang", lang)
    answer = browser.get(path)
    outline = Outline()
    outline.feed(answer.text)
    assert outline.refused == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.labels) <= set(outline.ids)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert '"includeIndicatorStyles":false' in answer.text or path == "/sheet"


def test_values_are_escaped(browser: TestClient) -> None:
    problem = browser.get("/problem", headers={"x-clerk": "1"})
    assert problem.status_code == 409
    assert "<script>alert" not in problem.text
    assert "&lt;script&gt;alert" in problem.text
    assert "李&lt;b&gt;" in problem.text
    assert "c-17" in problem.text


def test_missing_value_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(Exception, match="undefined"):
        templates_for(None).from_string("{{ nobody_gave_this }}").render()


def test_navigation_shows_what_the_person_may_open(browser: TestClient) -> None:
    visitor = browser.get("/styleguide")
    clerk = browser.get("/styleguide", headers={"x-clerk": "1"})
    assert 'href="/desk"' not in visitor.text
    assert "/sign-in?back=/styleguide" in visitor.text
    assert 'href="/desk"' in clerk.text
    assert 'action="/sign-out"' in clerk.text
    assert visitor.headers["cache-control"] == "private, no-cache"
    assert clerk.headers["cache-control"] == "no-store"
    assert 'href="/styleguide" aria-current="page"' in visitor.text


@pytest.mark.parametrize("path", ["/styleguide", "/sheet", "/problem"])
def test_demo_data_is_marked_on_every_page_only_in_demo_mode(path: str) -> None:
    assert "演示数据" in TestClient(site(demo=True)).get(path).text
    assert "演示数据" not in TestClient(site(demo=False)).get(path).text


def test_block_is_rendered_alone_as_a_fragment(browser: TestClient) -> None:
    text = browser.get("/fragment").text
    assert "总监票人" in text
    assert "<html" not in text


def test_funnel_says_its_numbers_without_the_picture(browser: TestClient) -> None:
    text = browser.get("/styleguide").text
    assert "意见建议 58 → 备选项目 25 → 候选项目 12 → 票决项目 10" in text
    assert "候选项目 未到" in text
    assert "<caption>三下三上筛选漏斗</caption>" in text


# ---- files ---------------------------------------------------------------------------------


def test_static_address_names_its_content_and_is_kept(browser: TestClient) -> None:
    found = re.search(r'href="(/static/yishi\.css\?v=[0-9a-f]{8})"', browser.get("/sheet").text)
    assert found
    kept = browser.get(found[1])
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.get("/static/yishi.css").headers["cache-control"] == "no-cache"
    assert browser.get("/static/yishi.css?v=00000000").headers["cache-control"] == "no-cache"
    assert browser.get("/static/none.css?v=1").status_code == 404
    assert browser.get("/static/%2e%2e/pages.py").status_code == 404


# ---- filters -------------------------------------------------------------------------------


def test_filters_speak_both_languages() -> None:
    assert say_date("2025-03-01", "zh") == "2025年3月1日"
    assert say_date("2025-03-01", "en") == "1 Mar 2025"
    assert say_date("2025-02-28T16:00:00Z", "zh") == "2025年3月1日"
    assert say_datetime("2025-03-01T01:05:00+00:00", "zh") == "2025年3月1日 09:05"
    assert say_datetime("2025-03-01T01:05:00", "en") == "1 Mar 2025, 09:05"
    assert [say_yuan(n, "zh") for n in (0, 9800, 10_000, 350_000, 86_500, 123_456)] == [
        "0 元", "9,800 元", "1 万元", "35 万元", "8.65 万元", "12.3456 万元",
    ]  # fmt: skip
    assert say_yuan(120_000_000, "zh") == "1.2 亿元"
    assert say_yuan(10_000_000, "zh") == "1,000 万元"
    assert say_yuan(350_000, "en") == "¥350,000"
    assert say_number(12345) == "12,345"


def test_masks_show_no_more_than_they_should() -> None:
    assert mask_name("张三") == mask_name("张三丰") == "张*"
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("0731-82345678") == "0731-****5678"
    assert mask_phone("110") == "****"


# ---- colours -------------------------------------------------------------------------------

TEXT_PAIRS = [
    (front, back)
    for front in ("ink", "ink-soft", "brand", "brand-deep", "bad", "seal")
    for back in ("paper", "surface", "sunken")
    if (front, back) not in {("seal", "sunken")}
] + [
    ("brand", "brand-tint"), ("brand-deep", "brand-tint"), ("ink", "brand-tint"),
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("on-bar", "bar"), ("bar", "on-bar"),
    ("on-seal", "seal"),
    *((kind, f"{kind}-tint") for kind in ("good", "warn", "bad", "info")),
    *(("ink", f"{kind}-tint") for kind in ("good", "warn", "bad", "info")),
]  # fmt: skip
SHAPE_PAIRS = [
    (front, back)
    for front in ("line-strong", "focus", "lamp-green", "lamp-red", "lamp-blue", "warn")
    for back in ("paper", "surface")
]


def tokens(scheme: str) -> dict[str, str]:
    """The colour tokens of one scheme, read from the style sheet itself."""
    css = (STATIC_DIR / "yishi.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        overridden = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark.split("/* ---- 2")[0]))
        assert set(overridden) == set(found)
        return overridden
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(scheme: str) -> None:
    colours = tokens(scheme)
    weak = {
        (front, back): round(contrast(colours[front], colours[back]), 2)
        for front, back in TEXT_PAIRS
        if contrast(colours[front], colours[back]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_and_lamps_have_enough_contrast(scheme: str) -> None:
    colours = tokens(scheme)
    weak = {
        (front, back): round(contrast(colours[front], colours[back]), 2)
        for front, back in SHAPE_PAIRS
        if contrast(colours[front], colours[back]) < 3
    }
    assert weak == {}


def test_style_sheet_asks_nobody_else() -> None:
    css = (STATIC_DIR / "yishi.css").read_text(encoding="utf-8")
    assert re.findall(r"@import|https?://|url\((?!\"lattice\.svg\")", css) == []
