"""Ten thousand suggestions cost Open311 no more questions to the database than three."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis.core.clock import stamp
from chassis.store.whole import Whole
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import PREFIX
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Entry, Suggestion
from tests.service.intake_world import Town, a_town
from tests.service.round_trips import Asked, trace
from tests.world import DONGTANG

MANY = 10_000
LATEST = datetime(2025, 5, 1, tzinfo=UTC)
QUESTIONS = (
    f"{PREFIX}/requests.json?jurisdiction_id={DONGTANG}&page_size=50",
    f"{PREFIX}/requests.json?jurisdiction_id={DONGTANG}&page_size=50&status=closed",
    f"{PREFIX}/requests.json?jurisdiction_id={DONGTANG}&page_size=50&service_code=TRAFFIC",
    f"{PREFIX}/requests.xml?jurisdiction_id={DONGTANG}&page_size=50&updated_after=2025-04-01",
    f"{PREFIX}/servicerequestupdates.xml?jurisdiction_id={DONGTANG}&page_size=50",
    f"/intake/streets/{DONGTANG}/suggestions.atom",
)


def one(number: int) -> Whole:
    """An accepted suggestion, a minute older than the one before, as a restore stores it."""
    made = LATEST - timedelta(minutes=number)
    text = {"zh": "已受理。", "en": "Accepted."}
    state = Suggestion(
        cycle="2025", no=str(number), title=f"第{number}件事", content="修灯", channel="ONLINE",
        community="430111005001", collected_on="2025-01-14", entered_by="x",
        status=Status.ACCEPTED, category="TRAFFIC" if number % 100 == 0 else "FACILITIES",
        requested_at=stamp(made), updated_at=stamp(made),
        timeline=(Entry(at=made, status=Status.ACCEPTED, **text),),
    )  # fmt: skip
    key = SUGGESTIONS.key(DONGTANG, f"{number:032d}")
    sort = key.sort_of(state)
    return Whole(key.doc_id, DONGTANG, sort, 1, 1, state.model_dump(mode="json"), (), (), None)


async def fill(town: Town, first: int, last: int) -> None:
    """Store those with these numbers."""
    put = partial(town.world.context("intake").store.engine.put, SUGGESTIONS)
    assert all(await asyncio.gather(*(put(one(number)) for number in range(first, last))))


async def test_questions_when_there_are_ten_thousand_are_as_many_as_with_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = trace(monkeypatch)
    quiet: dict[str, Any] = {
        "twice": False,
        "relay_poll": 600.0,
        "relay_lease": 3600.0,
        "due_poll": 600.0,
    }
    async with a_town(tmp_path, **quiet) as town:
        await fill(town, 0, 3)
        few = await counted(town, asked)
        await fill(town, 3, MANY)
        many = await counted(town, asked)
        assert many == few
        assert max(many) <= 3
        answer = await town.world.http.get(QUESTIONS[2])
        numbers = [int(found["service_request_id"]) for found in answer.json()]
        assert numbers == list(range(0, 5_000, 100))
        whole = await town.world.http.get(QUESTIONS[0].replace("page_size=50", ""))
        assert len(whole.json()) == 1_000


async def counted(town: Town, asked: Asked) -> list[int]:
    """What each question costs."""
    trips = [
        await asked.by("intake", partial(town.world.http.get, question), town.world)
        for question in QUESTIONS
    ]
    return [trip.quiet for trip in trips]
