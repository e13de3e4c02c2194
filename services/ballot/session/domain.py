"""A session of the assembly (会议): its life, its booklet, who is there, when voting may begin."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import Field

from chassis.core.decision import Change, StateTable
from chassis.core.decision import State as Frozen
from chassis.core.errors import WrongState
from contracts.ballot import BookletFrozen, SessionClosed, SessionNotified
from contracts.charter import Charter, Named
from contracts.screening import SlateItem
from services.ballot.agenda.item import AgendaItem, check_limit, standing
from services.ballot.ballot.domain.count import Freeze
from services.ballot.booklet.domain import Booklet
from services.ballot.session.presence import Arrival, FrozenRoll, OnDuty, Recusal
from services.ballot.slips.prints import SlipBox, SlipSet

GATHERED = ("CHECK_IN", "IN_SESSION", "ADJOURNED")
"""While members may check in."""
PREPARED = ("NOTIFIED", "BOOKLET_FROZEN", *GATHERED)
"""While slips may be printed."""
WITH_BOOKLET = ("BOOKLET_FROZEN", *GATHERED)
"""While panels score what the booklet holds, and a ballot may be prepared."""
SESSION = StateTable(
    "session",
    "DRAFT",
    {
        ("DRAFT", "notify"): "NOTIFIED",
        ("NOTIFIED", "freeze"): "BOOKLET_FROZEN",
        ("BOOKLET_FROZEN", "start_check_in"): "CHECK_IN",
        ("CHECK_IN", "begin"): "IN_SESSION",
        ("IN_SESSION", "adjourn"): "ADJOURNED",
        ("ADJOURNED", "resume"): "IN_SESSION",
        ("IN_SESSION", "close"): "CLOSED",
        **{(status, "arrange"): status for status in ("DRAFT", "NOTIFIED")},
        ("IN_SESSION", "deliberate"): "IN_SESSION",
        **{(status, "build"): status for status in ("DRAFT", "NOTIFIED", "BOOKLET_FROZEN")},
        **{(status, "supplement"): status for status in PREPARED},
        **{(status, "print_slips"): status for status in PREPARED},
        **{(status, "print_cards"): status for status in PREPARED},
        **{(status, "report"): status for status in PREPARED},
        **{(status, "check_in"): status for status in GATHERED},
        **{(status, "prepare_ballot"): status for status in WITH_BOOKLET},
        **{(status, "recuse"): status for status in WITH_BOOKLET},
    },
    {
        "DRAFT": "筹备中",
        "NOTIFIED": "已通知",
        "BOOKLET_FROZEN": "材料已定稿",
        "CHECK_IN": "签到中",
        "IN_SESSION": "会议进行中",
        "ADJOURNED": "休会",
        "CLOSED": "已闭会",
    },
)


class Voting(Frozen):
    """The round that is being voted on or counted, and the roll as it was frozen for it (V-08).

    ``slips``: the coupons that are good in it; ``apart``: the roll of the group apart.
    """

    ballot: str
    round: int
    freeze: Freeze
    slips: SlipSet = SlipSet(turn=0, slips=0, digest="")
    apart: Freeze | None = None


class Tick(Frozen):
    """A task around the session that somebody (by name) ticked as done (W-04)."""

    task: str
    at: datetime
    by: str


class Session(Frozen):
    """One session. ``present`` and ``drawn`` are ids of members, at most one for each seat.

    ``turn`` is the number of rounds opened so far, over all its ballots. ``slips`` how many were
    printed and not replaced, ``print`` a random name for that. Who drew one stands here; which
    one is known to nobody. ``at`` is ISO Asia/Shanghai. ``agenda`` keeps merged and deleted items
    too; ``standing`` are those still on it. ``expected`` (应到) are the members in office when the
    session was called, sorted; a session called by an older version has none, and expects whoever
    is in office. ``arrived`` waits for a second witness; ``present`` has two. ``rolls``: who was
    there when each round opened. ``leaving`` is who is said to leave and is present until a second
    witness says so too. ``cards`` names the latest print of cards,
    ``card_printers`` are the subjects of all who printed some. ``duty``: who
    reported, by subject; ``ballot`` the one that is on or was last, ``former`` those declared void,
    oldest first, ``ballots`` the one of each kind (``Ballot.about``); an older version kept no
    kinds. ``apart``: those expected whose group must pass apart (双过), as it was when they were
    called. ``ticked`` are points of the charter's checklist for the next step.
    """

    cycle: str
    term: int
    number: int
    at: str
    venue: str
    agenda: tuple[AgendaItem, ...]
    booklets: tuple[Booklet, ...] = ()
    ticks: tuple[Tick, ...] = ()
    called_on: str = ""
    override_reason: str = ""
    status: str = SESSION.start
    items: tuple[SlateItem, ...] = ()
    digest: str = ""
    turn: int = 0
    print: str = ""
    slips: int = 0
    box: SlipBox = SlipBox()
    expected: tuple[str, ...] | None = None
    arrived: tuple[Arrival, ...] = ()
    leaving: tuple[Arrival, ...] = ()
    present: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()
    voting: Voting | None = None
    rolls: tuple[FrozenRoll, ...] = ()
    cards: str = ""
    card_printers: tuple[str, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    ballot: str = ""
    former: tuple[str, ...] = ()
    ballots: dict[str, str] = Field(default_factory=dict)
    apart: tuple[str, ...] = ()
    duty: dict[str, OnDuty] = Field(default_factory=dict)
    ticked: tuple[str, ...] = ()

    def ballot_about(self, about: str) -> str:
        """The ballot of this kind, or an empty text."""
        known = self.ballots or ({"PROJECTS": self.ballot} if self.ballot else {})
        return known.get(about, "")

    def called(self, in_office: Iterable[str] = ()) -> frozenset[str]:
        """应到: the ids of the members this session expects, the recused included."""
        return frozenset(in_office if self.expected is None else self.expected)


def plan(session: Session, charter: Charter) -> Session:
    """A new session. Beyond the charter's agenda limit only with a reason (W-02)."""
    check_limit(session.agenda, charter.agenda_limit, session.override_reason)
    return session


def _moved(state: Session, action: str, **changed: object) -> Session:
    status = SESSION.move(state.status, action)
    return state.model_copy(update={"status": status, **changed})


def notify(
    session_id: str,
    state: Session,
    in_office: Iterable[str],
    text: str = "",
    on: str = "",
    apart: Iterable[str] = (),
) -> Change[Session]:
    """会议通知: the members in office are called, and are those expected to the session's end.
    ``text``: the notice in short; ``on``: the day; ``apart``: who of them must pass apart. Who is
    suspended or appointed later counts from the next session on (decision 0014).
    """
    called = {"expected": tuple(sorted(in_office)), "apart": tuple(sorted(apart))}
    following = _moved(state, "notify", called_on=on, **called)
    if not following.expected:
        raise WrongState(
            "no-members",
            "还没有在任议事员，不能发出通知。",
            "There are no members in office to call.",
        )
    event = SessionNotified(
        session=session_id,
        cycle=state.cycle,
        term=state.term,
        number=state.number,
        at=state.at,
        venue=state.venue,
        text=text,
    )
    return Change(following, [event])


def freeze(session_id: str, state: Session, items: tuple[SlateItem, ...]) -> Change[Session]:
    """材料定稿: agenda and candidates become final; the digest shows any later change."""
    following = _moved(state, "freeze", items=items, digest=_digest(state.agenda, items))
    check_slate(items)
    candidates = tuple(item.candidate for item in items)
    event = BookletFrozen(
        session=session_id, cycle=state.cycle, candidates=candidates, digest=following.digest
    )
    return Change(following, [event])


def check_slate(items: tuple[SlateItem, ...]) -> None:
    """Raise ``WrongState`` where the candidates are not final."""
    if not items:
        raise WrongState(
            "no-slate",
            "候选项目尚未确定，不能定稿。",
            "There is no final slate for this cycle yet.",
        )


def _digest(agenda: tuple[AgendaItem, ...], items: tuple[SlateItem, ...]) -> str:
    titles = [one.title for one in standing(agenda)]
    body = {
        "agenda": titles,
        "items": [item.model_dump(mode="json", exclude_defaults=True) for item in items],
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def start_check_in(state: Session) -> Change[Session]:
    """开始签到: needs the slips, because one is drawn at check-in."""
    following = _moved(state, "start_check_in")
    check_slips(state)
    return Change(following)


def check_slips(state: Session) -> None:
    """Raise ``WrongState`` where no slips were printed."""
    if not has_slips(state):
        raise WrongState(
            "no-slips", "请先打印投票码条，再开始签到。", "Print the slips before check-in starts."
        )


def tick(state: Session, points: frozenset[str], known: Sequence[Named]) -> Change[Session]:
    """核对清单: note which points of the checklist are done, in the charter's order."""
    if state.status not in GATHERED:
        raise WrongState(
            "not-gathered",
            "签到开始后才能核对。",
            "Tick the checklist once check-in has begun.",
        )
    check_not_voting(state)
    ticked = tuple(point.id for point in known if point.id in points)
    return Change(state.model_copy(update={"ticked": ticked}))


def check_ticked(state: Session, points: Sequence[Named]) -> None:
    """Raise ``WrongState`` where a point of the checklist is not ticked."""
    if missing := [point for point in points if point.id not in state.ticked]:
        raise WrongState(
            "not-ticked",
            "核对清单还有未完成的事项：" + "、".join(point.zh for point in missing) + "。",
            "The checklist is not done: " + "; ".join(point.en for point in missing) + ".",
        )


def begin(state: Session, points: Sequence[Named] = ()) -> Change[Session]:
    """开会: from CHECK_IN to IN_SESSION, once ``points`` of the checklist are ticked."""
    following = _moved(state, "begin", ticked=())
    check_ticked(state, points)
    return Change(following)


def adjourn(state: Session) -> Change[Session]:
    """休会: not while a round is being voted on."""
    check_not_voting(state)
    return Change(_moved(state, "adjourn"))


def resume(state: Session) -> Change[Session]:
    """复会: from ADJOURNED back to IN_SESSION."""
    return Change(_moved(state, "resume"))


def close(session_id: str, state: Session) -> Change[Session]:
    """闭会: says who was there."""
    check_not_voting(state)
    event = SessionClosed(session=session_id, cycle=state.cycle, attended=state.attended)
    return Change(_moved(state, "close"), [event])


def has_slips(state: Session) -> bool:
    """Whether slips were printed, of which one is drawn at check-in."""
    return bool(state.box.digests)


def is_not_voting(state: Session) -> bool:
    """Whether no round is voted on or waits for its count."""
    return state.voting is None


def check_not_voting(state: Session) -> None:
    """Raise ``WrongState`` while a round is voted on or not counted yet."""
    if not is_not_voting(state):
        raise WrongState(
            "voting", "票决正在进行，请等待计票完成。", "A round is being voted on or counted."
        )
