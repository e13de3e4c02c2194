"""会议邀请函: a letter for each member, a page each, with the card to check in by. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Code, Kind, Named, Page, Paper, Text
from chassis.rooms.papers.model import Block
from contracts.charter import Charter
from services.ballot.agenda.item import standing
from services.ballot.booklet.content import session_name
from services.ballot.notice.papers import when, wishes
from services.ballot.session.domain import Session

TITLE = "会议邀请函"
HOW = "到会后扫码签到，或交签到台扫码；中途离席也请出示。只供本人使用，请勿转交、拍照外传。"


@dataclass(frozen=True)
class Invited:
    """Whom a letter goes to, with the code of the card and the address that its QR code opens."""

    name: str
    code: str
    address: str


def invitations(charter: Charter, session: Session, invited: Sequence[Invited]) -> Paper:
    """One letter a page, in the order of the members."""
    body: list[Block] = []
    for n, one in enumerate(invited):
        body += [*([Page(TITLE)] if n else []), *_letter(charter, session, one)]
    return Paper(Kind.FORM, assembly_name(charter, chinese=True), TITLE, tuple(body))


def _letter(charter: Charter, session: Session, one: Invited) -> list[Block]:
    name = assembly_name(charter, chinese=True)
    titles = "；".join(f"{n}. {item.title}" for n, item in enumerate(standing(session.agenda), 1))
    return [
        Named(f"{one.name}议事员", ""),
        Text(f"现定于以下时间举行{name}{session_name(session)}，请您参加。"),
        Named("时间", when(session)),
        Named("地点", session.venue),
        Named("议程", titles),
        *map(Text, wishes()),
        Code(one.address, f"参会卡 {one.code}　{HOW}"),
    ]
