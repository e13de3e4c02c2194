"""Services of GeoReport: the charter's categories, and the community that each of them asks for."""

from typing import Any

from chassis.core.errors import NotFound
from contracts.charter import Charter, Named

COMMUNITY = "COMMUNITY"
"""The code of the one attribute."""
UNSORTED = Named(id="UNSORTED", zh="待归类", en="Not yet sorted")
"""What an item without a category is called; nothing can be posted to it."""
Definition = dict[str, Any]


def service_list(charter: Charter) -> list[Definition]:
    """Every category as a service type."""
    asks = len(charter.communities) > 1
    return [
        {
            "service_code": one.id,
            "service_name": one.zh,
            "description": f"{one.zh} {one.en}",
            "metadata": asks,
            "type": "realtime",
            "keywords": one.en,
            "group": "居民建议",
        }
        for one in charter.suggestion_categories
    ]


def service_definition(charter: Charter, code: str) -> Definition:
    """What a service type asks for. Raises ``NotFound``."""
    known(charter, code)
    return {"service_code": code, "attributes": _attributes(charter)}


def known(charter: Charter, code: str) -> Named:
    """The category behind a code. Raises ``NotFound``."""
    found = next((one for one in charter.suggestion_categories if one.id == code), None)
    if found is None:
        raise NotFound(
            "unknown-service-code",
            "没有这个 service_code。",
            "The service_code provided was not found.",
        )
    return found


def named(charter: Charter, category: str) -> Named:
    """A stored category, also one that the charter no longer has."""
    if not category:
        return UNSORTED
    fallback = Named(id=category, zh=category, en=category)
    return next((one for one in charter.suggestion_categories if one.id == category), fallback)


def _attributes(charter: Charter) -> list[Definition]:
    if len(charter.communities) < 2:
        return []
    return [
        {
            "variable": True,
            "code": COMMUNITY,
            "datatype": "singlevaluelist",
            "required": True,
            "datatype_description": None,
            "order": 1,
            "description": "所在社区 Community",
            "values": [{"key": one.id, "name": one.zh} for one in charter.communities],
        }
    ]
