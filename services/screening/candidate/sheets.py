"""候选项目表 as a workbook."""

from collections.abc import Mapping, Sequence

from chassis.core.documents import Found
from chassis.rooms.sheets import Column, write_table
from contracts.charter import Criterion
from services.screening.candidate.domain.candidate import CANDIDATES, Candidate
from services.screening.candidate.domain.rulings import CRITERIA_ZH, marks

MARKS: Mapping[bool | None, str] = {True: "√", False: "×", None: "（未标注）"}

CANDIDATE_COLUMNS = (
    Column("no", "序号", "int"),
    Column("title", "项目名称", max_length=60),
    Column("content", "项目内容", max_length=2000),
    Column("place", "地点"),
    Column("budget_yuan", "预算（元）", "int"),
    Column("funding", "资金来源"),
    Column("beneficiaries", "受益对象"),
    Column("unit", "责任单位"),
    Column("finish_by", "完成时限", "date"),
    Column("status", "状态"),
    Column("criteria", "三性审查"),
    Column("reason", "理由", max_length=2000),
    Column("revision", "版本", "int"),
    Column("sources", "来源建议数", "int"),
)


def candidate_sheet(
    candidates: Sequence[Found[Candidate]], criteria: Sequence[Criterion], mark: str
) -> bytes:
    """候选项目表: every proposal with its decision and reason."""
    rows = [_candidate(one.state, criteria) for one in candidates]
    return write_table("候选项目表", CANDIDATE_COLUMNS, rows, mark=mark)


def _candidate(
    candidate: Candidate, criteria: Sequence[Criterion]
) -> dict[str, str | int | bool | None]:
    marked = marks(candidate, criteria)
    shown = {"title", "content", "place", "budget_yuan", "beneficiaries", "unit", "reason"}
    shown |= {"funding", "finish_by"}
    return candidate.model_dump(include=shown) | {
        "no": candidate.no,
        "status": CANDIDATES.zh[candidate.status],
        "criteria": " ".join(CRITERIA_ZH[name] + MARKS[met] for name, met in marked.items()),
        "revision": candidate.revision,
        "sources": len(candidate.sources),
    }
