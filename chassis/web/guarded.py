"""Routers that are asked only for addresses that begin as one of their own routes does.

The framework tries one route after the other, several hundred here, each with its own pattern.
Comparing beginnings first is exact: a pattern matches no address that begins otherwise.
"""

from collections.abc import Iterable

from fastapi import APIRouter
from starlette._utils import get_route_path
from starlette.routing import Match
from starlette.types import Scope


class Guarded(APIRouter):
    """The routes of another router, the same objects in the same order, behind a quick look."""

    def __init__(self, router: APIRouter) -> None:
        super().__init__(default_response_class=router.default_response_class)
        self.routes = router.routes
        paths = {str(getattr(route, "path", "{")) for route in router.routes}
        self.whole = frozenset(path for path in paths if "{" not in path)
        self.begins = beginnings(paths - self.whole)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Nothing where the address begins otherwise; else what the router says."""
        path = get_route_path(scope)
        if path in self.whole or path.startswith(self.begins):
            return super().matches(scope)
        return Match.NONE, {}


def beginnings(paths: Iterable[str]) -> tuple[str, ...]:
    """What comes before the first parameter of these paths; none that another one begins."""
    found: list[str] = []
    for start in sorted({path.partition("{")[0] for path in paths}):
        if not found or not start.startswith(found[-1]):
            found.append(start)
    return tuple(found)
