"""The criteria of a decision (E-24): each is answered in so many words, none is taken for a no."""

import re
from pathlib import Path
from typing import Any

from chassis.core.decision import Change, existing
from contracts.charter import Role
from services.screening.kinds import CANDIDATES
from tests.service.screening_street import Street, a_cause, a_street
from tests.service.test_screening_flow import to_deciding
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


async def test_decision_when_old_data_lacks_a_mark_then_it_is_shown_as_not_marked(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.accept(made[0])
        await _unmark(street, made[0])
        assert "可行性 未标注" in await browse(street, f"/candidates/{made[0]}")


async def _unmark(street: Street, candidate: str) -> None:
    """As it was written before every criterion had to be answered."""

    def decide(state: Any) -> Change[Any]:
        marks = {name: met for name, met in state.criteria.items() if name != "FEASIBLE"}
        return Change(state.model_copy(update={"criteria": marks}))

    key = CANDIDATES.key(street.charter.street, candidate)
    await street.world.context("screening").change(key, existing(decide), a_cause("old"))
