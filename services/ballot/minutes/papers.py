"""会议纪要 as a paper, laid out by GB/T 9704 (纪要). Pure."""

from chassis.core.clock import local
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Heading, Kind, Paper, Text
from chassis.rooms.papers.model import Block, lines
from contracts.charter import Charter
from services.ballot.booklet.content import marks
from services.ballot.minutes.domain import Minutes
from services.ballot.session.domain import Session


def minutes_paper(charter: Charter, session: Session, minutes: Minutes) -> Paper:
    """The minutes; without number and digests while they are a draft."""
    issuer = assembly_name(charter, chinese=True)
    body: list[Block] = []
    for one in minutes.sections:
        body.append(Heading(one.title))
        body += [Text(line) for line in lines(one.text)]
    body += marks(session)
    body.append(Boxes(("主持人", "记录人")))
    return Paper(
        kind=Kind.MINUTES,
        issuer=issuer,
        title=f"{issuer}会议纪要" + ("" if minutes.is_final else "（草稿）"),
        body=tuple(body),
        number=minutes.number,
        dated=minutes.dated or local(session.at).date(),
        printed_by=f"{charter.zh}人大工委",
        printed_on=minutes.dated,
    )
