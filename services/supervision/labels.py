"""Chinese and English words of every code: statuses, steps, roles, verdicts, funds, lights."""

from services.supervision.inspection.domain.inspection import INSPECTION_TABLE
from services.supervision.project.domain.project import PROJECT_TABLE

Words = tuple[str, str]

PROJECT_EN = {
    "APPROVED": "Approved",
    "PLANNED": "Planned",
    "STARTED": "Started",
    "IMPLEMENTING": "Being carried out",
    "READY": "Ready for acceptance",
    "RECTIFYING": "Being put right",
    "ACCEPTED": "Accepted",
    "WRITTEN_OFF": "Written off",
    "CHANGE_REQUESTED": "Change requested",
    "TERMINATED": "Terminated",
}
INSPECTION_EN = {
    "PLANNED": "Planned",
    "NOTIFIED": "Notified",
    "CONDUCTED": "Conducted",
    "FINDINGS": "Problems found",
    "RECTIFYING": "Being put right",
    "RECHECKED": "Rechecked",
    "CLOSED": "Closed",
    "WAIVED": "Waived",
}
ROLES: dict[str, Words] = {
    "": ("系统自动", "System"),
    "DEPARTMENT": ("责任部门", "Department"),
    "STREET_OFFICE": ("街道办事处", "Street office"),
    "NPC_COMMITTEE": ("人大街道工委", "NPC street committee"),
    "DEPUTY": ("人大代表", "Deputy"),
    "DELIBERATOR": ("议事员", "Deliberator"),
}
PROJECT_STEPS: dict[str, Words] = {
    "create": ("会议票决产生，列入项目清单", "Chosen by ballot; project opened"),
    "reclass": ("调整类别与代表小组", "Class and group changed"),
    "correct": ("更正项目信息", "Facts corrected"),
    "plan": ("排定推进计划", "Plan made"),
    "start": ("项目启动", "Project started"),
    "implement": ("进入实施", "Carrying out began"),
    "achieve": ("完成节点", "Milestone reached"),
    "ready": ("报请验收", "Ready for acceptance"),
    "rectify": ("退回整改", "Sent back to be put right"),
    "accept": ("验收通过", "Accepted"),
    "rectify_again": ("验收后退回再整改", "Sent back after its acceptance"),
    "survey_below": ("满意率低于满意线，再整改", "Below the line of satisfaction: put right again"),
    "write_off": ("销号", "Written off"),
    "terminate": ("项目终止", "Terminated"),
    "request_change": ("申请变更计划", "Change of plan requested"),
    **{
        f"back_to_{status}": ("变更申请已答复", "Change request answered")
        for status in ("planned", "started", "implementing")
    },
}
INSPECTION_STEPS: dict[str, Words] = {
    "plan": ("列入督查计划", "Put on the calendar"),
    "correct": ("调整督查安排", "Arrangements changed"),
    "notify": ("发出督查通知", "Notified"),
    "conduct": ("开展督查", "Inspected"),
    "find": ("登记问题", "Problems recorded"),
    "rectify": ("责令整改", "To be put right"),
    "answer": ("责任单位答复整改", "The unit answered"),
    "recheck": ("复查通过", "Recheck passed"),
    "fail_recheck": ("复查未通过", "Recheck not passed"),
    "close": ("督查办结", "Inspection closed"),
    "waive": ("豁免督查", "Inspection waived"),
}
VERDICTS: dict[str, Words] = {
    "OK": ("正常", "OK"),
    "PROBLEM": ("有问题", "Problem"),
    "NA": ("不适用", "n. a."),
}
ASPECTS: dict[str, Words] = {
    "PROGRESS": ("进度", "Progress"),
    "QUALITY": ("质量", "Quality"),
    "FUNDS": ("资金", "Funds"),
    "OTHER": ("其他", "Other"),
}
STAGES: dict[str, Words] = {
    "START": ("启动督查", "Start"),
    "IMPLEMENTATION": ("实施督查", "Implementation"),
    "ACCEPTANCE": ("验收督查", "Acceptance"),
}
FUNDINGS: dict[str, Words] = {
    "STREET_SELF_RAISED": ("街道自筹", "Raised by the street"),
    "FISCAL": ("财政资金", "Public budget"),
    "SOCIAL": ("社会资金", "Social funds"),
    "MIXED": ("多方共筹", "Several sources"),
}
LIGHTS: dict[str, Words] = {
    "green": ("按计划", "On plan"),
    "yellow": ("略滞后", "Slightly behind"),
    "red": ("严重滞后", "Well behind"),
    "blue": ("已验收", "Accepted"),
}


def of_project(status: str) -> Words:
    """What a project's status is called."""
    return PROJECT_TABLE.zh[status], PROJECT_EN[status]


def of_inspection(status: str) -> Words:
    """What an inspection's status is called."""
    return INSPECTION_TABLE.zh[status], INSPECTION_EN[status]


def of_funding(funding: str) -> Words:
    """What a source of funds is called; a text of the street's own as it is."""
    return FUNDINGS.get(funding, (funding, funding))


def of_role(role: str) -> Words:
    """What a role is called on a public timeline."""
    return ROLES.get(role, ("工作人员", "Staff"))


CITY_SORTS: dict[str, Words] = {
    "suggestions": ("意见建议", "Suggestions"),
    "open": ("待答复", "Open suggestions"),
    "late": ("超期和逾期", "What is late"),
    "turnout": ("到会率", "Turnout"),
    "projects": ("项目数", "Projects"),
    "done": ("已验收", "Accepted"),
    "red": ("红灯项目", "Red lights"),
    "satisfaction": ("满意率", "Satisfaction"),
}
"""What the city's list is sorted by."""
