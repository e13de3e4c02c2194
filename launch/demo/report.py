"""What a played case came to; every figure is read back from the APIs."""

import asyncio
from collections import Counter
from typing import Any

from contracts.charter import Role
from launch.demo.case import Case
from launch.demo.client import Api

STILL_SECONDS = 0.3
STILL_TRIES = 40
SERVICES = ("assembly", "intake", "screening", "ballot", "supervision")


async def report(case: Case, api: Api, seconds: float) -> dict[str, Any]:
    """The figures of the case as one JSON object."""
    cycle = await api.get("assembly", f"cycles/{case.cycle}")
    members = await api.get("assembly", "members/summary", Role.NPC_COMMITTEE)
    answers = await api.get("intake", "summary", Role.NPC_COMMITTEE, cycle=case.cycle)
    return {
        "case": case.name,
        "street": case.street,
        "stage": cycle["stage"],
        "deliberators": members["appointed"],
        "funnel": cycle["funnel"],
        "reserve": cycle["reserve"],
        "ballot": await _ballot(case, api),
        "projects": await _projects(case, api),
        "answered": answers["answered"],
        "supervision": await _supervision(case, api),
        "events": await _events(api),
        "seconds": round(seconds, 1),
    }


async def _ballot(case: Case, api: Api) -> dict[str, Any]:
    ballots = await api.listed("ballot", "ballots", cycle=case.cycle)
    found = await api.get("ballot", f"ballots/{ballots[-1]['id']}")
    figures = found["figures"]
    counts = {
        name: figures[name] for name in ("expected", "present", "issued", "returned", "valid")
    }
    return counts | {"for": {str(t["no"]): t["votes_for"] for t in figures["tallies"]}}


async def _projects(case: Case, api: Api) -> list[dict[str, str]]:
    listed = await api.listed("supervision", "projects", cycle=case.cycle)
    return [{"title": p["title"], "class": p["project_class"], "group": p["group"]} for p in listed]


async def _supervision(case: Case, api: Api) -> dict[str, dict[str, int]]:
    """How many projects stand where, under which light, and how their inspections stand."""
    projects = await api.listed("supervision", "projects", cycle=case.cycle)
    inspections = await api.listed("supervision", "inspections")
    lights = Counter(one["light"]["colour"] if one["light"] else "none" for one in projects)
    return {
        "projects": dict(sorted(Counter(one["status"] for one in projects).items())),
        "lights": dict(sorted(lights.items())),
        "inspections": dict(sorted(Counter(one["status"] for one in inspections).items())),
    }


async def _events(api: Api) -> dict[str, int]:
    """How often each event was said, once that stands still: the trail is a moment behind."""
    said = await _said(api)
    for _ in range(STILL_TRIES):
        await asyncio.sleep(STILL_SECONDS)
        before, said = said, await _said(api)
        if said == before:
            break
    return said


async def _said(api: Api) -> dict[str, int]:
    said: Counter[str] = Counter()
    for service in SERVICES:
        said.update((await api.get(service, "said", Role.NPC_COMMITTEE))["said"])
    return dict(sorted(said.items()))
