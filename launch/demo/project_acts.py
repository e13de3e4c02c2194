"""What follows the projects of a story: timetable, checklist, money, claims, guidance.

For the projects that the story's ``following`` names, steps, items and payments are taken from
what it tells of their milestones, so that a project that is late is late in all of them.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta

from contracts.charter import Role
from launch.demo.calendar import Calendar
from launch.demo.client import Api, Json

Act = Callable[[], Awaitable[object]]
SHARES = (30, 40, 20)
"""Percent of the plan that is paid when the first milestones are reached; the rest at the end."""


class FollowingPlay:
    """What follows one project; ``acts`` are (day after the announcement, act)."""

    def __init__(
        self, api: Api, calendar: Calendar, project: Json, told: Json, following: Json
    ) -> None:
        self.api = api
        self.calendar = calendar
        self.project = project
        self.told = told
        self.following = following
        self.announced = date.fromisoformat(project["announced_on"])

    def acts(self, members: Mapping[str, str]) -> list[tuple[int, Act]]:
        """Claims and guidance where the story tells of them; the books of chosen projects."""
        no, planned = self.project["no"], self.told["planned"]
        found: list[tuple[int, Act]] = []
        name = self.following.get("claims", {}).get(str(no))
        if name in members:
            found.append((planned, lambda: self.claim(members[name])))
        for one in self.following.get("guidance", ()):
            if one["no"] == no:
                found += self.guidance(one)
        return found + (self.books() if no in self.following.get("books", ()) else [])

    def books(self) -> list[tuple[int, Act]]:
        """Timetable, checklist and money from the plan on; each milestone ticks and pays."""
        found: list[tuple[int, Act]] = [(self.told["planned"], self.begin)]
        for place, day in self.told.get("done", {}).items():
            found.append((day, lambda place=int(place): self.reached(place)))  # type: ignore[misc]
        if "accepted" in self.told:
            found.append((self.told["accepted"] - 7, self.filed))
            found.append((self.told["accepted"], self.settled))
        return found

    async def ask(
        self, rest: str, body: Json, role: Role = Role.DEPARTMENT, member: str = ""
    ) -> Json:
        """A command about this project, as somebody of its unit."""
        path = f"projects/{self.project['id']}/{rest}"
        unit = self.project["unit"] if role is Role.DEPARTMENT else ""
        return await self.api.post("supervision", path, role, body, member=member, department=unit)

    async def begin(self) -> None:
        """Count back from the finish, write the checklist, say where the money comes from."""
        await self.ask("schedule/lay", self.timetable())
        items = [{"text": title, "due_on": self.on(day)} for title, day in self.told["milestones"]]
        last = {"text": "整理资料归档", "due_on": self.on(self.told["finish"])}
        await self.ask("checklist/items", {"items": [*items, last]})
        plan = self.project["budget_yuan"]
        part = plan // 10 * 7
        sources = [
            {"name": "STREET_SELF_RAISED", "yuan": part},
            {"name": "SOCIAL", "yuan": plan - part},
        ]
        await self.ask("funds/sources", {"sources": sources})

    def timetable(self) -> Json:
        """The milestones as steps, each after the one before; some seven tenths of its days."""
        before, steps = self.told["planned"], []
        for number, (title, day) in enumerate(self.told["milestones"]):
            steps.append(
                {
                    "title": title,
                    "days": max(1, (day - before) * 6 // 10),
                    "after": [number] if number else [],
                }
            )
            before = day
        return {
            "begin_on": self.on(self.told["planned"] + 1),
            "finish_on": self.on(self.told["finish"]),
            "steps": steps,
        }

    async def reached(self, place: int) -> None:
        """A milestone was reached: tick its item, and pay for it."""
        await self.tick(place)
        if place < len(SHARES):
            yuan = self.project["budget_yuan"] * SHARES[place] // 100
            await self.pay(yuan, f"{self.told['milestones'][place][0]}进度款")

    async def filed(self) -> None:
        """The papers are in order, so that acceptance can be asked for."""
        await self.tick(len(self.told["milestones"]))

    async def settled(self) -> None:
        """After the acceptance the rest is paid."""
        paid = (await self.api.get("supervision", f"projects/{self.project['id']}/funds"))[
            "paid_yuan"
        ]
        rest = self.told.get("spent", self.project["budget_yuan"]) - paid
        if rest > 0:
            await self.pay(rest, "验收后结清尾款")

    async def tick(self, place: int) -> None:
        path = f"projects/{self.project['id']}/checklist"
        items = (await self.api.get("supervision", path))["items"]
        await self.ask(f"checklist/items/{items[place]['id']}/tick", {})

    async def pay(self, yuan: int, purpose: str) -> None:
        body: Json = {"yuan": yuan, "payee": "BUILDER", "purpose": purpose}
        await self.ask("funds/pay", body)

    async def claim(self, member: str) -> None:
        """A deliberator claims the project, and the committee agrees."""
        body: Json = {"interested": False, "note": "每周到现场看一次进度。"}
        claim = await self.ask("claims", body, Role.DELIBERATOR, member)
        await self.ask(f"claims/{claim['id']}/approve", {}, Role.NPC_COMMITTEE)

    def guidance(self, told: Json) -> list[tuple[int, Act]]:
        """The group's guidance, and the unit's answer where the story has one."""
        given: Json = {}

        async def give() -> None:
            given.update(await self.ask("guidance", {"text": told["text"]}, Role.DEPUTY))

        async def answer() -> None:
            await self.ask(f"guidance/{given['id']}/answer", {"text": told["answer"]})

        acts: list[tuple[int, Act]] = [(told["day"], give)]
        return [*acts, (told["answered"], answer)] if "answered" in told else acts

    def on(self, day: int) -> str:
        """A day as the services take it."""
        return (self.announced + timedelta(days=day)).isoformat()
