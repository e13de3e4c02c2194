"""The smallest case that still takes every step: six suggestions, two projects, six members.

Its charter is Dongtang's with other figures: a charter is data. Each play has a street of its own,
so that many plays, each with its own bad day, share one running system.
"""

import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from launch.demo.case import EXAMPLES, Case
from services.assembly import presets

YEAR = 2025
MEMBERS = ("谭国梁", "欧阳淑珍", "贺建军", "刘桂兰", "钟秀莲", "段怀民")
ABSENT = "段怀民"
COMMUNITIES = ("浦沅社区", "省人大社区")
DECLARED = ("政治素质", "履职意愿", "群众基础", "拥护党的领导", "遵守宪法法律", "热心公共事务")
PAPERS = [[1, 2], [1, 2], [1, 3], [1, 2], [2, 3]]

EXPECTED: dict[str, Any] = {
    "stage": "SUPERVISING",
    "deliberators": 6,
    "funnel": [6, 4, 3, 2],
    "reserve": 1,
    "answered": 6,
    "ballot": {
        "expected": 6, "present": 5, "issued": 5, "returned": 5, "valid": 5,
        "for": {"1": 4, "2": 4, "3": 2},
    },
}  # fmt: skip
STAGES = "assembly.cycle-stage-changed"
"""Said at most so often: a stage is passed over where news of the next one overtook its own."""
SAID = {
    "assembly.cadence-meeting-held": 12,
    "assembly.charter-adopted": 1, "assembly.cycle-opened": 1, STAGES: 8,
    "assembly.member-appointed": 6, "assembly.members-ordered": 9, "assembly.notice-published": 1,
    "assembly.notice-ended": 1,
    "ballot.ballot-announced": 1, "ballot.ballot-certified": 1, "ballot.ballot-closed": 1,
    "ballot.ballot-opened": 1, "ballot.ballot-sealed": 2, "ballot.booklet-frozen": 1,
    "ballot.panel-closed": 3,
    "ballot.session-closed": 1, "ballot.session-notified": 1, "intake.collection-closed": 1,
    "intake.suggestion-accepted": 6, "intake.suggestion-answered": 6,
    "intake.suggestion-corrected": 1, "intake.suggestion-merged": 1,
    "intake.suggestion-submitted": 6, "intake.suggestions-ordered": 1,
    "screening.alternative-proposed": 4, "screening.candidate-decided": 7,
    "screening.leg-closed": 6, "screening.leg-opened": 6, "screening.slate-finalised": 1,
    "screening.suggestion-triaged": 5, "supervision.inspection-planned": 6,
    "supervision.project-created": 2,
}  # fmt: skip
"""How often each event is said in one play, no more and no less."""


def write_charters(folder: Path, streets: list[str]) -> None:
    """One preset for each street, beside those that ship."""
    for shipped in presets.FOLDER.glob("*.toml"):
        (folder / shipped.name).write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    dongtang = (presets.FOLDER / "dongtang.toml").read_text(encoding="utf-8")
    for street in streets:
        (folder / f"mini_{street}.toml").write_text(charter(dongtang, street), encoding="utf-8")


def charter(dongtang: str, street: str) -> str:
    """Dongtang's charter for a street with two communities and two projects a year."""
    text = dongtang.replace("430111005", street)
    text = text.replace("seats = 53", f"seats = {len(MEMBERS)}").replace("seats = 10", "seats = 2")
    names = "|".join(COMMUNITIES)
    return re.sub(rf"  \{{ id = \"\d{{12}}\", zh = \"(?!{names}).*\n", "", text)


def mini_case(street: str) -> Case:
    """The case of one street."""
    papers = tomllib.loads((EXAMPLES / "dongtang/charter.toml").read_text(encoding="utf-8"))
    documents = [{**paper, "effective_on": str(paper["effective_on"])}
                 for paper in papers["documents"]]  # fmt: skip
    return Case(
        name="mini",
        street=street,
        charter={"preset": f"mini_{street}", "year": YEAR, "documents": documents},
        story=story(),
        members=workbook("花名册", [_member(n, name) for n, name in enumerate(MEMBERS, 1)]),
        suggestions=workbook("意见建议台账", [_suggestion(no) for no in range(1, 7)]),
    )


def _member(number: int, name: str) -> dict[str, Any]:
    home = COMMUNITIES[number % 2]
    return {
        "序号": number, "姓名": name, "性别": "女", "类别": "居民群众", "所在社区": home,
        "推荐单位": home, "网格": "", "议事小组": f"{home}议事小组", "专业小组": "基层治理",
        "联系电话": f"1380000454{number}",
    } | dict.fromkeys(DECLARED, "是")  # fmt: skip


def _suggestion(no: int) -> dict[str, Any]:
    return {
        "序号": no, "日期": date(2025, 1, 14), "收集人": MEMBERS[no - 1], "来源渠道": "微信群",
        "社区": COMMUNITIES[no % 2], "建议标题": f"第{no}条建议：楼道照明",
        "建议内容": f"第{no}栋楼道的灯坏了很久，晚上上下楼不安全，希望尽快修好。",
        "类别": "公共设施", "建议人": "", "联系电话": "",
    }  # fmt: skip


def workbook(sheet: str, rows: list[dict[str, Any]]) -> bytes:
    """Rows as the clerks would hand them in."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        table, day = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy-mm-dd"})
        table.write_row(0, 0, list(rows[0]))
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row.values()):
                dated = (day,) if isinstance(value, date) else ()
                table.write(place, column, value, *dated)
    return made.getvalue()


def story() -> dict[str, Any]:
    """What the people say and do: one merge, one direct reply, four alternatives, one declined."""
    triage = {
        "level": "STREET", "category": "公共设施", "disposition": "PROJECT_SOURCE",
        "opinion": "情况属实，列入议题。", "unit": "公共服务办公室",
    }  # fmt: skip
    assigned = {"level": "COMMUNITY", "disposition": "ASSIGNED"}
    return {
        "correction": {"no": 2, "field": "community", "value": COMMUNITIES[1]},
        "merges": [{"no": 6, "into": 1}],
        "triage": [{"no": no, **triage} for no in range(1, 5)] + [{"no": 5, **triage, **assigned}],
        "replies": [{"no": 5, "text": "已安排社区电工当天更换灯泡三只，并逐层检查了线路。"}],
        "forums": [_forum()],
        "alternatives": [_alternative(no) for no in range(1, 5)],
        "reviews": {"reviewers": ["DEPUTY"], "differing": []},
        "decisions": [_decision(no) for no in range(1, 5)],
        "opinions": [_opinion()],
        "session": {
            "term": 1, "number": 2, "date": "2025-04-24", "at": "09:00", "venue": "四楼会议室",
            "agenda": ["审议票决办法", "对候选项目进行无记名投票"],
            "papers": [
                {
                    "item": 1, "kind": "EXPLANATION", "title": "票决办法的说明", "word": True,
                    "text": ["说明如下。"],
                }
            ],
        },
        "panels": {
            panel: {"people": 5, "scores": {"1": 90, "2": 85, "3": 80}}
            for panel in ("RESIDENT_PANEL", "DELIBERATOR_PANEL", "EXPERT_PANEL")
        },
        "vote": {"absent": [ABSENT], "paper": 1, "unused": 0, "papers": PAPERS},
    }  # fmt: skip


def _forum() -> dict[str, Any]:
    return {
        "id": "F1", "kind": "“代表+邻长”座谈会", "station": "基层治理专业小组联络站",
        "date": "2025-03-18", "host": MEMBERS[0], "deputies": [MEMBERS[1]],
        "neighbour_leads": ["邱满秀"], "people": 9, "points": ["先修楼道灯，再修路。"],
    }  # fmt: skip


def _alternative(no: int) -> dict[str, Any]:
    return {
        "no": no, "forum": "F1", "title": f"楼道照明改造第{no}片",
        "content": "更换楼道声控灯，检查线路，公布报修电话。", "place": COMMUNITIES[no % 2],
        "budget_yuan": 100000 + no, "beneficiaries": "住户约300人", "unit": "公共服务办公室",
        "project_class": ("LIVELIHOOD", "GOVERNANCE")[no % 2], "cites": [no], "support": 9,
    }  # fmt: skip


def _decision(no: int) -> dict[str, Any]:
    kept = no < 4
    return {
        "no": no, "decision": "CANDIDATE" if kept else "DECLINED",
        "criteria": {"INCLUSIVE": True, "PUBLIC_GOOD": True, "FEASIBLE": True},
        "reason_code": "MEETS_CRITERIA" if kept else "COVERED_ELSEWHERE",
        "reason": "条件具备。" if kept else "区里今年已有同类项目，不重复立项。",
    }  # fmt: skip


def _opinion() -> dict[str, Any]:
    return {
        "no": 1, "member": "钟秀莲", "text": "请把地下室的灯也算进去。", "accepted": False,
        "answer": "地下室属物业维修范围，已转物业办理。", "revised": None,
    }  # fmt: skip
