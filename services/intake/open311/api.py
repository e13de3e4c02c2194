"""The addresses of GeoReport v2, each with ``.xml``, with ``.json``, or by ``Accept``."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from chassis.core.errors import NotFound
from chassis.web.ask import UPLOADS
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import PREFIX, Asked, asked_for, base_of
from services.intake.open311.definitions import service_definition, service_list
from services.intake.open311.facts import request_of
from services.intake.open311.formats import answered, check_ending, without_ending
from services.intake.open311.posting import posted
from services.intake.open311.queries import facts_of, requests_asked, updates_asked
from services.intake.open311.told import asking, reporting

CHANGESET = "2025-06-01T00:00:00+08:00"
"""When the service definitions last changed their shape; their content is the charter's."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
Handler = Callable[[Request], Awaitable[Response]]


async def get_discovery(request: Request) -> Response:
    """Where the endpoint is and which formats it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": base_of(request) + PREFIX,
        "changeset": CHANGESET,
        "type": "test" if request.app.state.settings.demo else "production",
        "formats": ["text/xml", "application/json"],
    }
    told = {
        "changeset": CHANGESET,
        "contact": "请联系所在街道办事处。Ask the street office of your jurisdiction_id.",
        "key_service": "由街道办事处在“系统接入”页面生成。Made by the street office on its desk.",
        "endpoints": [endpoint],
    }
    return answered(request, "discovery", told)


async def get_services(request: Request) -> Response:
    """The categories of a street as service types."""
    asked = await asked_for(request)
    return answered(request, "services", service_list(asked.charter))


async def get_requests(request: Request) -> Response:
    """Requests by id, service, status and time; the next page is in the ``Link`` header."""
    asked = await asked_for(request)
    page = await requests_asked(asked)
    response = answered(request, "service_requests", facts_of(asked, page.items))
    return linked(asked, response, page.next)


async def post_request(request: Request) -> Response:
    """Hand in a request; needs an ``api_key`` of the street."""
    asked, made, given = await posted(request)
    days = asked.charter.reply_days
    told = {
        "service_request_id": made,
        "service_notice": f"由街道工作人员受理后公开，受理后 {days} 天内答复。",
        "account_id": given.get("account_id", "").strip()[:100] or None,
    }
    return answered(request, "service_requests", [told], 201)


async def get_updates(request: Request) -> Response:
    """The steps of requests within a time, the oldest first."""
    asked = await asked_for(request)
    facts, following = await updates_asked(asked)
    return linked(asked, answered(request, "service_request_updates", facts), following)


def linked(asked: Asked, response: Response, following: str) -> Response:
    """Name the following page in the ``Link`` header, where there is one."""
    if following:
        query = dict(asked.request.query_params)
        query.pop("page", None)
        query["after"] = following
        address = f"{base_of(asked.request)}{asked.request.url.path}?{urlencode(query)}"
        response.headers["Link"] = f'<{address}>; rel="next"'
        response.headers["Access-Control-Expose-Headers"] = "Link"
    return response


async def get_definition(code: str, request: Request) -> Response:
    """What a service type asks for."""
    asked = await asked_for(request)
    told = service_definition(asked.charter, without_ending(code))
    return answered(request, "service_definition", told)


async def get_request(name: str, request: Request) -> Response:
    """One request, as a list of one."""
    asked = await asked_for(request)
    found = await asked.ctx.store.get(SUGGESTIONS.key(asked.street, without_ending(name)))
    if found is None:
        raise _unknown("service_request_id")
    return answered(request, "service_requests", [request_of(found, asked.charter, asked.base)])


async def get_token(name: str, request: Request) -> Response:
    """The id of a request is given at once, so that it is its own token."""
    asked, token = await asked_for(request), without_ending(name)
    if await asked.ctx.store.get(SUGGESTIONS.key(asked.street, token)) is None:
        raise _unknown("token")
    told = {"service_request_id": token, "token": token}
    return answered(request, "service_requests", [told])


def _unknown(name: str) -> NotFound:
    return NotFound("unknown-request", f"没有这个 {name}。", f"The {name} was not found.")


# ---- addresses ------------------------------------------------------------------------------


def routes() -> APIRouter:
    """Every address; a list's without an ending and with one."""
    router = APIRouter(prefix=PREFIX, tags=["open311"])
    for name, handler in (
        ("discovery", get_discovery),
        ("services", get_services),
        ("requests", get_requests),
        ("servicerequestupdates", get_updates),
    ):
        _list(router, name, handler, methods=["GET"], openapi_extra=asking(name))
    post: dict[str, Any] = {"methods": ["POST"], "tags": [UPLOADS], "openapi_extra": reporting()}
    _list(router, "requests", post_request, status_code=201, **post)
    one: dict[str, Any] = {"openapi_extra": asking("services")}
    router.add_api_route("/services/{code}", get_definition, **one)
    router.add_api_route("/requests/{name}", get_request, **one)
    router.add_api_route("/tokens/{name}", get_token, **one)
    return router


def _list(router: APIRouter, name: str, handler: Handler, **how: Any) -> None:
    async def with_ending(request: Request, ending: str) -> Response:
        check_ending(ending)
        return await handler(request)

    with_ending.__doc__ = handler.__doc__
    router.add_api_route(f"/{name}", handler, **how)
    router.add_api_route(f"/{name}.{{ending}}", with_ending, **how)
