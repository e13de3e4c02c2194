"""The play: every act of a case, in the order the charter's legs give."""

from collections.abc import Callable
from typing import Any

from contracts.charter import Charter, Leg, Role, SelectionStep, Work
from launch.demo import cadence_acts, screening_acts, session_acts, supervision_acts
from launch.demo.calendar import Calendar
from launch.demo.case import TOLD_UNTIL, Case
from launch.demo.client import Api, Json, until

Say = Callable[[str], None]
TALLY = {"expected": 120, "present": 108, "votes_for": 101, "against": 2, "abstain": 5}


DAYS = {
    Work.COLLECT: "2025-03-04",
    Work.TRIAGE: "2025-03-05",
    Work.PROPOSE: "2025-03-21",
    Work.DECIDE: "2025-03-28",
    Work.PREREVIEW: "2025-04-07",
}
"""When the work of a leg is done, as the story tells it; a session says its own day."""


async def play(case: Case, api: Api, say: Say, calendar: Calendar | None = None) -> None:
    """Play the whole case, from the adoption of the charter to what became of the projects."""
    calendar = calendar or Calendar(None, 1)
    try:
        await _play(case, api, say, calendar)
    finally:
        await calendar.leave()


async def _play(case: Case, api: Api, say: Say, calendar: Calendar) -> None:
    await calendar.reach(case.day("2025-01-02"))
    charter = await adopt_charter(case, api, say)
    await seat_members(case, api, charter, say, calendar)
    await calendar.reach(case.day("2025-01-13"))
    await open_cycle(case, api, say)
    for leg in charter.legs:
        say(f"{leg.zh} · {leg.en}")
        await screening_acts.open_leg(case, api, leg)
        for work in leg.works:
            if work in DAYS:
                await calendar.reach(case.day(DAYS[work]))
            await _ACTS[work](case, api, charter, leg, say, calendar)
        if Work.SESSION not in leg.works:
            await screening_acts.close_leg(case, api, leg)
    await await_answers(case, api, say)
    await supervision_acts.supervise(case, api, calendar, say)
    await cadence_acts.keep_cadence(case, api, calendar)
    await calendar.reach(case.day(TOLD_UNTIL.isoformat()))


async def adopt_charter(case: Case, api: Api, say: Say) -> Charter:
    """The party committee adopts the charter; every service gets its copy."""
    say("街道党工委通过议事会章程 · The party committee adopts the charter")
    await api.put("assembly", "charter", Role.PARTY_COMMITTEE, case.charter)
    found = await api.get("assembly", "charter")
    return Charter.model_validate(found["charter"])


async def seat_members(
    case: Case, api: Api, charter: Charter, say: Say, calendar: Calendar
) -> None:
    """Import the members' list and take everybody through the charter's steps."""
    await calendar.reach(case.day("2025-01-03"))
    say("导入议事员花名册 · Importing the members' list")
    order = await api.upload(
        "assembly", "members/import", Role.NPC_COMMITTEE, "members.xlsx", case.members
    )
    await batch_done(api, "assembly", order["batch"])
    for step in charter.selection[1:]:
        say(f"  {step.zh} · {step.en}")
        # A residents' meeting is each community's own; every other step takes all at once.
        for community in [c.id for c in charter.communities] if step.tally else [""]:
            body = step_body(case, step) | {"community": community}
            order = await api.post("assembly", "members/steps", step.role, body)
            await batch_done(api, "assembly", order["batch"])
        if step.notice:
            await calendar.reach(case.day("2025-01-11"))


def step_body(case: Case, step: SelectionStep) -> Json:
    """What the clerk enters for one step: the checks, minutes, figures or notice it asks for."""
    body: Json = {"step": step.step, "members": [], "reason": ""}
    body["results"] = {check.id: "PASS" for check in step.checks}
    if step.meeting:
        held = case.day("2025-01-03")
        body["meeting"] = {"minute_no": f"纪要〔{held.year}〕1号", "held_on": held.isoformat()}
    if step.tally:
        body["tally"] = TALLY
    if step.notice:
        first, last = case.day("2025-01-03"), case.day("2025-01-10")
        dates = {"published_on": first.isoformat(), "ends_on": last.isoformat()}
        body["notice"] = dates | {"channel": "BULLETIN"}
    return body


async def batch_done(api: Api, service: str, batch: str) -> Json:
    """Wait for a batch; a failed row fails the play."""
    done = await until(
        lambda: api.get(service, f"batches/{batch}", Role.NPC_COMMITTEE),
        lambda found: found["status"] == "DONE",
        f"batch {batch} of {service}",
    )
    if done["failed"]:
        raise AssertionError(f"{service} batch has failed rows: {done['failed'][:3]}")
    return done


async def open_cycle(case: Case, api: Api, say: Say) -> None:
    """The NPC committee opens the year's cycle; screening lays out its ledger."""
    say("开启年度议事 · Opening the year's cycle")
    year: Any = case.charter["year"]
    await api.post("assembly", "cycles", Role.NPC_COMMITTEE, {"year": year})
    await until(
        lambda: optional(api, "screening", f"cycles/{case.cycle}"),
        lambda found: bool(found.get("legs")),
        "the ledger of the cycle",
    )


async def optional(api: Api, service: str, rest: str) -> Json:
    """What is there by now, ``{}`` where nothing is yet."""
    headers = api.bearer(Role.NPC_COMMITTEE)
    answer, _ = await api.send("GET", api.path(service, rest), headers=headers)
    found: Json = answer.json() if answer.is_success else {}
    return found


async def collect(
    case: Case, api: Api, _charter: Charter, _leg: Leg, say: Say, _calendar: Calendar
) -> None:
    """A clerk imports the ledger of suggestions and corrects an entry."""
    await until(
        lambda: optional(api, "intake", f"collections/{case.cycle}"),
        lambda found: found.get("status") == "OPEN",
        "the opened collection",
    )
    order = await api.upload(
        "intake", "suggestions/import", Role.STREET_OFFICE, "suggestions.xlsx", case.suggestions
    )
    done = await batch_done(api, "intake", order["batch"])
    say(f"  已导入 {done['done']} 条建议 · {done['done']} suggestions imported")
    await correct_entry(case, api)
    await screening_acts.await_items(case, api, done["total"])


async def correct_entry(case: Case, api: Api) -> None:
    """The clerk puts one wrong ledger entry right; the trail keeps what it was."""
    wrong = case.story["correction"]
    found = await screening_acts.suggestion_ids(case, api)
    key = found[int(wrong["no"])]
    entry = await api.get("intake", f"suggestions/{key}", Role.STREET_OFFICE)
    body = {wrong["field"]: wrong["value"], "reason": "登记有误，核实后更正"}
    await api.patch("intake", f"suggestions/{key}", Role.STREET_OFFICE, body, entry["version"])


async def await_answers(case: Case, api: Api, say: Say) -> None:
    """Every suggestion has its answer, every project its inspections."""
    say("回复每一条建议，建立项目台账 · Answering every suggestion, opening the projects")
    await until(
        lambda: api.get("intake", "summary", Role.NPC_COMMITTEE, cycle=case.cycle),
        lambda found: bool(found["open"] == 0),
        "an answer to every suggestion",
    )
    chosen = (await api.get("assembly", f"cycles/{case.cycle}"))["funnel"][-1]
    charter = Charter.model_validate((await api.get("assembly", "charter"))["charter"])
    wanted = chosen * len(charter.projects.inspections)

    async def planned() -> Json:
        return {"inspections": len(await api.listed("supervision", "inspections"))}

    await until(planned, lambda found: bool(found["inspections"] == wanted), "the inspections")


_ACTS = {
    Work.COLLECT: collect,
    Work.TRIAGE: screening_acts.triage,
    Work.PROPOSE: screening_acts.propose,
    Work.DECIDE: screening_acts.decide,
    Work.PREREVIEW: screening_acts.prereview,
    Work.SESSION: session_acts.hold_session,
}
