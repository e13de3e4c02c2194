"""The quick look before a router's patterns takes nothing away from any of them."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from chassis.service import Service
from chassis.web.guarded import beginnings, included
from launch.catalogue import SERVICES

ODD = (
    "/",
    "//",
    "",
    "/nowhere",
    "/intake",
    "/intake/api",
    "/streets",
    "/sign-in/",
    "/static/a.css",
)


def addresses() -> list[str]:
    """One address of every route in the house, each also with a slash at its end, and odd ones."""
    paths = [
        route.path_format.replace("{", "").replace("}", "")
        for service in SERVICES
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute)
    ]
    return [*paths, *(f"{path}/" for path in paths), *ODD]


def found(app: FastAPI, path: str, method: str) -> tuple[Any, ...]:
    """What the framework's own loop finds for an address: how far, and with which parameters."""
    scope = {"type": "http", "path": path, "method": method, "root_path": ""}
    return app.router.routes[-1].matches(scope)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_guarded_when_any_address_is_asked_for_then_it_finds_what_the_router_finds(
    service: Service,
) -> None:
    for router in service.routers:
        plain, guarded = FastAPI(), FastAPI()
        plain.include_router(router)
        guarded.router.routes.append(included(router))
        for path in addresses():
            # No route has this method: a route of the path is found in part, with its parameters.
            assert found(plain, path, "TRACE") == found(guarded, path, "TRACE"), path


def test_guarded_when_two_applications_include_it_then_both_tell_of_the_same_routes() -> None:
    router = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])
    router.get("/suggestions")(lambda street: street)
    first, second, plain = FastAPI(), FastAPI(), FastAPI()
    for guarded in (first, second):
        guarded.router.routes.append(included(router))
    plain.include_router(router)
    assert first.openapi() == second.openapi() == plain.openapi()


def test_beginnings_when_one_begins_another_then_the_shorter_is_kept() -> None:
    paths = ["/a/{x}/b", "/a/b/{y}", "/c/{x}"]
    assert beginnings(paths) == ("/a/", "/c/")
