"""The events as the world knows them: frozen schemas, CloudEvents, round trips."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from chassis.asyncapi import asyncapi, schema_of
from contracts.catalogue import all_events
from contracts.envelope import Envelope, Event
from launch.catalogue import SERVICES

FROZEN = Path(__file__).resolve().parents[2] / "contracts" / "schemas"
EVENTS = sorted(all_events().items())


@pytest.mark.parametrize(("wire", "event"), EVENTS, ids=[wire for wire, _ in EVENTS])
def test_event_matches_its_frozen_schema(wire: str, event: type[Event]) -> None:
    frozen = json.loads((FROZEN / f"{wire}.json").read_text(encoding="utf-8"))
    assert schema_of(event) == frozen, "a breaking change is a new version (VERSION = 2)"


def test_no_schema_without_its_event() -> None:
    assert {path.stem for path in FROZEN.glob("*.json")} == {wire for wire, _ in EVENTS}


@pytest.mark.parametrize(("wire", "event"), EVENTS, ids=[wire for wire, _ in EVENTS])
def test_event_refuses_what_it_does_not_know(wire: str, event: type[Event]) -> None:
    assert event.model_json_schema()["additionalProperties"] is False
    assert event.model_config["frozen"]


def test_envelope_is_a_cloudevent_in_plain_chinese() -> None:
    envelope = Envelope(
        id="1",
        source="/yishi/intake",
        type="yishi.intake.suggestion-accepted.v1",
        subject="suggestions/1",
        time=datetime(2025, 3, 1, tzinfo=UTC),
        sequence=1,
        correlationid="c",
        street="430111005",
        data={"title": "老年食堂"},
    )
    text = envelope.to_bytes().decode()
    assert "老年食堂" in text
    assert json.loads(text)["specversion"] == "1.0"
    assert Envelope.model_validate_json(text) == envelope


def test_envelope_without_id_is_refused() -> None:
    with pytest.raises(ValueError, match="id"):
        Envelope.model_validate({"id": "", "source": "s", "type": "t"})


def test_asyncapi_document_hangs_together() -> None:
    """Every reference resolves, every schema is one, every event has its channel."""
    document = asyncapi(SERVICES, "0")
    assert set(document["channels"]) == {wire for wire, _ in EVENTS}
    for pointer in _references(document):
        found = document
        for part in pointer.removeprefix("#/").split("/"):
            found = found[part]
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for item in value.values() for ref in _references(item)]
    if isinstance(value, list):
        return [ref for item in value for ref in _references(item)]
    return []
