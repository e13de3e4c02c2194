"""座谈记录: the record of a forum, a discussion or an opening as a paper. Pure (E-23)."""

from datetime import date

from chassis.rooms.papers import Boxes, Heading, Kind, Named, Paper, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from services.screening.forum.domain import Forum
from services.screening.labels import FORMS


def record(charter: Charter, forum: Forum) -> Paper:
    """Who came together when and where and what was said, with boxes to sign in."""
    name = FORMS[forum.form][0]
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}{name}记录",
        body=(
            *(Named(label, text) for label, text in _facts(forum) if text),
            *_points(forum),
            Boxes(("主持人", "记录人")),
        ),
        dated=date.fromisoformat(forum.held_on),
    )


def _facts(forum: Forum) -> tuple[tuple[str, str], ...]:
    return (
        ("名称", forum.kind),
        ("时间", say_day(date.fromisoformat(forum.held_on))),
        ("地点", forum.station),
        ("主持", forum.host),
        ("人大代表", "、".join(forum.deputies)),
        ("片长、组长、邻长", "、".join(forum.neighbour_leads)),
        ("参加人员", "、".join(forum.present)),
        ("到会", f"{forum.people}人" if forum.people else ""),
    )


def _points(forum: Forum) -> tuple[Block, ...]:
    if not forum.points:
        return ()
    lines = (Text(f"{n}.{point}") for n, point in enumerate(forum.points, 1))
    return Heading("记录"), *lines
