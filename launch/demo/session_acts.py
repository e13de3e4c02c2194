"""The acts of the session: check-in, panels, rules, the secret vote, count, result."""

import asyncio
import random
from collections.abc import Callable
from datetime import date, timedelta

from contracts.charter import Charter, Leg, Role
from launch.demo.calendar import Calendar
from launch.demo.case import Case
from launch.demo.client import Api, Json, PlayError, code_of, until
from launch.demo.paper_acts import build_booklet, hand_in_papers, issue_minutes, tick_tasks
from launch.demo.screening_acts import candidates, member_ids

Say = Callable[[str], None]


async def hold_session(
    case: Case, api: Api, charter: Charter, _leg: Leg, say: Say, calendar: Calendar
) -> None:
    """The whole session, from the invitation a week before to its end."""
    held = date.fromisoformat(case.story["session"]["date"])
    await calendar.reach(held - timedelta(days=7))
    session = await call_session(case, api)
    await calendar.reach(held, hour=8)
    slips = await fill_hall(case, api, charter, session, say)
    await take_the_floor(case, api, session, say)
    await hear_panels(case, api, charter, session, say)
    ballot = (await api.post("ballot", f"sessions/{session}/ballot", Role.NPC_COMMITTEE))["id"]
    await decide_by_hands(api, session)
    await adopt_rules(api, session, ballot)
    await api.post("ballot", f"ballots/{ballot}/open", Role.CHAIR)
    await vote(case, api, ballot, slips, say)
    await count_and_announce(case, api, ballot, say)
    await api.post("ballot", f"sessions/{session}/close", Role.NPC_COMMITTEE)
    await tick_tasks(api, session)
    await issue_minutes(case, api, session)


async def call_session(case: Case, api: Api) -> str:
    """Call the session, wait for the slate, freeze the booklet."""
    told = case.story["session"]
    body: Json = {
        "cycle": case.cycle,
        "term": told["term"],
        "number": told["number"],
        "at": f"{told['date']}T{told['at']}:00+08:00",
        "venue": told["venue"],
        "agenda": told["agenda"],
        "override_reason": "",
    }
    session: str = (await api.post("ballot", "sessions", Role.NPC_COMMITTEE, body))["id"]
    await hand_in_papers(case, api, session)
    await api.post("ballot", f"sessions/{session}/notify", Role.NPC_COMMITTEE)
    await until(
        lambda: api.get("ballot", f"sessions/{session}", Role.NPC_COMMITTEE),
        lambda found: bool(found["slate"]),
        "the slate in the ballot service",
    )
    await build_booklet(api, session)
    await api.post("ballot", f"sessions/{session}/freeze", Role.NPC_COMMITTEE)
    return session


async def fill_hall(case: Case, api: Api, charter: Charter, session: str, say: Say) -> list[str]:
    """Print the slips, check everybody in, cancel the rest; the codes that were drawn."""
    printed = await print_slips(api, session, charter.seats)
    await api.post("ballot", f"sessions/{session}/check-in/start", Role.NPC_COMMITTEE)
    members = await member_ids(api)
    absent = set(case.story["vote"]["absent"])
    arriving = [key for name, key in members.items() if name not in absent]
    await check_in(api, session, arriving, say)
    say(f"  应到 {len(members)} 人，实到 {len(arriving)} 人 · {len(arriving)} checked in")
    await api.post("ballot", f"sessions/{session}/begin", Role.CHAIR)
    slips = random.sample(printed["slips"], len(printed["slips"]))
    drawn, left = slips[: len(arriving)], slips[len(arriving) :]
    if left:
        codes = {"codes": [slip["cancel"] for slip in left]}
        await api.post("ballot", f"sessions/{session}/cancel-slips", Role.SCRUTINEER, codes)
    say(f"  投票码条印制 {len(slips)} 张，作废 {len(left)} 张 · slips printed and cancelled")
    return [slip["coupons"][0]["code"] for slip in drawn]


async def check_in(api: Api, session: str, arriving: list[str], say: Say) -> None:
    """A teller checks in who arrives; the committee looks at them and confirms the list."""
    at, arrivals = f"sessions/{session}/check-ins", []
    for member in arriving:
        body: Json = {"member": member}
        arrivals.append((await api.post("ballot", at, Role.TELLER, body))["arrival"])
    say(f"  签到 {len(arrivals)} 人，待另一岗位确认 · checked in, to be confirmed")
    await api.post("ballot", f"{at}/confirm", Role.NPC_COMMITTEE, {"arrivals": arrivals})


async def print_slips(api: Api, session: str, seats: int) -> Json:
    """The committee orders, a scrutineer releases; where that answer was lost, all over again."""
    at = f"sessions/{session}"
    while True:
        await api.post("ballot", f"{at}/order-slips", Role.NPC_COMMITTEE, {"number": seats})
        try:
            return await api.post(
                "ballot", f"{at}/release-slips", Role.SCRUTINEER, sub="demo-scrutineer-1"
            )
        except PlayError as problem:
            if problem.code not in ("printed-once", "no-order"):
                raise


async def take_the_floor(case: Case, api: Api, session: str, say: Say) -> None:
    """The first item of the agenda: a member speaks, and hands are raised for it."""
    at = f"sessions/{session}"
    first = (await api.get("ballot", at, Role.NPC_COMMITTEE))["agenda_items"][0]
    await api.post("ballot", f"{at}/turn-to", Role.CHAIR, {"item": first["id"]})
    absent = set(case.story["vote"]["absent"])
    member = next(key for name, key in (await member_ids(api)).items() if name not in absent)
    floor = await api.post("ballot", f"{at}/speakers", Role.CHAIR, {"member": member})
    speech = f"{at}/speakers/{floor['speeches'][-1]['id']}"
    await api.post("ballot", f"{speech}/start", Role.CHAIR)
    await api.post("ballot", f"{speech}/stop", Role.CHAIR)
    await raise_hands(api, session, first)
    say("  议程、发言、举手表决 · an item, a speech and a show of hands")


async def raise_hands(api: Api, session: str, item: Json) -> None:
    """Whoever is present raises a hand for an item; two tellers count the same."""
    motion: Json = {"subject": f"通过：{item['title']}", "item": item["id"]}
    hands = await api.post("ballot", f"sessions/{session}/hands", Role.CHAIR, motion)
    counted: Json = {"votes_for": hands["present"], "against": 0, "abstain": 0}
    for teller in ("demo-teller-1", "demo-teller-2"):
        path = f"hands/{hands['id']}/count-hands"
        await api.post("ballot", path, Role.TELLER, counted, sub=teller)


async def hear_panels(case: Case, api: Api, charter: Charter, session: str, say: Say) -> None:
    """Residents, deliberators and experts evaluate, each panel apart."""
    found = await candidates(case, api)
    for panel in charter.ballot.panels:
        told = case.story["panels"][panel.value]
        scores = {found[int(no)]["id"]: score for no, score in told["scores"].items()}
        body = {"people": told["people"], "scores": scores, "remarks": ""}
        path = f"sessions/{session}/panels/{panel.value}"
        await api.put("ballot", path, Role.NPC_COMMITTEE, body)
        await api.post("ballot", f"{path}/close", Role.NPC_COMMITTEE)
    say("  群众评、议事员评、专家评 · three evaluations recorded")


async def decide_by_hands(api: Api, session: str) -> None:
    """Hands for each item that is decided so: the voting rules first."""
    found = await api.get("ballot", f"sessions/{session}", Role.NPC_COMMITTEE)
    for item in found["agenda_items"]:
        if item["kind"] in ("RULES", "DECISION") and not item["hands"]:
            await raise_hands(api, session, item)


async def adopt_rules(api: Api, session: str, ballot: str) -> None:
    """Who counts reports for duty; the session adopts the rules and names them."""
    on_duty = (
        (Role.CHIEF_SCRUTINEER, "demo-chief-scrutineer"),
        (Role.SCRUTINEER, "demo-scrutineer-1"),
        (Role.SCRUTINEER, "demo-scrutineer-2"),
        (Role.TELLER, "demo-teller-1"),
        (Role.TELLER, "demo-teller-2"),
    )
    for role, sub in on_duty:
        await api.post("ballot", f"sessions/{session}/report", role, sub=sub)
    body: Json = {
        "chief_scrutineer": "demo-chief-scrutineer",
        "scrutineers": [sub for role, sub in on_duty if role is Role.SCRUTINEER],
        "tellers": [sub for role, sub in on_duty if role is Role.TELLER],
    }
    await api.post("ballot", f"ballots/{ballot}/adopt-rules", Role.CHAIR, body)


async def vote(case: Case, api: Api, ballot: str, slips: list[str], say: Say) -> None:
    """Phones cast with a slip alone; some people put a paper into the box instead."""
    found = await candidates(case, api)
    told = case.story["vote"]
    papers = [[found[no]["id"] for no in marks] for marks in told["papers"]]
    on_paper = told["paper"]
    by_paper = [
        {"code": code, "votes_for": marks, "spoiled": False}
        for code, marks in zip(slips, papers[:on_paper], strict=False)
    ]
    by_phone = list(zip(slips[on_paper:], papers[on_paper:], strict=False))
    await asyncio.gather(*(cast(api, ballot, code, marks) for code, marks in by_phone))
    say(f"  手机投票 {len(by_phone)} 张，纸质票 {len(by_paper)} 张 · secret votes cast")
    await api.post("ballot", f"ballots/{ballot}/close", Role.CHAIR)
    await seal(api, ballot)
    for teller in ("demo-teller-1", "demo-teller-2"):
        body: Json = {"papers": by_paper}
        await api.post("ballot", f"ballots/{ballot}/piles", Role.TELLER, body, sub=teller)


async def seal(api: Api, ballot: str) -> None:
    """Seal the box, once the last votes are in for certain."""

    async def sealed() -> Json:
        try:
            return await api.post("ballot", f"ballots/{ballot}/seal", Role.CHIEF_SCRUTINEER)
        except PlayError as problem:
            if problem.code == "sealed":  # the answer of the first try was lost
                return {"status": "CLOSED"}
            if problem.code != "count-wait":
                raise
            return {}

    await until(sealed, lambda found: bool(found), "the seal")


async def cast(api: Api, ballot: str, code: str, marks: list[str]) -> None:
    """One phone, one slip, nobody signed in; no key either, because the slip is one."""
    body = {"code": code, "votes_for": marks, "against": []}
    path = api.path("ballot", f"ballots/{ballot}/cast")
    answer, tries = await api.send("POST", path, json=body)
    arrived_before = tries > 1 and code_of(answer) == "slip-used"
    if answer.is_error and not arrived_before:
        raise PlayError(f"a vote was not taken: {answer.status_code} {answer.text[:300]}")


async def count_and_announce(case: Case, api: Api, ballot: str, say: Say) -> None:
    """Count, sign, certify, announce."""
    await api.post("ballot", f"ballots/{ballot}/count", Role.CHIEF_SCRUTINEER)
    await api.post("ballot", f"ballots/{ballot}/sign", Role.CHIEF_SCRUTINEER)
    for scrutineer in ("demo-scrutineer-1", "demo-scrutineer-2"):
        await api.post("ballot", f"ballots/{ballot}/sign", Role.SCRUTINEER, sub=scrutineer)
    await api.post("ballot", f"ballots/{ballot}/certify", Role.CHIEF_SCRUTINEER)
    await api.post("ballot", f"ballots/{ballot}/announce", Role.NPC_COMMITTEE)
    cycle = await until(
        lambda: api.get("assembly", f"cycles/{case.cycle}"),
        lambda found: found["funnel"][-1] is not None,
        "the result in the cycle",
    )
    say(f"  票决产生项目 {cycle['funnel'][-1]} 件 · {cycle['funnel'][-1]} projects chosen")
