"""What was once stored is read for ever, and no model changes so that it would not be."""

import copy
from typing import Any

import pytest

from chassis.core.documents import Kind
from chassis.store.engine import Raw
from chassis.store.reading import state_of
from tests.contracts.frozen import FOLDER, all_kinds, breaks, file_of, frozen, read, schema_of

KINDS = sorted(all_kinds().items())
NAMES = [name for name, _ in KINDS]
FREEZE = "python -m tests.contracts.freeze"


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=NAMES)
def test_kind_has_a_frozen_document_and_schema_of_every_number(name: str, kind: Kind[Any]) -> None:
    for number in range(1, kind.schema + 1):
        assert file_of(name, number).exists(), FREEZE
        assert file_of(name, number, ".schema").exists(), FREEZE


def test_no_frozen_document_without_its_kind() -> None:
    assert {".".join(path.name.split(".")[:2]) for path in FOLDER.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=NAMES)
def test_frozen_document_is_read_and_nothing_of_it_is_unknown(name: str, kind: Kind[Any]) -> None:
    for number, stored in frozen(name):
        state = state_of(kind, Raw("900000001/1", 1, copy.deepcopy(stored), schema=number))
        assert kind.sort("1", state)
        if number == kind.schema:
            assert missing(stored, state.model_dump(mode="json")) == []


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=NAMES)
def test_model_still_fits_what_was_frozen(name: str, kind: Kind[Any]) -> None:
    """Else: a new schema number and an upcast, and both are frozen."""
    assert breaks(read(file_of(name, kind.schema, ".schema")), schema_of(kind)) == []


def missing(stored: Any, read_again: Any, at: str = "") -> list[str]:
    if isinstance(stored, dict):
        gone = [f"{at}/{name}" for name in stored if name not in read_again]
        here = [name for name in stored if name in read_again]
        return gone + [m for n in here for m in missing(stored[n], read_again[n], f"{at}/{n}")]
    if isinstance(stored, list):
        pairs = zip(stored, read_again, strict=True)
        return [one for a, b in pairs for one in missing(a, b, f"{at}/*")]
    return []


# ---- the judge itself ----------------------------------------------------------------------

LAMP = {
    "type": "object",
    "required": ["id", "side"],
    "properties": {
        "id": {"type": "string", "maxLength": 9},
        "side": {"enum": ["left", "right"], "type": "string"},
        "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "near": {"type": "array", "items": {"$ref": "#/$defs/Near"}},
    },
    "$defs": {"Near": {"type": "object", "properties": {"x": {"type": "integer"}}}},
}


def changed(**fields: Any) -> dict[str, Any]:
    new = copy.deepcopy(LAMP)
    for name, value in fields.items():
        if value is None:
            del new["properties"][name]  # type: ignore[attr-defined]
        else:
            new["properties"][name] = value  # type: ignore[index]
    return new


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"watts": {"type": "integer", "default": 0}},
        {"id": {"type": "string", "maxLength": 12}},
        {"id": {"type": "string"}},
        {"id": {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 9}]}},
        {"side": {"enum": ["left", "right", "middle"], "type": "string"}},
    ],
)
def test_breaks_when_a_model_only_grew_then_nothing(fields: dict[str, Any]) -> None:
    assert breaks(LAMP, changed(**fields)) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"id": None}, "/id: gone"),
        ({"id": {"type": "integer"}}, "/id: string became integer"),
        ({"id": {"type": "string", "maxLength": 8}}, "/id: maxLength became 8"),
        ({"id": {"type": "string", "pattern": "a"}}, "/id: pattern became a"),
        ({"side": {"enum": ["left"], "type": "string"}}, "/side: 'right' is allowed no more"),
        ({"at": {"type": "string", "format": "date-time"}}, "/at: null became string"),
    ],
)
def test_breaks_when_old_documents_would_not_fit_then_says_where(
    fields: dict[str, Any], told: str
) -> None:
    assert breaks(LAMP, changed(**fields)) == [told]


def test_breaks_when_a_field_is_needed_now_or_a_model_inside_changed_then_says_where() -> None:
    new = changed(watts={"type": "integer"}) | {"required": ["id", "side", "watts"]}
    new["$defs"] = {"Near": {"type": "object", "properties": {"x": {"type": "string"}}}}
    assert breaks(LAMP, new) == [
        ": watts is needed now, and an old document may not have it",
        "/near/*/x: integer became string",
    ]
