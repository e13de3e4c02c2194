"""Chinese and English words of every code of this service: statuses, rounds, panels, offices."""

from collections.abc import Mapping

from contracts.charter import Panel, Role
from services.ballot.agenda.item import Doubt, ItemKind
from services.ballot.ballot.domain.ballot import BALLOT
from services.ballot.ballot.domain.boxing import Check
from services.ballot.ballot.domain.count import RoundKind
from services.ballot.ballot.domain.grounds import Ground
from services.ballot.material.domain import MaterialKind
from services.ballot.session.domain import SESSION

Words = tuple[str, str]

PANEL_NAMES: Mapping[Panel, Words] = {
    Panel.RESIDENT_PANEL: ("群众评", "Residents"),
    Panel.DELIBERATOR_PANEL: ("议事员评", "Deliberators"),
    Panel.EXPERT_PANEL: ("专家评", "Experts"),
}
ITEM_KINDS: Mapping[ItemKind, Words] = {
    ItemKind.REPORT: ("听取报告", "Report"),
    ItemKind.DECISION: ("审议决定", "Decision"),
    ItemKind.RULES: ("通过票决办法", "Adoption of the voting rules"),
    ItemKind.BALLOT: ("无记名投票", "Secret ballot"),
    ItemKind.SATISFACTION: ("满意度测评", "Satisfaction vote"),
    ItemKind.OTHER: ("其他", "Other"),
}
DOUBTS: Mapping[Doubt, Words] = {
    Doubt.LOW_ATTENTION: ("关注度低", "Little attention"),
    Doubt.NO_EFFECT: ("没有实效", "No effect"),
}
ITEM_NOTES: Mapping[str, Words] = {
    "added": ("提出", "added"),
    "changed": ("修改", "changed"),
    "flagged": ("标记", "flagged"),
    "merged": ("并入另一项", "merged into another"),
    "merged-in": ("并入本项", "another was merged in"),
    "deleted": ("删除", "deleted"),
    "decided": ("举手表决", "decided by hands"),
}
MATERIAL_NAMES: Mapping[MaterialKind, Words] = {
    MaterialKind.REPORT: ("报告", "Report"),
    MaterialKind.DRAFT: ("草案", "Draft"),
    MaterialKind.EXPLANATION: ("说明", "Explanation"),
}
FUNDING: Mapping[str, str] = {
    "STREET_SELF_RAISED": "街道自筹",
    "FISCAL": "财政资金",
    "SOCIAL": "社会资金",
    "MIXED": "多方共筹",
}
"""资金来源 of the charter's code, as the table of candidates prints it."""
ROUND_NAMES: Mapping[RoundKind, Words] = {
    RoundKind.FIRST: ("首轮投票", "First round"),
    RoundKind.RUNOFF: ("再次投票", "Run-off"),
    RoundKind.EXTRA: ("补充投票", "Extra round"),
}
ROLE_NAMES: Mapping[Role, Words] = {
    Role.NPC_COMMITTEE: ("人大街道工委", "the NPC committee"),
    Role.CHAIR: ("会议主持人", "the chair"),
    Role.CHIEF_SCRUTINEER: ("总监票人", "the chief scrutineer"),
    Role.SCRUTINEER: ("监票人", "a scrutineer"),
    Role.TELLER: ("计票人", "a teller"),
}
CHECKS: Mapping[Check, Words] = {
    Check.SEAL: ("票箱内的选票与封箱时不一致", "the papers in the box are not those sealed"),
    Check.SLIPS: ("本轮有效票码与印制时不一致", "the coupons are not those that were printed"),
    Check.KEYS: ("有选票不属于本轮票码", "a paper lies under no coupon of this round"),
    Check.SIGNATURES: ("有选票的签名不成立", "the signature of a paper does not hold"),
    Check.RECOUNT: ("选票与计票时不一致", "the papers are not those that were counted"),
}
GROUNDS: Mapping[Ground, Words] = {
    Ground.PROCEDURE: ("程序不符合票决办法", "The procedure was not that of the rules"),
    Ground.ATTENDANCE: ("到会人数或签到有误", "The roll or the quorum was wrong"),
    Ground.SLIPS: ("票码发放有误或外泄", "Slips were handed out wrongly, or seen"),
    Ground.DISTURBANCE: ("会场秩序被扰乱，投票中断", "The hall was disturbed, voting broke off"),
    Ground.BREAKDOWN: ("停电、断网或设备故障", "Power, network or equipment failed"),
    Ground.CHECK_FAILED: ("核验不通过", "A check of the papers failed"),
    Ground.MORE_RETURNED_THAN_ISSUED: (
        "收回票多于发出票",
        "More papers came back than slips were drawn",
    ),
}
SESSION_EN = {
    "DRAFT": "In preparation",
    "NOTIFIED": "Called",
    "BOOKLET_FROZEN": "Papers final",
    "CHECK_IN": "Check-in",
    "IN_SESSION": "In session",
    "ADJOURNED": "Adjourned",
    "CLOSED": "Closed",
}
BALLOT_EN = {
    "PREPARED": "Prepared",
    "RULES_ADOPTED": "Rules adopted",
    "OPEN": "Voting",
    "CLOSED": "Voting closed",
    "COUNTED": "Counted",
    "RUNOFF": "Another round",
    "CERTIFIED": "Certified",
    "ANNOUNCED": "Announced",
    "VOID": "Void",
}
WORDS: Mapping[str, Words] = {
    **{f"session {code}": (SESSION.zh[code], en) for code, en in SESSION_EN.items()},
    **{f"ballot {code}": (BALLOT.zh[code], en) for code, en in BALLOT_EN.items()},
    **{f"role {role}": names for role, names in ROLE_NAMES.items()},
    **{f"panel {panel}": names for panel, names in PANEL_NAMES.items()},
    **{f"check {check}": names for check, names in CHECKS.items()},
    **{f"ground {ground}": names for ground, names in GROUNDS.items()},
    **{f"item {kind}": names for kind, names in ITEM_KINDS.items()},
    **{f"doubt {doubt}": names for doubt, names in DOUBTS.items()},
    **{f"note {what}": names for what, names in ITEM_NOTES.items()},
    **{f"material {kind}": names for kind, names in MATERIAL_NAMES.items()},
    "mode BOTH": ("手机与纸质票并用", "Phones and paper on one roll"),
    "mode SECRET_ELECTRONIC": ("手机无记名投票", "Secret, by phone"),
    "mode SECRET_PAPER": ("纸质票无记名投票", "Secret, on paper"),
    "about PROJECTS": ("票决", "The ballot"),
    "about SATISFACTION": ("上一年项目满意度测评", "Satisfaction with last year’s projects"),
    "method SEATS": ("按赞成票", "By votes FOR"),
    "method RANKS": ("按名次", "By ranks"),
    "method BUDGET": ("按得票和预算", "By votes and budget"),
    "method GRADES": ("满意度测评", "Satisfaction vote"),
    "EXPECTED": ("应到人数", "those expected"),
    "PRESENT": ("实到人数", "those present"),
    "RETURNED": ("收回票数", "papers returned"),
    "VALID": ("有效票数", "valid papers"),
}
BADGES: Mapping[str, str] = {
    "session DRAFT": "plain",
    "session NOTIFIED": "wait",
    "session BOOKLET_FROZEN": "wait",
    "session CHECK_IN": "active",
    "session IN_SESSION": "active",
    "session ADJOURNED": "wait",
    "session CLOSED": "done",
    "ballot PREPARED": "plain",
    "ballot RULES_ADOPTED": "wait",
    "ballot OPEN": "active",
    "ballot CLOSED": "wait",
    "ballot COUNTED": "wait",
    "ballot RUNOFF": "active",
    "ballot CERTIFIED": "done",
    "ballot ANNOUNCED": "done",
    "ballot VOID": "stop",
}
