"""A street that has lived through its whole year, and a second one that has only its charter."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from chassis.core.decision import Cause, Change, State, created, existing
from chassis.rooms.files.reference import FileRef
from chassis.rooms.files.store import FileStore
from chassis.web.auth import issue_demo_token
from contracts.charter import Role
from launch.demo.client import Api
from launch.demo.play import play
from launch.running import demo_tokens
from services.assembly import presets
from services.ballot.kinds import SESSIONS
from services.intake.suggestion.domain.letters import Given
from services.intake.suggestion.photos import KEPT as SUGGESTION_PHOTOS
from services.screening.kinds import LEDGERS
from services.supervision.acceptance.photos import KEPT_OF_PROJECTS
from services.supervision.fieldwork.commands import KEPT as ENTRY_PHOTOS
from services.supervision.following import KEPT as FOLLOWING_FILES
from services.supervision.inspection.domain.inspection import Aspect, Finding
from services.supervision.inspection.photos import KEPT as INSPECTION_PHOTOS
from services.supervision.order.commands import KEPT as ORDER_PHOTOS
from services.supervision.progress.commands import KEPT_OF_UPDATES
from tests.contracts.frozen import all_kinds
from tests.contracts.samples_following import FOLLOWING
from tests.contracts.samples_watching import watching
from tests.faults.mini import mini_case, write_charters
from tests.world import World, a_world

SECRET = "one secret for the play and for what comes after it"
PLAYED, OTHER = "900000001", "900000002"
OWNERS = {
    "member": ("assembly", "members"),
    "notice": ("assembly", "notices"),
    "gathering": ("assembly", "meetings"),
    "suggestion": ("intake", "suggestions"),
    "ledger": ("intake", "imports"),
    "cycle": ("screening", "ledgers"),
    "candidate": ("screening", "candidates"),
    "opinion": ("screening", "opinions"),
    "session": ("ballot", "sessions"),
    "ballot": ("ballot", "ballots"),
    "paper": ("ballot", "materials"),
    "which": ("ballot", "ballots"),
    "hand": ("ballot", "hand_votes"),
    "project": ("supervision", "projects"),
    "inspection": ("supervision", "inspections"),
    "guidance": ("supervision", "guidance"),
    "claim": ("supervision", "claims"),
    "update": ("supervision", "updates"),
    "feedback": ("supervision", "feedback"),
    "order": ("supervision", "orders"),
    "entry": ("supervision", "entries"),
}
"""Where the ids come from that stand in a path."""
PHOTO = "0" * 32
FOUND = (Finding(aspect=Aspect.QUALITY, text="扶手松动"),)
"""What the inspection has found: the smallest case finds nothing, so there is no sheet of it."""
WORDS = {
    "photo": PHOTO,
    "attachment": PHOTO,
    "leg": "R1_DOWN",
    "panel": "EXPERT_PANEL",
    "place": "0",
    "step": "plan",
    "objection": "x",
    "item": "item-1",
    "payment": "pay-1",
    "receipt": PHOTO,
    "task": "agenda",
    "section": "opening",
    "speech": "x",
    "dispute": "x",
}
Docs = dict[tuple[str, str, str], int]


@dataclass
class Town:
    """The world with both streets, and the ids of what the played one holds."""

    world: World
    ids: dict[str, str] = field(default_factory=dict)

    def people(self, street: str, *roles: Role) -> dict[str, str]:
        """The bearer header of somebody with these roles (all of them) in one street only."""
        return bearer(self.world, [street], roles or tuple(Role))

    async def documents(self, street: str) -> Docs:
        """(service, kind, id) → version of everything a street has."""
        found: Docs = {}
        for part in self.world.system.parts:
            for kind in part.kinds:
                for raw in await part.engine.find(kind, street, {}, "", "", 1000):
                    found[part.service.name, kind.name, raw.doc_id.split("/", 1)[1]] = raw.version
        return found

    async def learn(self) -> None:
        """One id of each kind that a path may name; a batch by its service."""
        for service, kind, key in await self.documents(PLAYED):
            self.ids.setdefault(f"{service}/{kind}", key)
        self.ids["meeting"] = await self._meeting()
        self.ids["file"] = await self._booklet()

    async def _meeting(self) -> str:
        ledger = await self.world.context("screening").store.every(LEDGERS, PLAYED)
        return next(str(m.id) for one in ledger for leg in one.state.legs for m in leg.meetings)

    async def _booklet(self) -> str:
        found = await self.world.context("ballot").store.every(SESSIONS, PLAYED)
        return next(one.file.id for session in found for one in session.state.booklets)

    async def photograph(self) -> None:
        """A photo and an attachment for every thing that may have them: all share one id.

        The suggestion has also been answered in writing, which the smallest case leaves out.
        """
        at, digest = self.world.clock(), sha256(b"abc").hexdigest()
        about: dict[str, Any] = {"name": "a.jpg", "type": "image/jpeg", "added_by": "x"}
        photo = FileRef(id=PHOTO, bytes=3, sha256=digest, added_at=at, **about)
        held = {"photos": (photo,), "attachments": (photo,), "findings": FOUND}
        written = {"answers": (Given(at=at, text="已更换灯泡。"),)}
        for kept, service in PICTURED:
            context, key = self.world.context(service), self.ids[f"{service}/{kept.kind.name}"]
            store, owner = FileStore(context.store.engine), kept.owner(PLAYED, key)
            for part in ("full", "small"):
                await store.put(owner, PHOTO, part, b"abc", at)
            new = held | (written if service == "intake" else {})
            decide = existing(partial(_with, new))
            cause = Cause(f"photograph {key}", "test", "add_photos", at, "test")
            await context.change(kept.kind.key(PLAYED, key), decide, cause)
        await self.world.settle()

    def at(self, path: str, street: str) -> str:
        """A route's address in a street, with the ids of the played one."""
        service = path.split("/")[1].replace("streets", "assembly")
        values: dict[str, Any] = {name: self.ids["/".join(own)] for name, own in OWNERS.items()}
        values["meeting"], values["file"] = self.ids["meeting"], self.ids["file"]
        known = (self.ids.get(f"{service}/{kind}") for kind in ("batches", "imports"))
        values["batch"] = next(filter(None, known), "x")
        return path.format_map(values | WORDS | {"street": street})


PICTURED = (
    (SUGGESTION_PHOTOS, "intake"),
    (INSPECTION_PHOTOS, "supervision"),
    *((kept, "supervision") for kept in FOLLOWING_FILES),
    (KEPT_OF_PROJECTS, "supervision"),
    (KEPT_OF_UPDATES, "supervision"),
    (ORDER_PHOTOS, "supervision"),
    (ENTRY_PHOTOS, "supervision"),
)


def _with(new: dict[str, Any], state: Any) -> Change[Any]:
    fits = {name: value for name, value in new.items() if name in type(state).model_fields}
    return Change(state.model_copy(update=fits))


async def lay_down(town: Town, samples: Mapping[str, State]) -> None:
    """Documents that the smallest case leaves out, under the id of its project."""
    kinds, at = all_kinds(), town.world.clock()
    for name, state in samples.items():
        context = town.world.context(name.partition(".")[0])
        key = kinds[name].key(PLAYED, town.ids["supervision/projects"])
        cause = Cause(f"sample/{name}", "test", "lay_down", at, "test")
        await context.change(key, created(state), cause)


def bearer(world: World, streets: Sequence[str], roles: Sequence[Role]) -> dict[str, str]:
    """A header with a token of the demo issuer."""
    token = issue_demo_token(world.settings, "somebody", "somebody", roles, streets)
    return {"Authorization": f"Bearer {token}"}


@dataclass
class Kept:
    """The files of the played year, kept for other tests of this process, and its last moment."""

    folder: TemporaryDirectory[str]
    moment: datetime

    @property
    def data(self) -> Path:
        return Path(self.folder.name) / "data"


KEPT: list[Kept] = []


@asynccontextmanager
async def a_town(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """The smallest case, played to its end; deliveries come twice.

    It is played once in a process; every test gets a copy of its files to do with as it likes.
    """
    charters_in(folder, monkeypatch)
    if not KEPT:
        KEPT.append(await _played())
    shutil.copytree(KEPT[0].data, folder / "data")
    async with a_world(folder / "data", secret=SECRET) as world:
        world.clock.moment = KEPT[0].moment
        town = Town(world)
        await town.learn()
        yield town


def charters_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both streets' charters among the presets, for as long as the test lasts."""
    charters = folder / "charters"
    charters.mkdir()
    write_charters(charters, [PLAYED, OTHER])
    monkeypatch.setattr(presets, "FOLDER", charters)
    # What others have read already is read once more, here and afterwards.
    monkeypatch.setattr(presets, "presets", cache(presets.presets.__wrapped__))


async def _played() -> Kept:
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="yishi-played-")
    async with a_world(Path(folder.name) / "data", secret=SECRET) as world:
        api = Api(world.http, PLAYED, demo_tokens(world.settings, PLAYED))
        async with ticking(world):
            await play(mini_case(PLAYED), api, lambda line: None)
        other = Api(world.http, OTHER, demo_tokens(world.settings, OTHER))
        await other.put("assembly", "charter", Role.PARTY_COMMITTEE, mini_case(OTHER).charter)
        await world.settle()
        town = Town(world)
        await town.learn()
        await lay_down(town, {**FOLLOWING, **watching()})
        await town.learn()
        await town.photograph()
        return Kept(folder, world.clock())


@asynccontextmanager
async def ticking(world: World) -> AsyncIterator[None]:
    """The world's clock goes on by itself."""
    running = asyncio.create_task(_tick(world))
    yield
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _tick(world: World) -> None:
    # The count waits on the world's clock, which only moves when somebody turns it.
    while True:
        world.clock.forward(seconds=1)
        await asyncio.sleep(0.05)
