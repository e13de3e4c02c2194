"""What every page of the product shares: templates, language, elder mode, forms, headers, files.

A service calls ``render(request, "intake/list.html", rows=rows)``. The one object behind it is
``Pages``, built at start and attached to the application, so nothing happens at import.

A state-changing route that a browser form reaches depends on ``guard_forms`` and its form contains
``{{ csrf() }}``. The two preferences (language, elder mode) are plain links and plain cookies, so
they work without JavaScript and without signing in.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chassis.errors import NotAllowed

Lang = Literal["zh", "en"]

HERE = Path(__file__).parent
STATIC_DIR = HERE / "static"
SHARED_TEMPLATES = HERE / "templates"
# China has kept one time all year since 1991; a fixed zone needs no zone database on the host.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
YEAR_SECONDS = 365 * 24 * 3600
NONCE_COOKIE = "form_nonce"
FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"


class Person(Protocol):
    """Who is signed in, as ``request.state.person`` carries it and the templates read it."""

    @property
    def sub(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def streets(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class NavLink:
    """One entry of the main navigation; shown to everybody unless ``roles`` names who sees it."""

    href: str
    zh: str
    en: str
    icon: str
    roles: frozenset[str] = frozenset()

    def shown_to(self, person: Person | None) -> bool:
        """True when the entry is open to all, or the person holds one of its roles."""
        return not self.roles or (person is not None and bool(self.roles & person.roles))


# ---- filters -------------------------------------------------------------------------------


def local_time(value: datetime | str) -> datetime:
    """Street time of an instant; one without a zone is UTC, as the stores return it."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SHANGHAI)


def say_date(value: date | datetime | str, lang: str) -> str:
    """``2025年3月1日`` / ``1 Mar 2025``; a bare date (``2025-03-01``) keeps its day."""
    if isinstance(value, str) and len(value) == len("2025-03-01"):
        value = date.fromisoformat(value)
    day = local_time(value) if isinstance(value, datetime | str) else value
    if lang == "en":
        return f"{day.day} {day:%b %Y}"
    return f"{day.year}年{day.month}月{day.day}日"


def say_datetime(value: datetime | str, lang: str) -> str:
    """``2025年3月1日 09:05`` / ``1 Mar 2025, 09:05``."""
    moment = local_time(value)
    return f"{say_date(moment, lang)}{', ' if lang == 'en' else ' '}{moment:%H:%M}"


def say_yuan(amount: int | Decimal, lang: str) -> str:
    """Whole yuan for people: ``35 万元`` / ``¥350,000``. Exact: nothing is rounded away."""
    if lang == "en":
        return f"¥{amount:,}"
    for unit, name in ((100_000_000, "亿元"), (10_000, "万元")):
        if abs(amount) >= unit:
            return f"{(Decimal(amount) / unit).normalize():,f} {name}"
    return f"{amount:,} 元"


def mask_name(name: str) -> str:
    """``张*``: the first character only, so that the length says nothing (C-05)."""
    return f"{name[:1]}*"


def mask_phone(phone: str) -> str:
    """``138****1234``, or ``0731-****5678`` for a landline (C-05)."""
    if len(phone) < 8:
        return "****"
    area, dash, _ = phone.rpartition("-")
    return f"{area}{dash}****{phone[-4:]}" if dash else f"{phone[:3]}****{phone[-4:]}"


def say_number(value: float | Decimal) -> str:
    """``12,345``: thousands grouped alike in both languages."""
    return f"{value:,}"


def _by_language(say: Callable[[Any, str], str]) -> Callable[[Context, Any], str]:
    @pass_context
    def in_page_language(context: Context, value: Any) -> str:
        return say(value, str(context.resolve("lang")))

    return in_page_language


def _environment(folders: Sequence[Path]) -> Environment:
    made = Environment(
        loader=FileSystemLoader([*folders, SHARED_TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "date": _by_language(say_date),
        "datetime": _by_language(say_datetime),
        "yuan": _by_language(say_yuan),
        "mask_name": mask_name,
        "mask_phone": mask_phone,
        "number": say_number,
    }
    return made


def templates_for(service_dir: Path | None) -> Environment:
    """The templates of one service folder first, then the shared ones."""
    return _environment([service_dir / "templates"] if service_dir else [])


# ---- the one object ------------------------------------------------------------------------


@dataclass(frozen=True)
class Pages:
    """Everything that rendering needs and that differs between installations.

    ``session_cookie`` must keep its value for a whole session, because form tokens are bound to
    it. ``sign_in`` and ``sign_out`` are the paths behind the links in the page header.
    """

    template_dirs: Sequence[Path]
    demo: bool
    secret: str
    session_cookie: str = "session"
    nav: Sequence[NavLink] = ()
    sign_in: str = "/sign-in"
    sign_out: str = "/sign-out"
    new_nonce: Callable[[], str] = secrets.token_urlsafe
    environment: Environment = field(init=False, repr=False)
    digests: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "environment", _environment(self.template_dirs))

    def attach(self, app: FastAPI) -> None:
        """Give the application these pages, ``/static`` and the preference links."""
        app.state.pages = self
        app.mount("/static", HashedFiles(self), name="static")
        app.include_router(preferences)

    def digest(self, name: str) -> str:
        """First 8 hex digits of the file's SHA-256; read once per process."""
        if name not in self.digests:
            content = (STATIC_DIR / name).read_bytes()
            self.digests[name] = hashlib.sha256(content).hexdigest()[:8]
        return self.digests[name]

    def static(self, name: str) -> str:
        """``yishi.css`` → ``/static/yishi.css?v=abcd1234``."""
        return f"/static/{name}?v={self.digest(name)}"

    def form_token(self, binding: str) -> str:
        """The HMAC that a form of this browser carries."""
        return hmac.new(self.secret.encode(), f"form:{binding}".encode(), "sha256").hexdigest()


def pages_of(request: Request) -> Pages:
    """The pages object that ``Pages.attach`` left on the application."""
    found = request.app.state.pages
    assert isinstance(found, Pages)
    return found


# ---- rendering -----------------------------------------------------------------------------


def render(
    request: Request,
    template: str,
    *,
    block: str | None = None,
    http_status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """Render a page, or with ``block`` only that block of it (a fragment for htmx)."""
    pages = pages_of(request)
    token = _FormToken(pages, request)
    shared = pages.environment.get_template("components.html")
    everything = _shared_context(pages, request, token) | context
    everything["ui"] = shared.make_module(everything)
    found = pages.environment.get_template(template)
    if block is None:
        html = found.render(everything)
    else:
        html = "".join(found.blocks[block](found.new_context(everything)))
    response = HTMLResponse(html, status_code=http_status, headers=_page_headers(request))
    token.leave_nonce(response)
    return response


def _shared_context(pages: Pages, request: Request, token: "_FormToken") -> dict[str, Any]:
    lang = language(request)
    person: Person | None = getattr(request.state, "person", None)
    return {
        "t": (lambda zh, _en: zh) if lang == "zh" else (lambda _zh, en: en),
        "lang": lang,
        "elder": request.cookies.get("elder") == "on",
        "demo": pages.demo,
        "person": person,
        "csrf": token.field,
        "path": request.url.path,
        "here": _here(request),
        "static": pages.static,
        "street_name": getattr(request.state, "street_name", None),
        "nav": [link for link in pages.nav if link.shown_to(person)],
        "sign_in": pages.sign_in,
        "sign_out": pages.sign_out,
    }


def language(request: Request) -> Lang:
    """The language of the page: the ``lang`` cookie, Chinese unless it says English."""
    return "en" if request.cookies.get("lang") == "en" else "zh"


def _here(request: Request) -> str:
    """Where a preference link comes back to; a page that answers a POST cannot be asked again."""
    if request.method == "GET":
        return local_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return local_path(urlsplit(request.headers.get("referer", "/")).path)


def _page_headers(request: Request) -> dict[str, str]:
    """Signed-in pages never stay in a shared computer's cache."""
    signed_in = getattr(request.state, "person", None) is not None
    return {"Cache-Control": "no-store" if signed_in else "private, no-cache", "Vary": "Cookie"}


# ---- preferences ---------------------------------------------------------------------------

preferences = APIRouter(include_in_schema=False)


def local_path(back: str) -> str:
    """``back`` when it is a path of this site, else ``/``: no open redirect.

    Browsers drop tabs and line ends inside an address and read ``\\`` as ``/``, so both refuse.
    """
    odd = "\\" in back or any(ord(letter) < 33 or ord(letter) == 127 for letter in back)
    return back if back.startswith("/") and not back.startswith("//") and not odd else "/"


@preferences.get("/lang/{lang}")
async def get_language(lang: Lang, request: Request, back: str = "/") -> RedirectResponse:
    """Remember the language and return to the page."""
    return _remember(request, "lang", lang, back)


@preferences.get("/elder/{mode}")
async def get_elder(
    mode: Literal["on", "off"], request: Request, back: str = "/"
) -> RedirectResponse:
    """Remember elder mode (larger text and targets, simpler layout) and return (C-17)."""
    return _remember(request, "elder", mode, back)


def _remember(request: Request, name: str, value: str, back: str) -> RedirectResponse:
    response = RedirectResponse(local_path(back), status_code=303)
    _set_cookie(response, request, name, value, max_age=YEAR_SECONDS)
    return response


def _set_cookie(
    response: Response, request: Request, name: str, value: str, max_age: int | None = None
) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age, httponly=True, samesite="lax", secure=secure)


# ---- forms ---------------------------------------------------------------------------------


class _FormToken:
    """``csrf()`` of one page; remembers whether the browser still needs a nonce cookie."""

    def __init__(self, pages: Pages, request: Request) -> None:
        self.pages = pages
        self.request = request
        self.fresh: str | None = None

    def field(self) -> Markup:
        """The hidden input that a state-changing form contains."""
        binding = form_binding(self.pages, self.request)
        if binding is None:
            self.fresh = self.fresh or self.pages.new_nonce()
            binding = f"nonce:{self.fresh}"
        token = self.pages.form_token(binding)
        return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, token)

    def leave_nonce(self, response: Response) -> None:
        """Hand out the anonymous nonce, only when a form was bound to a new one."""
        if self.fresh:
            _set_cookie(response, self.request, NONCE_COOKIE, self.fresh)


def form_binding(pages: Pages, request: Request) -> str | None:
    """What ties a form to this browser: its session, else its anonymous nonce, else nothing."""
    if session := request.cookies.get(pages.session_cookie):
        return f"session:{session}"
    nonce = request.cookies.get(NONCE_COOKIE)
    return f"nonce:{nonce}" if nonce else None


async def guard_forms(request: Request) -> None:
    """Dependency: a state-changing request must come from a page of this site, else NotAllowed.

    A bearer token is never sent by a browser on its own, so it needs no more. JSON cannot be sent
    from another site without asking first; everything else must carry the form token, as the
    field of ``csrf()`` or, for a button that htmx sends, as the header ``X-Form-Token``.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"} or _has_bearer(request):
        return
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise NotAllowed(
            "form-from-elsewhere",
            "这个请求来自其他网站，已拒绝。请从本网站的页面提交。",
            "This request came from another site and was refused. Submit it from a page here.",
        )
    if _content_type(request) != "application/json" and not await _token_holds(request):
        raise NotAllowed(
            "form-expired",
            "页面已过期，内容没有提交。请刷新页面后再提交一次。",
            "This page has expired and nothing was submitted. Reload it and submit again.",
        )


def _has_bearer(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _token_holds(request: Request) -> bool:
    pages = pages_of(request)
    binding = form_binding(pages, request)
    given = request.headers.get(FORM_HEADER)
    if given is None and "form" in _content_type(request):
        given = str((await request.form()).get(FORM_FIELD, ""))
    if binding is None or not given:
        return False
    return hmac.compare_digest(given.encode(), pages.form_token(binding).encode())


# ---- headers and files ---------------------------------------------------------------------


def secure_headers() -> dict[str, str]:
    """Headers for every response. No HSTS: street intranets often run without https."""
    return {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


class HashedFiles(StaticFiles):
    """``/static``: kept for a year under the address that names the content, else asked again."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(directory=STATIC_DIR)
        self.pages = pages

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its cache header; an unknown file is 404 as usual."""
        response = await super().get_response(path, scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
        keep = response.status_code < 400 and asked == self.pages.digest(path)
        response.headers["Cache-Control"] = (
            f"public, max-age={YEAR_SECONDS}, immutable" if keep else "no-cache"
        )
        return response
