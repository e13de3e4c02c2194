"""Roles and street scope at every door: the table in ``routes.txt`` against the running whole.

A route that is added, loses its guard or lets in one role more fails here until somebody writes
down, line by line, who may come in.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from chassis.web.ask import anyone
from chassis.web.guarded import included
from contracts.charter import Role
from tests.service.every_route import (
    ANYONE,
    Door,
    code_of,
    doors_of,
    knock,
    let_in,
    line_of,
    roles_of,
    sampled,
    table,
)
from tests.service.played_town import OTHER, OWNERS, PLAYED, Town, a_town, bearer
from tests.world import DONGTANG, WUJIALING, World, a_world

ACROSS = {Role.CITY, Role.AUDITOR, Role.OPS}


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """Thousands of knocks are not printed."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@asynccontextmanager
async def guarded(folder: Path) -> AsyncIterator[tuple[World, dict[Door, set[str]]]]:
    """The world, and the doors of a street that not everybody may come through."""
    async with a_world(folder) as world:
        lines = {line.rpartition(": ")[0]: line for line in table()}
        agreed = {door: lines.get(line_of(door, "").rstrip(": "), "") for door in doors_of(world)}
        # A door that is not in the table yet is told of by the test below.
        found = {door: roles_of(line) for door, line in agreed.items() if line}
        yield world, {door: roles for door, roles in found.items() if roles}


async def test_doors_when_each_role_knocks_then_those_of_the_table_come_in(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        seen = [line_of(door, await let_in(world, door)) for door in doors_of(world)]
    assert sorted({*seen} ^ {*table()}) == [], "agree on it, line by line, in routes.txt"
    assert seen == table()


async def test_doors_when_nobody_or_a_bad_token_knocks_then_401(tmp_path: Path) -> None:
    async with guarded(tmp_path) as (world, found):
        good = bearer(world, [DONGTANG], tuple(Role))["Authorization"]
        for bad in ("", f"{good}x", good.replace("Bearer", "Basic"), "Bearer e30.e30."):
            sent = {"Authorization": bad} if bad else {}
            for door in found:
                answer = await knock(world, door, sent)
                assert answer.status_code == 401, f"{door.name} {bad[:10]}"


async def test_doors_when_all_roles_of_another_street_knock_then_403(tmp_path: Path) -> None:
    async with guarded(tmp_path) as (world, found):
        for headers in (
            bearer(world, [WUJIALING], tuple(Role)),
            bearer(world, [], tuple(Role)),
            bearer(world, ["*"], [role for role in Role if role not in ACROSS]),
        ):
            for door in found:
                if "{street}" in door.path:
                    answer = await knock(world, door, headers)
                    assert (answer.status_code, code_of(answer)) == (403, "other-street"), door.name


@pytest.mark.parametrize("role", sorted(ACROSS))
async def test_doors_when_the_city_knocks_then_it_reads_what_names_it(
    tmp_path: Path, role: Role
) -> None:
    async with guarded(tmp_path) as (world, found):
        # It holds every other role too, but those only in a street of its own.
        headers = bearer(world, ["*", WUJIALING], tuple(set(Role) - ACROSS | {role}))
        for door, roles in found.items():
            if "{street}" in door.path:
                code = code_of(await knock(world, door, headers))
                # A person's tasks name no role: whoever works in the street asks for their own.
                may = door.method == "GET" and role in roles and not door.path.endswith("/tasks")
                assert (code == "other-street") is not may, door.name


async def test_table_when_a_route_loses_its_guard_then_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_world(tmp_path) as world:
        for door in doors_of(world):
            if door.name == "POST /ballot/api/streets/{street}/sessions/{session}/release-slips":
                agreed = await let_in(world, door)
                _take_guard_off(door, monkeypatch)
                assert agreed == "CHIEF_SCRUTINEER SCRUTINEER"
                assert await let_in(world, door) == ANYONE


def _take_guard_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.ballot.slips.api import api

    mounted: Any = included(api)
    route = next(one for one in mounted.effective_route_contexts() if one.path == door.path)
    guard = next(one for one in route.dependant.dependencies if one.name == "ask")
    monkeypatch.setattr(guard, "call", anyone("ballot").dependency)


# ---- the things of one street ------------------------------------------------------------------


async def test_things_when_asked_for_in_another_street_then_404_and_nothing_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        before = [await town.documents(street) for street in (PLAYED, OTHER)]
        api = town.world.system.app.openapi()
        for door in _doors_to_things(town):
            given = sampled(api, door)
            answer = await _ask(town, door, OTHER, town.people(OTHER), **given)
            told = f"{door.name} {answer.status_code} {given} {answer.text[:300]}"
            assert _nothing(door, answer), told
        await town.world.settle()
        assert [await town.documents(street) for street in (PLAYED, OTHER)] == before


async def test_things_when_asked_for_at_home_then_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        for door in _doors_to_things(town):
            if door.method == "GET":
                answer = await _ask(town, door, PLAYED, town.people(PLAYED))
                there = 409 if door.name in WHILE_ITS_LEG_IS_OPEN else 200
                assert answer.status_code == there, f"{door.name} {answer.text[:200]}"


async def test_public_reads_when_strangers_with_roles_read_then_no_more_than_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        city = bearer(town.world, ["*", OTHER], tuple(set(Role) - {Role.AUDITOR, Role.OPS}))
        richer = 0
        for door in _public_json(town):
            plain = (await _ask(town, door, PLAYED, {})).text
            for headers in (town.people(OTHER), city):
                assert (await _ask(town, door, PLAYED, headers)).text == plain, door.name
            richer += (await _ask(town, door, PLAYED, town.people(PLAYED))).text != plain
        assert richer >= 5  # the staff of the street itself do see more, so the test can tell


def _nothing(door: Door, answer: httpx.Response) -> bool:
    if answer.status_code == 200:
        return answer.text == EMPTY or door.name == FRAGMENT
    # What is not there has no version either; a form may be refused for its fields first.
    form = door.method == "POST" and "/api/" not in door.path
    also = (403, 409, 422) if form else (412,) if door.method == "PATCH" else ()
    return answer.status_code == 404 or answer.status_code in also


EMPTY = '{"items":[],"next":""}'
WHILE_ITS_LEG_IS_OPEN = {
    "GET /screening/streets/{street}/cycles/{cycle}/board",
    "GET /screening/streets/{street}/items/{suggestion}/row",
    "GET /supervision/api/streets/{street}/projects/{project}/write-off.docx",
    "GET /supervision/api/streets/{street}/projects/{project}/write-off.pdf",
}
"""Pages of a leg that the played street is past; the sheet of a project that is written off."""
FRAGMENT = "GET /supervision/streets/{street}/for/{candidate}"
"""What is put into a page of another service; it says that there is no project yet."""


def _doors_to_things(town: Town) -> list[Door]:
    found = [door for door in doors_of(town.world) if "{street}" in door.path and door.names]
    return [door for door in found if {*OWNERS, "batch"} & set(door.names)]


def _public_json(town: Town) -> list[Door]:
    public = {line.rpartition(": ")[0] for line in table() if not roles_of(line)}
    return [
        door
        for door in doors_of(town.world)
        if door.name in public and "/api/streets/{street}" in door.path and door.method == "GET"
        and not door.path.endswith((".xlsx", ".pdf", ".docx"))
    ]  # fmt: skip


async def _ask(
    town: Town, door: Door, street: str, person: dict[str, str], **given: Any
) -> httpx.Response:
    sent = person | given.pop("headers", {})
    path = town.at(door.path, street)
    return await town.world.http.request(
        door.method, path, headers=sent, follow_redirects=door.method == "GET", **given
    )
