"""The criteria of a decision (E-24): each is answered in so many words, none is taken for a no."""

import re
from pathlib import Path
from typing import Any

from chassis.core.decision import Change, existing
from contracts.charter import Role
from services.screening.kinds import CANDIDATES
from tests.service.screening_street import CRITERIA, Street, a_cause, a_street
from tests.service.test_screening_flow import to_deciding, to_prereview
from tests.service.test_screening_pages import browse, fill_in


async def test_decide_form_when_shown_then_nothing_is_chosen_beforehand(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.accept(made[0])
        html = await browse(street, f"/candidates/{made[0]}", Role.NPC_COMMITTEE)
        form = re.search(r'action="[^"]+/decide".*?</form>', html, re.S)
        assert form
        assert "checked" not in form[0]
        assert form[0].count("不符合") == 3
        assert form[0].count("未评") == 3


async def test_decide_form_when_a_criterion_is_left_open_then_refused_by_its_name(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        given = {"decision": "no", "reason": "场地未落实", "reason_code": "NOT_FEASIBLE"}
        at = f"/candidates/{made[0]}"
        refused = await fill_in(street, at, f"{at}/decide", **given)
        assert refused.status_code == 422
        assert "“普惠性”还没有结论" in refused.text
        assert (await street.get(f"candidates/{made[0]}"))["criteria"] == {}


async def test_decision_when_declined_without_assessing_then_no_criterion_counts_as_failed(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        given = {"inclusive": "MET", "public_good": "NOT_ASSESSED", "feasible": "NOT_ASSESSED"}
        given |= {
            "decision": "no",
            "reason": "区里已有同类项目",
            "reason_code": "COVERED_ELSEWHERE",
        }
        at = f"/candidates/{made[0]}"
        assert (await fill_in(street, at, f"{at}/decide", **given)).status_code == 303
        seen = (await street.get(f"candidates/{made[0]}"))["criteria"]
        assert seen == {"INCLUSIVE": True, "PUBLIC_GOOD": None, "FEASIBLE": None}
        html = await browse(street, at)
        assert "可行性 未评" in html
        assert "可行性 不符合" not in html


async def test_decision_when_accepted_unassessed_or_without_a_reason_then_refused(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        body = {"decision": "CANDIDATE", "criteria": CRITERIA, "reason": " "}
        refused = await street.ask("POST", f"candidates/{made[0]}/decide", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "reason-missing")
        body |= {"criteria": CRITERIA | {"FEASIBLE": None}, "reason": "符合"}
        refused = await street.ask("POST", f"candidates/{made[0]}/decide", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "criteria-not-met")


async def test_decision_when_old_data_lacks_a_mark_then_it_is_shown_as_not_assessed(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.accept(made[0])
        await _unmark(street, made[0])
        assert "可行性 未评" in await browse(street, f"/candidates/{made[0]}")


async def _unmark(street: Street, candidate: str) -> None:
    """As it was written before every criterion had to be answered."""

    def decide(state: Any) -> Change[Any]:
        marks = {name: met for name, met in state.criteria.items() if name != "FEASIBLE"}
        return Change(state.model_copy(update={"criteria": marks}))

    key = CANDIDATES.key(street.charter.street, candidate)
    await street.world.context("screening").change(key, existing(decide), a_cause("old"))


async def test_opinion_when_accepted_then_the_text_changes_and_both_texts_are_shown(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        given = await street.post(
            f"candidates/{made[0]}/opinions", {"text": "加开周六", "member": "m7"}
        )
        path, answer = f"opinions/{given['id']}/answer", {"accepted": True, "answer": "采纳"}
        for revision in (None, {"title": "第 1 个项目", "content": "改造一间用房"}):
            body = answer | {"revision": revision}
            refused = await street.ask("POST", path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (422, "revision-missing")
        body = answer | {"revision": {"title": "第 1 个项目", "content": "改造两间用房"}}
        await street.post(path, body)
        assert (await street.get(f"candidates/{made[0]}"))["revision"] == 2
        html = await browse(street, f"/candidates/{made[0]}")
        assert "<del>一</del><ins>两</ins>" in html
