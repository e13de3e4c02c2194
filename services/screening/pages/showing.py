"""What all pages of the screening share: the words of the charter, who may act."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import language, render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask
from contracts.charter import Charter, Named, ProjectClass, Role
from contracts.screening import Disposition, Level, ReasonCode
from services.screening.api.people import CLERKS
from services.screening.domain.candidates import CANDIDATES, CandidateStatus
from services.screening.domain.items import ITEMS, ItemStatus
from services.screening.domain.ledger import LEGS, LegStatus
from services.screening.domain.rulings import DECLINING

Words = Mapping[str, tuple[str, str]]

LEVELS: Words = {
    Level.COMMUNITY: ("社区级", "Community"),
    Level.STREET: ("街道级", "Street"),
    Level.DISTRICT: ("区级", "District"),
    Level.CITY: ("市级", "City"),
}
DISPOSITIONS: Words = {
    Disposition.PROJECT_SOURCE: ("项目来源", "Source of a project"),
    Disposition.ASSIGNED: ("交办", "Assigned to a unit"),
    Disposition.FORWARDED_UP: ("上报", "Forwarded up"),
    Disposition.REFERENCE: ("留作参考", "Kept for reference"),
    Disposition.OUT_OF_SCOPE: ("不属受理范围", "Out of scope"),
}
REASONS: Words = {
    ReasonCode.MEETS_CRITERIA: ("符合三性要求", "Meets the criteria"),
    ReasonCode.NOT_INCLUSIVE: ("普惠性不足", "Serves too few"),
    ReasonCode.NOT_PUBLIC_GOOD: ("公益性不足", "Not a public good"),
    ReasonCode.NOT_FEASIBLE: ("可行性不足", "Not feasible"),
    ReasonCode.COVERED_ELSEWHERE: ("已有其他渠道解决", "Covered elsewhere"),
    ReasonCode.LATER_YEAR: ("留待以后年度", "Left to a later year"),
    ReasonCode.WITHDRAWN: ("撤回", "Withdrawn"),
    ReasonCode.CHOSEN_BY_BALLOT: ("票决入选", "Chosen by ballot"),
    ReasonCode.NOT_CHOSEN_BY_BALLOT: ("票决未选中，转入储备", "Not chosen; kept in reserve"),
}
CRITERIA: Words = {
    "INCLUSIVE": ("普惠性", "Inclusive"),
    "PUBLIC_GOOD": ("公益性", "Public good"),
    "FEASIBLE": ("可行性", "Feasible"),
}
CANDIDATE_EN = {
    CandidateStatus.ALTERNATIVE: "Alternative",
    CandidateStatus.CANDIDATE: "Candidate",
    CandidateStatus.ON_BALLOT: "On the ballot",
    CandidateStatus.SELECTED: "Chosen",
    CandidateStatus.RESERVED: "In reserve",
    CandidateStatus.DECLINED: "Declined",
    CandidateStatus.MERGED: "Merged",
    CandidateStatus.WITHDRAWN: "Withdrawn",
}
ITEM_EN = {
    ItemStatus.OPEN: "Open",
    ItemStatus.TRIAGED: "Triaged",
    ItemStatus.MERGED: "Merged",
}
LEG_EN = {LegStatus.PENDING: "To come", LegStatus.OPEN: "Open", LegStatus.CLOSED: "Closed"}
STATUSES: Words = {
    **{status: (CANDIDATES.zh[status], en) for status, en in CANDIDATE_EN.items()},
    **{f"item {status}": (ITEMS.zh[status], en) for status, en in ITEM_EN.items()},
    **{f"leg {status}": (LEGS.zh[status], en) for status, en in LEG_EN.items()},
}
BADGES: Mapping[str, str] = {
    CandidateStatus.ALTERNATIVE: "wait",
    CandidateStatus.CANDIDATE: "active",
    CandidateStatus.ON_BALLOT: "active",
    CandidateStatus.SELECTED: "done",
    CandidateStatus.RESERVED: "plain",
    CandidateStatus.DECLINED: "stop",
    CandidateStatus.MERGED: "plain",
    CandidateStatus.WITHDRAWN: "plain",
    "item OPEN": "wait",
    "item TRIAGED": "done",
    "item MERGED": "plain",
    "leg PENDING": "plain",
    "leg OPEN": "active",
    "leg CLOSED": "done",
}


async def show(
    ask: Ask,
    template: str,
    *,
    block: str | None = None,
    problem: Problem | None = None,
    **context: Any,
) -> Response:
    """A page of the screening, with what was refused above it where something was."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = language(ask.request) == "zh"
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    here = ask.street in ask.person.streets
    return render(
        ask.request,
        f"screening/{template}",
        block=block,
        http_status=int(problem.status) if problem else 200,
        problem=problem,
        street=ask.street,
        base=f"/screening/streets/{ask.street}",
        charter=charter,
        clerk=here and ask.person.has(*CLERKS),
        committee=here and ask.person.has(Role.NPC_COMMITTEE),
        member=ask.person.member if here and ask.person.has(Role.DELIBERATOR) else "",
        new_key=lambda: uuid4().hex,
        words=_words(chinese),
        named=_named(charter, chinese),
        badges=BADGES,
        levels=LEVELS,
        dispositions=DISPOSITIONS,
        reasons=REASONS,
        declining=[code for code in ReasonCode if code in DECLINING],
        **context,
    )


def _words(chinese: bool) -> Callable[[str], str]:
    known = {**LEVELS, **DISPOSITIONS, **REASONS, **CRITERIA, **STATUSES}

    def words(code: str) -> str:
        """A code in the language of the page; what is unknown stands for itself."""
        pair = known.get(code)
        return code if pair is None else pair[0 if chinese else 1]

    return words


def _named(charter: Charter, chinese: bool) -> Callable[[str], str]:
    options: tuple[Named | ProjectClass, ...] = (
        *charter.communities,
        *charter.suggestion_categories,
        *charter.projects.classes,
        *charter.channels,
    )
    known = {one.id: one.zh if chinese else one.en for one in options}
    return lambda name: known.get(name, name)


def is_fragment(ask: Ask) -> bool:
    """Whether another page asks for a part of itself, and not a person for a page."""
    return ask.request.headers.get("hx-request", "") == "true"
