"""The one object behind every page: templates, secret, navigation and static files."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chassis.core.text import mask_name, mask_phone
from chassis.pages.preferences import YEAR_SECONDS, preferences
from chassis.pages.words import say_date, say_datetime, say_number, say_yuan

CHASSIS = Path(__file__).parent.parent
STATIC_DIR = CHASSIS / "static"
SHARED_TEMPLATES = CHASSIS / "templates"


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
    """One entry of the main navigation; shown to everybody unless ``roles`` names who sees it.

    ``href`` may hold ``{street}``: then it is shown on the pages of a street. ``section`` is the
    beginning of the paths it stands for. Entries of all services stand in ``order``. ``foot``: it
    stands in the foot of the page.
    """

    href: str
    zh: str
    en: str
    icon: str
    roles: frozenset[str] = frozenset()
    section: str = ""
    order: int = 50
    foot: bool = False

    def shown_to(self, person: Person | None, street: str) -> bool:
        """True when the entry is open to all, or the person holds one of its roles here."""
        if not self.roles:
            return True
        at_home = "{street}" not in self.href or (person is not None and street in person.streets)
        return person is not None and at_home and bool(self.roles & person.roles)

    def shown_in(self, street: str) -> bool:
        """True when the entry needs no street, or there is one."""
        return bool(street) or "{street}" not in self.href

    def at(self, street: str) -> "NavLink":
        """The entry for the pages of this street."""
        return replace(
            self,
            href=self.href.replace("{street}", street),
            section=self.section.replace("{street}", street),
        )

    def current(self, path: str) -> bool:
        """Whether a path lies in this entry's section."""
        return path == self.href or bool(self.section and path.startswith(self.section))


@dataclass(frozen=True)
class Pages:
    """Everything that rendering needs and that differs between installations.

    ``secret`` signs form tokens; those that ``secret_old`` signed still hold. ``session_cookie``
    must keep its value for a whole session, because form tokens are bound to it. ``links``: name
    (``intake.new``) → address template of every service's manifest; ``desks``: the services that
    tell a person's tasks at ``/<service>/streets/<street>/tasks``; ``days``: those that tell of a
    day at ``…/days/<day>``. ``sign_in`` and ``sign_out``
    are the paths behind the links in the page header.
    """

    template_dirs: Sequence[Path]
    demo: bool
    secret: str
    secret_old: str = ""
    rehearsal: bool = False
    session_cookie: str = "yishi_session"
    nav: Sequence[NavLink] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    desks: Sequence[str] = ()
    days: Sequence[str] = ()
    sign_in: str = "/sign-in"
    sign_out: str = "/sign-out"
    new_nonce: Callable[[], str] = secrets.token_urlsafe
    environment: Environment = field(init=False, repr=False)
    digests: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "environment", _environment(tuple(self.template_dirs)))

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

    def link(self, name: str, **path: str) -> str:
        """The address of another service's page: ``link("intake.new", street=…)``."""
        return self.links[name].format_map(path)

    def form_token(self, binding: str) -> str:
        """The HMAC that a form of this browser carries."""
        return _form_token(self.secret, binding)

    def form_token_holds(self, binding: str, given: str) -> bool:
        """Whether this is the form token of this browser, signed with the secret or the old one."""
        wanted = [_form_token(one, binding) for one in (self.secret, self.secret_old) if one]
        return any(hmac.compare_digest(given.encode(), token.encode()) for token in wanted)


def _form_token(secret: str, binding: str) -> str:
    return hmac.new(secret.encode(), f"form:{binding}".encode(), "sha256").hexdigest()


def pages_of(request: Request) -> Pages:
    """The pages object that ``Pages.attach`` left on the application."""
    found = request.app.state.pages
    assert isinstance(found, Pages)
    return found


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


def _by_language(say: Callable[[Any, str], str]) -> Callable[[Context, Any], str]:
    @pass_context
    def in_page_language(context: Context, value: Any) -> str:
        return say(value, str(context.resolve("lang")))

    return in_page_language


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Shared by all applications of a process with these folders: it keeps what it compiled."""
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
    return _environment((service_dir / "templates",) if service_dir else ())
