"""会议纪要 of a leg's meeting as files."""

from pathlib import Path

import pytest

from tests.service.screening_street import a_street
from tests.service.test_ballot_papers import words_of
from tests.service.test_screening_flow import to_deciding


async def test_minutes_when_a_meeting_is_recorded_then_anybody_has_them(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_deciding(street)
        await street.meet("R2_UP")
        ledger = await street.get("cycles/2025")
        leg = next(one for one in ledger["legs"] if one["id"] == "R2_UP")
        at = f"cycles/2025/meetings/{leg['meetings'][0]['id']}/minutes"
        pdf = await street.ask("GET", f"{at}.pdf", None)
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
        said = words_of((await street.ask("GET", f"{at}.docx", None)).content)
        assert "东塘街道党政联席会议纪要" in said
        assert "2025年3月5日，东塘街道召开党政联席会议" in said
        assert "“候选项目”事项" in said
        assert "一、议定事项\n逐条研究" in said
        assert "到会：14人" in said
        page = (await street.world.http.get("/screening/streets/430111005/cycles/2025")).text
        assert f'href="/screening/api/streets/430111005/{at}.pdf"' in page


@pytest.mark.parametrize("form", ["pdf", "docx"])
async def test_minutes_when_there_is_no_such_meeting_then_404(tmp_path: Path, form: str) -> None:
    async with a_street(tmp_path) as street:
        answer = await street.ask("GET", f"cycles/2025/meetings/none/minutes.{form}", None)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-meeting")
