"""Score cards (E-24): own opinions, hidden until all are in, shown before the joint decision."""

import re
from pathlib import Path
from typing import Any

from chassis.core.decision import Change, existing
from contracts.charter import Role
from services.screening.kinds import LEDGERS
from tests.drivers.visitor import visitor
from tests.service.screening_street import Street, a_cause, a_street
from tests.service.test_screening_flow import to_deciding
from tests.service.test_screening_pages import PATH, browse

SECRET = "只够二十户用"


def card(**given: str) -> dict[str, str]:
    """A card that finds everything met, but for what is given."""
    body = {"inclusive": "MET", "inclusive_evidence": "六个小区都用得上"}
    body |= {"public_good": "MET", "public_good_evidence": "免费开放"}
    body |= {"feasible": "NOT_ASSESSED", "feasible_evidence": ""}
    return body | given


AGAINST = card(inclusive="NOT_MET", inclusive_evidence=SECRET)


async def hidden_everywhere(street: Street, candidate: str) -> None:
    """Nobody but its writer finds a word or a mark of a card at any outlet."""
    for role in (None, *Role):
        own = "expert" if role is Role.EXPERT else ""
        for rest in (f"candidates/{candidate}/reviews", f"candidates/{candidate}", "cycles/2025"):
            told = await street.ask("GET", rest, role)
            assert SECRET not in told.text, (role, rest, own)
            if rest.endswith("/reviews"):
                assert told.json() == [], role
        for rest in ("cycles/2025/reviews", "cycles/2025/reviews.xlsx"):
            assert (await street.ask("GET", rest, role)).json()["code"] == "cards-hidden"
        for rest in (f"/candidates/{candidate}", "/cycles/2025/reviews", "/cycles/2025"):
            assert SECRET not in await browse(street, rest, role)
    await street.world.settle()
    assert SECRET not in "".join(str(one.body) for one in street.said)


async def writer(street: Street) -> Any:
    """A reviewer with a sign-in of their own."""
    return visitor(street.world, Role.EXPERT, street=street.charter.street, sub="expert-1")


async def give_by_page(street: Street, candidate: str, **fields: str) -> Any:
    page = f"{PATH}/candidates/{candidate}"
    return await (await writer(street)).send(page, f"{page}/reviews/score", **fields)


async def test_cards_when_given_then_hidden_until_taken_in_and_decisions_follow(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        early = await street.ask("POST", "cycles/2025/legs/R2_UP/take-in")
        assert early.json()["code"] == "no-card"

        refused = await give_by_page(street, made[0], **card(public_good_evidence=""))
        assert refused.status_code == 422
        assert "请写明“公益性”的依据" in refused.text
        assert (await give_by_page(street, made[0], **card())).status_code == 303
        assert (await give_by_page(street, made[0], **AGAINST)).status_code == 303
        page = await (await writer(street)).http.get(f"{PATH}/candidates/{made[0]}")
        assert SECRET in page.text
        overview = await (await writer(street)).http.get(f"{PATH}/cycles/2025/reviews")
        assert overview.text.count("未交") == 2
        await hidden_everywhere(street, made[0])

        ruling = {"decision": "CANDIDATE", "criteria": {}, "reason": "x"}
        first = await street.ask("POST", f"candidates/{made[0]}/decide", json=ruling)
        assert first.json()["code"] == "cards-first"
        for number, candidate in enumerate((*made, made[0])):
            role = Role.DEPUTY if number < 3 else Role.PARTY_COMMITTEE
            await street.post(f"candidates/{candidate}/reviews", card(), role)

        await street.leg("R2_UP", "take-in")
        late = await street.ask("POST", f"candidates/{made[0]}/reviews", Role.DEPUTY, json=card())
        assert late.json()["code"] == "cards-in"
        await shown_to_all(street, made)
        await street.accept(made[0])
        await seen_cards_stay(street, made)


async def seen_cards_stay(street: Street, made: list[str]) -> None:
    """Where the joint decision begins again, a card that everybody has read is not rewritten."""
    for candidate in made[1:]:
        await street.accept(candidate)
    await street.meet("R2_UP")
    await street.leg("R2_UP", "close")
    await street.post(f"cycles/{street.cycle}/legs/R2_UP/reopen", {"reason": "漏记一次会议"})
    again = await street.ask("POST", f"candidates/{made[1]}/reviews", Role.DEPUTY, json=card())
    assert again.json()["code"] == "cards-in"


async def shown_to_all(street: Street, made: list[str]) -> None:
    """Everybody reads what was said, the staff by whom, and where opinions differ."""
    rows = await street.get("cycles/2025/reviews")
    assert [row["cards"] for row in rows] == [3, 1, 1]
    assert rows[0]["counts"]["INCLUSIVE"] == {"met": 2, "not_met": 1, "not_assessed": 0}
    assert rows[0]["counts"]["FEASIBLE"] == {"met": 0, "not_met": 0, "not_assessed": 3}
    assert [row["disputed"] for row in rows] == [["INCLUSIVE"], [], []]
    seen = await street.get(f"candidates/{made[0]}/reviews")
    assert SECRET in [one["evidence"]["INCLUSIVE"] for one in seen]
    assert {one["name"] for one in seen} == {""}
    staff = await street.get(f"candidates/{made[0]}/reviews", Role.STREET_OFFICE)
    assert all(one["name"] for one in staff)
    html = await browse(street, f"/candidates/{made[0]}")
    assert SECRET in html
    assert "意见不一" in html
    assert "expert-1" not in html
    assert (await street.ask("GET", "cycles/2025/reviews.xlsx", None)).status_code == 200


async def test_line_when_the_cards_are_in_then_drawn_with_the_same_figures_beside_it(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await _aim(street, 1)
        whole = {"feasible": "MET", "feasible_evidence": "场地已落实"}
        for candidate, role, given in (
            (made[0], Role.DEPUTY, card(**whole)),
            (made[1], Role.DEPUTY, card(**whole)),
            (made[1], Role.EXPERT, AGAINST | whole),
            (made[2], Role.DEPUTY, card()),
        ):
            await street.post(f"candidates/{candidate}/reviews", given, role)
        await street.leg("R2_UP", "take-in")
        plain = (await browse(street, "/cycles/2025/items")).count("<circle")
        html = await browse(street, "/cycles/2025/reviews?margin=20")
        assert "不论权重怎么调，前 1 名都不变" in html
        assert html.count("<circle") - plain == 2
        assert re.findall(r"(\d+\.\d)–(\d+\.\d)", html) == [("100.0", "100.0"), ("78.6", "87.5")]
        assert "不参加排序：3 第 3 个项目" in html
        assert "style=" not in html
        assert "Above, whatever the weights" in await browse(
            street, "/cycles/2025/reviews", lang="en"
        )


async def _aim(street: Street, places: int) -> None:
    """As if the charter had asked the joint meeting for so many candidates."""

    def decide(ledger: Any) -> Change[Any]:
        leg = ledger.leg("R2_UP").model_copy(update={"target": places})
        return Change(ledger.with_leg(leg))

    key = LEDGERS.key(street.charter.street, street.cycle)
    await street.world.context("screening").change(key, existing(decide), a_cause("aim"))
