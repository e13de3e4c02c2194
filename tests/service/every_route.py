"""Every route of the application as it is mounted, and who is let in at each door.

Nothing here reads a route's code: what is written down is what the door answers.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi.routing import APIRoute

from contracts.charter import Role
from tests.service.played_town import bearer
from tests.world import DONGTANG, World

TABLE = Path(__file__).with_name("routes.txt")
ANYONE = "anyone"


@dataclass(frozen=True)
class Door:
    """One method of one address; ``path`` is its template."""

    method: str
    path: str
    unlogged: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def names(self) -> list[str]:
        """What the path holds beside the street."""
        parts = self.path.split("{")[1:]
        found = [part.split("}")[0].partition(":")[0] for part in parts]
        return [name for name in found if name != "street"]

    def filled(self, street: str = DONGTANG) -> str:
        """The address with a street, and with names that nothing bears."""
        return self.path.format_map(dict.fromkeys(self.names, "x") | {"street": street})


def doors(routes: Iterable[Any]) -> Iterator[Door]:
    """Every door of these routes, those of included routers too."""
    for route in routes:
        if included := getattr(route, "original_router", None):
            yield from doors(included.routes)
        elif methods := getattr(route, "methods", None):
            unlogged = isinstance(route, APIRoute) and "unlogged" in (route.tags or ())
            yield from (Door(m, route.path, unlogged) for m in sorted(methods) if m != "HEAD")
        else:
            yield Door("MOUNT", route.path)


def doors_of(world: World) -> list[Door]:
    """Every door of the running application, once, by its address."""
    found = {door for door in doors(world.system.app.routes) if door.method != "MOUNT"}
    return sorted(found, key=lambda door: (door.path, door.method))


def code_of(answer: httpx.Response) -> str:
    """The code of a problem, empty for anything else."""
    kind = answer.headers.get("content-type", "")
    return str(json.loads(answer.text)["code"]) if "problem+json" in kind else ""


async def knock(
    world: World, door: Door, headers: dict[str, str], street: str = DONGTANG
) -> httpx.Response:
    """Ask at a door, with nothing in the hands."""
    return await world.http.request(door.method, door.filled(street), headers=headers)


async def let_in(world: World, door: Door) -> str:
    """Who is let in: ``anyone``, or the roles, each tried alone within its own street."""
    stranger = await knock(world, door, {})
    if stranger.status_code != 401:
        return ANYONE
    roles = []
    for role in Role:
        answer = await knock(world, door, bearer(world, [DONGTANG], [role]))
        assert answer.status_code < 500, f"{door.name} {role} {answer.text}"
        if code_of(answer) != "no-role":
            roles.append(role.value)
    return " ".join(sorted(roles))


def line_of(door: Door, who: str) -> str:
    """A line of the table."""
    return f"{door.method} {door.path}{' (unlogged)' if door.unlogged else ''}: {who}"


def table() -> list[str]:
    """The lines of ``routes.txt``: what was agreed."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def roles_of(line: str) -> set[str]:
    """The roles a line of the table lets in; empty for ``anyone``."""
    who = line.rpartition(": ")[2]
    return set() if who == ANYONE else set(who.split())


# ---- bodies -----------------------------------------------------------------------------------


def sample(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """A small value that a JSON schema takes, so that a request comes as far as its rules."""
    if "$ref" in schema:
        return sample(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], parts)
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    return _plain(schema, parts)


def _plain(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            told = schema.get("properties", {})
            wanted = {*schema.get("required", ()), *FIELDS} & set(told)
            return {n: FIELDS.get(n) or sample(told[n], parts) for n in sorted(wanted)}
        case "array":
            return [sample(schema["items"], parts)] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            dated = {"date": "2025-06-01", "date-time": "2025-06-01T09:00:00+08:00"}
            return dated.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))


def sampled(api: dict[str, Any], door: Door) -> dict[str, Any]:
    """What to send at a door: JSON, a file, or the fields that its forms know."""
    if door.method == "GET":
        return {}
    version = {"headers": {"If-Match": '"1"'}} if door.method == "PATCH" else {}
    told = api["paths"].get(door.path, {}).get(door.method.lower(), {})
    content = told.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        parts = api["components"]["schemas"]
        return version | {"json": sample(content["application/json"]["schema"], parts)}
    if "multipart/form-data" in content or door.path.endswith("/photos"):
        files = {
            "file": ("x.xlsx", b"PK"),
            "photos": ("x.jpg", b"\xff\xd8\xff"),
            "attachments": ("x.pdf", b"%PDF-1.7\n%%EOF"),
        }
        return {"files": files, "data": _choices(content.get("multipart/form-data", {}))}
    return {"data": FORM} if not told else {}


def _choices(content: dict[str, Any]) -> dict[str, str]:
    """One of the choices of each field of an upload that has some, and its words."""
    fields = content.get("schema", {}).get("properties", {})
    words = {"text": FORM["text"]} if "text" in fields else {}
    return words | {name: told["enum"][0] for name, told in fields.items() if "enum" in told}


FIELDS = {
    "code": "0000-0000-0000-0000",
    "project_class": "LIVELIHOOD",
    "member": "x",
    "phone": "13800004541",
    "unit": "PUBLIC_ADMINISTRATION",
}
"""What must be more than any text."""
FORM = {
    "step": "plan", "leg": "R1_DOWN", "reason": "写明原因", "text": "写明内容", "title": "标题",
    "version": "1", "votes_for": "x", "code": "0000-0000-0000-0000", "why": "写明原因",
}  # fmt: skip
"""The fields that most forms have; the rest answers 422, which is a refusal too."""
