"""Addresses below which a foreign standard says what an error looks like."""

from collections.abc import Callable, Mapping

from fastapi import Request
from starlette.responses import Response

from chassis.core.errors import Problem

Shape = Callable[[Request, Problem], Response]
"""How a problem is answered there."""


def shaped(request: Request, problem: Problem) -> Response | None:
    """The answer of the shape that this address has; nothing where it has none."""
    shapes: Mapping[str, Shape] = request.app.state.shapes
    path = request.url.path
    shape = next((one for start, one in shapes.items() if path.startswith(start)), None)
    return None if shape is None else shape(request, problem)
