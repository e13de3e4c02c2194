"""What is held in a leg is a dated record with people, minutes and papers; quotas warn or stop."""

from pathlib import Path
from typing import Any

from chassis.core.decision import Change, existing
from contracts.charter import Role
from services.screening.kinds import LEDGERS
from tests.drivers.visitor import visitor
from tests.service.screening_street import Street, a_cause, a_street
from tests.service.test_screening_flow import to_deciding
from tests.service.test_screening_pages import PATH, YEAR, browse, fill_in, submit
from tests.unit.test_attachments import PAPER

UPLOAD = ("attachments", ("签到表.pdf", PAPER, "application/pdf"))
HELD = {"kind": "居民讨论会", "station": "蒋家垅社区", "held_on": "2025-03-11", "host": "葛佩兰"}


async def test_records_when_kept_by_the_pages_then_people_see_what_is_theirs(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        shown, sent = f"{YEAR}/forums", f"{YEAR}/forums/record"
        assert sent not in await browse(street, shown, Role.NPC_COMMITTEE)
        await street.leg("R1_DOWN", "open")
        await submit(street, shown, sent, **HELD, form="OPENING", present="邱满秀、欧建平")
        await submit(street, shown, sent, **HELD, form="DISCUSSION", points="先修路")
        refused = await fill_in(street, shown, sent, **HELD, form="FORUM")
        assert refused.status_code == 422
        assert "至少一名人大代表" in refused.text
        opening, talk = (await street.get("cycles/2025/forums"))["items"]
        assert {one["leg"] for one in (opening, talk)} == {"R1_DOWN"}
        assert {one["form"] for one in (opening, talk)} == {"OPENING", "DISCUSSION"}
        at = next(one["id"] for one in (opening, talk) if one["form"] == "OPENING")
        assert "邱满秀" not in await browse(street, f"/forums/{at}")
        assert "邱满秀、欧建平" in await browse(street, f"/forums/{at}", Role.STREET_OFFICE)
        await papers_are_for_the_staff(street, at)


async def papers_are_for_the_staff(street: Street, record: str) -> None:
    """A clerk attaches a paper to the record; the staff open it, residents do not know of it."""
    clerk = visitor(street.world, Role.STREET_OFFICE, street=street.charter.street)
    page = f"{PATH}/forums/{record}"
    assert (await clerk.send(page, f"{page}/attachments", files=[UPLOAD])).status_code == 303
    assert "签到表.pdf" in await clerk.read(page)
    assert "签到表.pdf" not in await browse(street, f"/forums/{record}")
    staff = (await street.get("cycles/2025/forums", Role.STREET_OFFICE))["items"]
    (kept,) = [file for one in staff for file in one["attachments"]]
    rest = f"forums/{record}/attachments/{kept['id']}"
    assert (await street.ask("GET", rest, Role.PARTY_COMMITTEE)).content == PAPER
    for role in (None, Role.RESIDENT, Role.DELIBERATOR):
        assert (await street.ask("GET", rest, role)).status_code in (401, 403)
    gone = await clerk.send(page, f"{page}/attachments/{kept['id']}/remove")
    assert gone.status_code == 303
    assert (await street.ask("GET", rest, Role.STREET_OFFICE)).status_code == 404


async def test_meeting_when_recorded_then_its_record_takes_papers_and_quotas_are_told(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        ledger = await street.get("cycles/2025")
        (meeting,) = next(leg["meetings"] for leg in ledger["legs"] if leg["id"] == "R2_UP")
        assert "逐条研究" in await browse(street, f"/forums/{meeting['id']}")
        for candidate in made[:2]:
            await street.accept(candidate)
        await street.decline(made[2])
        await _quota(street, most=1, quota="WARN")
        html = await browse(street, YEAR, Role.NPC_COMMITTEE)
        assert "现在有 2 个，最多 1 个" in html
        await _quota(street, least=3, quota="BLOCK")
        assert await street.gaps() == ["too-few"]
        refused = await street.ask("POST", "cycles/2025/legs/R2_UP/close")
        assert (refused.status_code, refused.json()["code"]) == (409, "leg-incomplete")
        await _quota(street, least=3, quota="WARN")
        await street.leg("R2_UP", "close")


async def _quota(street: Street, **quota: Any) -> None:
    """As if the charter had these bounds for the leg of the joint meeting."""

    def decide(ledger: Any) -> Change[Any]:
        leg = ledger.leg("R2_UP").model_copy(update={"least": 0, "most": 0} | quota)
        return Change(ledger.with_leg(leg))

    key = LEDGERS.key(street.charter.street, street.cycle)
    cause = a_cause("/".join(str(one) for one in quota.items()))
    await street.world.context("screening").change(key, existing(decide), cause)
