"""AsyncAPI 3.0.0 of what the services say and hear, and the pictures drawn from the manifests."""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from chassis.service import Service
from contracts.envelope import CONTENT_TYPE, Event

Json = dict[str, Any]


def asyncapi(services: Sequence[Service], version: str) -> Json:
    """The whole document: a channel for each event, an operation for each manifest line."""
    events = sorted({event for service in services for event in service.says}, key=_wire)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Yishi 议事: events",
            "version": version,
            "description": "CloudEvents 1.0, structured JSON, on the topic exchange yishi.events.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {event.wire_type(): _channel(event) for event in events},
        "operations": _operations(services),
        "components": {
            "messages": {event.wire_type(): _message(event) for event in events},
            "schemas": _schemas(events),
        },
    }


def schema_of(event: type[Event]) -> Json:
    """The JSON Schema of one event's data, as it is frozen in ``contracts/schemas``."""
    return event.model_json_schema(mode="serialization")


def flow(services: Sequence[Service]) -> str:
    """A Mermaid flow chart of who says what to whom."""
    lines = ["flowchart LR"]
    lines += [f'    {service.name}["{service.zh}<br/>{service.name}"]' for service in services]
    for speaker in services:
        for hearer in services:
            said = [event.__name__ for event in speaker.says if event in hearer.hears]
            if said:
                lines.append(f'    {speaker.name} -- "{"<br/>".join(said)}" --> {hearer.name}')
    return "\n".join(lines)


def flow_table(services: Sequence[Service]) -> str:
    """A Markdown table of every event, what it means and who hears it."""
    rows = ["| event | says | heard by |", "|---|---|---|"]
    for speaker in services:
        for event in speaker.says:
            hearers = [service.name for service in services if event in service.hears]
            meaning = (event.__doc__ or "").strip().splitlines()[0]
            rows.append(f"| `{event.wire_type()}` | {meaning} | {', '.join(hearers) or '—'} |")
    return "\n".join(rows)


def _wire(event: type[Event]) -> str:
    return event.wire_type()


def _channel(event: type[Event]) -> Json:
    wire = event.wire_type()
    return {"address": wire, "messages": {wire: {"$ref": f"#/components/messages/{wire}"}}}


def _message(event: type[Event]) -> Json:
    return {
        "name": event.wire_type(),
        "title": event.__name__,
        "summary": (event.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEvent"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": event.wire_type()},
                        "data": {"$ref": f"#/components/schemas/{event.__name__}"},
                    },
                },
            ]
        },
    }


def _operations(services: Sequence[Service]) -> Json:
    said = {
        f"{service.name}.says.{event.__name__}": _operation("send", event)
        for service in services
        for event in service.says
    }
    heard = {
        f"{service.name}.hears.{event.__name__}": _operation("receive", event)
        for service in services
        for event in service.hears
    }
    return said | heard


def _operation(action: str, event: type[Event]) -> Json:
    channel = f"#/channels/{event.wire_type()}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.wire_type()}"}],
    }


def _schemas(events: Sequence[type[Event]]) -> Json:
    _, document = models_json_schema(
        [(event, "serialization") for event in events],
        ref_template="#/components/schemas/{model}",
    )
    definitions: Json = document["$defs"]
    return {"CloudEvent": CLOUD_EVENT} | definitions


CLOUD_EVENT: Json = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "street", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "The same at every delivery."},
        "source": {"type": "string", "examples": ["/yishi/ballot"]},
        "type": {"type": "string"},
        "subject": {"type": "string", "description": "<kind>/<id> of the document that changed."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "integer", "description": "The document's version."},
        "correlationid": {"type": "string"},
        "causationid": {"type": "string"},
        "street": {"type": "string", "pattern": r"^\d{9}$"},
        "data": {"type": "object"},
    },
}
