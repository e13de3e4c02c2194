"""The people of the demonstration: one for each role in each street. All of them are made up."""

from dataclasses import dataclass

from contracts.charter import Role


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as. ``streets`` is empty for one who belongs to the chosen street."""

    key: str
    sub: str
    zh: str
    en: str
    role: Role
    does_zh: str
    does_en: str
    icon: str
    across: bool = False
    department: str = ""


def _one(
    key: str,
    role: Role,
    zh: str,
    en: str,
    does_zh: str,
    does_en: str,
    icon: str,
    department: str = "",
) -> DemoPerson:
    sub = f"demo-{key}"
    return DemoPerson(key, sub, zh, en, role, does_zh, does_en, icon, department=department)


DEMO_PEOPLE = (
    _one("resident", Role.RESIDENT, "居民 文阿姨", "Resident, Auntie Wen",
         "提建议、看进展", "makes suggestions, follows them", "user"),
    _one("deliberator", Role.DELIBERATOR, "议事员", "Deliberator",
         "会前初审、会上投票", "reviews before the session, votes in it", "users"),
    _one("community", Role.COMMUNITY, "社区 阳书记", "Community, Secretary Yang",
         "推荐人选、开居民大会、代录建议", "nominates, holds the residents' meeting", "home"),
    _one("department", Role.DEPARTMENT, "部门 柏科长", "Department, Section Chief Bai",
         "办理建议、落实项目", "handles suggestions, carries out projects", "building",
         department="综合行政执法大队"),
    _one("department-works", Role.DEPARTMENT, "部门 葛科长（公共管理办）",
         "Department, Section Chief Ge",
         "实施项目、打勾清单、登记付款", "carries out projects, ticks lists, notes payments",
         "building", department="公共管理办公室"),
    _one("street-office", Role.STREET_OFFICE, "街道办 卢主任", "Street office, Director Lu",
         "登记台账、组织实施", "keeps the ledger, carries out", "file"),
    _one("npc-committee", Role.NPC_COMMITTEE, "人大街道工委 竹主任", "NPC committee, Director Zhu",
         "组织推选、筛选、票决和督查", "runs selection, screening, ballot, inspections", "scale"),
    _one("deputy", Role.DEPUTY, "人大代表 彭建新", "Deputy, Mr Peng",
         "督查项目、提指导意见、复查整改", "inspects, guides, rechecks", "inspect"),
    _one("party-committee", Role.PARTY_COMMITTEE, "街道党工委 松书记",
         "Party committee, Secretary Song",
         "通过章程、确定名单", "adopts the charter, approves the list", "flag"),
    _one("chair", Role.CHAIR, "会议主持人 梅老师", "Chair, Ms Mei",
         "主持会议、宣布投票开始和结束", "chairs the session, opens and closes the vote",
         "megaphone"),
    _one("chief-scrutineer", Role.CHIEF_SCRUTINEER, "总监票人 桂老师", "Chief scrutineer, Ms Gui",
         "监督计票、签字确认", "watches the count, certifies it", "vote"),
    _one("scrutineer-1", Role.SCRUTINEER, "监票人 荷", "Scrutineer 1, He",
         "监票、签字", "watches and signs", "inspect"),
    _one("scrutineer-2", Role.SCRUTINEER, "监票人 兰", "Scrutineer 2, Lan",
         "监票、签字", "watches and signs", "inspect"),
    _one("teller-1", Role.TELLER, "计票人 榆", "Teller 1, Yu",
         "签到、录入纸质票", "checks in, enters paper ballots", "pencil"),
    _one("teller-2", Role.TELLER, "计票人 枫", "Teller 2, Feng",
         "签到、复核纸质票", "checks in, enters them again", "pencil"),
)  # fmt: skip

ACROSS = (
    DemoPerson("city", "demo-city", "市级 观察员", "City observer", Role.CITY,
               "看各街道总体情况（只读）", "reads over all streets", "building", across=True),
    DemoPerson("auditor", "demo-auditor", "审计人员", "Auditor", Role.AUDITOR,
               "查留痕记录（只读）", "reads the audit trail", "search", across=True),
    DemoPerson("ops", "demo-ops", "运维人员", "Operations", Role.OPS,
               "看系统运行情况（只读）", "reads how the system runs", "history", across=True),
)  # fmt: skip


def person_named(key: str) -> DemoPerson | None:
    """The demo person of this key, if there is one."""
    return next((person for person in (*DEMO_PEOPLE, *ACROSS) if person.key == key), None)
