"""The Chinese and English words of every code of the screening."""

from collections.abc import Mapping

from contracts.charter import Criterion
from contracts.screening import Disposition, Level, ReasonCode
from services.screening.candidate.domain.candidate import CANDIDATES, CandidateStatus
from services.screening.candidate.domain.rulings import CRITERIA_ZH, DECLINING
from services.screening.forum.domain import Form
from services.screening.item.domain import ITEMS, ItemStatus
from services.screening.ledger.domain.ledger import LEGS, LegStatus

Pair = tuple[str, str]
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
    Criterion.INCLUSIVE: (CRITERIA_ZH[Criterion.INCLUSIVE], "Inclusive"),
    Criterion.PUBLIC_GOOD: (CRITERIA_ZH[Criterion.PUBLIC_GOOD], "Public good"),
    Criterion.FEASIBLE: (CRITERIA_ZH[Criterion.FEASIBLE], "Feasible"),
}
MARKS: Words = {
    "MET": ("符合", "Met"),
    "NOT_MET": ("不符合", "Not met"),
    "NOT_ASSESSED": ("未评", "Not assessed"),
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
DECLINED_FOR: Words = {code: words for code, words in REASONS.items() if code in DECLINING}
FORMS: Words = {
    Form.FORUM: ("座谈会", "Forum"),
    Form.DISCUSSION: ("居民讨论", "Residents’ discussion"),
    Form.OPENING: ("启动会", "Opening"),
    Form.MEETING: ("会议", "Meeting"),
}
FACTS: Words = {
    "fact place": ("地点", "Place"),
    "fact budget_yuan": ("预算（元）", "Budget (yuan)"),
    "fact funding": ("资金来源", "Who pays"),
    "fact beneficiaries": ("受益对象", "Who benefits"),
    "fact unit": ("责任单位", "Unit"),
    "fact finish_by": ("完成时限", "Finished by"),
}
STANDINGS: Words = {
    "standing ABOVE": ("稳在线上", "Above, whatever the weights"),
    "standing DEPENDS": ("随权重而变", "Depends on the weights"),
    "standing BELOW": ("稳在线下", "Below, whatever the weights"),
}
CODES: Words = {
    **LEVELS,
    **DISPOSITIONS,
    **REASONS,
    **CRITERIA,
    **STATUSES,
    **STANDINGS,
    **FORMS,
    **FACTS,
}
