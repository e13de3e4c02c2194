"""What stands in a booklet, an agenda sheet and the paper of the voting rules. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chassis.core.clock import local
from chassis.core.digests import grouped
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Bound, Column, Heading, Kind, Named, Paper, Table, Text
from chassis.rooms.papers.model import Block, lines, say_day
from contracts.charter import Charter
from contracts.screening import SlateItem
from services.ballot.agenda.item import standing
from services.ballot.booklet.domain import Booklet, BookletKind, in_force
from services.ballot.booklet.rules import articles
from services.ballot.labels import FUNDING, ITEM_KINDS, MATERIAL_NAMES
from services.ballot.material.domain import Material
from services.ballot.session.domain import Session

CLOSE = 10.5
"""Points of a table with many columns."""
SMALLEST = 9
CANDIDATE_COLUMNS = (
    Column("编号"),
    Column("项目名称", 4, centred=False),
    Column("实施地点", 3),
    Column("预算（元）", 2),
    Column("资金来源", 2),
    Column("受益对象", 3),
    Column("责任单位", 3),
    Column("完成时限", 2),
)


@dataclass(frozen=True)
class Papers:
    """Everything a booklet is made of. ``members``: (id, name, community); ``id``: the session's.

    ``materials`` are those to print, in the order of the agenda; ``bound`` are the PDFs among them,
    by the key of the paper.
    """

    charter: Charter
    session: Session
    slate: tuple[SlateItem, ...]
    materials: Sequence[Material]
    members: Sequence[tuple[str, str, str]]
    on: date
    bound: Mapping[str, Bound] = field(default_factory=dict)


def session_name(session: Session) -> str:
    """``第1届第2次会议``."""
    return f"第{session.term}届第{session.number}次会议"


def where(session: Session) -> list[Text]:
    """Time and place."""
    begins = local(session.at)
    return [Text(f"时间：{say_day(begins.date())} {begins:%H:%M}"), Text(f"地点：{session.venue}")]


def booklet(papers: Papers, no: int) -> Paper:
    """会议材料汇编, version ``no``."""
    body: list[Block] = [Heading("会议议程"), *where(papers.session), agenda_table(papers.session)]
    body += [Heading("票决办法（草案）"), *_rules(papers)]
    if papers.slate:
        body += [Heading("候选项目"), _candidates(papers.charter, papers.session, papers.slate)]
    body += _parts(papers)
    body += [Heading("议事员名单"), _members(papers)]
    return _bound(papers, "会议材料汇编", body, f"第{no}版", 1)


def supplement(papers: Papers, no: int, first_page: int) -> Paper:
    """补充材料 ``no``: only what changed, its pages counted on from the booklet's."""
    body = _parts(papers)
    return _bound(papers, f"补充材料（{no}）", body, "只含新增和修改的材料", first_page)


def _bound(papers: Papers, name: str, body: list[Block], note: str, first_page: int) -> Paper:
    return Paper(
        kind=Kind.BOOKLET,
        issuer=assembly_name(papers.charter, chinese=True),
        title=f"{session_name(papers.session)}\n{name}",
        body=tuple(body),
        cover=(note, say_day(papers.on)),
        first_page=first_page,
    )


def agenda_table(session: Session) -> Table:
    """The agenda: item, kind, who presents it, minutes."""
    columns = (
        Column("序号"),
        Column("议题", 6, centred=False),
        Column("类别", 2),
        Column("报告人", 3),
        Column("用时"),
    )
    rows = tuple(
        (
            str(n),
            one.title,
            ITEM_KINDS[one.kind][0],
            one.presenter,
            f"{one.minutes}分" if one.minutes else "",
        )
        for n, one in enumerate(standing(session.agenda), 1)
    )
    return Table(columns, rows, size=12)


def _rules(papers: Papers) -> tuple[Text, ...]:
    return articles(papers.charter, papers.session.cycle, len(papers.slate))


def _candidates(charter: Charter, session: Session, slate: Iterable[SlateItem]) -> Table:
    funding = FUNDING.get(charter.projects.funding, "")
    due = f"{session.cycle}年度内"
    rows = tuple(
        (
            str(item.no),
            item.title,
            item.place,
            f"{item.budget_yuan:,}",
            item.funding or funding,
            item.beneficiaries,
            item.unit,
            item.finish_by or due,
        )
        for item in slate
    )
    return Table(CANDIDATE_COLUMNS, rows, size=CLOSE)


def _parts(papers: Papers) -> list[Block]:
    body: list[Block] = []
    for one in papers.materials:
        body.append(Heading(_name(one)))
        body += [Text(line) for line in lines(one.text)]
        if bound := papers.bound.get(one.key):
            body.append(bound)
        elif one.file is not None and not one.text:
            body.append(Named("另附文件", one.file.name))
            body.append(Text(f"SHA-256：{grouped(one.file.sha256)}"))
    return body


def _name(one: Material) -> str:
    kind = MATERIAL_NAMES[one.kind][0]
    return one.title if one.title.endswith(kind) else f"{one.title}（{kind}）"


def _members(papers: Papers) -> Table:
    communities = {one.id: one.zh for one in papers.charter.communities}
    rows = tuple(
        (str(n), name, communities.get(community, community))
        for n, (_, name, community) in enumerate(papers.members, 1)
    )
    columns = (Column("序号"), Column("姓名", 2), Column("社区", 3))
    return Table(columns, rows, size=12)


def marks(session: Session) -> tuple[Block, ...]:
    """校验值 of what is in force, as agenda, ballot paper, minutes and announcement print them.

    This is the one place for what proves a paper: a line more belongs here.
    """
    rows = tuple(
        (booklet_name(one), f"{name} {grouped(digest)}")
        for one in in_force(session.booklets)
        for name, digest in one.digests
    )
    if not rows:
        return ()
    columns = (Column("会议材料", 2), Column("校验值", 7, centred=False))
    return (Table(columns, rows, size=SMALLEST),)


def booklet_name(one: Booklet) -> str:
    """``材料汇编第2版`` or ``补充材料1``."""
    if one.kind is BookletKind.FULL:
        return f"材料汇编第{one.no}版"
    return f"补充材料{one.no}"


def agenda_paper(charter: Charter, session: Session) -> Paper:
    """会议议程 as a sheet of its own."""
    return _sheet(
        charter, session, "议程", (*where(session), agenda_table(session), *marks(session))
    )


def rules_paper(charter: Charter, session: Session, candidates: int) -> Paper:
    """票决办法 as a paper; a draft until the session has adopted it."""
    said = articles(charter, session.cycle, candidates)
    name = "票决办法" if rules_adopted(session) else "票决办法（草案）"
    return _sheet(charter, session, name, (*_adoption(session), *said))


def _adoption(session: Session) -> tuple[Text, ...]:
    hands = next((one.hands for one in standing(session.agenda) if one.adopts_rules), None)
    if hands is None or not hands.adopted:
        return ()
    day = say_day(local(session.at).date())
    return (
        Text(
            f"（{day}{session_name(session)}通过：实到{hands.present}人，赞成{hands.votes_for}人，"
            f"反对{hands.against}人，弃权{hands.abstain}人）"
        ),
    )


def rules_adopted(session: Session) -> bool:
    """Whether the session has adopted the voting rules on its agenda."""
    return any(
        one.adopts_rules and one.hands is not None and one.hands.adopted
        for one in standing(session.agenda)
    )


def _sheet(charter: Charter, session: Session, name: str, body: tuple[Block, ...]) -> Paper:
    issuer = assembly_name(charter, chinese=True)
    return Paper(Kind.FORM, issuer, f"{issuer}\n{session_name(session)}{name}", body)
