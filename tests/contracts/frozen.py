"""Documents as they were once stored, kept for ever: files, kinds and what may change in a model.

``python -m tests.contracts.freeze`` freezes what has no file yet, from a street that is played to
its end. A frozen file is never changed: what a model becomes must still read it.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chassis.audit.chain import HEADS
from chassis.core.documents import Kind
from chassis.flow.lease import LEASES
from chassis.web.sessions import SESSIONS
from launch.catalogue import SERVICES
from launch.engines import kinds_of

FOLDER = Path(__file__).parent / "documents"
Schema = Mapping[str, Any]
OF_ALL: tuple[Kind[Any], ...] = (HEADS, LEASES, SESSIONS)


def all_kinds() -> dict[str, Kind[Any]]:
    """``<service>.<kind>`` → kind; what the chassis declares for all services once."""
    found: dict[str, Kind[Any]] = {f"chassis.{kind.name}": kind for kind in OF_ALL}
    for service in SERVICES:
        for kind in kinds_of(service):
            found[f"{owner_of(service.name, kind)}.{kind.name}"] = kind
    return found


def owner_of(service: str, kind: Kind[Any]) -> str:
    """The service, or the chassis where all services have this kind from it."""
    return "chassis" if kind.model.__module__.startswith("chassis.") else service


def file_of(name: str, schema: int, suffix: str = "") -> Path:
    """``intake.suggestions.v1.json``, or ``….v1.schema.json``."""
    return FOLDER / f"{name}.v{schema}{suffix}.json"


def frozen(name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Schema number and state of every frozen document of a kind."""
    for path in sorted(FOLDER.glob(f"{name}.v*.json")):
        if not path.name.endswith(".schema.json"):
            yield int(path.suffixes[-2][2:]), read(path)


def read(path: Path) -> dict[str, Any]:
    """A frozen file."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def schema_of(kind: Kind[Any]) -> dict[str, Any]:
    """The JSON Schema of what a kind stores."""
    return kind.model.model_json_schema(mode="validation")


def breaks(old: Schema, new: Schema) -> list[str]:
    """Why documents that fit the old schema may not be read by the new one; empty where they may.

    Told are: a field gone, a new one without a default, a value that is allowed no more.
    """
    return list(_breaks(old, new, old, new, "", frozenset()))


def _breaks(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, at: str, seen: frozenset[str]
) -> Iterator[str]:
    if "$ref" in old:
        if old["$ref"] in seen:
            return
        seen |= {old["$ref"]}
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "anyOf" in old or "anyOf" in new:
        for one in old.get("anyOf", [old]):
            found = [
                list(_breaks(one, other, old_root, new_root, at, seen))
                for other in new.get("anyOf", [new])
            ]
            yield from min(found, key=len)
        return
    yield from _narrowed(old, new, at)
    for name, field in old.get("properties", {}).items():
        if name in new.get("properties", {}):
            inside = new["properties"][name]
            yield from _breaks(field, inside, old_root, new_root, f"{at}/{name}", seen)
        elif "properties" in new:
            yield f"{at}/{name}: gone"
    for name in ("items", "additionalProperties"):
        if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
            yield from _breaks(old[name], new[name], old_root, new_root, f"{at}/*", seen)


def _narrowed(old: Schema, new: Schema, at: str) -> Iterator[str]:
    if "type" in new and old.get("type") not in (new["type"], *_WIDER.get(new["type"], ())):
        yield f"{at}: {old.get('type')} became {new['type']}"
        return
    for value in _values(old):
        if _values(new) and value not in _values(new):
            yield f"{at}: {value!r} is allowed no more"
    for name in new.get("required", ()):
        if "properties" in old and name not in old.get("required", ()):
            yield f"{at}: {name} is needed now, and an old document may not have it"
    for name in ("pattern", "format", *_BOUNDS):
        if name in new and new[name] != old.get(name) and not _wider(name, old, new):
            yield f"{at}: {name} became {new[name]}"


_WIDER = {"number": ("integer",)}
_BOUNDS = {
    "minLength": -1, "minItems": -1, "minimum": -1, "exclusiveMinimum": -1,
    "maxLength": 1, "maxItems": 1, "maximum": 1, "exclusiveMaximum": 1,
}  # fmt: skip


def _wider(name: str, old: Schema, new: Schema) -> bool:
    way = _BOUNDS.get(name)
    return way is not None and name in old and (new[name] - old[name]) * way >= 0


def _values(schema: Schema) -> list[Any]:
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def _resolved(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return found
