"""The city's sums, places and report: of the same streets, of what is known, of what it covers."""

from datetime import date
from typing import Any

from services.supervision.overview.figures import Elsewhere
from services.supervision.overview.papers import city_report
from services.supervision.overview.queries import sorted_rows
from services.supervision.overview.views import StreetRow, sums_of

NONE: dict[str, Any] = dict.fromkeys(
    ("overdue_suggestions", "selected", "reserved", "expected", "present", "valid", "rated",
     "satisfied", "below", "overdue_inspections", "budget_yuan", "spent_yuan"), 0
)  # fmt: skip
EMPTY: dict[str, Any] = {"funnel": [], "projects": {}, "lights": {}, "inspections": {}}


def row(street: str, **given: Any) -> StreetRow:
    names = {"zh": f"{street}街道", "en": street, "district_zh": "区", "district_en": "D"}
    stage = {"cycle": "2026", "opened": True, "stage": "s", "stage_zh": "征集", "stage_en": "C"}
    known = {"suggestions": None, "open_suggestions": None}
    return StreetRow.model_validate(
        {"street": street, **names, **stage, **known, **NONE, **EMPTY, **given}
    )


def report(rows: list[StreetRow], name: str = "全市", *, whole: bool = True) -> str:
    paper = city_report(name, "2026", rows, date(2026, 11, 30), whole=whole)
    return f"{paper.issuer} {paper.title} {paper.body}"


def test_late_answers_when_a_street_still_collects_then_not_told_as_of_the_open_ones() -> None:
    rows = [row("甲", suggestions=5, open_suggestions=0), row("乙", overdue_suggestions=1)]
    sums = sums_of(rows)
    assert (sums.open_suggestions, sums.late_of_open, sums.late_collecting) == (0, 0, 1)
    assert "尚待答复0条，其中超过答复期限0条。征集未结束的街道中，另有1条" in report(rows)


def test_report_when_it_covers_some_streets_then_it_is_not_called_the_citys() -> None:
    rows = [row("甲")]
    told = report(rows, "甲街道", whole=False)
    assert "全市" not in told
    assert "甲街道居民议事工作\n2026年度报告" in told
    assert "本报告范围为甲街道。1个街道中" in told
    assert "全市1个街道中" in report(rows)


def test_report_when_other_years_have_something_late_then_it_is_told_street_by_street() -> None:
    late = Elsewhere(between=1, answers=2, inspections=3, red=4)
    told = report([row("甲", elsewhere=late), row("乙")])
    wanted = "超期未答复2条、征集期外超期未答复1条、逾期督查3次、红灯项目4个"
    assert f"其他年度未办结：甲街道{wanted}。" in told
    assert "除注明其他年度的以外，均为2026年度的数字" in told
    assert "其他年度未办结" not in report([row("乙")])


def test_places_when_nobody_was_asked_yet_then_that_is_no_zero() -> None:
    rows = [row("甲"), row("乙", rated=100, satisfied=0), row("丙", rated=100, satisfied=90)]
    placed = sorted_rows(rows, "satisfaction", ranked=True)
    assert [(one.street, one.rank) for one in placed] == [("丙", 1), ("乙", 2), ("甲", None)]
    assert [one.street for one in sorted_rows(rows, "turnout", ranked=False)] == ["甲", "乙", "丙"]
