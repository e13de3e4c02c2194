"""XML and JSON as GeoReport v2 writes them, errors included.

One value makes both: a list's name in XML and what its items are called stand in ``ITEMS``, JSON
leaves the names of lists out (the Spark convention). Nothing is ``null`` in JSON and an empty
element in XML. Errors are an array of code and description in either format.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from chassis.core.errors import NotFound, NotNow, Problem, TooMany

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
STATUS = {401: 403, 403: 403, 404: 404, 413: 413, 429: 429, 500: 500, 503: 503}
"""Everything else is 400, as the standard wants it."""
Value = Mapping[str, Any] | Sequence[Any]


def format_of(request: Request) -> str:
    """The format of the address's ending, else of ``Accept``, else JSON."""
    ending = request.url.path.rpartition("/")[2].rpartition(".")[2]
    if ending in TYPES:
        return ending
    accept = request.headers.get("accept", "")
    return XML if "xml" in accept and "application/json" not in accept else JSON


def without_ending(name: str) -> str:
    """The last part of an address without ``.xml`` or ``.json``."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending in TYPES else name


def check_ending(ending: str) -> None:
    """Raise ``NotFound`` for a format that is not spoken."""
    if ending not in TYPES:
        raise NotFound("no-such-format", "只提供 xml 和 json。", "The formats are xml and json.")


def answered(request: Request, name: str, value: Value, status: int = 200) -> Response:
    """A value under the name of its root element."""
    spoken = format_of(request)
    headers = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
    if spoken == XML:
        return Response(to_xml(name, value), status, headers, media_type=TYPES[XML])
    return JSONResponse(value, status, headers, media_type=TYPES[JSON])


def to_xml(name: str, value: Value) -> bytes:
    """The document with its declaration, in UTF-8."""
    root = ElementTree.Element(name)
    _fill(root, name, value)
    text = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _fill(element: ElementTree.Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for child, inner in value.items():
            _fill(ElementTree.SubElement(element, child), child, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _fill(ElementTree.SubElement(element, ITEMS[name]), ITEMS[name], inner)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)


def shape_problem(request: Request, problem: Problem) -> Response:
    """A problem in the standard's shape; 429 and 503 say when to come again."""
    status = STATUS.get(int(problem.status), 400)
    error = {"code": status, "description": f"{problem.zh} {problem.en}"}
    response = answered(request, "errors", [error], status)
    if isinstance(problem, TooMany | NotNow):
        response.headers["Retry-After"] = "60"
    return response
