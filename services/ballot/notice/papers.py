"""会议通知 as an official paper, and as a short text to send on. Pure."""

from datetime import date

from chassis.core.clock import local
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Heading, Kind, Paper, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from services.ballot.agenda.item import standing
from services.ballot.booklet.content import session_name
from services.ballot.session.domain import Session

LONGEST = 200
WEEKDAYS = "一二三四五六日"
EARLY = 15
"""Minutes before the session by which members should be there."""


def when(session: Session) -> str:
    """``2025年4月24日（星期四）9:00``."""
    begins = local(session.at)
    weekday = WEEKDAYS[begins.weekday()]
    return f"{say_day(begins.date())}（星期{weekday}）{begins.hour}:{begins:%M}"


def notice_paper(charter: Charter, session: Session, on: date) -> Paper:
    """The notice, dated the day it is printed; the register's number is written in."""
    name = assembly_name(charter, chinese=True)
    body: list[Block] = [
        Text(f"经研究，决定召开{name}{session_name(session)}。现将有关事项通知如下。"),
        Heading("时间"),
        Text(when(session)),
        Heading("地点"),
        Text(session.venue),
        Heading("议程"),
        *(Text(f"{n}. {one.title}") for n, one in enumerate(standing(session.agenda), 1)),
        Heading("有关要求"),
        *map(Text, wishes()),
    ]
    return Paper(
        kind=Kind.NOTICE,
        issuer=name,
        number=f"{charter.sessions.code}〔{on.year}〕　　号",
        title=f"关于召开{charter.zh}居民议事会\n{session_name(session)}的通知",
        to="各位议事员",
        body=tuple(body),
        dated=on,
    )


def wishes() -> tuple[str, ...]:
    """What members are asked to do."""
    return (
        f"1. 请提前{EARLY}分钟到会签到，带好会议邀请卡。",
        "2. 会议材料已在议事平台公开，请提前阅读。",
        "3. 因故不能参加的，请提前向人大街道工委请假；投票不能委托他人。",
    )


def short_text(charter: Charter, session: Session) -> str:
    """The same for a WeChat group, 200 characters at most; the agenda is cut, never the place."""
    titles = [one.title for one in standing(session.agenda)]
    head = (
        f"【会议通知】{assembly_name(charter, chinese=True)}{session_name(session)}定于"
        f"{when(session)}在{session.venue}举行。"
    )
    tail = f"请提前{EARLY}分钟签到，材料见议事平台；不能参加的请提前请假。"
    agenda = "议程：" + "；".join(f"{n}.{title}" for n, title in enumerate(titles, 1)) + "。"
    room = LONGEST - len(head) - len(tail)
    if len(agenda) > room:
        short = f"议程共{len(titles)}项。"
        agenda = short if len(short) <= room else ""
    return f"{head}{agenda}{tail}"[:LONGEST]
