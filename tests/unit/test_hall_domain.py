"""The hall, pure: conditions and the steps they hold back, phases, the floor, shows of hands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from chassis.core.errors import Invalid, NotFound, Problem, WrongState
from contracts.charter import BallotRules, Named
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import BALLOT, Ballot
from services.ballot.ballot.domain.count import Freeze
from services.ballot.ballot.domain.officers import Officers
from services.ballot.hall.pages import minutes_and_seconds
from services.ballot.hall.phase import HEADLINES, Phase, phase_of
from services.ballot.hands import domain as hands
from services.ballot.hands.domain import Hands, HandVote
from services.ballot.readiness.conditions import Condition, lines_of, ready, require
from services.ballot.readiness.steps import Stage, check_called_in_time, to_open
from services.ballot.session import domain as sessions
from services.ballot.session.domain import SESSION, Session, Voting
from services.ballot.session.voting import Gathered, begin_voting, needed
from services.ballot.slips.credential import set_digest
from services.ballot.slips.domain import Stored
from services.ballot.slips.prints import SlipBox
from services.ballot.speakers import domain as floor
from services.ballot.speakers.domain import MOST, Floor, Speech
from tests.service.ballot_world import charter as a_charter
from tests.service.ballot_world import slate_item

AT = datetime(2025, 6, 12, 1, 0, tzinfo=UTC)
POINTS = (Named(id="box", zh="票箱已当众检查", en="The box was shown empty"),)
STORED = Stored(1, frozenset(f"key-{n}" for n in range(9)))
OFFICERS = Officers(chief="c", scrutineers=("s1", "s2"), tellers=("t1", "t2"))


def a_session(status: str = "IN_SESSION", **given: object) -> Session:
    told = {"cycle": "2025", "term": 1, "number": 1, "at": "", "venue": "", "agenda": ()}
    box = SlipBox(digests=(set_digest(STORED.keys),))
    return Session.model_validate({**told, "status": status, "slips": 9, "box": box, **given})


def a_ballot(status: str = "RULES_ADOPTED", **given: object) -> Ballot:
    items = tuple(slate_item(no) for no in range(1, 5))
    rules = BallotRules(seats=2, panels=(), checklist=POINTS)
    return Ballot(
        session="S", cycle="2025", rules=rules, items=items, status=status, officers=OFFICERS
    ).model_copy(update=given)


def people(number: int) -> tuple[str, ...]:
    return tuple(f"m{n}" for n in range(number))


# ---- the list of a step, and the step -----------------------------------------------------------


OPENINGS = list(
    product(
        [s for s in SESSION.statuses() if s not in ("DRAFT", "CLOSED")],
        ["PREPARED", "RULES_ADOPTED"],
        [0, 5, 6, 9],
        [0, 9],
        [(), ("box",)],
        [None, Voting(ballot="X", round=1, freeze=Freeze(expected=9, present=9, issued=9))],
    )
)


def test_opening_when_every_way_is_tried_then_refused_exactly_where_a_line_is_red() -> None:
    answers = set()
    for status, ballot, present, active, ticked, voting in OPENINGS:
        drawn = people(present)
        session = a_session(status, present=drawn, drawn=drawn, ticked=ticked, voting=voting)
        vote, here = a_ballot(ballot), frozenset(people(active))
        step = to_open(session, here, vote, [], STORED)
        assert step is not None
        red = [line.problem.code for line in step.lines if line.problem]
        assert refusals(session, vote, here) == (red[:1] if red else None)
        assert ready(step.lines) == (not red)
        answers |= {*red[:1]} or {"opened"}
    assert answers == {
        "wrong-state",
        "voting",
        "not-in-session",
        "no-quorum",
        "slips-do-not-add-up",
        "not-ticked",
        "opened",
    }


def refusals(session: Session, vote: Ballot, here: frozenset[str]) -> list[str] | None:
    """The code the two decisions of the command refuse with, made one after the other."""
    rules = vote.rules
    try:
        rounds.planned_round(vote, "open")
        begin_voting(session, "B", 1, here, rules.quorum, STORED, rules.checklist)
    except Problem as problem:
        return [problem.code]
    return None


def test_round_when_it_opens_then_the_next_one_needs_its_own_ticks() -> None:
    session = a_session(present=people(9), drawn=people(9), ticked=("box",))
    opened = begin_voting(session, "B", 1, frozenset(people(9)), "2/3", STORED, POINTS).state
    assert opened.ticked == ()


def test_session_when_points_are_not_ticked_then_does_not_begin() -> None:
    gathered = a_session("CHECK_IN")
    with pytest.raises(WrongState, match="not-ticked") as refused:
        sessions.begin(gathered, POINTS)
    assert "票箱已当众检查" in refused.value.zh
    ticked = sessions.tick(gathered, frozenset({"box", "unknown"}), POINTS).state
    assert ticked.ticked == ("box",)
    assert sessions.begin(ticked, POINTS).state.ticked == ()


def test_tick_when_nobody_gathers_or_a_round_is_open_then_refused() -> None:
    frozen = Voting(ballot="B", round=1, freeze=Freeze(expected=1, present=1, issued=1))
    for session in (a_session("NOTIFIED"), a_session(voting=frozen)):
        with pytest.raises(WrongState):
            sessions.tick(session, frozenset(), POINTS)


def test_condition_when_only_advised_then_shown_and_passed() -> None:
    def never(_: None) -> None:
        raise WrongState("never", "不", "no")

    advised = Condition[None]("提醒", "advice", "", never, advised=True)
    require([advised], None)
    lines = lines_of([advised], None)
    assert not lines[0].holds
    assert ready(lines)
    with pytest.raises(WrongState):
        require([Condition[None]("条件", "condition", "", never)], None)


@pytest.mark.parametrize(("expected", "number"), [(53, 36), (67, 45), (40, 27), (9, 6), (1, 1)])
def test_quorum_when_two_thirds_then_the_smallest_number_that_reaches_it(
    expected: int, number: int
) -> None:
    assert needed(expected, "2/3") == number


def test_quorum_when_more_than_a_half_is_declared_then_just_a_half_is_not_enough() -> None:
    assert needed(60, "> 1/2") == 31
    assert needed(60, ">= 1/2") == 30


# ---- phases -------------------------------------------------------------------------------------


def test_screen_when_in_any_state_then_it_has_a_phase_and_a_headline() -> None:
    held = [s for s in BALLOT.statuses() if s not in ("OPEN", "RUNOFF", "COUNTED")]
    for session, ballot in product(SESSION.statuses(), ["", *held]):
        phase = phase_of(a_session(session), a_ballot(ballot) if ballot else None)
        assert all(HEADLINES[phase])
        if session in ("DRAFT", "NOTIFIED", "BOOKLET_FROZEN"):
            assert phase is Phase.CALLED
        if session == "CLOSED":
            assert phase is (Phase.RESULT if ballot == "ANNOUNCED" else Phase.OVER)


def test_clock_when_time_is_left_or_over_then_minutes_and_seconds() -> None:
    assert minutes_and_seconds(timedelta(seconds=299)) == "04:59"
    assert minutes_and_seconds(timedelta(seconds=-61)) == "01:01"


# ---- the floor ----------------------------------------------------------------------------------


def a_speech(key: str, member: str = "") -> Speech:
    return Speech(id=key, name=key, member=member, seconds=180, asked_at=AT)


def test_floor_when_the_next_starts_then_who_spoke_has_ended_and_the_time_is_kept() -> None:
    state = Floor(session="S", item="item-1")
    for key in ("a", "b"):
        state = floor.ask_to_speak(state, a_speech(key)).state
    state = floor.start(state, "a", AT).state
    assert state.speaking == floor.speech_of(state, "a")
    assert [one.id for one in state.waiting] == ["b"]
    state = floor.start(state, "b", AT + timedelta(seconds=200)).state
    first, second = state.speeches
    assert (first.status, first.lasted, first.item) == ("DONE", 200, "item-1")
    assert second.until == AT + timedelta(seconds=380)
    state = floor.stop(state, "b", AT + timedelta(seconds=230)).state
    assert state.speaking is None
    assert state.speeches[1].lasted == 30


def test_floor_when_a_member_waits_already_then_not_twice_but_again_after_speaking() -> None:
    state = floor.ask_to_speak(Floor(session="S"), a_speech("a", "m1")).state
    with pytest.raises(WrongState, match="waits-already"):
        floor.ask_to_speak(state, a_speech("b", "m1"))
    state = floor.start(state, "a", AT).state
    assert floor.ask_to_speak(state, a_speech("b", "m1")).state.waiting


def test_floor_when_guests_ask_then_each_of_them_waits() -> None:
    state = floor.ask_to_speak(Floor(session="S"), a_speech("a")).state
    assert len(floor.ask_to_speak(state, a_speech("b")).state.waiting) == 2


def test_floor_when_full_or_unknown_then_refused() -> None:
    full = Floor(session="S", speeches=tuple(a_speech(str(n)) for n in range(MOST)))
    with pytest.raises(WrongState, match="speeches-full"):
        floor.ask_to_speak(full, a_speech("late"))
    with pytest.raises(NotFound):
        floor.start(full, "nobody", AT)
    assert floor.turn_to(full, "item-1").state.item == "item-1"


def test_speech_when_not_waiting_then_cannot_be_withdrawn() -> None:
    state = floor.ask_to_speak(Floor(session="S"), a_speech("a")).state
    assert floor.withdraw(state, "a").state.waiting == ()
    with pytest.raises(WrongState):
        floor.withdraw(floor.start(state, "a", AT).state, "a")


# ---- shows of hands -----------------------------------------------------------------------------


def a_vote(**given: object) -> HandVote:
    told = {"session": "S", "subject": "通过报告", "expected": 9, "present": 8, "over": "1/2"}
    return HandVote.model_validate({**told, "of": "EXPECTED", "called_at": AT, **given})


def counted(votes_for: int, against: int = 0, abstain: int = 0) -> Hands:
    return Hands(votes_for=votes_for, against=against, abstain=abstain)


@pytest.mark.parametrize(
    ("votes_for", "of", "passed"),
    [(5, "EXPECTED", True), (4, "EXPECTED", False), (5, "PRESENT", True), (4, "PRESENT", False)],
)
def test_hands_when_two_tellers_agree_then_decided_by_strictly_more(
    votes_for: int, of: str, passed: bool
) -> None:
    one = hands.record(a_vote(of=of), "t1", counted(votes_for, 1, 2), AT).state
    assert one.agreed is None
    done = hands.record(one, "t2", counted(votes_for, 1, 2), AT).state
    assert (done.status, done.agreed, done.passed) == ("AGREED", counted(votes_for, 1, 2), passed)
    with pytest.raises(WrongState):
        hands.record(done, "t1", counted(0), AT)


def test_hands_when_the_same_teller_counts_twice_then_not_decided() -> None:
    one = hands.record(a_vote(), "t1", counted(5), AT).state
    assert hands.record(one, "t1", counted(5), AT).state.agreed is None


def test_hands_when_counts_differ_then_counted_again_until_they_agree() -> None:
    one = hands.record(a_vote(), "t1", counted(5), AT).state
    two = hands.record(one, "t2", counted(6), AT).state
    assert two.differs
    assert not two.passed
    assert hands.record(two, "t1", counted(6), AT).state.passed


def test_hands_when_more_than_people_then_refused() -> None:
    with pytest.raises(Invalid, match="more-hands-than-people"):
        hands.record(a_vote(), "t1", counted(7, 1, 1), AT)
    assert hands.record(a_vote(), "t1", counted(7, 1, 0), AT).state.readings


def test_hands_when_withdrawn_then_over() -> None:
    gone = hands.withdraw(a_vote()).state
    with pytest.raises(WrongState):
        hands.record(gone, "t1", counted(1), AT)


def test_members_when_called_later_than_the_charter_asks_then_the_list_says_so() -> None:
    charter = a_charter()
    rules = charter.sessions.model_copy(update={"notice_days": 7})
    session = a_session("DRAFT", at="2025-06-12T09:00:00+08:00")
    hall = Gathered(session, frozenset(), charter.ballot.quorum)
    stage = Stage(hall, charter.model_copy(update={"sessions": rules}), (), date(2025, 6, 5))
    check_called_in_time(stage)
    with pytest.raises(WrongState, match="called-late"):
        check_called_in_time(replace(stage, today=date(2025, 6, 6)))
    called = session.model_copy(update={"called_on": "2025-06-01"})
    hall = replace(hall, session=called)
    check_called_in_time(replace(stage, hall=hall, today=date(2025, 6, 12)))
