"""The acts after the vote: plan, start, three inspections, one rectification, acceptance.

The story tells of each project how far it is and on which days after the announcement things
happened; milestones that are still due lie ahead, so that lights of all colours show.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from contracts.charter import Role
from launch.demo.acceptance_acts import Ending
from launch.demo.calendar import Calendar
from launch.demo.case import Case
from launch.demo.client import Api, Json, until
from launch.demo.pictures import works
from launch.demo.project_acts import FollowingPlay
from launch.demo.screening_acts import member_ids
from launch.demo.watch_acts import DEPUTIES, Watched, register_deputies

Say = Callable[[str], None]
Act = Callable[[], Awaitable[object]]
STAGES = ("START", "IMPLEMENTATION", "ACCEPTANCE")
NPC, DEPARTMENT, DEPUTY = Role.NPC_COMMITTEE, Role.DEPARTMENT, Role.DEPUTY


async def supervise(case: Case, api: Api, calendar: Calendar, say: Say) -> None:
    """Everything the story tells of the chosen projects, in the order of its days."""
    say("督查与验收 · Supervision")
    listed = {int(one["no"]): one for one in await api.listed("supervision", "projects")}
    names = await member_ids(api)
    members = list(names.values())
    following = case.story.get("following", {})
    await register_deputies(api)
    acts: list[tuple[int, int, Act]] = []
    chosen = [told for told in case.story.get("supervision", ()) if told["no"] in listed]
    for told in chosen:
        play = ProjectPlay(api, calendar, listed[told["no"]], told, members)
        beside = FollowingPlay(api, calendar, listed[told["no"]], told, following)
        watched = Watched(api, calendar, listed[told["no"]], told, members)
        mine = [*play.acts(), *beside.acts(names), *watched.acts()]
        acts += [(day, len(acts) + place, act) for place, (day, act) in enumerate(mine)]
    announced = date.fromisoformat(next(iter(listed.values()))["announced_on"])
    for day, _, act in sorted(acts, key=lambda one: one[:2]):
        await calendar.reach(announced + timedelta(days=day))
        await act()
    say(f"  {len(listed)} 个项目，{len(acts)} 项工作 · {len(acts)} acts for {len(listed)} projects")


class ProjectPlay:
    """One project of the story; ``acts`` are (day after the announcement, act)."""

    def __init__(
        self, api: Api, calendar: Calendar, project: Json, told: Json, members: list[str]
    ) -> None:
        self.api = api
        self.calendar = calendar
        self.project = project
        self.told = told
        self.members = members
        self.announced = date.fromisoformat(project["announced_on"])

    def acts(self) -> list[tuple[int, Act]]:
        """What happened to this project, day by day."""
        told = self.told
        found: list[tuple[int, Act]] = [(told["planned"], self.plan)]
        if "started" in told:
            found += [
                (told["started"] - 7, lambda: self.notify("START")),
                (told["started"], self.start),
                (told["started"] + 1, lambda: self.step("implement", DEPARTMENT)),
            ]
        found += [
            (day, lambda place=place, day=day: self.achieve(place, day))  # type: ignore[misc]
            for place, day in told.get("done", {}).items()
        ]
        found += [
            (day, lambda place=place: self.speak(place))  # type: ignore[misc]
            for place, day in told.get("done", {}).items()
        ]
        for stage, day in told.get("inspected", {}).items():
            found += self.inspection(stage, day)
        return found + Ending(self).acts()

    def inspection(self, stage: str, day: int) -> list[tuple[int, Act]]:
        """An inspection with its notice and, where the story has a finding, its rectification."""
        finding = self.told.get("finding", {})
        found: list[tuple[int, Act]] = [(day, lambda: self.conduct(stage, day))]
        if stage != "START":
            found.insert(0, (day - 7, lambda: self.notify(stage)))
        if finding.get("stage") != stage:
            return [*found, (day + 2, lambda: self.inspect("close", stage, NPC))]
        found.append((day, lambda: self.find(stage, finding["text"])))
        found.append((day + 1, lambda: self.rectify(stage, day + 15)))
        if "rechecked" in finding:
            found += [
                (finding["rechecked"] - 2, lambda: self.answer(stage)),
                (finding["rechecked"], lambda: self.recheck(stage)),
                (finding["rechecked"] + 1, lambda: self.inspect("close", stage, NPC)),
            ]
        return found

    def on(self, day: int) -> str:
        """A day as the services take it; where the clock is not ours, what is done is done now."""
        return (self.announced + timedelta(days=day)).isoformat()

    def done_on(self, day: int) -> str:
        """The day of something that has happened, never later than the services' own today."""
        return self.on(day if self.calendar.ours else 0)

    async def step(self, name: str, role: Role, body: Json | None = None) -> Json:
        """One step of the project, of a department: by somebody of its unit."""
        unit = self.project["unit"] if role is DEPARTMENT else ""
        path = f"projects/{self.project['id']}/{name}"
        return await self.api.post("supervision", path, role, body, department=unit)

    async def plan(self) -> Json:
        told = self.told
        steps = [{"title": title, "due_on": self.on(day)} for title, day in told["milestones"]]
        body: Json = {
            "owner": told["owner"],
            "finish_on": self.on(told["finish"]),
            "budget_yuan": self.project["budget_yuan"],
            "budget_reason": told.get("budget_reason", ""),
            "milestones": steps,
        }
        await self.step("plan", DEPARTMENT, body)
        return await self.arrange()

    async def arrange(self) -> Json:
        """Put the inspections on days that fit the plan."""
        days = dict.fromkeys(STAGES, self.told["finish"] - 7) | self.told.get("inspected", {})
        arranged: Json = {}
        for stage, day in days.items():
            found = await self._inspection(stage)
            if found["planned_on"] != self.on(day):
                body: Json = {"planned_on": self.on(day), "reason": "按推进计划安排"}
                path = f"inspections/{found['id']}"
                arranged = await self.api.patch("supervision", path, NPC, body, found["version"])
        return arranged

    async def start(self) -> Json:
        return await self.step("start", DEPARTMENT)

    async def achieve(self, place: str, day: int) -> Json:
        body: Json = {"done_on": self.done_on(day)}
        return await self.step(f"milestones/{place}/achieve", DEPARTMENT, body)

    async def speak(self, place: str) -> Json:
        """A note on the milestone that was reached, the first of them with a picture."""
        title = self.told["milestones"][int(place)][0]
        fields = {"text": f"“{title}”已完成。", "told_at": "公告栏、楼栋微信群"}
        pictures: Json = (
            {"photos": ("1.jpg", works(int(self.project["no"]), 0))} if place == "0" else {}
        )
        rest = f"projects/{self.project['id']}/updates"
        unit = self.project["unit"]
        return await self.api.hand_in(
            "supervision", rest, DEPARTMENT, fields, department=unit, **pictures
        )

    # ---- inspections ------------------------------------------------------------------------

    async def inspect(self, name: str, stage: str, role: Role, body: Json | None = None) -> Json:
        """One step of the inspection at this stage; it appears a moment after the project."""
        key = (await self._inspection(stage))["id"]
        return await self.api.post("supervision", f"inspections/{key}/{name}", role, body)

    async def _inspection(self, stage: str) -> Json:
        page = await until(
            lambda: self.api.get(
                "supervision", "inspections", project=self.project["id"], stage=stage
            ),
            lambda found: bool(found["items"]),
            f"the {stage} inspection",
        )
        found: Json = page["items"][0]
        return found

    async def notify(self, stage: str) -> Json:
        return await self.inspect("notify", stage, NPC)

    async def conduct(self, stage: str, day: int) -> Json:
        bad = self.told.get("finding", {}).get("stage") == stage
        body: Json = {
            "conducted_on": self.done_on(day),
            "deputies": list(DEPUTIES[:2]),
            "progress": "OK",
            "quality": "PROBLEM" if bad else "OK",
            "funds": "OK" if stage != "START" else "NA",
            "evidence": self.told.get("evidence", "实地查看并核对台账、合同和付款凭证。"),
        }
        return await self.inspect("conduct", stage, DEPUTY, body)

    async def find(self, stage: str, text: str) -> Json:
        body: Json = {"findings": [{"text": text, "aspect": "QUALITY"}]}
        return await self.inspect("findings", stage, DEPUTY, body)

    async def rectify(self, stage: str, day: int) -> Json:
        return await self.inspect("rectify", stage, NPC, {"due_on": self.on(day)})

    async def answer(self, stage: str) -> Json:
        key = (await self._inspection(stage))["id"]
        said = {"text": "已重新固定并逐个检查，同类部位一并整改，请复查。"}
        path, unit = f"inspections/{key}/answer", self.project["unit"]
        return await self.api.hand_in("supervision", path, DEPARTMENT, said, department=unit)

    async def recheck(self, stage: str) -> Json:
        body: Json = {"by": DEPUTIES[2], "passed": True, "note": "已整改到位，现场复查合格。"}
        return await self.inspect("recheck", stage, NPC, body)
