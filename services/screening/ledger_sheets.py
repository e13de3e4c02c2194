"""The ledgers as officials know them: 分级分类清单, 候选项目表, 座谈记录 as workbooks."""

from collections.abc import Mapping, Sequence

from chassis.core.documents import Found
from chassis.rooms.sheets import Column, write_table
from contracts.screening import Disposition, Level
from services.screening.domain.candidates import CANDIDATES, Candidate
from services.screening.domain.items import ITEMS, Item
from services.screening.domain.opinions import Forum
from services.screening.domain.rulings import CRITERIA_ZH

LEVEL_ZH: Mapping[str, str] = {
    Level.COMMUNITY: "社区",
    Level.STREET: "街道",
    Level.DISTRICT: "区",
    Level.CITY: "市",
}
DISPOSITION_ZH: Mapping[str, str] = {
    Disposition.PROJECT_SOURCE: "项目来源",
    Disposition.ASSIGNED: "交办",
    Disposition.FORWARDED_UP: "上报",
    Disposition.REFERENCE: "留作参考",
    Disposition.OUT_OF_SCOPE: "不属受理范围",
}

ITEM_COLUMNS = (
    Column("no", "序号"),
    Column("title", "事项", max_length=60),
    Column("community", "社区"),
    Column("status", "状态"),
    Column("level", "级别"),
    Column("category", "类别"),
    Column("disposition", "去向"),
    Column("opinion", "处理意见", max_length=2000),
    Column("unit", "承办单位"),
    Column("candidates", "引用项目数", "int"),
)
CANDIDATE_COLUMNS = (
    Column("no", "序号", "int"),
    Column("title", "项目名称", max_length=60),
    Column("content", "项目内容", max_length=2000),
    Column("place", "地点"),
    Column("budget_yuan", "预算（元）", "int"),
    Column("beneficiaries", "受益对象"),
    Column("unit", "责任单位"),
    Column("status", "状态"),
    Column("criteria", "三性审查"),
    Column("reason", "理由", max_length=2000),
    Column("revision", "版本", "int"),
    Column("sources", "来源建议数", "int"),
)
FORUM_COLUMNS = (
    Column("held_on", "时间", "date"),
    Column("kind", "形式"),
    Column("station", "地点"),
    Column("host", "主持"),
    Column("deputies", "人大代表", max_length=500),
    Column("neighbour_leads", "片长组长邻长", max_length=500),
    Column("people", "到会人数", "int"),
    Column("points", "座谈要点", max_length=2000),
)


def item_sheet(items: Sequence[Found[Item]], demo: bool) -> bytes:
    """分级分类清单: every suggestion with its level, category, opinion, unit."""
    return write_table("分级分类清单", ITEM_COLUMNS, [_item(one.state) for one in items], demo=demo)


def _item(item: Item) -> dict[str, str | int | bool | None]:
    triage = item.triage
    return {
        "no": item.no,
        "title": item.title,
        "community": item.community,
        "status": ITEMS.zh[item.status],
        "level": LEVEL_ZH[triage.level] if triage else "",
        "category": triage.category if triage else item.category,
        "disposition": DISPOSITION_ZH.get(item.disposition, ""),
        "opinion": triage.opinion if triage else "",
        "unit": triage.unit if triage else "",
        "candidates": len(item.candidates),
    }


def candidate_sheet(candidates: Sequence[Found[Candidate]], demo: bool) -> bytes:
    """候选项目表: every proposal with its decision and reason."""
    rows = [_candidate(one.state) for one in candidates]
    return write_table("候选项目表", CANDIDATE_COLUMNS, rows, demo=demo)


def _candidate(candidate: Candidate) -> dict[str, str | int | bool | None]:
    marks = [CRITERIA_ZH[name] + ("√" if met else "×") for name, met in candidate.criteria.items()]
    shown = {"title", "content", "place", "budget_yuan", "beneficiaries", "unit", "reason"}
    return candidate.model_dump(include=shown) | {
        "no": candidate.no,
        "status": CANDIDATES.zh[candidate.status],
        "criteria": " ".join(marks),
        "revision": candidate.revision,
        "sources": len(candidate.sources),
    }


def forum_sheet(forums: Sequence[Found[Forum]], demo: bool) -> bytes:
    """座谈记录: every forum with who was there and what was said."""
    rows = [_forum(one.state) for one in forums]
    return write_table("座谈记录", FORUM_COLUMNS, rows, demo=demo)


def _forum(forum: Forum) -> dict[str, str | int | bool | None]:
    return {
        "held_on": forum.held_on,
        "kind": forum.kind,
        "station": forum.station,
        "host": forum.host,
        "deputies": "、".join(forum.deputies),
        "neighbour_leads": "、".join(forum.neighbour_leads),
        "people": forum.people,
        "points": "\n".join(forum.points),
    }
