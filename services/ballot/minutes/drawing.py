"""What the records of a session say, as sentences of its minutes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.core.clock import local
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers.model import say_day
from contracts.charter import Charter
from services.ballot.agenda.item import AgendaItem, ItemKind, Place, standing
from services.ballot.ballot.columns import percent
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.figures import Figures, TallyView, figures
from services.ballot.booklet.content import session_name
from services.ballot.minutes.domain import Section
from services.ballot.session.domain import Session

FINISHED = ("CERTIFIED", "ANNOUNCED")


@dataclass(frozen=True)
class Records:
    """What minutes are drawn from. ``expected``: members who were called; ``guests``: 列席.

    ``recused``: how many stood aside at the opening of each round. ``spoke``: id of an item → how
    many spoke to it by the list of speakers.
    """

    charter: Charter
    session: Session
    ballot: Ballot | None
    survey: Ballot | None
    expected: int
    guests: int
    host: str
    recorder: str
    recused: tuple[int, ...]
    spoke: Mapping[str, int]


def sections_of(records: Records) -> tuple[Section, ...]:
    """会议概况, each item of the agenda, what is no item any more, the close."""
    agenda = standing(records.session.agenda)
    return (
        Section(id="opening", title="会议概况", text=_opening(records)),
        *(Section(id=one.id, title=one.title, text=_of_item(records, one)) for one in agenda),
        Section(id="close", title="其他事项", text=_close(records)),
    )


def _opening(records: Records) -> str:
    session, begins = records.session, local(records.session.at)
    name = assembly_name(records.charter, chinese=True)
    said = [
        f"{say_day(begins.date())}{begins:%H:%M}，{name}{session_name(session)}在{session.venue}举行。"
        f"应到议事员{records.expected}人，实到{len(session.attended)}人"
        + (f"，列席{records.guests}人" if records.guests else "")
        + "。"
    ]
    if records.host:
        said.append(f"会议由{records.host}主持，{records.recorder}记录。")
    said.append(_aside(records.recused))
    return "".join(said)


def _aside(recused: tuple[int, ...]) -> str:
    """How many stood aside, round by round where that changed."""
    if not any(recused):
        return "没有人申请回避。"
    if len(set(recused)) == 1:
        return f"申请回避{recused[0]}人。"
    return "申请回避：" + "，".join(f"第{n}轮{one}人" for n, one in enumerate(recused, 1)) + "。"


def _of_item(records: Records, one: AgendaItem) -> str:
    said = [_heard(one)]
    if speakers := max(one.speakers, records.spoke.get(one.id, 0)):
        said.append(f"{speakers}人发言。")
    if one.said:
        said.append(f"主要意见：{one.said}")
    if one.hands is not None:
        said.append(_raised(one))
    if one.kind is ItemKind.BALLOT:
        said.append(_voted(records))
    if one.kind is ItemKind.SATISFACTION and records.survey is not None:
        said.append(_rated(records.survey))
    return "\n".join(line for line in said if line) or "会议完成了这项议程。"


def _heard(one: AgendaItem) -> str:
    by = f"{one.presenter}作了报告或说明。" if one.presenter else ""
    match one.kind:
        case ItemKind.REPORT:
            return by or "会议听取了报告。"
        case ItemKind.DECISION | ItemKind.RULES:
            return by + "会议进行了审议。"
        case _:
            return by


def _raised(one: AgendaItem) -> str:
    hands = one.hands
    assert hands is not None  # asked before
    outcome = "获得通过。" if hands.adopted else "未获通过。"
    return (
        f"举手表决：实到{hands.present}人，赞成{hands.votes_for}人，反对{hands.against}人，"
        f"弃权{hands.abstain}人，{outcome}"
    )


def _voted(records: Records) -> str:
    ballot = records.ballot
    if ballot is None or ballot.status not in FINISHED:
        return "票决结果另行公布。"
    found = figures(ballot, whole=False)
    titles = {item.candidate: item.title for item in ballot.items}
    chosen = "；".join(f"{n}. {titles[key]}" for n, key in enumerate(found.selected, 1))
    return (
        f"会议以无记名方式投票。发出票{found.issued}张，收回票{found.returned}张，"
        f"有效票{found.valid}张，无效票{found.invalid}张，共进行{len(found.rounds)}轮。\n"
        f"入选项目{len(found.selected)}个：{chosen}。" + _votes(found)
    )


def _rated(survey: Ballot) -> str:
    if survey.status not in FINISHED:
        return "测评结果另行公布。"
    found = figures(survey, whole=False)
    said = (
        f"会议以无记名方式测评{survey.year}年度项目{len(survey.items)}个。发出票{found.issued}张，"
        f"收回票{found.returned}张，有效票{found.valid}张，无效票{found.invalid}张。"
    )
    if not found.tallies:
        return f"{said}有效票少于5张，不公布分项结果。"
    told = "；".join(
        f"{one.title}满意率{percent(one.votes_for, found.valid)}" for one in found.tallies
    )
    return f"{said}\n{told}。"


def _votes(found: Figures) -> str:
    said = "" if found.tallies else "选票少于5张，不公布分项得票。"
    if found.tallies:
        votes = "；".join(f"{one.title}{_worth(one)}" for one in found.tallies)
        said = f"\n各项目{'得分' if found.method == 'RANKS' else '赞成票'}：{votes}。"
    if found.method == "BUDGET":
        said += f"项目总预算{found.amount:,}元，入选合计{found.spent:,}元。"
    if found.vacancies:
        said += f"有{found.vacancies}个名额没有项目达到通过要求，作缺额处理。"
    return said


def _worth(one: TallyView) -> str:
    return f"{one.votes_for}票" if one.points is None else f"{one.points}分"


def _close(records: Records) -> str:
    gone = [one for one in records.session.agenda if one.place is not Place.ON]
    if not gone:
        return "会议完成各项议程后闭会。"
    names = "、".join(f"“{one.title}”" for one in gone)
    return f"会前{names}并入其他议题或者不再列入议程。会议完成各项议程后闭会。"
