"""候选项目表 as a paper, and the rulings of the joint meeting item by item. Pure (E-24)."""

from collections.abc import Iterable, Sequence

from chassis.rooms.papers import Column, Kind, Paper, Table, Text
from contracts.charter import Charter
from services.screening.candidate.domain.candidate import CANDIDATES, Candidate, CandidateStatus
from services.screening.candidate.domain.rulings import RULED

COLUMNS = (
    Column("编号"),
    Column("项目名称", 3, centred=False),
    Column("内容", 5, centred=False),
    Column("地点", 3, centred=False),
    Column("预算（元）", 3),
    Column("资金来源", 2),
    Column("受益对象", 3, centred=False),
    Column("责任单位", 2),
    Column("完成时限", 3),
)
RULINGS = (
    Column("编号"),
    Column("项目名称", 4, centred=False),
    Column("结论", 2),
    Column("理由", 6, centred=False),
)
STOOD = RULED - {CandidateStatus.DECLINED}


def candidate_list(charter: Charter, year: int, everyone: Sequence[Candidate]) -> Paper:
    """The candidates of a cycle as the members get them, in the order of their numbers."""
    standing = [one for one in everyone if one.status in STOOD]
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}{year}年{charter.projects.zh}候选项目表",
        body=(Text(f"共{len(standing)}个候选项目。"), Table(COLUMNS, _rows(standing), size=9)),
    )


def _rows(standing: Iterable[Candidate]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(one.no),
            one.title,
            one.content,
            one.place,
            f"{one.budget_yuan:,}",
            one.funding,
            one.beneficiaries,
            one.unit,
            one.finish_by[:7],
        )
        for one in standing
    )


def rulings(everyone: Iterable[Candidate]) -> Table | None:
    """One line for each alternative: what was ruled and why; nothing before the first (E-24)."""
    rows = tuple(
        (str(one.no), one.title, ruling_of(one), one.reason)
        for one in everyone
        if one.reason_code is not None
    )
    return Table(RULINGS, rows, size=12) if rows else None


def ruling_of(one: Candidate) -> str:
    """What the joint meeting made of it, whatever the ballot did afterwards."""
    return "列为候选" if one.status in STOOD else CANDIDATES.zh[one.status]
