"""Things the assembly's unit tests are made of."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.charter import Charter, Document, DocumentKind
from services.assembly.member.domain.member import Member, MemberStatus, Minutes, NoticeDates, Tally
from services.assembly.member.domain.roster import Recommended, recommend
from services.assembly.member.domain.selection import StepOrder
from services.assembly.presets import charter_from, presets

AT = datetime(2025, 1, 20, 2, 0, tzinfo=UTC)
TODAY = "2025-01-20"
MEMBER = "m1"
SLOTS = (
    (DocumentKind.MASTER, "MASTER"),
    (DocumentKind.SPECIAL, "PREPARATION"),
    (DocumentKind.SPECIAL, "BALLOT"),
    (DocumentKind.SPECIAL, "SUPERVISION"),
)


def charter_named(name: str, year: int = 2025, papers: int = 4) -> Charter:
    """A preset as its street adopts it."""
    documents = tuple(
        Document(kind=kind, slot=slot, title=slot, version="1", effective_on=date(2025, 1, 10))
        for kind, slot in SLOTS[:papers]
    )
    return charter_from(name, presets()[name]["street"], year, documents)


def row(**changed: Any) -> Recommended:
    """A row of Dongtang's list in which everything is well; a community recommends its own."""
    community = changed.get("community", "东塘社区")
    good: dict[str, Any] = {
        "row": 2,
        "no": 1,
        "name": "甲",
        "sex": "女",
        "category": "居民群众",
        "community": community,
        "recommended_by": community,
        "grid": "",
        "community_group": f"{community.removesuffix('社区')}社区议事小组",
        "specialty_group": "",
        "phone": "13900001111",
        **dict.fromkeys(("political", "willing", "trusted", "party", "law", "keen"), True),
    }
    return Recommended.model_validate(good | changed)


def member(status: MemberStatus, **changed: Any) -> Member:
    """A member of Dongtang in this status."""
    made = recommend(row(), charter_named("dongtang"), AT, TODAY, "clerk")
    return made.model_copy(update={"status": status, **changed})


def order(name: str, charter: Charter, **changed: Any) -> StepOrder:
    """An order that holds all that this step asks for."""
    step = next(one for one in charter.selection if one.step == name)
    given: dict[str, Any] = {
        "step": name,
        "results": {check.id: "PASS" for check in step.checks},
        "on": TODAY,
        "at": AT,
        "actor": "clerk",
    }
    if step.meeting:
        given["meeting"] = Minutes(minute_no="1号", held_on="2025-01-06")
    if step.tally:
        given["tally"] = Tally(expected=10, present=9, votes_for=6, against=2, abstain=1)
    if step.notice:
        given["notice"] = NoticeDates(
            published_on="2025-01-07", ends_on="2025-01-14", channel="BULLETIN"
        )
        given["notice_id"] = "n1"
    return StepOrder.model_validate(given | changed)
