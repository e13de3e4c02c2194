"""Every index of the suggestions serves a list or a count; one that does not costs each write."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from chassis.core.documents import Kind, Where
from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import PREFIX
from services.intake.overdue.queries import late, spans
from services.intake.retention.purging import purge_personal
from services.intake.suggestion.deadlines import settle_provisional
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.measuring import measure_open
from services.intake.suggestion.queries import numbered
from tests.drivers.visitor import Visitor, visitor
from tests.service.intake_world import Town, a_town, ledger, row
from tests.service.test_intake_pages import BASE, PUYUAN
from tests.world import DONGTANG, UNIT

CLERK = Role.STREET_OFFICE
DESK = f"{BASE}/desk"
FILTERS = {
    "status": "ACCEPTED", "outcome": "SOLVED", "community": PUYUAN, "category": "FACILITIES",
}  # fmt: skip
ONE_BY_ONE = ({"topic": "CANTEEN"}, {"mark": "URGENT"}, {"mark": "WEAK_POINT"})
PAGES = (
    f"{BASE}/suggestions", f"{BASE}/suggestions.atom", f"{BASE}/tasks", DESK,
    f"{DESK}?queue=waiting", f"{DESK}?queue=held", f"{DESK}/focus", f"{DESK}/accept",
    *(f"{DESK}/answers?tab={tab}" for tab in ("to-draft", "drafts", "ready", "owing")),
    f"{DESK}/answers?tab=to-draft&outcome=OPEN", f"{DESK}/answers?tab=to-draft&outcome=SOLVED",
    *(f"{DESK}/overdue?tab={tab}" for tab in ("very", "overdue", "soon")),
    *(f"{DESK}/tickets?tab={tab}" for tab in ("open", "overdue", "answered", "returned")),
)  # fmt: skip
REQUESTS = ("", "&service_code=FACILITIES", "&status=open")


def watched(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, ...]]:
    """Which indexes of the suggestions are asked for from now on."""
    used: set[tuple[str, ...]] = set()
    index_for, index_along = Kind.index_for, Kind.index_along

    def noting_for(kind: Kind[Suggestion], fields: Sequence[str]) -> tuple[str, ...]:
        found = index_for(kind, fields)
        used.update([found] if kind is SUGGESTIONS else [])
        return found

    def noting_along(kind: Kind[Suggestion], field: str, where: Where) -> tuple[str, ...]:
        found = index_along(kind, field, where)
        used.update([found] if kind is SUGGESTIONS else [])
        return found

    monkeypatch.setattr(Kind, "index_for", noting_for)
    monkeypatch.setattr(Kind, "index_along", noting_along)
    return used


async def test_indexes_when_every_list_is_read_then_each_of_them_serves_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path) as town:
        (waits,) = await town.imported(1)
        await town.triage(waits["id"], Disposition.ASSIGNED)
        held = row(2, 建议内容="请联系 13800001111。")
        assert (await town.upload(ledger([held]))).status_code == 202
        await town.world.settle()
        used = watched(monkeypatch)
        await _lists(town)
        for role, given in ((CLERK, {}), (Role.DEPARTMENT, {"department": UNIT})):
            await _pages(visitor(town.world, role, **given))
        await visitor(town.world, Role.DELIBERATOR, sub="me", member="m1").read(f"{BASE}/mine")
        receipt = f"{BASE}/receipt"
        await visitor(town.world).send(receipt, receipt, receipt="AAAA-BBBB-CCCC")
        assert set(SUGGESTIONS.indexes) - used == set()


async def _pages(who: Visitor) -> None:
    for page in PAGES:
        await who.http.get(page)


async def _lists(town: Town) -> None:
    for many in range(len(FILTERS) + 1):
        for names in combinations(FILTERS, many):
            params = {name: FILTERS[name] for name in names}
            for given in (params, params | {"status": "SUBMITTED"}):
                await town.world.ask("GET", "intake", "suggestions", CLERK, params=given)
    for lens in ONE_BY_ONE:
        await town.world.ask("GET", "intake", "suggestions", params=lens)
    for query in REQUESTS:
        rest = f"{PREFIX}/requests.json?jurisdiction_id={DONGTANG}{query}"
        await town.world.http.get(rest)
    updates = f"{PREFIX}/servicerequestupdates.json?jurisdiction_id={DONGTANG}"
    await town.world.http.get(updates)
    ctx = town.world.context("intake")
    for span in (await spans(ctx, DONGTANG)).values():
        await late(ctx, DONGTANG, span, UNIT, 1)
    for every in (measure_open, settle_provisional, purge_personal):
        await every(ctx)
    await town.world.ask("GET", "intake", "summary", CLERK)
    await town.world.ask("GET", "intake", "balance")
    await numbered(ctx, DONGTANG, "2025", "1")
    await visitor(town.world, CLERK).http.get(f"{DESK}/tickets.xlsx")
