"""Papers of the selection: the letter to a body of the joint review, the appointment. Pure."""

from collections.abc import Sequence
from datetime import date

from chassis.rooms.papers import Column, Kind, Page, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter, Named
from services.assembly.member.domain.member import HOLDING, Member

TITLE = "聘　书"
COLUMNS = (
    Column("序号"),
    Column("姓名", 2),
    Column("性别"),
    Column("所在社区", 3),
    Column("推荐单位", 4),
    Column("结论（通过／不通过及原因）", 5),
)


def review_letter(charter: Charter, body: Named, people: Sequence[Member], today: date) -> Paper:
    """联审函: asks one body for its word on the candidates, with a column to write it in (E-14).

    No phone and no address: a body finds people by what it holds itself.
    """
    rows = tuple(
        (str(n), one.name, one.sex, _community(charter, one), one.recommended_by, "")
        for n, one in enumerate(people, 1)
    )
    return Paper(
        kind=Kind.LETTER,
        issuer=f"人大{charter.zh}工作委员会",
        title=f"关于对{charter.zh}居民议事员人选\n进行联审的函",
        to=f"{body.zh}部门",
        body=(
            Text(
                f"按照{charter.zh}居民议事会章程，现将{len(people)}名居民议事员推荐人选名单送你单位"
                "联审。请就每一名人选填写结论，不通过的写明原因，加盖公章后退回。结论仅供人大街道"
                "工委和街道党工委研究使用，不对外公开。"
            ),
            Table(COLUMNS, rows, size=10),
        ),
        dated=today,
    )


def appointments(charter: Charter, people: Sequence[Member]) -> Paper:
    """聘书, one to a page, of those who hold a seat (E-17, W-07)."""
    pages: list[Block] = []
    for member in people:
        pages += [*([Page(TITLE)] if pages else []), *_appointment(charter, member)]
    return Paper(kind=Kind.FORM, issuer=charter.zh, title=TITLE, body=tuple(pages))


def _appointment(charter: Charter, member: Member) -> tuple[Block, ...]:
    first = appointed_on(member)
    where = _community(charter, member)
    last = first.replace(year=first.year + charter.term_years, day=min(first.day, 28))
    return (
        Text(f"{member.name}同志："),
        Text(
            f"经民主推荐、审查和公示，兹聘请您为{charter.zh}居民议事会议事员（{where}，"
            f"第{member.no}号），聘期自{say_day(first)}起至{say_day(last)}止。"
        ),
        Text(f"{charter.zh}居民议事会（章）　　{say_day(first)}"),
    )


def appointed_on(member: Member) -> date:
    """The day on paper on which the member was appointed, or the term began."""
    first = next((row.on for row in member.history if row.to in HOLDING), "")
    return date.fromisoformat(member.appointed_on or first)


def _community(charter: Charter, member: Member) -> str:
    known = {one.id: one.zh for one in charter.communities}
    return known.get(member.community, member.community)
