"""Tickets of the 12345 hotline, from the number on the ticket to the row that goes back."""

from pathlib import Path
from typing import Any

from contracts.charter import Role
from contracts.screening import Disposition
from tests.drivers.visitor import visitor
from tests.service.intake_world import HEADERS, Town, a_town, ledger, row
from tests.service.test_intake_import import cells_of
from tests.service.test_intake_pages import BASE
from tests.service.test_intake_tasks import tasks

CLERK = Role.STREET_OFFICE
AT = f"{BASE}/desk/tickets"
TICKET = {
    "number": "cs－20250430 001", "kind": "一般工单", "code": "02", "came_on": "2025-04-30",
    "community": "浦沅社区", "content": "路灯不亮，晚上看不见。", "contact": "13912345678",
}  # fmt: skip


async def entered(town: Town, **given: Any) -> dict[str, Any]:
    """A ticket by JSON."""
    found: dict[str, Any] = await town.world.post("intake", "tickets", CLERK, TICKET | given)
    return found


async def test_ticket_when_entered_then_answered_in_its_term_and_told_back(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        clerk = visitor(town.world, CLERK)
        sent = await clerk.send(AT, f"{AT}/new", **TICKET | {
            "kind": "ORDINARY", "community": "430111005001"})  # fmt: skip
        assert sent.status_code == 303, sent.text
        key = sent.headers["location"].rsplit("/", 1)[1]

        # The same number is the same ticket, however it is written and whoever enters it.
        again = await town.world.ask("POST", "intake", "tickets", CLERK, json=TICKET | {
            "number": "CS-20250430001", "content": "另一件事"})  # fmt: skip
        assert again.status_code == 409
        assert "工单 CS-20250430001 已经登记" in again.text
        for role in (None, Role.DEPARTMENT, Role.COMMUNITY, Role.DELIBERATOR):
            answer = await town.world.ask("POST", "intake", "tickets", role, json=TICKET)
            assert answer.status_code in (401, 403), role

        # Seven working days around the May holiday, with the working shown; two to send it back.
        page = await clerk.read(AT)
        assert "工单 CS-20250430001" in page
        assert "到期日2025年5月14日（7个工作日）" in page
        assert "劳动节5月1日—5月5日" in page
        assert "退单期限：" in page
        assert "到期日2025年5月7日（2个工作日）" in page
        assert "办理热线工单 最近的期限 2025-05-14 1 项等您办" in await tasks(town, CLERK)

        hard = await entered(town, number="CS-9002", kind="HARD", came_on="2025-04-28")
        seen = await town.one(hard["id"])
        assert (seen["due_on"], seen["staff"]["ticket"]) == ("2025-05-22", "CS-9002")
        late = await town.command(
            hard["id"], "return", CLERK, {"reason_code": "NOT_OURS", "reason": "归区城管局。"}
        )
        assert late.json()["code"] == "ticket-back-late"
        other = await entered(town, number="CS-9003")
        back = await town.command(
            other["id"], "return", CLERK, {"reason_code": "NOT_OURS", "reason": "归区城管局。"}
        )
        assert back.status_code == 200, back.text

        # Accepted, it keeps the hotline's day, not the assembly's; the answer goes back.
        accepted = await town.command(key, "accept", CLERK, {"title": "路灯不亮"})
        assert accepted.status_code == 200, accepted.text
        assert (await town.one(key))["due_on"] == "2025-05-14"
        await town.world.settle()
        await town.triage(key, Disposition.ASSIGNED)
        await town.command(key, "handle", CLERK)
        replied = await town.command(key, "reply", CLERK, {"text": "灯已修好。"})
        assert replied.status_code == 200, replied.text
        told = await clerk.read(f"{AT}?tab=answered")
        assert "办理结果：已办理答复\n灯已修好。" in told
        assert "归区城管局。" in await clerk.read(f"{AT}?tab=returned")

        # A merged ticket takes its lead's answer back with it.
        twin = await entered(town, number="CS-9004")
        await town.command(twin["id"], "accept", CLERK, {"title": "同一盏灯"})
        merged = await town.command(twin["id"], "merge", CLERK, {"target": key})
        assert merged.status_code == 200, merged.text
        assert (await clerk.read(f"{AT}?tab=answered")).count("\n灯已修好。") == 2

        # The day of the hard one passes: overdue, first on the page and on the desk.
        town.world.clock.forward(days=30)
        assert "应在 2025年5月22日 前办结" in await clerk.read(f"{AT}?tab=overdue")
        assert "已超期 1 件" in await tasks(town, CLERK)

        book = await town.world.ask("GET", "intake", "tickets.xlsx", CLERK)
        lines = {line[0]: line for line in cells_of(book.content)}
        assert lines["CS-20250430001"][7:] == [
            "公共管理办公室", "已答复", "2025-05-01", "是", "已办理答复", "灯已修好。",
        ]  # fmt: skip
        assert lines["CS-9003"][8:] == ["退单", "2025-05-01", "是", "退单", "归区城管局。"]
        assert lines["CS-9002"][10] == "否"
        assert "13912345678" not in book.content.decode("latin1")


async def test_ledger_when_it_has_tickets_then_each_is_entered_once(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        there = await entered(town, number="CS-7001")
        headers = (*HEADERS, "工单号", "工单类型")
        rows = [
            [*row("", 建议内容="井盖坏了。", 日期="2025-04-30"), "CS-7001", ""],
            [
                *row("", 建议内容="水管漏水。", 日期="2025-04-30", 社区=430111005001),
                "cs-7002",
                "疑难",
            ],
        ]
        checked = await town.upload(ledger(rows, headers), dry=True)
        assert [one["state"] for one in checked.json()["rows"]] == ["exists", "new"]
        twice = [*rows[1:], [*row("", 建议内容="别的事。"), "CS-7002", ""]]
        long = [[*row("", 建议内容="井盖坏了。"), 20250430000012345, ""]]
        for wrong, says in ((twice, "同一工单只登记一次"), (long, "设为“文本”")):
            answer = await town.upload(ledger(wrong, headers), dry=True)
            assert says in answer.text
        assert (await town.upload(ledger(rows, headers))).status_code == 202
        await town.world.settle()
        (one,) = await town.listed()
        assert one["id"] != there["id"]
        assert one["due_on"] == "2025-05-26"
        out = await town.world.ask("GET", "intake", "suggestions.xlsx", CLERK)
        assert "CS-7002" in str(cells_of(out.content))
