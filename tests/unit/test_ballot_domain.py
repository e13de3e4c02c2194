"""Sessions, ballots, panels and piles: every allowed move, every forbidden one, every guard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from chassis.core.decision import StateTable
from chassis.core.errors import Invalid, NotAllowed, NotFound, TooEarly, WrongState
from contracts.ballot import (
    BallotAnnounced,
    BallotCertified,
    BallotClosed,
    BallotOpened,
    BallotSealed,
    BallotVoided,
    BookletFrozen,
    PanelClosed,
    SessionClosed,
    SessionNotified,
)
from contracts.charter import BallotRules, Panel
from services.ballot.agenda.item import items_of
from services.ballot.ballot.domain import boxing, naming, result, rounds, voiding
from services.ballot.ballot.domain.ballot import BALLOT, Ballot
from services.ballot.ballot.domain.boxing import Check
from services.ballot.ballot.domain.count import Freeze, Marks
from services.ballot.ballot.domain.grounds import BEFORE_FIGURES, Ground, Proposal
from services.ballot.ballot.domain.officers import Officers
from services.ballot.ballot.domain.seals import Seal, holds, seal_of
from services.ballot.casting.paper import Paper
from services.ballot.panel import domain as panel
from services.ballot.panel.domain import PANEL, PanelRecord
from services.ballot.pile import domain as pile
from services.ballot.pile.domain import PILE, Pile
from services.ballot.roll import domain as roll
from services.ballot.session import domain as session
from services.ballot.session import its_ballot
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.its_ballot import Naming
from services.ballot.session.presence import Arrival, Witness
from services.ballot.session.voting import begin_voting, end_voting
from services.ballot.slips.credential import set_digest
from services.ballot.slips.domain import Stored
from services.ballot.slips.prints import CancelledSlip, SlipBox, SlipSet
from tests.service.ballot_world import charter, slate_item

AT = datetime(2025, 6, 12, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=60)
OFFICERS = Officers(chief="chief", scrutineers=("s1", "s2"), tellers=("t1", "t2"))
ROLL = Freeze(expected=53, present=50, issued=50)
TELLER = Witness(by="t", offices=("TELLER",))
CLERK = Witness(by="c", offices=("NPC_COMMITTEE",))
TABLES = [SESSION, BALLOT, PANEL, PILE]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_when_move_is_allowed_then_leads_there_and_else_refused(table: StateTable) -> None:
    actions = {action for _, action in table.moves}
    for status, action in product(table.statuses(), actions):
        if (status, action) in table.moves:
            assert table.move(status, action) == table.moves[status, action]
        else:
            with pytest.raises(WrongState):
                table.move(status, action)
    assert set(table.zh) == set(table.statuses())


def test_session_table_when_read_then_these_statuses_in_order() -> None:
    assert SESSION.statuses() == (
        "DRAFT",
        "NOTIFIED",
        "BOOKLET_FROZEN",
        "CHECK_IN",
        "IN_SESSION",
        "ADJOURNED",
        "CLOSED",
    )


# ---- sessions ------------------------------------------------------------------------------


KEYS = [f"key-{n:03}" for n in range(60)]
SLIPS = SlipSet(turn=1, slips=50, digest="d")


def stored(printed: int = 53, cancelled: int = 0, turn: int = 1) -> Stored:
    """What lies in the database of a turn: the last of the printed are cancelled."""
    of = tuple(CancelledSlip(id=f"c{n}", digest="d") for n in range(cancelled))
    gone = KEYS[printed - cancelled : printed]
    return Stored(turn, frozenset(KEYS[:printed]), frozenset(gone), of, cancelled)


def a_session(status: str = "IN_SESSION", **given: object) -> Session:
    plan = Session(
        cycle="2025",
        term=1,
        number=1,
        at="2025-06-12T09:00:00+08:00",
        venue="V",
        agenda=items_of(["A"]),
    )
    box = SlipBox(digests=(set_digest(KEYS[:53]),) * 4)
    return plan.model_copy(update={"status": status, "slips": 53, "box": box, **given})


def arrived(state: Session, member: str) -> Session:
    """The session once a teller and a clerk of the committee said that the member is here."""
    arrival = Arrival(id=f"arrival-{member}", member=member, witness=TELLER)
    return roll.confirm(roll.check_in(state, arrival).state, [arrival.id], CLERK).state


def test_agenda_when_beyond_the_limit_then_needs_a_reason() -> None:
    six, seven = items_of(["A"] * 6), items_of(["A"] * 7)
    rules = charter(agenda_limit=6)
    assert session.plan(a_session(agenda=six), rules)
    with pytest.raises(Invalid):
        session.plan(a_session(agenda=seven), rules)
    assert session.plan(a_session(agenda=seven, override_reason="R"), rules)
    assert session.plan(a_session(agenda=seven), charter(agenda_limit=0))


def test_session_when_notified_and_frozen_then_says_so() -> None:
    told = session.notify("S", a_session("DRAFT"), {"m2", "m1"})
    assert isinstance(told.events[0], SessionNotified)
    assert told.state.expected == ("m1", "m2")
    frozen = session.freeze("S", told.state, (slate_item(1),))
    assert isinstance(frozen.events[0], BookletFrozen)
    assert frozen.events[0].digest == frozen.state.digest
    other = session.freeze("S", told.state, (slate_item(2),))
    assert other.state.digest != frozen.state.digest


def test_booklet_when_there_is_no_slate_then_not_frozen() -> None:
    with pytest.raises(WrongState):
        session.freeze("S", a_session("NOTIFIED"), ())


def test_check_in_when_no_slips_are_printed_then_not_started() -> None:
    with pytest.raises(WrongState):
        session.start_check_in(a_session("BOOKLET_FROZEN", box=SlipBox()))


@pytest.mark.parametrize("status", ["DRAFT", "NOTIFIED", "BOOKLET_FROZEN", "CLOSED"])
def test_check_in_when_not_gathered_then_refused(status: str) -> None:
    for decide in (roll.draw_slip, roll.undo):
        with pytest.raises(WrongState):
            decide(a_session(status), "m1")
    with pytest.raises(WrongState):
        roll.leave(a_session(status), going("m1", TELLER))
    with pytest.raises(WrongState):
        roll.check_in(a_session(status), Arrival(id="a", member="m1", witness=TELLER))
    with pytest.raises(WrongState):
        roll.confirm(a_session(status), [], CLERK)


def test_member_when_arriving_twice_then_refused_and_one_slip_drawn() -> None:
    here = arrived(a_session(), "m1")
    assert (here.present, here.drawn, here.attended) == (("m1",), ("m1",), ("m1",))
    with pytest.raises(WrongState):
        roll.check_in(here, Arrival(id="again", member="m1", witness=TELLER))
    with pytest.raises(WrongState):
        roll.draw_slip(here, "m1")


def going(member: str, witness: Witness) -> Arrival:
    return Arrival(id="going", member=member, witness=witness)


def test_member_when_leaving_and_back_then_keeps_the_one_slip() -> None:
    here = arrived(a_session(), "m1")
    leaving = roll.leave(here, going("m1", TELLER)).state
    assert (leaving.present, roll.undo(leaving, "m1").state) == (("m1",), here)
    with pytest.raises(WrongState):
        roll.leave(leaving, going("m1", TELLER))
    gone = roll.leave(leaving, going("m1", CLERK)).state
    assert (gone.present, gone.drawn, gone.attended) == ((), ("m1",), ("m1",))
    with pytest.raises(WrongState):
        roll.leave(gone, going("m1", TELLER))
    with pytest.raises(WrongState):
        roll.draw_slip(gone, "m1")
    assert arrived(gone, "m1").drawn == ("m1",)


def test_slips_when_all_are_drawn_then_who_comes_is_there_and_draws_after_a_further_print() -> None:
    one = arrived(a_session(slips=1), "m1")
    two = arrived(one, "m2")
    assert (two.present, two.drawn) == (("m1", "m2"), ("m1",))
    with pytest.raises(WrongState, match="slips-gone"):
        roll.draw_slip(two, "m2")
    more = two.model_copy(update={"slips": 2})
    assert roll.draw_slip(more, "m2").state.drawn == ("m1", "m2")


def test_slips_when_the_rest_is_cancelled_then_nobody_draws_what_is_not_there() -> None:
    box = a_session().box.model_copy(update={"cancelled": stored(cancelled=53).of})
    with pytest.raises(WrongState, match="slips-gone"):
        roll.draw_slip(a_session(box=box, present=("m1",)), "m1")


def voting(present: int = 50, active: int = 53) -> Session:
    members = tuple(f"m{n}" for n in range(present))
    rest = stored(cancelled=53 - present)
    box = a_session().box.model_copy(update={"cancelled": rest.of})
    start = a_session(present=members, drawn=members, attended=members, box=box)
    everybody = frozenset(f"m{n}" for n in range(active))
    return begin_voting(start, "B", 1, everybody, "2/3", rest).state


def test_v01_freeze_when_35_of_53_then_refused_and_36_allowed() -> None:
    with pytest.raises(WrongState, match="no-quorum"):
        voting(35)
    frozen = voting(36).voting
    assert frozen is not None
    assert frozen.freeze == Freeze(expected=53, present=36, issued=36, recused=0)


def test_freeze_when_a_member_left_office_then_is_neither_expected_nor_present() -> None:
    frozen = voting(50, 40).voting
    assert frozen is not None
    assert (frozen.freeze.expected, frozen.freeze.present) == (40, 40)


def test_freeze_when_nobody_is_in_office_then_refused() -> None:
    with pytest.raises(WrongState):
        voting(0, 0)


def test_v08_member_when_arriving_after_the_freeze_then_draws_only_between_rounds() -> None:
    frozen = voting()
    late = arrived(frozen, "late")
    assert "late" in late.present
    assert "late" not in late.drawn
    assert late.voting == frozen.voting
    with pytest.raises(WrongState):
        roll.draw_slip(late, "late")
    between = end_voting(late, "B", 1).state.model_copy(update={"slips": 54})
    assert "late" in roll.draw_slip(between, "late").state.drawn


def test_freeze_when_repeated_then_the_same_and_another_round_refused() -> None:
    frozen = voting()
    late = arrived(frozen, "late")
    assert begin_voting(late, "B", 1, frozenset(), "2/3", stored()).state == late
    with pytest.raises(WrongState):
        begin_voting(late, "B", 2, frozenset(), "2/3", stored())
    assert end_voting(late, "B", 2).state == late


def test_session_when_voting_then_neither_adjourned_nor_closed() -> None:
    for decide in (session.adjourn, lambda state: session.close("S", state)):
        with pytest.raises(WrongState):
            decide(voting())


def test_session_when_closed_then_says_who_attended() -> None:
    event = session.close("S", a_session(attended=("m1", "m2"))).events[0]
    assert isinstance(event, SessionClosed)
    assert event.attended == ("m1", "m2")


def test_freeze_when_not_in_session_then_refused() -> None:
    with pytest.raises(WrongState):
        begin_voting(a_session("CHECK_IN"), "B", 1, frozenset({"m"}), "2/3", stored())


def _named(
    state: Session, ballot: str, about: str = "PROJECTS", former: str = "", repeats: int = 0
) -> Session:
    named = Naming(ballot, about, former, state.ballot, repeats)
    return its_ballot.name_ballot(state, named).state


def test_ballot_when_named_twice_then_refused_unless_the_former_is_void() -> None:
    with pytest.raises(WrongState):
        _named(a_session("NOTIFIED"), "B")
    one = _named(a_session(), "B")
    with pytest.raises(WrongState):
        _named(one, "C")
    two = _named(one, "C", former="B")
    assert (two.ballot, two.former) == ("C", ("B",))
    back = its_ballot.unname_ballot(two, Naming("C", "PROJECTS", "B", "B"))
    assert back.state == one
    three = _named(two, "D", former="C", repeats=1)
    with pytest.raises(WrongState, match="repeats-used"):
        _named(three, "E", former="D", repeats=2)
    # Where one of the two was of another kind, this kind was repeated once.
    assert _named(three, "E", former="D", repeats=1).ballot == "E"


def test_ballot_when_its_rules_have_a_gate_and_nobody_was_called_for_the_group_then_refused() -> (
    None
):
    gated = Naming("B", "PROJECTS", gated=True)
    with pytest.raises(WrongState, match="group-not-called"):
        its_ballot.name_ballot(a_session(), gated)
    called = a_session(apart=("m1",))
    assert its_ballot.name_ballot(called, gated).state.ballot == "B"


def test_ballot_when_of_another_kind_then_beside_the_first_and_only_once_that_is_over() -> None:
    one = _named(a_session(), "B")
    with pytest.raises(WrongState):  # the first is not over: nobody says that it was before
        its_ballot.name_ballot(one, Naming("C", "SATISFACTION"))
    two = _named(one, "C", "SATISFACTION")
    assert (two.ballot, two.ballots) == ("C", {"PROJECTS": "B", "SATISFACTION": "C"})
    with pytest.raises(WrongState):
        _named(two, "D", "SATISFACTION")
    back = its_ballot.unname_ballot(two, Naming("C", "SATISFACTION", "", "B"))
    assert back.state == one


# ---- panels --------------------------------------------------------------------------------


def test_panel_when_scores_are_missing_then_not_closed() -> None:
    fresh = PanelRecord(session="S", cycle="2025", panel=Panel.EXPERT_PANEL)
    both = frozenset({"a", "b"})
    part = panel.record(fresh, both, 5, {"a": 70}, "").state
    with pytest.raises(Invalid):
        panel.close(part, both)
    with pytest.raises(Invalid):
        panel.record(part, both, 5, {"stranger": 70}, "")
    full = panel.record(part, both, 5, {"a": 70, "b": 60}, "").state
    closed = panel.close(full, both)
    assert isinstance(closed.events[0], PanelClosed)
    with pytest.raises(WrongState):
        panel.record(closed.state, both, 5, {}, "")


# ---- ballots -------------------------------------------------------------------------------


def a_ballot(**given: object) -> Ballot:
    rules = BallotRules(seats=2, **given)  # type: ignore[arg-type]
    items = tuple(slate_item(no) for no in range(1, 5))
    return Ballot(session="S", cycle="2025", rules=rules, items=items)


def opened(**given: object) -> Ballot:
    adopted = naming.adopt_rules(a_ballot(**given), OFFICERS, {}).state
    return rounds.open_round("B", adopted, "open", ROLL, SLIPS, AT).state


def closed(**given: object) -> Ballot:
    return rounds.close_round("B", opened(**given), AT).state


def votes(**wanted: int) -> list[Marks]:
    return [Marks.of([item]) for item, number in wanted.items() for _ in range(number)]


def papers(ballot: Ballot, **wanted: int) -> rounds.Counted:
    rows = [(str(no), one.model_dump(mode="json")) for no, one in enumerate(votes(**wanted))]
    return replace(rounds.count_papers(ballot, rows), digest="digest")


def counted(ballot: Ballot | None = None, **wanted: int) -> Ballot:
    read = ballot or closed()
    return rounds.count_round("B", read, papers(read, **wanted), AT).state


ENOUGH = {"pass_of": "VALID", "pass_over": "1/4", "extra_rounds": 0}


def finished() -> Ballot:
    return counted(closed(**ENOUGH), p01=20, p02=15, p03=10)


@pytest.mark.parametrize(
    "officers",
    [
        Officers(chief="c", scrutineers=("s1",), tellers=("t1", "t2")),
        Officers(chief="c", scrutineers=("s1", "s2"), tellers=("t1",)),
        Officers(chief="c", scrutineers=("c", "s2"), tellers=("t1", "t2")),
        Officers(chief="c", scrutineers=("s1", "s1"), tellers=("t1", "t2")),
        Officers(chief="c", scrutineers=("s1", "s2"), tellers=("s1", "t2")),
    ],
)
def test_rules_when_officers_are_too_few_or_double_then_refused(officers: Officers) -> None:
    with pytest.raises(Invalid):
        naming.adopt_rules(a_ballot(), officers, {})


def test_contested_when_no_more_candidates_than_seats_then_refused_and_few_warned() -> None:
    few = a_ballot().model_copy(update={"items": (slate_item(1), slate_item(2))})
    with pytest.raises(WrongState):
        rounds.check_contested(few)
    rounds.check_contested(few.model_copy(update={"rules": BallotRules(seats=2, contested=False)}))
    eleven = tuple(slate_item(no) for no in range(1, 12))
    ten = BallotRules(seats=10)
    assert rounds.few_candidates(a_ballot().model_copy(update={"items": eleven, "rules": ten}))
    twelve = (*eleven, slate_item(12))
    assert not rounds.few_candidates(a_ballot().model_copy(update={"items": twelve, "rules": ten}))


def test_ballot_when_opened_and_closed_then_says_so() -> None:
    adopted = naming.adopt_rules(a_ballot(), OFFICERS, {}).state
    change = rounds.open_round("B", adopted, "open", ROLL, SLIPS, AT)
    assert isinstance(change.events[0], BallotOpened)
    assert change.state.voting_open
    ended = rounds.close_round("B", change.state, AT)
    assert isinstance(ended.events[0], BallotClosed)
    assert not ended.state.voting_open


def test_count_when_papers_may_be_under_way_then_too_early() -> None:
    ballot = closed()
    with pytest.raises(TooEarly):
        rounds.check_fence(ballot, AT + timedelta(seconds=9.9), 10)
    rounds.check_fence(ballot, AT + timedelta(seconds=10), 10)
    with pytest.raises(WrongState):
        rounds.check_fence(opened(), LATER, 10)


def test_v02_count_when_51_returned_of_50_issued_then_void() -> None:
    change = rounds.count_round("B", closed(), papers(closed(), p01=51), AT)
    assert change.state.status == "VOID"
    event = change.events[0]
    assert isinstance(event, BallotVoided)
    assert event.reason_code == "MORE_RETURNED_THAN_ISSUED"
    assert counted(p01=50).status == "COUNTED"


def test_count_when_the_papers_are_of_another_round_then_refused() -> None:
    again = closed()
    other = again.round.model_copy(update={"number": 2})
    moved_on = again.model_copy(update={"rounds": (*again.rounds, other)})
    with pytest.raises(WrongState):
        rounds.count_round("B", moved_on, papers(again, p01=1), AT)


def test_paper_votes_when_not_agreed_then_not_counted() -> None:
    rounds.check_pile(closed(), None)
    rounds.check_pile(closed(), Pile(ballot="B", round=1, status="PUT_AWAY"))
    with pytest.raises(WrongState):
        rounds.check_pile(closed(), Pile(ballot="B", round=1))
    with pytest.raises(WrongState):
        rounds.check_pile(closed(mode="SECRET_PAPER"), None)


def test_tie_when_counted_then_nothing_goes_on_before_the_runoff() -> None:
    tied = counted(closed(**ENOUGH), p01=20, p02=14, p03=14)
    with pytest.raises(WrongState, match="round-due"):
        result.sign(tied, "chief")
    with pytest.raises(WrongState):
        rounds.open_round("B", tied, "open", ROLL, SLIPS, AT)
    again = rounds.open_round("B", tied, "runoff", ROLL, SLIPS, AT).state
    assert again.status == "RUNOFF"
    assert again.round.race.candidates == ("p02", "p03")
    with pytest.raises(WrongState):
        rounds.check_fence(again, LATER, 10)
    ended = rounds.close_round("B", again, AT).state
    with pytest.raises(WrongState):
        rounds.close_round("B", ended, AT)
    done = counted(ended, p03=9, p02=1)
    assert [item.candidate for item in done.selected] == ["p01", "p03"]
    assert done.next_race is None


def test_runoff_when_none_is_due_then_refused() -> None:
    with pytest.raises(WrongState, match="no-round-due"):
        rounds.open_round("B", finished(), "runoff", ROLL, SLIPS, AT)


def test_sign_when_not_named_then_refused_and_twice_is_once() -> None:
    with pytest.raises(NotAllowed):
        result.sign(finished(), "t1")
    once = result.sign(finished(), "s1").state
    assert result.sign(once, "s1").state == once


def signed() -> Ballot:
    ballot = finished()
    for who in OFFICERS.signers:
        ballot = result.sign(ballot, who).state
    return ballot


def test_certify_when_unsigned_or_not_the_chief_or_papers_changed_then_refused() -> None:
    same: list[int] = []
    with pytest.raises(WrongState, match="unsigned"):
        result.certify("B", finished(), "chief", same)
    with pytest.raises(NotAllowed):
        result.certify("B", signed(), "s1", same)
    with pytest.raises(WrongState, match="papers-changed"):
        result.certify("B", signed(), "chief", [1])
    assert result.changed_rounds(signed(), [(45, "digest")]) == []
    for read in ([(46, "digest")], [(45, "other")], []):
        assert result.changed_rounds(signed(), read) == [1]
    event = result.certify("B", signed(), "chief", same).events[0]
    assert isinstance(event, BallotCertified)


def test_void_when_proposed_then_another_person_in_another_office_confirms() -> None:
    ballot = closed()
    with pytest.raises(WrongState, match="no-proposal"):
        voiding.confirm("B", ballot, "npc", ("NPC_COMMITTEE",), AT)
    waiting = voiding.propose(ballot, proposed(Ground.BREAKDOWN)).state
    assert waiting.status == "CLOSED"
    for who, offices in (("chair", ("CHAIR", "NPC_COMMITTEE")), ("other", ("CHAIR",)), ("x", ())):
        with pytest.raises(NotAllowed):
            voiding.confirm("B", waiting, who, offices, AT)
    done = voiding.confirm("B", waiting, "npc", ("NPC_COMMITTEE",), AT)
    assert (done.state.status, done.state.void_ground) == ("VOID", Ground.BREAKDOWN)
    assert isinstance(done.events[0], BallotVoided)
    assert done.events[0].reason_code == "BREAKDOWN"
    with pytest.raises(NotAllowed):
        voiding.withdraw(waiting, "npc")
    assert voiding.withdraw(waiting, "chair").state.void_proposal is None


@pytest.mark.parametrize("ground", [*BEFORE_FIGURES, Ground.CHECK_FAILED])
def test_void_when_figures_are_known_then_only_a_check_that_failed_is_a_ground(
    ground: Ground,
) -> None:
    with pytest.raises(WrongState, match="ground-late"):
        voiding.propose(finished(), proposed(ground))
    tampered = boxing.note_failed(finished(), 1, (Check.RECOUNT,)).state
    assert voiding.grounds_of(tampered) == (Ground.CHECK_FAILED,)
    if ground is not Ground.CHECK_FAILED:
        with pytest.raises(WrongState, match="ground-late"):
            voiding.propose(tampered, proposed(ground))


def test_void_when_counted_meanwhile_then_the_proposal_is_gone() -> None:
    waiting = voiding.propose(closed(), proposed(Ground.BREAKDOWN)).state
    assert counted(waiting, p01=5).void_proposal is None


def proposed(ground: Ground) -> Proposal:
    return Proposal(ground=ground, note="", by="chair", office="CHAIR", at=AT)


def announced(ballot: Ballot) -> BallotAnnounced:
    certified = ballot.model_copy(update={"status": "CERTIFIED"})
    event = result.announce("B", certified, "2025-06-12").events[0]
    assert isinstance(event, BallotAnnounced)
    return event


def test_result_when_announced_then_selected_ranked_and_the_rest_reserved() -> None:
    event = announced(finished())
    assert [item.candidate for item in event.selected] == ["p01", "p02"]
    assert event.reserved == ("p03", "p04")
    assert [(t.candidate, t.votes_for, t.rank) for t in event.tallies][:2] == [
        ("p01", 20, 1),
        ("p02", 15, 2),
    ]
    assert (event.returned, event.valid, event.vacancies) == (45, 45, 0)


def test_result_when_fewer_than_five_valid_papers_then_no_breakdown() -> None:
    assert announced(counted(closed(**ENOUGH), p01=3, p02=1)).tallies == ()
    assert announced(counted(closed(**ENOUGH), p01=3, p02=2)).tallies != ()


# ---- paper votes ---------------------------------------------------------------------------

A = {"k1": Paper(votes_for=("p01",)), "k2": Paper()}
B = {"k1": Paper(votes_for=("p02",))}


def typed(*readings: tuple[str, pile.Papers]) -> Pile:
    state = Pile(ballot="B", round=1)
    for who, papers_read in readings:
        state = pile.type_pile(state, who, OFFICERS, papers_read).state
    return state


def test_pile_when_two_tellers_agree_then_noted_and_put_away() -> None:
    one = typed(("t1", A))
    assert one.agreed is None
    assert pile.agree(one, {}).state == one
    two = typed(("t1", A), ("t2", A))
    assert two.agreed == A
    agreed = pile.agree(two, {"k2": Paper(against=("p03",)), "other": Paper()}).state
    assert (agreed.status, agreed.doubles, agreed.conflicts) == ("AGREED", ("k2",), ())
    assert pile.agree(agreed, {}).state == agreed
    away = pile.put_away(agreed).state
    assert (away.typed, away.drafts, away.papers, away.doubles_found) == ({}, {}, 1, 1)
    assert pile.put_away(away).state == away
    with pytest.raises(WrongState):
        pile.type_pile(away, "t1", OFFICERS, A)


def test_pile_when_a_phone_voted_otherwise_then_a_conflict_and_no_paper_of_it() -> None:
    agreed = pile.agree(typed(("t1", A), ("t2", A)), {"k1": Paper(votes_for=("p02",))}).state
    assert (agreed.conflicts, agreed.added) == (("k1",), {"k2": A["k2"]})
    assert pile.put_away(agreed).state.conflicts_found == 1


def test_pile_when_readings_differ_then_the_differing_slips_are_named() -> None:
    two = typed(("t1", A), ("t2", B))
    assert pile.differing(two, "t2") == {"k1", "k2"}
    assert pile.type_pile(two, "t2", OFFICERS, A).state.agreed == A


def test_pile_when_one_teller_errs_then_a_third_reading_by_the_chief_decides() -> None:
    with pytest.raises(WrongState, match="chief-third"):
        typed(("t1", B), ("chief", A))
    assert typed(("t1", B), ("t2", A), ("chief", A)).agreed == A
    with pytest.raises(NotAllowed):
        typed(("stranger", A))
    more = OFFICERS.model_copy(update={"tellers": ("t1", "t2", "t3", "t4")})
    with pytest.raises(WrongState, match="three-typed"):
        pile.type_pile(typed(("t1", A), ("t2", B), ("chief", {})), "t4", more, A)


# ---- the box -------------------------------------------------------------------------------


def sealed_ballot(*tags: str) -> Ballot:
    """A closed ballot with its box sealed twice, and these tags in conflict."""
    one = Seal(papers=2, salt="s", sha256="d", at=AT)
    first = boxing.put_first_seal("B", closed(), one)
    assert isinstance(first.events[0], BallotSealed)
    with pytest.raises(WrongState, match="sealed"):
        boxing.put_first_seal("B", first.state, one)
    return boxing.put_second_seal("B", first.state, one, ["D"], tags).state


def test_seal_when_a_paper_is_more_less_or_other_then_it_does_not_hold() -> None:
    rows: list[tuple[str, dict[str, object]]] = [("s/B/1/a", {"v": 1}), ("s/B/1/b", {"v": 2})]
    seal = seal_of(rows, "salt", AT, sm3=True)
    assert holds(seal, reversed(rows))
    more: list[tuple[str, dict[str, object]]] = [("s/B/1/c", {}), ("s/B/1/b", {"v": 3})]
    for other in (rows[:1], [*rows, more[0]], [rows[0], more[1]]):
        assert not holds(seal, other)
    assert seal_of(rows, "other", AT, sm3=False).sha256 != seal.sha256


def test_conflict_when_the_chief_and_one_scrutineer_set_it_aside_then_one_invalid_paper() -> None:
    ballot = sealed_ballot("AAAA-0001")
    for first, second in (("chief", "s1"), ("s2", "chief")):
        with pytest.raises(WrongState, match="two-papers"):
            boxing.check_conflicts(ballot.round)
        once = boxing.set_aside(ballot, "AAAA-0001", first).state
        assert boxing.set_aside(once, "AAAA-0001", first).state == once
        with pytest.raises(WrongState, match="two-papers"):
            boxing.check_conflicts(once.round)
        both = boxing.set_aside(once, "AAAA-0001", second).state
        boxing.check_conflicts(both.round)
        assert both.round.set_aside == ("AAAA-0001",)
    two_scrutineers = boxing.set_aside(ballot, "AAAA-0001", "s1").state
    with pytest.raises(WrongState, match="chief-too"):
        boxing.set_aside(two_scrutineers, "AAAA-0001", "s2")
    with pytest.raises(NotAllowed):
        boxing.set_aside(ballot, "AAAA-0001", "t1")
    with pytest.raises(NotFound):
        boxing.set_aside(ballot, "AAAA-0002", "chief")


def test_count_when_a_credential_is_set_aside_then_its_paper_is_returned_and_invalid() -> None:
    rows: list[tuple[str, dict[str, object]]] = [
        (f"s/B/1/{n}", {"votes_for": ["p01"]}) for n in range(3)
    ]
    aside = rounds.tag_of(rows[0][0])
    ballot = sealed_ballot(aside)
    for who in ("chief", "s1"):
        ballot = boxing.set_aside(ballot, aside, who).state
    outcome = rounds.count_papers(ballot, rows).outcome
    assert (outcome.returned, outcome.valid, outcome.invalid) == (3, 2, 1)
    assert outcome.tallies["p01"] == 2


def test_officers_when_corrected_then_only_another_person_confirms() -> None:
    adopted = naming.adopt_rules(a_ballot(), OFFICERS, {"chief": "甲", "x": "乙"}).state
    assert adopted.names == {"chief": "甲"}
    other = OFFICERS.model_copy(update={"chief": "new"})
    waiting = naming.correct(adopted, other, {"new": "丙"}, "chair").state
    assert waiting.officers == OFFICERS
    with pytest.raises(NotAllowed):
        naming.confirm(waiting, "chair")
    done = naming.confirm(waiting, "npc").state
    assert (done.officers, done.names, done.correction) == (other, {"new": "丙"}, None)
    with pytest.raises(WrongState, match="no-correction"):
        naming.confirm(done, "npc")
    with pytest.raises(WrongState):
        naming.correct(opened(), other, {}, "chair")
