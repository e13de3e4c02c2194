"""会议纪要 of a leg's meeting as files."""

from pathlib import Path

import pytest

from contracts.charter import Role
from tests.service.screening_street import a_street
from tests.service.test_ballot_papers import words_of
from tests.service.test_screening_flow import to_deciding, to_slate


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


async def test_papers_when_the_slate_stands_then_each_says_what_the_cycle_has(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_slate(street)
        year = f"cycles/{street.cycle}"
        meeting = (await street.get(year))["legs"][3]["meetings"][0]["id"]
        forum = (await street.get(f"{year}/forums"))["items"][-1]["id"]
        for at, role, words in (
            (f"{year}/call-form", None, ("意见建议征集表", "怎么做得到")),
            (f"{year}/items", None, ("分级分类清单", "第 1 条建议", "项目来源", "列入研究")),
            (f"forums/{forum}/record", Role.STREET_OFFICE, ("座谈会记录", "邱满秀、欧建平")),
            (f"{year}/meetings/{meeting}/minutes", None, ("逐项结论", "未列入候选", "场地未落实")),
            (f"{year}/candidates", None, ("候选项目表", "共2个候选项目", "50,000")),
            (f"{year}/report", None, ("形成情况的报告", "成为项目来源4条", "列为候选项目2个")),
        ):  # fmt: skip
            pdf = await street.ask("GET", f"{at}.pdf", role)
            assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-"), at
            said = words_of((await street.ask("GET", f"{at}.docx", role)).content)
            assert [word for word in words if word not in said] == [], at
        assert (await street.ask("GET", f"forums/{forum}/record.pdf", None)).status_code == 401
        sheet = await street.ask("GET", f"{year}/call-form.xlsx", None)
        assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
