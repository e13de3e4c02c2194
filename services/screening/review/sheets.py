"""评审汇总表 as a workbook: each alternative with the tally of its cards."""

from collections.abc import Sequence

from chassis.rooms.sheets import Column, write_table
from contracts.charter import Criterion
from services.screening.candidate.domain.candidate import CANDIDATES
from services.screening.candidate.domain.rulings import CRITERIA_ZH
from services.screening.review.views import ReviewedView

TITLE = "评审汇总表"
WORDS = (("met", "符合"), ("not_met", "不符合"), ("not_assessed", "未评"))


def review_sheet(rows: Sequence[ReviewedView], criteria: Sequence[Criterion], mark: str) -> bytes:
    """A line for each alternative, three figures for each criterion."""
    columns = (
        Column("no", "序号", "int"),
        Column("title", "项目名称", max_length=60),
        Column("cards", "评审卡", "int"),
        *(
            Column(f"{name}-{part}", f"{CRITERIA_ZH[name]}{zh}", "int")
            for name in criteria
            for part, zh in WORDS
        ),
        Column("disputed", "意见不一"),
        Column("status", "状态"),
    )
    return write_table(TITLE, columns, [_row(one) for one in rows], mark=mark)


def _row(one: ReviewedView) -> dict[str, str | int | bool | None]:
    counts = {
        f"{name}-{part}": getattr(count, part)
        for name, count in one.counts.items()
        for part, _ in WORDS
    }
    return counts | {
        "no": one.no,
        "title": one.title,
        "cards": one.cards,
        "disputed": "、".join(CRITERIA_ZH[name] for name in one.disputed),
        "status": CANDIDATES.zh[one.status],
    }
