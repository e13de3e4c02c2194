"""The lists of sessions and notices as workbooks, read again as a desk would."""

from pathlib import Path

import pytest

from chassis.rooms.sheets import read_table
from contracts.charter import Role
from services.assembly.notice.views import NOTICE_COLUMNS
from services.ballot.session.sheets import SESSION_COLUMNS
from tests.service.bad_input import PLAYED
from tests.service.played_town import a_town


async def test_sheets_of_a_played_year_hold_its_session_and_its_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path, monkeypatch) as town:
        sheet = await town.world.ask("GET", "ballot", "sessions.xlsx", street=PLAYED)
        assert sheet.status_code == 200, sheet.text
        listed = await town.world.get("ballot", "sessions", Role.NPC_COMMITTEE, street=PLAYED)
        rows = read_table(sheet.content, SESSION_COLUMNS)
        assert [row["venue"] for row in rows] == [one["venue"] for one in listed["items"]]
        assert rows[0]["ballots"]
        sheet = await town.world.ask("GET", "assembly", "notices.xlsx", street=PLAYED)
        notices = read_table(sheet.content, NOTICE_COLUMNS)
        listed = await town.world.get("assembly", "notices", street=PLAYED)
        assert [n["members"] for n in notices] == [n["members"] for n in listed["items"]]
        assert notices
