"""签到册: who is at a session, by whose word, since when, who left. The session decides.

A check-in counts (present, slip, quorum) once two witnesses of different offices stand for it:
no office can fill the hall alone (decision 0014).
"""

from collections.abc import Iterable, Sequence

from chassis.core.decision import Change, State
from chassis.core.documents import Found
from chassis.core.errors import NotAllowed, WrongState
from services.ballot.session.domain import SESSION, Session, check_not_voting
from services.ballot.session.presence import Arrival, Witness


class Stay(State):
    """From an arrival to the next departure; times are ISO (UTC), empty where not yet.

    ``confirmed``: when a second witness stood for it. ``undone``: the check-in was a mistake.
    ``gone``: who saw the member leave; ``left`` is set once that is enough.
    """

    id: str
    arrived: str
    first: Witness
    confirmed: str = ""
    second: Witness | None = None
    left: str = ""
    gone: tuple[Witness, ...] = ()
    undone: bool = False


class RollEntry(State):
    """One person at one session. ``slip`` says that one was drawn, never which (C-11).

    ``voting`` is false for a non-voting attendee, who gets no slip (V-10); ``arrived``/``left``
    are ISO times (UTC) for the attendance sheet: the first arrival, and the last departure where
    it was not followed by a return. ``present`` counts; ``stays`` tells the whole, oldest first.
    """

    session: str
    member: str
    name: str
    community: str = ""
    voting: bool = True
    capacity: str = ""
    present: bool = True
    slip: bool = False
    arrived: str = ""
    left: str = ""
    stays: tuple[Stay, ...] = ()

    @property
    def waiting(self) -> Stay | None:
        """The check-in that still waits for a second witness."""
        last = self.stays[-1] if self.stays else None
        is_open = last is not None and not (last.confirmed or last.left or last.undone)
        return last if is_open else None

    @property
    def is_leaving(self) -> bool:
        """Whether one witness saw the member leave, and that is not enough yet."""
        return self.present and bool(self.stays) and bool(self.stays[-1].gone)

    @property
    def counted(self) -> tuple[Stay, ...]:
        """The stays that two witnesses stand for."""
        return tuple(stay for stay in self.stays if stay.confirmed and not stay.undone)


def not_here() -> WrongState:
    """Somebody who has not checked in, or has left."""
    return WrongState(
        "not-here", "该议事员不在场，请先签到。", "This member is not here; check in first."
    )


# ---- the session --------------------------------------------------------------------------------


def check_in(state: Session, arrival: Arrival) -> Change[Session]:
    """签到: one witness says that the member is here; it waits for a second one."""
    SESSION.move(state.status, "check_in")
    check_saw_no_codes(state, arrival.witness)
    if arrival.member in state.present or waiting_of(state, arrival.member):
        raise WrongState("checked-in", "该议事员已签到。", "This member has checked in already.")
    return Change(state.model_copy(update={"arrived": (*state.arrived, arrival)}))


def check_saw_no_codes(state: Session, witness: Witness) -> None:
    """Raise ``NotAllowed`` for who released a print: codes and the door are in two hands (0014)."""
    if witness.by in state.box.releasers:
        raise NotAllowed(
            "released-slips",
            "您放行过本次会议的投票码条，不能办理签到或印制参会卡，请由其他工作人员办理。",
            "You released slips of this session; somebody else has to work at the door.",
        )


def at_the_door(roll: Iterable[Found[RollEntry]]) -> frozenset[str]:
    """Who stood for a check-in of this roll, by subject."""
    stays = [stay for found in roll for stay in found.state.stays]
    return frozenset(one.by for stay in stays for one in (stay.first, stay.second) if one)


def waiting_of(state: Session, member: str) -> Arrival | None:
    """The member's check-in that waits for a second witness."""
    return next((one for one in state.arrived if one.member == member), None)


def to_confirm(state: Session, witness: Witness) -> bool:
    """Whether a check-in waits for the word of this officer."""
    sees = witness.by not in state.box.releasers
    return sees and any(witness.is_independent_of(one.witness) for one in state.arrived)


def confirm(state: Session, arrivals: Sequence[str], second: Witness) -> Change[Session]:
    """确认在场: a second witness stands for these check-ins, all of them or none.

    They draw their slips, unless a round is open (V-08).
    """
    SESSION.move(state.status, "check_in")
    check_saw_no_codes(state, second)
    for arrival in arrivals:
        state = _confirmed(state, arrival, second)
    return Change(state)


def _confirmed(state: Session, arrival: str, second: Witness) -> Session:
    one = next((one for one in state.arrived if one.id == arrival), None)
    if one is None or not second.is_independent_of(one.witness):
        raise WrongState(
            "roll-moved",
            "签到情况刚有变化，请核对后再确认。",
            "The roll has just changed; look again and confirm.",
        )
    here = state.model_copy(
        update={
            "arrived": tuple(other for other in state.arrived if other is not one),
            "present": (*state.present, one.member),
            "attended": tuple(dict.fromkeys((*state.attended, one.member))),
        }
    )
    return _drawing(here, one.member) if may_draw(here, one.member) else here


def may_draw(state: Session, member: str) -> bool:
    """Whether the member draws a slip now: between rounds, one, and not in full recusal (回避)."""
    drew = member in state.drawn or member in stands_aside(state)
    return not (state.voting or drew or slips_gone(state, member))


def stands_aside(state: Session) -> frozenset[str]:
    """Members who are recused from every candidate, and so draw no slip."""
    items = {item.candidate for item in state.items}
    return frozenset(one.member for one in state.recusals if items and items <= set(one.candidates))


def undo(state: Session, member: str) -> Change[Session]:
    """撤销: a check-in, or a departure, that nobody confirmed was a mistake."""
    SESSION.move(state.status, "check_in")
    if leaving_of(state, member):
        return Change(_staying(state, member))
    if waiting_of(state, member) is None:
        raise WrongState(
            "confirmed",
            "该签到已由两个岗位确认，或已撤销。已离开会场的，请登记离席。",
            "Two offices stand for this check-in, or it is undone; mark who went away as left.",
        )
    return Change(_without(state, member))


def _staying(state: Session, member: str) -> Session:
    left = tuple(one for one in state.leaving if one.member != member)
    return state.model_copy(update={"leaving": left})


def draw_slip(state: Session, member: str) -> Change[Session]:
    """补抽投票码条: who came while a round was open draws between the rounds."""
    SESSION.move(state.status, "check_in")
    check_not_voting(state)
    if member not in state.present:
        raise not_here()
    if member in state.drawn:
        raise WrongState("slip-drawn", "该议事员已抽取投票码条。", "This member has drawn a slip.")
    if member in stands_aside(state):
        raise WrongState(
            "recused",
            "该议事员对全部候选项目回避，不领票。",
            "This member is recused from all items.",
        )
    return Change(_drawing(state, member))


def slips_gone(state: Session, member: str) -> bool:
    """Whether none is left in the box of this member's group: who comes now waits for a print."""
    apart = member in state.apart
    printed = state.box.apart if apart else state.slips - state.box.apart
    drawn = sum((one in state.apart) == apart for one in state.drawn)
    return drawn + state.box.gone(apart) >= printed


def _drawing(state: Session, member: str) -> Session:
    if slips_gone(state, member):
        raise WrongState(
            "slips-gone", "投票码条已全部发出，请申请加印。", "All slips are drawn; order more."
        )
    # Sorted, so that the document does not tell in which order slips left the box.
    return state.model_copy(update={"drawn": tuple(sorted((*state.drawn, member)))})


def leave(state: Session, departure: Arrival) -> Change[Session]:
    """离席: one witness says so; with a second one the member is no longer present.

    Who was not confirmed counts nowhere, so one word is enough. A slip that was drawn stays drawn.
    """
    SESSION.move(state.status, "check_in")
    member, first = departure.member, leaving_of(state, departure.member)
    if waiting_of(state, member):
        return Change(_without(state, member))
    if member not in state.present:
        raise not_here()
    if first is None:
        return Change(state.model_copy(update={"leaving": (*state.leaving, departure)}))
    if not departure.witness.is_independent_of(first.witness):
        raise WrongState(
            "leaving",
            "已登记离席，须由另一岗位的人确认，或由本人出示参会卡；确认前仍算在场。",
            "This is noted and waits for another office, or for the member's own card; until then "
            "the member is present.",
        )
    return Change(_without(state, member))


def leaving_of(state: Session, member: str) -> Arrival | None:
    """The member's departure that waits for a second witness."""
    return next((one for one in state.leaving if one.member == member), None)


def _without(state: Session, member: str) -> Session:
    return _staying(state, member).model_copy(
        update={
            "present": tuple(one for one in state.present if one != member),
            "arrived": tuple(one for one in state.arrived if one.member != member),
        }
    )


def check_gathered(state: Session) -> None:
    """Raise ``WrongState`` where it is not the time to check in."""
    SESSION.move(state.status, "check_in")
