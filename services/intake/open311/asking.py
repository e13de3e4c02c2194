"""Who asks by Open311 for which street: ``jurisdiction_id`` is the street's nine-digit code."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from chassis.core.errors import Invalid, NotFound
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.ask import STREET, context_of
from contracts.charter import Charter

PREFIX = "/intake/open311/v2"


@dataclass(frozen=True)
class Asked:
    """One request about one street. ``base``: the address of the house, without a slash."""

    request: Request
    ctx: Context
    street: str
    charter: Charter

    @property
    def base(self) -> str:
        """The address that links begin with."""
        return base_of(self.request)


def base_of(request: Request) -> str:
    """The configured address of the house, else the one it was asked at."""
    return (request.app.state.settings.base_url or str(request.base_url)).rstrip("/")


async def asked_for(request: Request, given: Mapping[str, str] | None = None) -> Asked:
    """The street that is meant. Raises ``Invalid`` where none is named, else ``NotFound``."""
    known = request.query_params if given is None else given
    street = known.get("jurisdiction_id", "").strip()
    if not street:
        raise Invalid(
            "no-jurisdiction",
            "缺少 jurisdiction_id（街道九位代码）。",
            "jurisdiction_id was not provided: the street's nine-digit code.",
        )
    ctx = context_of(request, "intake")
    if not STREET.fullmatch(street):
        raise _unknown()
    try:
        charter = await charter_of(ctx, street)
    except NotFound:
        raise _unknown() from None
    return Asked(request, ctx, street, charter)


def _unknown() -> NotFound:
    return NotFound(
        "unknown-jurisdiction",
        "没有这个 jurisdiction_id。",
        "The jurisdiction_id provided was not found.",
    )
