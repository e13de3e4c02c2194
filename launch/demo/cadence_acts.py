"""The meetings that the charter asks for in every period, as a clerk wrote them up (E-05)."""

from datetime import date, datetime, timedelta

from contracts.charter import Cadence, Charter, Role
from launch.demo.calendar import Calendar
from launch.demo.case import TOLD_UNTIL, Case
from launch.demo.client import Api, Json

NPC = Role.NPC_COMMITTEE
TOPICS = {
    1: "项目进度和居民反映集中的问题",
    3: "进度滞后项目专项调度",
    12: "全年票决项目和履职情况",
}


async def keep_cadence(case: Case, api: Api, calendar: Calendar) -> None:
    """Note every meeting of the year and settle what it agreed on, but for the newest point."""
    found = await api.get("assembly", "charter")
    charter = Charter.model_validate(found["charter"])
    if not charter.cadence:
        return
    last = case.day(TOLD_UNTIL.isoformat())
    if not calendar.ours:  # it is still the day on which the charter was adopted
        last = min(last, datetime.fromisoformat(found["versions"][0]["at"]).date())
    await calendar.reach(last)
    for rule in charter.cadence:
        days = held_on(rule, case.day("2025-01-13"), last)
        for day in days:
            await _hold(api, charter, rule, day, settled=day is not days[-1])


def held_on(rule: Cadence, first: date, last: date) -> list[date]:
    """The middle of the last month of each period that lies between two days."""
    found, day = [], first.replace(day=15)
    while day <= last:
        if day.month % rule.months == 0 and day >= first:
            found.append(day)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=15)
    return found


async def _hold(api: Api, charter: Charter, rule: Cadence, day: date, *, settled: bool) -> None:
    body: Json = {
        "cadence": rule.id,
        "held_on": day.isoformat(),
        "place": "街道三楼会议室",
        "host": "人大街道工委负责人",
        "present": ["党政办", "承办部门负责人", "议事员代表"],
        "topic": TOPICS[rule.months],
        "points": ["逐项听取项目进展", "研究居民集中反映的问题", "明确责任单位和时限"],
    }
    if rule.assesses:
        body |= {"committee": 93, "committee_source": "两委测评表", "residents": 89}
        body |= {"residents_source": "入户问卷"}
    meeting = await api.post("assembly", "meetings", NPC, body)
    due = (day + timedelta(days=20)).isoformat()
    point = {"what": "报送整改进展", "unit": charter.units[0].zh, "due_on": due}
    path = f"meetings/{meeting['id']}/agreed"
    await api.post("assembly", path, NPC, point)
    if settled:
        await api.post("assembly", f"{path}/1/finish", NPC, {"result": "已按期办结"})
