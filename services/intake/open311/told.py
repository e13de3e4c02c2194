"""What OpenAPI says of each address: the standard's arguments, which are read by hand."""

from typing import Any

STREET = {"type": "string", "pattern": "^[0-9]{9}$"}
MOMENT = {"type": "string", "format": "date-time"}
ANY = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1}
QUERIES: dict[str, dict[str, Any]] = {
    "discovery": {},
    "services": {"jurisdiction_id": STREET},
    "requests": {
        "jurisdiction_id": STREET,
        "service_request_id": ANY,
        "service_code": ANY,
        "status": {"type": "string", "enum": ["open", "closed", "open,closed"]},
        "start_date": MOMENT,
        "end_date": MOMENT,
        "updated_after": MOMENT,
        "updated_before": MOMENT,
        "page": NUMBER,
        "page_size": NUMBER,
        "after": ANY,
    },
    "servicerequestupdates": {
        "jurisdiction_id": STREET,
        "start_date": MOMENT,
        "end_date": MOMENT,
        "updated_after": MOMENT,
        "page": NUMBER,
        "page_size": NUMBER,
        "after": ANY,
    },
}
"""Address → its arguments in the query."""
REPORT = {
    "type": "object",
    "required": ["api_key", "jurisdiction_id", "service_code", "description"],
    "properties": {
        "api_key": ANY,
        "jurisdiction_id": STREET,
        "service_code": ANY,
        "description": {"type": "string", "minLength": 1, "maxLength": 2000},
        "attribute[COMMUNITY]": ANY,
        "address_string": ANY,
        "address_id": ANY,
        "lat": {"type": "number"},
        "long": {"type": "number"},
        "phone": ANY,
        "media_url": ANY,
        "account_id": ANY,
        "device_id": ANY,
    },
}


def asking(name: str) -> dict[str, Any]:
    """The arguments of a question."""
    told = [
        {"name": one, "in": "query", "required": one == "jurisdiction_id", "schema": schema}
        for one, schema in QUERIES[name].items()
    ]
    return {"parameters": told}


def reporting() -> dict[str, Any]:
    """The body of a report: a form as the standard says, or one object of JSON."""
    kinds = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
    content = {kind: {"schema": REPORT} for kind in kinds}
    return {"requestBody": {"required": True, "content": content}}
