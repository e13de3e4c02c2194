"""What is assigned: to units of the charter, given back in time, and assigned anew by the clerk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contracts.assembly import CharterAdopted
from contracts.charter import Role
from contracts.screening import SuggestionTriaged
from services.screening.tasks import tasks
from tests.drivers.visitor import visitor
from tests.service.screening_street import Street, a_street
from tests.signing_in import somebody
from tests.world import UNIT

OTHERS = "综合行政执法大队"


@asynccontextmanager
async def triaging(folder: Path, number: int = 3) -> AsyncIterator[Street]:
    """A street whose triage is open for so many suggestions."""
    async with a_street(folder) as street:
        await street.leg("R1_DOWN", "open")
        await street.collect(number)
        await street.leg("R1_DOWN", "close")
        await street.counted(number)
        await street.leg("R1_UP", "open")
        yield street


async def back(street: Street, n: int, department: str = UNIT) -> tuple[int, str]:
    """A department gives the n-th back: status and code of the answer."""
    body = {"reason": "属于执法事项"}
    answer = await street.ask(
        "POST", f"items/s{n}/send-back", Role.DEPARTMENT, json=body, department=department
    )
    return answer.status_code, answer.json().get("code", "")


async def test_triage_when_the_unit_is_none_of_the_charter_then_refused(tmp_path: Path) -> None:
    async with triaging(tmp_path) as street:
        body = {
            "level": "STREET",
            "category": street.charter.suggestion_categories[0].id,
            "disposition": "ASSIGNED",
            "unit": "随便写的单位",
        }
        answer = await street.ask("POST", "items/s1/triage", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown-choice")
        up = body | {"disposition": "FORWARDED_UP", "unit": "市交警支队"}
        assert (await street.ask("POST", "items/s1/triage", json=up)).status_code == 200
        await street.post("items/s2/triage", body | {"unit": "PUBLIC_ADMINISTRATION"})
        seen = (await street.get("items/s2"))["item"]
        assert seen["unit"] == UNIT
        assert seen["opinion"], "the ready opinion"


async def test_triage_when_the_negative_list_says_yes_then_no_project_and_the_ready_answer(
    tmp_path: Path,
) -> None:
    async with triaging(tmp_path) as street:
        given = {"barred": "PRIVATE_DUTY", "opinion": ""}
        body = {"level": "STREET", "category": "其他", "disposition": "PROJECT_SOURCE"} | given
        answer = await street.ask("POST", "items/s1/triage", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "barred")
        await street.triage(1, "OUT_OF_SCOPE", **given)
        assert "物业服务企业" in (await street.get("items/s1"))["item"]["opinion"]


async def test_send_back_when_given_by_the_unit_in_time_then_on_the_clerks_desk(
    tmp_path: Path,
) -> None:
    async with triaging(tmp_path) as street:
        await street.triage(1, "ASSIGNED", unit=UNIT)
        assert await back(street, 1, OTHERS) == (403, "other-unit")
        assert await back(street, 1) == (200, "")
        assert await back(street, 1) == (409, "not-assigned")
        assert (await street.events(SuggestionTriaged))[-1].unit == ""
        person = somebody("clerk", "经办人", [Role.STREET_OFFICE], street.charter.street)
        found = await tasks(street.world.context("screening"), person, street.charter.street)
        assert [one.count for one in found if one.zh == "重新交办退回件"] == [1]
        await street.post("items/s1/assign", {"unit": OTHERS, "co_units": [UNIT]})
        said = (await street.events(SuggestionTriaged))[-1]
        assert (said.unit, said.co_units) == (OTHERS, (UNIT,))
        assert await back(street, 1) == (403, "other-unit"), "who helps gives nothing back"


async def test_send_back_when_the_term_is_over_then_refused(tmp_path: Path) -> None:
    async with triaging(tmp_path) as street:
        await street.triage(1, "ASSIGNED", unit=UNIT)
        street.world.clock.forward(days=30)
        assert await back(street, 1) == (409, "send-back-late")


async def test_assigned_list_when_a_unit_looks_then_its_own_and_what_it_helps_with(
    tmp_path: Path,
) -> None:
    async with triaging(tmp_path) as street:
        await street.triage(1, "ASSIGNED", unit=UNIT)
        await street.triage(2, "ASSIGNED", unit=OTHERS)
        await street.triage(3, "ASSIGNED", unit=OTHERS, co_units=[UNIT])
        at = f"/screening/streets/{street.charter.street}"
        department = visitor(street.world, Role.DEPARTMENT, street=street.charter.street)
        html = await department.read(f"{at}/cycles/2025/assigned")
        assert ["第 1 条建议" in html, "第 2 条建议" in html, "第 3 条建议" in html] == [
            True, False, True,
        ]  # fmt: skip
        assert "退回街道" in await department.read(f"{at}/items/s1")
        assert "退回街道" not in await department.read(f"{at}/items/s2")
        sent = await department.send(f"{at}/items/s1", f"{at}/items/s1/send-back", reason="不属于")
        assert sent.status_code == 303
        clerk = visitor(street.world, Role.STREET_OFFICE, street=street.charter.street)
        assert "已退回" in await clerk.read(f"{at}/cycles/2025/assigned")
        sent = await clerk.send(f"{at}/items/s1", f"{at}/items/s1/assign", unit=OTHERS)
        assert sent.status_code == 303


async def test_undo_when_triaged_then_what_stood_before_stands_again(tmp_path: Path) -> None:
    async with triaging(tmp_path) as street:
        await street.triage(1)
        await street.triage(1, "REFERENCE")
        await street.post("items/s1/undo")
        assert (await street.get("items/s1"))["item"]["disposition"] == "PROJECT_SOURCE"
        await street.post("items/s1/undo")
        seen = (await street.get("items/s1"))["item"]
        assert (seen["status"], seen["level"]) == ("OPEN", None)
        assert "untriaged" in await street.gaps()


async def test_bulk_when_one_is_refused_then_none_is_saved(tmp_path: Path) -> None:
    async with triaging(tmp_path) as street:
        body = {"items": ["s1", "s2", "x"], "level": "STREET", "disposition": "REFERENCE"}
        refused = await street.ask("POST", "cycles/2025/triage-many", json=body)
        assert refused.status_code == 404
        assert (await street.get("items/s1"))["item"]["status"] == "OPEN"
        await street.post("cycles/2025/triage-many", body | {"items": ["s1", "s2"]})
        for n in (1, 2):
            assert (await street.get(f"items/s{n}"))["item"]["disposition"] == "REFERENCE"


async def test_board_when_filled_in_without_javascript_then_each_row_saves_itself(
    tmp_path: Path,
) -> None:
    async with triaging(tmp_path) as street:
        at = f"/screening/streets/{street.charter.street}"
        clerk = visitor(street.world, Role.STREET_OFFICE, street=street.charter.street)
        board, row = f"{at}/cycles/2025/board", f"{at}/items/s2/triage"
        given = {"disposition": "ASSIGNED", "level": "COMMUNITY"}
        assert (await clerk.send(board, row, **given)).status_code == 422, "no unit"
        saved = await clerk.send(board, row, unit=UNIT, **given)
        assert (saved.status_code, saved.headers["location"]) == (303, f"{at}/items/s2/row")
        shown = await clerk.http.get(f"{at}/items/s2/row")
        assert shown.headers["location"] == f"{board}#item-s2"
        seen = (await street.get("items/s2"))["item"]
        assert (seen["unit"], seen["level"]) == (UNIT, "COMMUNITY")
        await clerk.send(board, f"{at}/items/s2/undo")
        assert (await street.get("items/s2"))["item"]["status"] == "OPEN"


async def test_assign_when_the_charter_lists_no_units_then_the_unit_is_written(
    tmp_path: Path,
) -> None:
    async with triaging(tmp_path) as street:
        plain = street.charter.model_copy(update={"units": ()})
        await street.hear(CharterAdopted(charter=plain, version=2), 2)
        await street.world.settle()
        await street.triage(1, "ASSIGNED", unit="物业科")
        assert await back(street, 1, "物业科") == (200, "")
        at = f"/screening/streets/{street.charter.street}/items/s1"
        clerk = visitor(street.world, Role.STREET_OFFICE, street=street.charter.street)
        assert (await clerk.send(at, f"{at}/assign", unit="城管科")).status_code == 303
        assert (await street.get("items/s1"))["item"]["unit"] == "城管科"
