"""The acts at the end of a project: photos, acceptance, its suggesters are asked, the write-off.

Where the story tells of a dispute, somebody who suggested the project says “not solved” by phone:
the reason is looked at, the works are put right and accepted anew, and everybody is asked again.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from contracts.charter import Role
from launch.demo.calendar import Calendar
from launch.demo.client import Api, Json, until
from launch.demo.pictures import works

Act = Callable[[], Awaitable[object]]
OFFICE, NPC, DEPARTMENT = Role.STREET_OFFICE, Role.NPC_COMMITTEE, Role.DEPARTMENT
REDONE = 6
"""Days from the dispute to the second acceptance."""


class Played(Protocol):
    """The project of the story, as its other acts have it."""

    api: Api
    calendar: Calendar
    project: Json
    told: Json
    members: list[str]

    def on(self, day: int) -> str:
        """A day as the services take it."""

    def done_on(self, day: int) -> str:
        """The day of something that has happened."""

    async def step(self, name: str, role: Role, body: Json | None = None) -> Json:
        """One step of the project."""


class Ending:
    """The end of one project; ``acts`` are (day after the announcement, act)."""

    def __init__(self, play: Played) -> None:
        self.play = play
        self.told = play.told
        self.api = play.api
        self.key = str(play.project["id"])

    def acts(self) -> list[tuple[int, Act]]:
        """What the story tells of it, day by day."""
        if "accepted" not in self.told:
            return []
        day = int(self.told["accepted"])
        found, last = self._accepted(day - 6, day), day
        if "disputed" in self.told:
            found += self._disputed(day + 1)
            last = day + 1 + REDONE
        if "said" in self.told:
            found.append((day + 2, self.say))
        if "written_off" in self.told:
            off = int(self.told["written_off"])
            # Called while the days of asking run: afterwards nobody is asked any more.
            called = min(off - 1, last + 3)
            found += [(called, self.call), (off, lambda: self.write_off(off))]
        return found

    def _accepted(self, ready: int, day: int) -> list[tuple[int, Act]]:
        return [
            (ready, self.photograph),
            (ready, lambda: self.play.step("ready", DEPARTMENT, {"checklist_done": 100})),
            (day, lambda: self.accept(day)),
        ]

    def _disputed(self, day: int) -> list[tuple[int, Act]]:
        return [
            (day, self.dispute),
            (day + 1, lambda: self.redo(day + REDONE)),
            *self._accepted(day + REDONE - 1, day + REDONE),
        ]

    async def photograph(self) -> Json:
        no = int(self.play.project["no"])
        shots = [("photos", (f"{n}.jpg", works(no, n), "image/jpeg")) for n in (1, 2)]
        return await self.api.hand_in_files(
            "supervision", f"projects/{self.key}/photos", DEPARTMENT, shots,
            department=self.play.project["unit"],
        )  # fmt: skip

    async def accept(self, day: int) -> Json:
        body: Json = {
            "signed_by": self.told["owner"],
            "deliberators": self.play.members[:2],
            "accepted_on": self.play.done_on(day),
            "spent_yuan": self.told.get("spent", self.play.project["budget_yuan"]),
            "opinion": "现场查看，符合计划，同意验收。",
        }
        return await self.play.step("accept", OFFICE, body)

    async def say(self) -> Json:
        """A resident says something at the project's page; it is shown and answered."""
        told: dict[str, str] = self.told["said"]
        at = f"projects/{self.key}/feedback"
        body: Json = {"text": told["text"], "consent": True}
        one = (await self.api.post("supervision", at, None, body))["id"]
        await self.api.post("supervision", f"{at}/{one}/show", OFFICE, {"words": told["text"]})
        return await self.api.post(
            "supervision", f"{at}/{one}/reply", OFFICE, {"reply": told["reply"]}
        )

    # ---- those who suggested it ---------------------------------------------------------------

    async def asked(self) -> list[Json]:
        """The questions that were put to those who suggested it, once all were."""
        seen = await self.api.get("supervision", f"projects/{self.key}")
        number = seen["acceptance"]["round"]
        wanted = len(seen["sources"])
        page = await until(
            lambda: self.api.get("intake", "followups", NPC, project=self.key),
            lambda found: sum(one["round"] == number for one in found["items"]) >= wanted,
            "the questions to those who suggested it",
        )
        found: list[Json] = [one for one in page["items"] if one["status"] == "ASKED"]
        return found

    async def answer(self, one: Json, verdict: str, reason: str = "") -> Json:
        body: Json = {"verdict": verdict, "reason": reason}
        return await self.api.post("intake", f"followups/{one['id']}/answer", NPC, body)

    async def dispute(self) -> Json:
        """The first one says by phone that it is not solved; a clerk makes the reason public."""
        told: dict[str, Any] = self.told["disputed"]
        first = (await self.asked())[0]
        await self.answer(first, "NOT", told["reason"])
        return await self.api.post(
            "intake", f"followups/{first['id']}/word", OFFICE, {"words": told["words"]}
        )

    async def redo(self, day: int) -> Json:
        body: Json = {"reason": self.told["disputed"]["redo"], "due_on": self._ahead(day)}
        await until(
            lambda: self.api.get("supervision", f"projects/{self.key}"),
            lambda found: bool(found["disputes"]),
            "the dispute over the acceptance",
        )
        return await self.play.step("rectify-again", OFFICE, body)

    def _ahead(self, day: int) -> str:
        """The day, or a late one where the clock is not ours and it would lie behind."""
        return self.play.on(day) if self.play.calendar.ours else "2099-12-31"

    async def call(self) -> None:
        """The committee calls those who have not answered."""
        for place, one in enumerate(await self.asked()):
            await self.answer(one, "PARTLY" if place % 7 == 6 else "SOLVED")

    async def write_off(self, day: int) -> Json:
        """Off the list; where the days of asking are not over, everybody was called."""
        seen = await self.api.get("supervision", f"projects/{self.key}")
        over = self.play.calendar.ours and self.play.on(day) > seen["acceptance"]["ask_until"]
        body: Json = {"early_reason": "" if over else "建议人已逐一电话回访，没有异议。"}
        return await self.play.step("write-off", NPC, body)
