"""发言: the floor of a session. One speaks at a time, the others wait in the order they asked."""

from datetime import datetime, timedelta

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import NotFound, WrongState
from services.ballot.session.domain import GATHERED, Session

MOST = 200
"""Speeches kept of one session: a document stays small."""
SPEECH = StateTable(
    "speech",
    "WAITING",
    {
        ("WAITING", "start"): "SPEAKING",
        ("WAITING", "withdraw"): "WITHDRAWN",
        ("SPEAKING", "stop"): "DONE",
    },
    {"WAITING": "等候发言", "SPEAKING": "正在发言", "DONE": "发言完毕", "WITHDRAWN": "不再发言"},
)


class Speech(State):
    """One speech. ``item``: id of its agenda item; ``seconds`` allowed; times are UTC."""

    id: str
    name: str
    member: str = ""
    community: str = ""
    item: str = ""
    seconds: int
    status: str = SPEECH.start
    asked_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """When its time is over."""
        return self.started_at + timedelta(seconds=self.seconds) if self.started_at else None

    @property
    def lasted(self) -> int:
        """Whole seconds it took; 0 while it is not over."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.started_at).total_seconds())


class Floor(State):
    """What a session deals with now (``item``: an id of its agenda) and its speeches."""

    session: str
    item: str = ""
    speeches: tuple[Speech, ...] = ()

    @property
    def speaking(self) -> Speech | None:
        """Who has the floor."""
        return next((one for one in self.speeches if one.status == "SPEAKING"), None)

    @property
    def waiting(self) -> tuple[Speech, ...]:
        """Who asked and waits, the first first."""
        return tuple(one for one in self.speeches if one.status == "WAITING")


def turn_to(state: Floor, item: str) -> Change[Floor]:
    """进入议程: the item of the agenda that the session deals with now; empty for none."""
    return Change(state.model_copy(update={"item": item}))


def ask_to_speak(state: Floor, speech: Speech) -> Change[Floor]:
    """申请发言: the last of those who wait. A member who waits already is not put there twice."""
    if any(one.member and one.member == speech.member for one in state.waiting):
        raise WrongState(
            "waits-already", "该议事员已在等候发言。", "This member waits to speak already."
        )
    if len(state.speeches) >= MOST:
        raise WrongState(
            "speeches-full",
            f"一次会议最多记录 {MOST} 次发言。",
            f"A session keeps {MOST} speeches at most.",
        )
    return _with(state, (*state.speeches, speech))


def start(state: Floor, speech_id: str, at: datetime) -> Change[Floor]:
    """开始发言: whoever speaks now has ended."""
    one = speech_of(state, speech_id)
    begun = one.model_copy(
        update={
            "status": SPEECH.move(one.status, "start"),
            "started_at": at,
            "item": one.item or state.item,
        }
    )
    speaking = state.speaking
    ended = stop(state, speaking.id, at).state if speaking else state
    return _replaced(ended, begun)


def stop(state: Floor, speech_id: str, at: datetime) -> Change[Floor]:
    """结束发言."""
    one = speech_of(state, speech_id)
    status = SPEECH.move(one.status, "stop")
    return _replaced(state, one.model_copy(update={"status": status, "ended_at": at}))


def withdraw(state: Floor, speech_id: str) -> Change[Floor]:
    """不再发言: who waits does not speak after all."""
    one = speech_of(state, speech_id)
    return _replaced(state, one.model_copy(update={"status": SPEECH.move(one.status, "withdraw")}))


def speech_of(state: Floor, speech_id: str) -> Speech:
    """One speech. Raises ``NotFound``."""
    for one in state.speeches:
        if one.id == speech_id:
            return one
    raise NotFound("no-speech", "没有这次发言申请。", "Nobody asked to speak under this id.")


def may_speak(session: Session) -> bool:
    """While members gather."""
    return session.status in GATHERED


def check_gathered(session: Session) -> None:
    """Raise ``WrongState`` where nobody is gathered yet, or any more."""
    if not may_speak(session):
        raise WrongState(
            "nobody-gathered",
            "签到开始后才能登记发言。",
            "Nobody can speak before check-in has begun.",
        )


def _replaced(state: Floor, speech: Speech) -> Change[Floor]:
    return _with(state, tuple(speech if one.id == speech.id else one for one in state.speeches))


def _with(state: Floor, speeches: tuple[Speech, ...]) -> Change[Floor]:
    return Change(state.model_copy(update={"speeches": speeches}))
