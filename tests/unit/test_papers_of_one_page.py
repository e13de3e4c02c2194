"""Ballot paper and announcement on one page with the seal whole, with up to 20 long titles."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from chassis.rooms.papers import Paper
from chassis.rooms.papers.pdf import pages_of, to_pdf
from services.ballot.agenda.item import items_of
from services.ballot.ballot import paper_sheet, papers
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Freeze, Outcome, Race, RoundKind
from services.ballot.session.domain import Session
from tests.service.ballot_world import charter, slate_item
from tests.unit.paper_things import MADE, pdf_words
from tests.unit.test_ballot_domain import AT

LONG = "街道某某社区老旧小区屋面防水、雨污水管网改造和加装无障碍坡道扶手等公共设施提升工程项目"
RULES = charter(seats=10)


def a_ballot(items: int, title: str) -> Ballot:
    """An announced ballot of so many items, each FOR by 40 and less."""
    slate = tuple(
        slate_item(no).model_copy(update={"title": f"{title}{no}"}) for no in range(1, items + 1)
    )
    race = Race(kind=RoundKind.FIRST, candidates=tuple(one.candidate for one in slate), seats=10)
    tallies = {one.candidate: 50 - one.no for one in slate}
    outcome = Outcome(
        returned=50,
        valid=50,
        invalid=0,
        tallies=tallies,
        chosen=tuple(one.candidate for one in slate[:10]),
        tied=(),
        open_seats=0,
    )
    one = Round(
        number=1,
        race=race,
        freeze=Freeze(expected=53, present=50, issued=50),
        opened_at=AT,
        closed_at=AT,
        outcome=outcome,
        digest="a" * 64,
    )
    return Ballot(
        session="1-1", cycle="2025", rules=RULES.ballot, items=slate, status="ANNOUNCED",
        rounds=(one,), announced_on="2025-06-12",
    )  # fmt: skip


def a_session() -> Session:
    return Session(
        cycle="2025", term=1, number=1, at="2025-06-12T09:00:00+08:00", venue="四楼会议室",
        agenda=items_of(["票决"]),
    )  # fmt: skip


@pytest.mark.parametrize("title", ["项目", LONG], ids=["short", "long"])
@pytest.mark.parametrize("items", [4, 12, 20])
def test_ballot_paper_is_one_page_with_its_seal_whole(
    tmp_path: Path, items: int, title: str
) -> None:
    paper = paper_sheet.ballot_paper(RULES, a_session(), a_ballot(items, title))
    words = pdf_words(tmp_path, paper)
    assert {word.page for word in words} == {1}
    seal = next(word for word in words if word.text == "盖章处")
    # The ring is 42 mm wide: it lies within the page, and below the last line of the table.
    assert (seal.top + seal.bottom) / 2 + 21 < 297 - 10
    assert max(word.bottom for word in words if word.text == str(items)) < seal.top - 5


@pytest.mark.parametrize(("items", "title"), [(10, LONG), (20, "项目"), (20, LONG)])
def test_announcement_is_one_page_with_name_and_date_for_the_seal(
    tmp_path: Path, items: int, title: str
) -> None:
    paper = papers.announcement(RULES, a_session(), a_ballot(items, title))
    words = pdf_words(tmp_path, paper)
    assert {word.page for word in words} == {1}
    day = [word for word in words if word.text.startswith("2025年6月12日")][-1]
    assert day.top - 21 > 0
    assert day.bottom + 21 < 297


def test_pages_are_counted_as_a_reader_of_pdf_counts_them() -> None:
    paper = paper_sheet.ballot_paper(RULES, a_session(), a_ballot(20, LONG))
    for one in (paper, Paper(paper.kind, "甲", "乙", paper.body * 6)):
        data = to_pdf(one, MADE)
        with pikepdf.open(BytesIO(data)) as pdf:
            assert len(pdf.pages) == pages_of(data)
