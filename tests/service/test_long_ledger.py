"""A ledger longer than any page: every row is in the workbook, and memory does not grow with it."""

from pathlib import Path

from chassis.rooms.sheet_grid import grid_of
from chassis.store.whole import Whole
from contracts.charter import Role
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG

MANY = 5_100


async def fill(town: Town) -> None:
    """So many accepted suggestions, put into the store as a restore does."""
    engine = town.world.context("intake").store.engine
    for number in range(1, MANY + 1):
        state = Suggestion(
            cycle="2025", no=str(number), title=f"第{number}件事", content="修灯", channel="x",
            community="x", collected_on="2025-01-14", entered_by="x", status=Status.ACCEPTED,
        )  # fmt: skip
        key = SUGGESTIONS.key(DONGTANG, f"{number:032d}")
        sort = SUGGESTIONS.sort(key.id, state)
        whole = Whole(key.doc_id, DONGTANG, sort, 1, 1, state.model_dump(mode="json"), (), (), None)
        assert await engine.put(SUGGESTIONS, whole)


async def test_ledger_when_longer_than_five_thousand_then_no_row_is_lost(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await fill(town)
        answer = await town.world.ask("GET", "intake", "suggestions.xlsx", Role.STREET_OFFICE)
        assert answer.status_code == 200
        lines = grid_of(answer.content, MANY).lines
        assert [line.cells[0] for line in lines[3:]] == list(range(1, MANY + 1))
