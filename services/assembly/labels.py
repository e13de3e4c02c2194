"""Chinese and English words of every code: statuses, steps, roles, fields, papers."""

from contracts.charter import Charter, Role
from services.assembly.member.domain.member import ZH, MemberStatus

Words = tuple[str, str]

STATUS_EN = {
    MemberStatus.DRAFTING: "Drafting",
    MemberStatus.NOMINATED: "Nominated",
    MemberStatus.UNDER_REVIEW: "Under review",
    MemberStatus.REVIEWED: "Reviewed",
    MemberStatus.APPROVED: "Approved",
    MemberStatus.COMMUNITY_PASSED: "Passed by residents",
    MemberStatus.ON_NOTICE: "On public notice",
    MemberStatus.APPOINTED: "Appointed",
    MemberStatus.ACTIVE: "Active",
    MemberStatus.SUSPENDED: "Suspended",
    MemberStatus.ENDED: "Ended",
    MemberStatus.REJECTED: "Rejected",
    MemberStatus.WITHDRAWN: "Withdrawn",
}
OTHER_STEPS: dict[str, Words] = {
    "CONCLUSION": ("联审结论", "A body's conclusion"),
    "OBJECTION_CLOSED": ("处理异议", "Objection closed"),
    "SUSPEND": ("暂停履职", "Suspended"),
    "RESUME": ("恢复履职", "Resumed"),
    "END": ("任期结束", "Ended"),
    "WITHDRAW": ("退出", "Withdrawn"),
    "CORRECTION": ("更正登记", "Corrected"),
    "PHONE_SHOWN": ("查看完整电话", "Phone number shown"),
}
"""What happens to a member beside the charter's steps."""
ROLES: dict[Role, Words] = {
    Role.NPC_COMMITTEE: ("人大街道工委", "NPC committee"),
    Role.PARTY_COMMITTEE: ("街道党工委", "Party committee"),
    Role.COMMUNITY: ("社区", "Community"),
    Role.STREET_OFFICE: ("街道办事处", "Street office"),
}
FIELDS: dict[str, Words] = {
    "category": ("类别", "Category"),
    "community": ("社区", "Community"),
    "community_group": ("议事小组", "Community group"),
    "specialty_group": ("专业小组", "Specialty group"),
    "grid": ("网格", "Grid"),
    "phone": ("电话", "Phone"),
}
"""What can be corrected in the register."""
PAPERS: dict[tuple[str, str], Words] = {
    ("MASTER", "MASTER"): ("总体方案", "Master plan"),
    ("SPECIAL", "PREPARATION"): ("专项方案：会议筹备", "Special plan: preparation"),
    ("SPECIAL", "BALLOT"): ("专项方案：项目票决", "Special plan: ballot"),
    ("SPECIAL", "SUPERVISION"): ("专项方案：监督落实", "Special plan: supervision"),
}
"""The fixed slots of 1+3+N (E-02): kind and slot of a paper."""
SERVICES: dict[str, Words] = {
    "assembly": ("议事会", "Assembly"),
    "intake": ("意见建议", "Suggestions"),
    "screening": ("筛选", "Screening"),
    "ballot": ("会议与票决", "Session and ballot"),
    "supervision": ("监督", "Supervision"),
}
"""The services as the desk names them."""
SUPPORTING: Words = ("配套制度", "Supporting paper")
UNOPENED: Words = ("尚未开启", "Not opened yet")


def of_status(status: str) -> Words:
    """What a member's status is called."""
    return ZH[MemberStatus(status)], STATUS_EN[MemberStatus(status)]


def of_step(charter: Charter, step: str) -> Words:
    """What a street calls a step; the code itself where a newer charter dropped it."""
    found = next((one for one in charter.selection if one.step == step), None)
    return (found.zh, found.en) if found else OTHER_STEPS.get(step, (step, step))
