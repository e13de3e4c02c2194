"""A play with a bad day in it: at certain lines of the play something happens to the system."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from launch.demo.case import Case
from launch.demo.report import report
from tests.faults.judging import Letters, differences, verdict
from tests.faults.mini import mini_case
from tests.faults.table import ROWS
from tests.faults.town import Act, Town

LONGEST = 240.0
"""Seconds after which a play that does not come to its end has failed."""


@dataclass
class Scene:
    """What happens when: the first line that holds the words sets the act going, once."""

    acts: Mapping[str, Act]
    going: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)

    def __call__(self, line: str) -> None:
        for words, act in self.acts.items():
            if words in line and words not in self.going:
                self.going[words] = asyncio.ensure_future(act())

    async def over(self) -> None:
        """Every act is done. Fails where its line never came."""
        assert set(self.going) == set(self.acts)
        await asyncio.gather(*self.going.values())


async def bad_day(
    town: Town, names: str | Sequence[str], acts: Mapping[str, Act], *, meant: int = 0
) -> None:
    """Play the mini case in a fresh street while this happens, and put down what it came to."""
    case, scene, began = mini_case(next(town.streets)), Scene(acts), time.monotonic()
    letters, played = await the_letters(town), asyncio.Event()
    writing = asyncio.create_task(letters.write(played))
    try:
        await asyncio.wait_for(town.play(case, scene), LONGEST)
        await scene.over()
        await town.fleet.ready()
    finally:
        played.set()
        town.to_broker.mend()
        town.to_database.mend()
    await asyncio.wait_for(writing, LONGEST)
    found = await verdict(town, case, letters, meant)
    names = [names] if isinstance(names, str) else names
    ROWS.extend((name, found, time.monotonic() - began) for name in names)
    assert all(found.values()), f"{case.street}: {found} {await wrong(town, case)}"


async def wrong(town: Town, case: Case) -> dict[str, tuple[object, object]]:
    """What differs from a good day, for whoever reads the failure."""
    async with town.people(case.street) as api:
        return differences(await report(case, api, 0))


LETTERS: dict[int, Letters] = {}


async def the_letters(town: Town) -> Letters:
    """The one street of letters of this town."""
    if id(town) not in LETTERS:
        LETTERS[id(town)] = Letters(town)
        await LETTERS[id(town)].begin()
    return LETTERS[id(town)]
