"""Alternatives revised, split, set apart, capped, and back from reserve with their history."""

from pathlib import Path

from contracts.assembly import CharterAdopted, CycleOpened
from contracts.charter import Role
from contracts.project_rules import ProjectKind
from contracts.screening import SlateFinalised
from tests.drivers.visitor import visitor
from tests.service.screening_street import Street, a_street
from tests.service.test_screening_flow import to_deciding, to_proposing
from tests.service.test_screening_pages import PATH, browse, fill_in, submit

TEXT = {
    "title": "第 1 个项目",
    "content": "改造两间用房",
    "budget_yuan": "80000",
    "beneficiaries": "居民约 500 人",
    "funding": "街道自筹、区级配套",
    "finish_by": "2025-12-19",
    "reason": "听取座谈意见",
}


async def test_alternative_when_revised_split_and_set_apart_then_its_history_is_shown(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        at = f"/candidates/{made[0]}"
        await submit(street, at, f"{at}/revise", **TEXT)
        html = await browse(street, at)
        assert "<del>一</del><ins>两</ins>" in html
        assert "<del>50000</del> <ins>80000</ins>" in html
        assert "听取座谈意见" in html
        same = await fill_in(street, at, f"{at}/revise", **TEXT)
        assert "内容没有变化" in same.text

        new = f"/cycles/2025/alternatives/new?from={made[0]}"
        part = {"title": "第 1 个项目的院外部分", "sources": ["s2"]}
        await submit(street, new, "/cycles/2025/alternatives/propose", **part)
        (split,) = [
            one["id"]
            for one in (await street.get("cycles/2025/candidates"))["items"]
            if one["title"] == part["title"]
        ]
        assert "拆分自" in await browse(street, f"/candidates/{split}")
        assert "拆分出" in await browse(street, at)

        await submit(street, at, f"{at}/set-apart", other=split, reason="同一块地")
        await street.accept(made[0])
        refused = await street.ask("POST", f"candidates/{split}/decide", json=ACCEPTED)
        assert (refused.status_code, refused.json()["code"]) == (409, "either-or")
        assert "只能取一个" in await browse(street, f"/candidates/{split}")
        await submit(street, at, f"{at}/put-together")
        await street.accept(split)
        await street.decline(made[1])
        await street.decline(made[2])
        await street.post(f"candidates/{made[0]}/set-apart", {"other": split, "reason": "同一块地"})
        assert "either-or" in await street.gaps()


ACCEPTED = {
    "decision": "CANDIDATE",
    "criteria": {"INCLUSIVE": True, "PUBLIC_GOOD": True, "FEASIBLE": True},
    "reason": "符合三性",
}


async def test_reserve_when_the_next_cycle_proposes_then_it_returns_with_its_history(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        dated = {"finish_by": "2025-09-30", "funding": "街道自筹"}
        await street.post(f"candidates/{made[1]}/revise", TEXT | dated)
        await street.accept(made[0])
        await street.accept(made[1])
        await street.decline(made[2])
        await street.leg("R2_UP", "close")
        await street.leg("R3_DOWN", "open")
        await street.leg("R3_DOWN", "close")
        slate = (await street.events(SlateFinalised))[-1]
        assert [(one.finish_by, one.funding) for one in slate.items] == [
            ("", ""),
            ("2025-09-30", "街道自筹"),
        ]
        await street.freeze(slate)
        await street.announce(slate, 1)
        await street.world.settle()
        await next_cycle(street)
        assert TEXT["title"] in await browse(street, "/cycles/2026/reserve")
        clerk = visitor(street.world, Role.NPC_COMMITTEE, street=street.charter.street)
        shown = f"{PATH}/cycles/2026/alternatives/new?from={made[1]}"
        done = await clerk.send(shown, f"{PATH}/cycles/2026/alternatives/propose")
        assert done.status_code == 303, done.text
        (again,) = (await street.get("cycles/2026/candidates"))["items"]
        seen = await street.get(f"candidates/{again['id']}")
        assert (seen["origin"], seen["finish_by"], seen["sources"]) == (made[1], "", [])
        assert "往年储备，再次提出" in await browse(street, f"/candidates/{again['id']}")
        assert TEXT["title"] not in await browse(street, "/cycles/2026/reserve")


async def next_cycle(street: Street) -> None:
    """The next year's ledger stands where alternatives are proposed."""
    await street.hear(CycleOpened(cycle="2026", year=2026, charter_version=1), sequence=9)
    await street.world.settle()
    street.cycle = "2026"
    await to_proposing_again(street)


async def to_proposing_again(street: Street) -> None:
    await street.leg("R1_DOWN", "open")
    await street.hear(street.accepted(90), sequence=9)
    await street.world.settle()
    await street.leg("R1_DOWN", "close")
    await street.counted(1, sequence=9)
    await street.leg("R1_UP", "open")
    await street.meet("R1_UP")
    await street.triage(90)
    await street.leg("R1_UP", "close")
    await street.leg("R2_DOWN", "open")


async def test_cap_when_the_kind_has_one_then_above_it_is_a_warning_and_sources_are_needed(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        kinds = (ProjectKind(id="GOODS", zh="货物", en="Goods", cap_yuan=40_000),)
        projects = street.charter.projects.model_copy(update={"kinds": kinds})
        charter = street.charter.model_copy(update={"projects": projects})
        await street.hear(CharterAdopted(charter=charter, version=2), sequence=2)
        await street.world.settle()
        body = street.alternative(1, ["s1"], kind="货物")
        made = await street.post("cycles/2025/alternatives", body)
        assert [one["code"] for one in made["warnings"]] == ["budget-over-cap"]
        assert "预算超过这类工程的上限" in await browse(street, f"/candidates/{made['id']}")
        bare = street.alternative(2, [])
        refused = await street.ask("POST", "cycles/2025/alternatives", json=bare)
        assert (refused.status_code, refused.json()["code"]) == (422, "sources-missing")
        foreign = street.alternative(2, [], origin="nobody")
        refused = await street.ask("POST", "cycles/2025/alternatives", json=foreign)
        assert (refused.status_code, refused.json()["code"]) == (422, "origin")
