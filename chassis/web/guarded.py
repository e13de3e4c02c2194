"""Routers whose routes are tried only for paths that begin like one of them.

The framework tries one route after the other, several hundred here, each with its own pattern.
Comparing beginnings first is exact: a pattern matches no address that begins otherwise. So is one
pattern made of all of them, which keeps away the routers that only begin alike.
"""

import re
from collections.abc import Iterable

from fastapi import APIRouter
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

NAMED = re.compile(r"\(\?P<\w+>")
IN = "included_once"


class Guarded(APIRouter):
    """A router's routes in the same order, tried only where the path begins like one of them."""

    def __init__(self, router: APIRouter) -> None:
        super().__init__(default_response_class=router.default_response_class)
        self.routes = router.routes
        paths = {str(getattr(route, "path", "{")) for route in router.routes}
        self.whole = frozenset(path for path in paths if "{" not in path)
        self.begins = beginnings(paths - self.whole)
        self.patterns = re.compile("|".join(map(_pattern_of, router.routes)))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """``Match.NONE`` where the path begins like none of the routes; else the router's match."""
        path = get_route_path(scope)
        begins = path.startswith(self.begins) and self.patterns.match(path)
        if begins or path in self.whole:
            return super().matches(scope)
        return Match.NONE, {}


def included(router: APIRouter) -> BaseRoute:
    """A router as applications take it in, guarded; made once and kept with the router.

    The framework builds every route anew for each application that includes it. That is most of
    what an application costs, and a process may have several: a rehearsal has one of its own.
    """
    if IN not in vars(router):
        shell = APIRouter()
        shell.include_router(Guarded(router))
        setattr(router, IN, shell.routes[0])
    found: BaseRoute = vars(router)[IN]
    return found


def _pattern_of(route: BaseRoute) -> str:
    """Its pattern without names, which may stand twice; a route without one may match anything."""
    pattern: re.Pattern[str] | None = getattr(route, "path_regex", None)
    return f"(?:{NAMED.sub('(?:', pattern.pattern)})" if pattern else ""


def beginnings(paths: Iterable[str]) -> tuple[str, ...]:
    """The starts of these paths, up to the first ``{``; none that extends another one."""
    found: list[str] = []
    for start in sorted({path.partition("{")[0] for path in paths}):
        if not found or not start.startswith(found[-1]):
            found.append(start)
    return tuple(found)
