"""The acts of the screening legs: triage, forums and alternatives, decisions, pre-review."""

from collections.abc import Callable
from typing import Any

from contracts.charter import Charter, Leg, Role, Work
from launch.demo.calendar import Calendar
from launch.demo.case import Case
from launch.demo.client import Api, Json, until
from launch.demo.review_acts import review

Say = Callable[[str], None]


async def open_leg(case: Case, api: Api, leg: Leg) -> None:
    """The NPC committee opens a leg; the year begins with a meeting that is on record."""
    await api.post("screening", f"cycles/{case.cycle}/legs/{leg.id}/open", Role.NPC_COMMITTEE)
    if Work.COLLECT in leg.works and "opening" in case.story:
        path, opening = f"cycles/{case.cycle}/forums", case.story["opening"]
        await api.post("screening", path, Role.NPC_COMMITTEE, opening)


async def close_leg(case: Case, api: Api, leg: Leg) -> None:
    """The NPC committee closes a leg as soon as nothing is missing."""

    async def standing() -> Json:
        ledger = await api.get("screening", f"cycles/{case.cycle}")
        found: Json = next(item for item in ledger["legs"] if item["id"] == leg.id)
        return found

    await until(standing, lambda found: not found["missing"], f"leg {leg.id} to be complete")
    await api.post("screening", f"cycles/{case.cycle}/legs/{leg.id}/close", Role.NPC_COMMITTEE)


async def suggestion_ids(case: Case, api: Api) -> dict[int, str]:
    """Ledger number → id of the suggestion, read from intake."""
    listed = await api.listed("intake", "suggestions", Role.STREET_OFFICE, cycle=case.cycle)
    return {int(entry["no"]): entry["id"] for entry in listed}


async def await_items(case: Case, api: Api, total: int) -> None:
    """Wait until screening has seen every suggestion."""

    async def seen() -> Json:
        items = await api.listed("screening", f"cycles/{case.cycle}/items", Role.NPC_COMMITTEE)
        return {"items": len(items)}

    await until(seen, lambda found: bool(found["items"] == total), "all suggestions in screening")


async def record_meetings(case: Case, api: Api, leg: Leg, held_on: str) -> None:
    """The minutes of every body the leg asks for."""
    for body in leg.meetings:
        await api.post(
            "screening",
            f"cycles/{case.cycle}/legs/{leg.id}/meetings",
            Role.NPC_COMMITTEE,
            {
                "body": body.id,
                "held_on": case.day(held_on).isoformat(),
                "place": "街道会议室",
                "host": "街道党工委负责人",
                "present": 14,
                "points": [f"{body.zh}逐条研究，形成意见。"],
            },
        )


async def triage(
    case: Case, api: Api, _charter: Charter, leg: Leg, say: Say, calendar: Calendar
) -> None:
    """Link what says the same, record the meetings, give each suggestion level and category."""
    ids = await suggestion_ids(case, api)
    for merge in case.story["merges"]:
        target = {"target": ids[merge["into"]]}
        await api.post(
            "intake", f"suggestions/{ids[merge['no']]}/merge", Role.NPC_COMMITTEE, target
        )
    await record_meetings(case, api, leg, "2025-03-05")
    rows = case.story["triage"]
    for row in rows:
        body = {name: value for name, value in row.items() if name != "no"}
        await api.post("screening", f"items/{ids[row['no']]}/triage", Role.NPC_COMMITTEE, body)
    say(f"  分级分类 {len(rows)} 条，并案 {len(case.story['merges'])} 条 · triaged and merged")
    await calendar.reach(case.day("2025-03-10"))
    await reply_to_assigned(case, api, ids, say)


async def reply_to_assigned(case: Case, api: Api, ids: dict[int, str], say: Say) -> None:
    """The departments deal with what was assigned to them, and say so."""
    units = {row["no"]: row["unit"] for row in case.story["triage"]}
    for row in case.story["replies"]:
        key = ids[row["no"]]
        await until(
            lambda key=key: api.get("intake", f"suggestions/{key}", Role.STREET_OFFICE),  # type: ignore[misc]
            lambda found: found["status"] == "ASSIGNED",
            f"suggestion {row['no']} to be assigned",
        )
        await api.post(
            "intake",
            f"suggestions/{key}/reply",
            Role.DEPARTMENT,
            {"text": row["text"]},
            department=units[row["no"]],
        )
    say(f"  部门直接答复 {len(case.story['replies'])} 条 · answered by departments")


async def propose(
    case: Case, api: Api, _charter: Charter, _leg: Leg, say: Say, _calendar: Calendar
) -> None:
    """Hold the forums and put the alternatives down, each with its sources."""
    ids = await suggestion_ids(case, api)
    forums: dict[str, str] = {}
    for forum in case.story["forums"]:
        body = {name: value for name, value in forum.items() if name not in ("id", "date")}
        body["held_on"] = forum["date"]
        made = await api.post("screening", f"cycles/{case.cycle}/forums", Role.NPC_COMMITTEE, body)
        forums[forum["id"]] = made["id"]
    for alternative in case.story["alternatives"]:
        body = {name: value for name, value in alternative.items() if name not in ("no", "cites")}
        body["forum"] = forums[alternative["forum"]]
        body["sources"] = [ids[no] for no in alternative["cites"]]
        await api.post("screening", f"cycles/{case.cycle}/alternatives", Role.NPC_COMMITTEE, body)
    figures = len(case.story["alternatives"])
    say(f"  {len(forums)} 场座谈，形成备选项目 {figures} 件 · {figures} alternatives")


async def candidates(case: Case, api: Api) -> dict[int, Json]:
    """Number → candidate, read from screening."""
    listed = await api.listed("screening", f"cycles/{case.cycle}/candidates", Role.NPC_COMMITTEE)
    return {int(item["no"]): item for item in listed}


async def decide(
    case: Case, api: Api, charter: Charter, leg: Leg, say: Say, _calendar: Calendar
) -> None:
    """Own opinions first; then decide item by item, with the criteria and a reason."""
    found = await candidates(case, api)
    await review(case, api, charter, leg, say, found)
    await record_meetings(case, api, leg, "2025-03-28")
    for row in case.story["decisions"]:
        body: dict[str, Any] = {name: value for name, value in row.items() if name != "no"}
        key = found[row["no"]]["id"]
        await api.post("screening", f"candidates/{key}/decide", Role.NPC_COMMITTEE, body)
    kept = sum(1 for row in case.story["decisions"] if row["decision"] == "CANDIDATE")
    say(f"  逐项研究 {len(case.story['decisions'])} 件，确定候选 {kept} 件 · {kept} candidates")


async def prereview(
    case: Case, api: Api, _charter: Charter, _leg: Leg, say: Say, _calendar: Calendar
) -> None:
    """Deliberators give their opinions; each one is answered."""
    found = await candidates(case, api)
    members = await member_ids(api)
    for row in case.story["opinions"]:
        key, member = found[row["no"]]["id"], members[row["member"]]
        given = await api.post(
            "screening",
            f"candidates/{key}/opinions",
            Role.DELIBERATOR,
            {"text": row["text"], "member": member},
            sub=f"demo-member-{member[:8]}",
            member=member,
        )
        answer = {
            "accepted": row["accepted"],
            "answer": row["answer"],
            "revision": row.get("revised"),
        }
        await api.post("screening", f"opinions/{given['id']}/answer", Role.NPC_COMMITTEE, answer)
    say(f"  会前初审意见 {len(case.story['opinions'])} 条，逐条答复 · opinions answered")


async def member_ids(api: Api) -> dict[str, str]:
    """Name → id of the deliberators."""
    listed = await api.listed("assembly", "members", Role.NPC_COMMITTEE)
    return {entry["name"]: entry["id"] for entry in listed}
