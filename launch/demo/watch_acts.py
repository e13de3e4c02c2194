"""The acts of those who watch: deputies of the register, visits, orders, an answered rectification.

A red light orders by itself, on its own day; the story tells which of these orders are answered and
when. One that nobody answers has gone up to the consultation by the end of the story.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from contracts.charter import Role
from launch.demo.calendar import Calendar
from launch.demo.client import Api, Json

Act = Callable[[], Awaitable[object]]
NPC, OFFICE, DEPARTMENT, DEPUTY = (
    Role.NPC_COMMITTEE,
    Role.STREET_OFFICE,
    Role.DEPARTMENT,
    Role.DEPUTY,
)
DEPUTIES = ("彭建新", "唐秋萍", "龙志刚")


async def register_deputies(api: Api) -> None:
    """The street's deputies, from whom inspections choose, each in a group of the charter."""
    charter = (await api.get("assembly", "charter"))["charter"]
    groups = [one["group"]["id"] for one in charter["projects"]["classes"]]
    for place, name in enumerate(DEPUTIES):
        body: Json = {"name": name, "group": groups[place % len(groups)], "term": "区人大代表"}
        await api.post("supervision", "deputies", NPC, body)


class Watched:
    """What the story tells of one project beside its own course; days after the announcement."""

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
        """Visits and publicity, an order by hand, and answers to orders."""
        found: list[tuple[int, Act]] = [
            (day, lambda place=place, day=day, told=told: self.visit(place, day, told))  # type: ignore[misc]
            for place, (day, told) in enumerate(self.told.get("visits", ()))
        ]
        if order := self.told.get("order"):
            found.append((order["day"], lambda: self.order(order["text"])))
        return found + [(day, self.answer_orders) for day in self.told.get("orders_answered", ())]

    async def visit(self, place: int, day: int, told: dict[str, Any]) -> Json:
        """A deliberator on site, or telling residents."""
        member = self.members[place % len(self.members)]
        on = self.announced + timedelta(days=day if self.calendar.ours else 0)
        fields = {"project": self.project["id"], "on": on.isoformat(), **told}
        return await self.api.hand_in(
            "supervision", "entries", Role.DELIBERATOR, fields,
            sub=f"demo-member-{member[:8]}", member=member,
        )  # fmt: skip

    async def order(self, text: str) -> Json:
        """The street office orders; nobody answers in time, so it goes up."""
        body: Json = {"project": self.project["id"], "text": text}
        return await self.api.post("supervision", "orders", OFFICE, body)

    async def answer_orders(self) -> None:
        """Whatever is owed on this project is answered, verified by another, and closed."""
        for one in await self.api.listed("supervision", "orders", project=self.project["id"]):
            if one["status"] in ("ISSUED", "ACKNOWLEDGED"):
                await self._answer(f"orders/{one['id']}")

    async def _answer(self, order: str) -> None:
        said = {"text": "已增派人手、调整工序，完成日期已重新核定并上墙公示。"}
        unit = self.project["unit"]
        await self.api.hand_in("supervision", f"{order}/reply", DEPARTMENT, said, department=unit)
        held: Json = {"passed": True, "note": "现场核实，情况属实。"}
        await self.api.post("supervision", f"{order}/verify", DEPUTY, held)
        await self.api.post("supervision", f"{order}/close", NPC)
