"""验收表 and 销号单: what is signed when a project is accepted and when it is written off.

Pure: state in, paper out. The acceptance sheet of a project that is not accepted yet has room to
write in by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from chassis.rooms.papers import Boxes, Column, Kind, Paper, Table
from chassis.rooms.papers.model import say_day
from contracts.charter import Charter
from services.supervision import labels
from services.supervision.followup.section import ANSWERS, Asked
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.project.domain.project import Project

BLANK = "　"
SIGNERS = ("责任单位", "街道办事处", "议事员代表", "验收负责人")
COLUMNS = (Column("项目", 1), Column("内容", 3, centred=False))
Rows = tuple[tuple[str, str], ...]


def acceptance_sheet(charter: Charter, project: Project) -> Paper:
    """验收表: facts, milestones, what was found, room to sign and for the seal."""
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.projects.zh}验收表",
        body=(
            Table(COLUMNS, (*_facts(project), *_accepted(project))),
            *_milestones(project),
            Boxes(SIGNERS, seal=True),
        ),
        one_page=True,
    )


def _facts(project: Project) -> Rows:
    plan = project.plan
    return (
        ("项目编号", f"{project.cycle}年票决第{project.no}号"),
        ("项目名称", project.title),
        ("类别", f"{project.class_zh}（{project.group.zh}）"),
        ("实施地点", project.place or BLANK),
        ("责任单位", project.unit or BLANK),
        ("责任人", plan.owner if plan else BLANK),
        ("完成期限", say_day(plan.finish_on) if plan else BLANK),
        ("计划资金", f"{plan.budget_yuan:,}元（{_funding(plan.funding)}）" if plan else BLANK),
    )


def _funding(funding: str) -> str:
    return labels.of_funding(funding)[0]


def _accepted(project: Project) -> Rows:
    signed = project.acceptance
    if signed is None:
        photos = f"{len(project.photos)}张（随本表归档）" if project.photos else BLANK
        blank = (("实际支出", BLANK), ("验收日期", BLANK), ("参加议事员", BLANK))
        return (("完工照片", photos), *blank, ("验收意见", "□合格　□不合格，整改内容：　　　　"))
    spent = BLANK if signed.spent_yuan is None else f"{signed.spent_yuan:,}元"
    return (
        ("完工照片", f"{len(project.photos)}张（存本系统，项目页面公开）"),
        ("实际支出", spent),
        ("验收日期", _with_round(signed.accepted_on, signed.round)),
        ("参加议事员", "、".join(one.zh for one in signed.deliberators)),
        ("签字人", signed.signed_by),
        ("验收意见", signed.opinion or "合格，同意验收。"),
    )


def _with_round(on: date, number: int) -> str:
    return say_day(on) if number == 1 else f"{say_day(on)}（第{number}次验收）"


def _milestones(project: Project) -> tuple[Table, ...]:
    if project.plan is None:
        return ()
    rows = tuple(
        (one.title, say_day(one.due_on), say_day(one.done_on) if one.done_on else BLANK)
        for one in project.plan.milestones
    )
    columns = (Column("节点", 2, centred=False), Column("计划完成"), Column("实际完成"))
    return (Table(columns, rows, name="节点完成情况"),)


def write_off_sheet(
    charter: Charter, project: Project, inspections: Sequence[Inspection], asked: Asked
) -> Paper:
    """销号单: that nothing is open any more, with every check that says so."""
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.projects.zh}销号单",
        body=(
            Table(COLUMNS, (*_facts(project), *_accepted(project)[1:3])),
            Table(COLUMNS, _checked(project, inspections, asked), name="销号核对"),
            Boxes(("经办人", "人大街道工委负责人"), seal=True),
        ),
        one_page=True,
    )


def _checked(project: Project, inspections: Sequence[Inspection], asked: Asked) -> Rows:
    done = project.written_off
    return (
        *((one.stage_zh, labels.of_inspection(one.status)[0]) for one in inspections),
        ("建议人回访", _said(asked.counts)),
        ("异议处理", _disputes(asked)),
        ("居民满意度", _satisfaction(project)),
        ("销号日期", say_day(done.on) if done else BLANK),
        *((("不等回访期满的理由", done.early_reason),) if done and done.early_reason else ()),
    )


def _said(counts: Mapping[str, int]) -> str:
    told = [f"{zh}{counts[code]}" for code, (zh, _) in ANSWERS.items() if counts.get(code)]
    return "，".join(told) or "回访期内没有答复"


def _disputes(asked: Asked) -> str:
    found = [one.state.status for one in asked.worded if one.state.status]
    if not found:
        return "没有异议"
    put_right, refused = found.count("RECTIFIED"), found.count("REFUSED")
    return f"异议{len(found)}件：再整改{put_right}件，说明理由未采纳{refused}件"


def _satisfaction(project: Project) -> str:
    survey = project.survey
    if survey is None:
        return "未单独测评"
    if survey.satisfied is None:
        return f"有效答卷{survey.valid}份，不足公布数"
    return f"有效答卷{survey.valid}份，满意和基本满意{survey.satisfied}份"
