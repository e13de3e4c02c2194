"""A small service with every shape of route, and the application around it."""

import io
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated, Any, Literal, cast

import httpx
from fastapi import APIRouter, Form, Request, Response, UploadFile
from pydantic import BaseModel, Field

from chassis.core import errors, log
from chassis.core.decision import Cause
from chassis.core.settings import Settings, load_settings
from chassis.pages import Pages, render
from chassis.rooms.sheets import Column, read_upload, sheet_response, write_table
from chassis.service import Context, Service
from chassis.store.store import Store
from chassis.web.app import build_app
from chassis.web.ask import Ask, Page, Paging, anyone, asked, tagged
from chassis.web.auth import TokenReader, issue_demo_token
from chassis.web.sessions import SESSION_COOKIE
from contracts.charter import Role
from tests.signing_in import cookie_header, sessions_in_memory, somebody

STREET, OTHER = "430111005", "430105006"
SETTINGS = load_settings(
    {}, secret="s" * 40, public_rate="5/minute", max_body_bytes=100_000, log_level="info"
)
NOW = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
COLUMNS = [Column("title", "标题", required=True)]

api = APIRouter(prefix="/intake/api")


class NewItem(BaseModel):
    """Something to post."""

    title: str = Field(min_length=1, max_length=2000)
    level: Literal["A", "B"] = "A"
    count: int = Field(default=1, ge=1, le=10)
    secret: str = Field(default="", pattern=r"^\d*$")


def shown(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "actor": cause.actor,
        "fingerprint": cause.fingerprint,
        "roles": list(cause.roles),
        "correlation": cause.correlation,
        "at": cause.at.isoformat(),
    }


@api.get("/streets/{street}/items")
async def get_items(paging: Paging, ask: Annotated[Ask, asked("intake")]) -> Page[str]:
    return Page(items=[ask.street, str(paging.limit)], next=paging.after)


@api.get("/streets/{street}/overview")
async def get_overview(ask: Annotated[Ask, asked("intake", Role.CITY, Role.NPC_COMMITTEE)]) -> str:
    return ask.person.sub


@api.post("/streets/{street}/items", status_code=201)
async def post_item(
    body: NewItem,
    response: Response,
    ask: Annotated[Ask, asked("intake", Role.NPC_COMMITTEE, Role.CITY)],
) -> dict[str, Any]:
    tagged(response, 3)
    return {**shown(ask.cause("post_item")), "if_version": ask.if_version, "title": body.title}


@api.post("/streets/{street}/forms")
async def post_form(
    title: Annotated[str, Form()], ask: Annotated[Ask, anyone("intake")]
) -> dict[str, Any]:
    return {**shown(ask.cause("post_form")), "title": title}


@api.post("/streets/{street}/public")
async def post_public(body: NewItem, ask: Annotated[Ask, anyone("intake")]) -> dict[str, Any]:
    return shown(ask.cause("post_public"))


@api.post("/streets/{street}/empty")
async def post_empty(ask: Annotated[Ask, asked("intake")]) -> dict[str, Any]:
    return shown(ask.cause("post_empty"))


@api.post("/streets/{street}/votes/{ballot}", tags=["unlogged"])
async def post_vote(
    request: Request, response: Response, ask: Annotated[Ask, anyone("intake")]
) -> str:
    response.set_cookie("trace", "me")
    if (await request.json()).get("fail"):
        raise RuntimeError("the vote was FOR-42")
    return ask.person.sub


@api.post("/streets/{street}/imports")
async def post_import(
    file: UploadFile, ask: Annotated[Ask, asked("intake")]
) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], await read_upload(file, COLUMNS))


@api.get("/streets/{street}/export")
async def get_export(ask: Annotated[Ask, asked("intake")]) -> Response:
    return sheet_response("清单.xlsx", write_table("清单", COLUMNS, [{"title": "甲"}]))


@api.get("/page")
async def get_page(request: Request) -> Response:
    return render(request, "error.html", status=200, title="x", detail="y")


@api.get("/fails/{kind}")
async def get_failure(kind: str) -> None:
    if kind == "bug":
        raise RuntimeError("private detail")
    raise getattr(errors, kind)("some-code", "中文说明", "In English", [{"field": "a", "zh": "错"}])


class NothingKept:
    """An engine in which no answer lies, and none stays."""

    async def row(self, *_: object) -> None:
        return None

    async def insert(self, *_: object) -> bool:
        return True


class Figures:
    """Counts in lists instead of metrics."""

    def __init__(self) -> None:
        self.http: list[tuple[Any, ...]] = []
        self.codes: list[tuple[str, str]] = []

    def observe_http(
        self, service: str, method: str, route: str, status: int, seconds: float
    ) -> None:
        self.http.append((service, method, route, status))

    def refused(self, service: str, code: str) -> None:
        self.codes.append((service, code))

    def exposition(self) -> bytes:
        return b"yishi_up 1\n"


class World:
    """The application with its figures and its log."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.figures = Figures()
        self.stream = io.StringIO()
        self.failing = False
        log.configure(settings, self.stream)
        service = Service("intake", "征集", "Intake", (), {}, (), routers=(api,))
        context = Context(
            "intake", cast(Store, SimpleNamespace(engine=NothingKept())), settings, lambda: NOW
        )
        pages = Pages([], True, settings.secret, session_cookie=SESSION_COOKIE)
        self.sessions = sessions_in_memory(settings)
        self.app = build_app(
            {"intake": context},
            [service],
            pages,
            settings,
            self.figures,
            TokenReader(settings),
            {"store": self.check, "bus": self.fine},
            sessions=self.sessions,
        )

    async def check(self) -> None:
        if self.failing:
            raise errors.Unavailable("store", "", "gone")

    async def fine(self) -> None:
        return None

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def client(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(options.pop("address", "10.0.0.1"), 1))
        return httpx.AsyncClient(transport=transport, base_url="http://yishi", **options)


def bearer(*roles: str, streets: tuple[str, ...] = (STREET,), **given: Any) -> dict[str, str]:
    token = issue_demo_token(SETTINGS, "wang", "王芳", roles, streets, **given)
    return {"Authorization": f"Bearer {token}"}


async def cookie(world: World) -> dict[str, str]:
    """The header of a browser in which a clerk is signed in."""
    session = await world.sessions.open(somebody("wang", "王芳", ["NPC_COMMITTEE"], STREET))
    return {"Cookie": cookie_header(SETTINGS, session)}


ITEMS = f"/intake/api/streets/{STREET}/items"
CLERK = "NPC_COMMITTEE"
