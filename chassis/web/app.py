"""The application around all routes: routers, pages, errors, figures and health, put together."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import to_json

from chassis.core.settings import Settings
from chassis.pages import Pages
from chassis.service import Context, Service
from chassis.web.ask import UNLOGGED, UPLOADS
from chassis.web.auth import TokenReader
from chassis.web.guarded import included
from chassis.web.health import Check, health
from chassis.web.passage import Meter, Passage
from chassis.web.problems import PROBLEM_JSON, ProblemJson, answer_problems
from chassis.web.public_rate import RateLimiter
from chassis.web.requests import answer_replays
from chassis.web.sessions import Sessions
from chassis.web.sign_in import SignIn
from chassis.web.titles import TITLES

PATH_NAME = re.compile(r"{(\w+)(?::\w+)?}")
READ_PROBLEMS = (401, 403, 404, 422, 503)
WRITE_PROBLEMS = (401, 403, 404, 409, 412, 422, 429, 503)
Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def build_app(
    contexts: Mapping[str, Context],
    services: Sequence[Service],
    pages: Pages | None,
    settings: Settings,
    metrics: Meter,
    token_reader: TokenReader,
    health_checks: Mapping[str, Check],
    lifespan: Lifespan | None = None,
    sessions: Sessions | None = None,
) -> FastAPI:
    """The application of one process that shows these services.

    ``contexts`` are by service name, ``health_checks`` by the name ``/readyz`` shows; the first
    service owns the paths that bear no service's name. Without ``pages`` errors are always JSON,
    without ``sessions`` no cookie signs anybody in.
    """
    unlogged = _tagged(services, UNLOGGED)
    app = _bare_app(unlogged, lifespan)
    app.state.contexts = dict(contexts)
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.health = dict(health_checks)
    app.state.limiter = RateLimiter()
    app.state.pages = None
    app.state.shapes = {start: one for each in services for start, one in each.shapes.items()}
    app.state.sessions = sessions
    app.state.sign_in = SignIn(settings, token_reader)
    _include_routes(app, services, pages)
    app.add_middleware(
        Passage,
        settings=settings,
        token_reader=token_reader,
        sessions=sessions,
        meter=metrics,
        services=_owners(services),
        unlogged=unlogged,
        uploads=_tagged(services, UPLOADS),
    )
    _complete_openapi(app)
    _show_openapi(app)
    return app


def _bare_app(unlogged: Callable[[Mapping[str, Any]], bool], lifespan: Lifespan | None) -> FastAPI:
    # No built-in documentation pages: they load their scripts from elsewhere (C-14). Its own
    # /openapi.json would keep everybody waiting while it is made for the first who asks.
    return FastAPI(
        title="议事 Yishi",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Its own log would hold what people sent; its spans would tell when somebody votes.
        telemetry={"logs": False, "exclude": unlogged},
        lifespan=lifespan,
    )


def _include_routes(app: FastAPI, services: Sequence[Service], pages: Pages | None) -> None:
    answer_problems(app)
    answer_replays(app)
    app.include_router(health)
    for service in services:
        app.router.routes += [included(router) for router in service.routers]
    if pages is not None:
        pages.attach(app)


def _complete_openapi(app: FastAPI) -> None:
    """Tell of what ``Ask`` reads by itself: the street of the path, the key, the version."""
    plain = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = ProblemJson.model_json_schema(
                ref_template="#/components/schemas/{model}"
            )
            foreign = tuple(app.state.shapes)
            for path, methods in document.get("paths", {}).items():
                if path.startswith(foreign):
                    continue
                for method, operation in methods.items():
                    _complete_operation(path, method, operation)
        return plain()

    app.openapi = complete  # type: ignore[method-assign]


def _show_openapi(app: FastAPI) -> None:
    """``/openapi.json``: made once, on a thread, because it takes most of a second."""
    made, making = b"", asyncio.Lock()

    async def get_openapi(_: Request) -> Response:
        nonlocal made
        async with making:
            made = made or await asyncio.to_thread(lambda: to_json(app.openapi()))
        return Response(made, media_type="application/json")

    app.add_route("/openapi.json", get_openapi, include_in_schema=False)


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    told = operation.setdefault("parameters", [])
    known = {parameter["name"] for parameter in told}
    for name in PATH_NAME.findall(path):
        if name not in known:
            schema = {"type": "string"} | ({"pattern": r"^\d{9}$"} if name == "street" else {})
            told.append({"name": name, "in": "path", "required": True, "schema": schema})
    if method != "get":
        told += [
            {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
            for name in ("Idempotency-Key", "If-Match")
        ]
    answers = operation.setdefault("responses", {})
    for status in READ_PROBLEMS if method == "get" else WRITE_PROBLEMS:
        answers[str(status)] = {
            "description": TITLES[status][1],
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _owners(services: Sequence[Service]) -> dict[str, str]:
    owners = {service.name: service.name for service in services}
    # The portal, street pages and sign-in belong to the assembly where it is shown.
    return owners | ({"": "assembly"} if "assembly" in owners else {})


def _tagged(services: Sequence[Service], tag: str) -> Callable[[Mapping[str, Any]], bool]:
    """Tells by its address alone, before anything else is done, that a route bears this tag."""
    patterns = [
        route.path_regex
        for service in services
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and tag in (route.tags or ())
    ]
    return lambda scope: any(pattern.match(scope["path"].rstrip("/")) for pattern in patterns)
