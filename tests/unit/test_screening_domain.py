"""The rules of the screening, pure: order of legs, guards of closing, figures, rulings, texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.core.errors import Invalid, NotFound, Stale, TooEarly, WrongState
from contracts.charter import Criterion, Leg, Named, Work
from contracts.intake import SuggestionAccepted, SuggestionCorrected
from contracts.screening import (
    Decision,
    Disposition,
    LegClosed,
    LegOpened,
    LegReopened,
    Level,
    ReasonCode,
    SlateFinalised,
)
from services.screening.candidate.domain import candidate as candidates
from services.screening.candidate.domain import revising, rulings
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.forum.domain import Forum, check_forum
from services.screening.item import domain as items
from services.screening.item.domain import Item, ItemStatus, Triage
from services.screening.ledger.domain import closing, legs, notes
from services.screening.ledger.domain.closing import Figures
from services.screening.ledger.domain.ledger import (
    MAX_MEETINGS,
    MAX_PROPOSALS,
    Ledger,
    LegStatus,
    Meeting,
    Noted,
    begin,
)
from services.screening.opinion import domain as opinions
from services.screening.opinion.domain import Opinion
from services.screening.releasing import public_candidate, public_item

AT = datetime(2025, 3, 1, tzinfo=UTC)
ALL = dict.fromkeys(Criterion, True)


def leg(leg_id: str, *works: Work, body: str = "") -> Leg:
    meetings = (Named(id=body, zh=body, en=body),) if body else ()
    return Leg(id=leg_id, stage=leg_id, zh=leg_id, en=leg_id, works=works, meetings=meetings)


SIX = (
    leg("COLLECT", Work.COLLECT),
    leg("TRIAGE", Work.TRIAGE, body="CADRE"),
    leg("PROPOSE", Work.PROPOSE),
    leg("DECIDE", Work.DECIDE, body="JOINT"),
    leg("PREREVIEW", Work.PREREVIEW),
    leg("SESSION", Work.SESSION),
)


def a_ledger(at_leg: str = "", **given: Any) -> Ledger:
    """A ledger whose leg ``at_leg`` is open and all before it closed with 5 in, 5 out."""
    state = begin("2025", 2025, SIX)(None).state
    for known in state.legs:
        if not at_leg:
            break
        status = LegStatus.OPEN if known.id == at_leg else LegStatus.CLOSED
        figures = {} if known.id == at_leg else {"incoming": 5, "outgoing": 5}
        state = state.with_leg(known.model_copy(update={"status": status, **figures}))
        if known.id == at_leg:
            break
    return state.model_copy(update=given)


def a_meeting(body: str) -> Meeting:
    return Meeting(id=f"m-{body}", body=body, zh=body, en=body, held_on="2025-03-05")


def a_candidate(**given: Any) -> Candidate:
    facts: dict[str, Any] = {
        "cycle": "2025",
        "title": "老年助餐",
        "content": "扩容",
        "place": "浦沅",
        "budget_yuan": 420_000,
        "beneficiaries": "老人",
        "unit": "公共服务办公室",
        "project_class": "LIVELIHOOD",
        "sources": ("s1",),
    }
    return Candidate(**(facts | given))


def noted(state: Ledger, *kinds: Noted) -> tuple[Ledger, dict[str, Candidate]]:
    """The ledger with proposals c1, c2 … noted so, and documents that agree."""
    documents = {}
    proposing = a_ledger("PROPOSE")
    for n, kind in enumerate(kinds, 1):
        proposing = notes.register(f"c{n}")(proposing).state
        proposing = proposing.with_proposal(
            proposing.proposals[-1].model_copy(update={"noted": kind})
        )
        status = CandidateStatus("ALTERNATIVE" if kind is Noted.OPEN else kind.value)
        documents[f"c{n}"] = a_candidate(no=n, status=status)
    return state.model_copy(update={"proposals": proposing.proposals}), documents


def codes(state: Ledger, leg_id: str, figures: Figures) -> list[str]:
    return [gap.code for gap in closing.missing(state, state.leg(leg_id), figures)]


# ---- the order of the legs -------------------------------------------------------------------


def test_begin_when_it_is_there_then_it_begins_once() -> None:
    state = a_ledger("TRIAGE")
    assert begin("2025", 2025, SIX)(state).state is state


def test_open_when_an_earlier_leg_is_not_closed_then_refused_naming_it() -> None:
    with pytest.raises(WrongState, match="COLLECT") as refused:
        legs.open_leg("TRIAGE", AT)(a_ledger("COLLECT"))
    assert refused.value.code == "leg-order"


def test_open_when_it_is_next_then_open_and_said_with_its_stage() -> None:
    change = legs.open_leg("COLLECT", AT)(a_ledger())
    assert change.state.current() == "COLLECT"
    assert change.events == (
        LegOpened(cycle="2025", leg="COLLECT", stage="COLLECT", works=(Work.COLLECT,)),
    )


@pytest.mark.parametrize("leg_id", ["COLLECT", "TRIAGE"])
def test_open_when_it_is_open_or_closed_then_refused(leg_id: str) -> None:
    with pytest.raises(WrongState):
        legs.open_leg(leg_id, AT)(a_ledger("TRIAGE"))


def test_open_when_there_is_no_such_leg_then_not_found() -> None:
    with pytest.raises(NotFound):
        legs.open_leg("R9", AT)(a_ledger())


def test_reopen_when_a_leg_is_closed_then_all_later_legs_wait_again() -> None:
    state = a_ledger("DECIDE", collected=5)
    change = legs.reopen_leg("TRIAGE", "漏记会议", AT)(state)
    assert [one.status for one in change.state.legs] == [
        LegStatus.CLOSED,
        LegStatus.OPEN,
        *[LegStatus.PENDING] * 4,
    ]
    assert [one.outgoing for one in change.state.legs] == [5, None, None, None, None, None]
    assert change.state.collected == 5
    assert change.state.reopenings[-1].reason == "漏记会议"
    assert change.events == (LegReopened(cycle="2025", leg="TRIAGE", stage="TRIAGE"),)


def test_reopen_when_collecting_begins_again_then_the_count_is_open_again() -> None:
    change = legs.reopen_leg("COLLECT", "补充征集", AT)(a_ledger("TRIAGE", collected=5))
    assert change.state.collected is None


@pytest.mark.parametrize("leg_id", ["DECIDE", "PREREVIEW"])
def test_reopen_when_it_is_not_closed_then_refused(leg_id: str) -> None:
    with pytest.raises(WrongState):
        legs.reopen_leg(leg_id, "理由", AT)(a_ledger("DECIDE"))


def test_reopen_when_the_papers_are_final_then_refused() -> None:
    state = legs.freeze(a_ledger("SESSION")).state
    with pytest.raises(WrongState) as refused:
        legs.reopen_leg("DECIDE", "理由", AT)(state)
    assert refused.value.code == "booklet-frozen"


def test_reopen_when_it_is_the_session_then_refused() -> None:
    state = legs.announce(3, 1, AT)(a_ledger("SESSION")).state
    with pytest.raises(WrongState):
        legs.reopen_leg("SESSION", "理由", AT)(state)


# ---- meetings --------------------------------------------------------------------------------


def test_meeting_when_the_leg_is_open_then_recorded() -> None:
    change = legs.record_meeting("TRIAGE", a_meeting("CADRE"))(a_ledger("TRIAGE"))
    assert change.state.leg("TRIAGE").unrecorded() == []


@pytest.mark.parametrize("leg_id", ["COLLECT", "PROPOSE"])
def test_meeting_when_the_leg_is_not_open_then_refused(leg_id: str) -> None:
    with pytest.raises(WrongState):
        legs.record_meeting(leg_id, a_meeting("CADRE"))(a_ledger("TRIAGE"))


def test_meeting_when_there_are_too_many_then_refused() -> None:
    state = a_ledger("TRIAGE")
    for _ in range(MAX_MEETINGS):
        state = legs.record_meeting("TRIAGE", a_meeting("CADRE"))(state).state
    with pytest.raises(WrongState):
        legs.record_meeting("TRIAGE", a_meeting("CADRE"))(state)


# ---- the exact count of the suggestions ------------------------------------------------------


def test_count_when_it_differs_then_the_figure_follows_and_is_said_again() -> None:
    change = legs.note_collection(58, 53, 3)(a_ledger("TRIAGE"))
    assert change.state.collected == 58
    assert change.events == (LegClosed(cycle="2025", leg="COLLECT", incoming=58, outgoing=58),)


def test_count_when_it_is_the_same_then_only_noted() -> None:
    change = legs.note_collection(5, 4, 3)(a_ledger("TRIAGE"))
    assert (change.state.collected, change.state.collectors, change.events) == (5, 4, ())


def test_count_when_an_older_one_comes_late_then_ignored() -> None:
    state = legs.note_collection(58, 53, 3)(a_ledger("TRIAGE")).state
    assert legs.note_collection(57, 53, 2)(state).state is state


def test_count_when_collecting_is_open_again_then_ignored() -> None:
    state = a_ledger("COLLECT")
    assert legs.note_collection(58, 53, 3)(state).state is state


# ---- what is missing before a leg closes -----------------------------------------------------


def test_collect_when_there_is_no_suggestion_then_missing() -> None:
    assert codes(a_ledger("COLLECT"), "COLLECT", Figures()) == ["no-suggestion"]
    assert codes(a_ledger("COLLECT"), "COLLECT", Figures(suggestions=1)) == []


@pytest.mark.parametrize(
    ("given", "figures", "expected"),
    [
        ({}, Figures(suggestions=5), ["collection"]),
        ({"collected": 6}, Figures(suggestions=5), ["on-their-way"]),
        ({"collected": 5}, Figures(suggestions=5, untriaged=2), ["untriaged"]),
        ({"collected": 5}, Figures(suggestions=5, merged=5), []),
    ],
)
def test_triage_when_something_is_open_then_missing(
    given: dict[str, Any], figures: Figures, expected: list[str]
) -> None:
    state = a_ledger("TRIAGE", **given)
    assert codes(state, "TRIAGE", figures) == ["meeting", *expected]
    held = legs.record_meeting("TRIAGE", a_meeting("CADRE"))(state).state
    assert codes(held, "TRIAGE", figures) == expected


def test_propose_when_every_alternative_left_then_missing() -> None:
    state, documents = noted(a_ledger("PROPOSE"), Noted.WITHDRAWN, Noted.MERGED)
    assert codes(state, "PROPOSE", Figures(candidates=documents)) == ["no-alternative"]


def test_decide_when_one_is_undecided_then_missing() -> None:
    state, documents = noted(a_ledger("DECIDE"), Noted.CANDIDATE, Noted.OPEN)
    assert codes(state, "DECIDE", Figures(candidates=documents)) == ["meeting", "undecided"]


def test_prereview_when_an_opinion_waits_then_missing() -> None:
    state, documents = noted(a_ledger("PREREVIEW"), Noted.CANDIDATE)
    figures = Figures(unanswered=2, candidates=documents)
    assert codes(state, "PREREVIEW", figures) == ["unanswered"]


def test_prereview_when_nobody_is_left_then_the_slate_would_be_empty() -> None:
    state, documents = noted(a_ledger("PREREVIEW"), Noted.DECLINED)
    assert codes(state, "PREREVIEW", Figures(candidates=documents)) == ["empty-slate"]


def test_session_when_somebody_closes_it_then_refused() -> None:
    state, documents = noted(a_ledger("SESSION"), Noted.CANDIDATE)
    with pytest.raises(WrongState) as refused:
        closing.close_leg("SESSION", Figures(candidates=documents), AT)(state)
    assert refused.value.details[0]["code"] == "ballot"


def test_session_when_its_candidates_are_on_the_ballot_then_only_the_result_is_missing() -> None:
    state, documents = noted(a_ledger("SESSION"), Noted.CANDIDATE)
    documents["c1"] = documents["c1"].model_copy(update={"status": CandidateStatus.ON_BALLOT})
    assert codes(state, "SESSION", Figures(candidates=documents)) == ["ballot"]


@pytest.mark.parametrize(
    "changed",
    [{"status": CandidateStatus.ALTERNATIVE}, {"revision": 2}, None],
)
def test_close_when_a_document_is_behind_its_note_then_missing(
    changed: dict[str, Any] | None,
) -> None:
    state, documents = noted(a_ledger("PREREVIEW"), Noted.CANDIDATE, Noted.CANDIDATE)
    if changed is None:
        del documents["c2"]
    else:
        documents["c2"] = documents["c2"].model_copy(update=changed)
    assert codes(state, "PREREVIEW", Figures(candidates=documents)) == ["half-recorded"]


def test_close_when_much_is_missing_then_all_of_it_is_told() -> None:
    with pytest.raises(WrongState) as refused:
        closing.close_leg("TRIAGE", Figures(suggestions=5, untriaged=5), AT)(a_ledger("TRIAGE"))
    assert [row["code"] for row in refused.value.details] == ["meeting", "collection", "untriaged"]


@pytest.mark.parametrize("leg_id", ["COLLECT", "PROPOSE"])
def test_close_when_the_leg_is_not_open_then_refused(leg_id: str) -> None:
    with pytest.raises(WrongState):
        closing.close_leg(leg_id, Figures(suggestions=1), AT)(a_ledger("TRIAGE"))


# ---- figures and the slate -------------------------------------------------------------------


def closed(at_leg: str, figures: Figures, *kinds: Noted, **given: Any) -> Any:
    state, documents = noted(a_ledger(at_leg, **given), *kinds)
    for body in state.leg(at_leg).wanted:
        state = legs.record_meeting(at_leg, a_meeting(body.id))(state).state
    known = Figures(figures.suggestions, figures.merged, 0, 0, documents)
    return closing.close_leg(at_leg, known, AT)(state)


@pytest.mark.parametrize(
    ("at_leg", "kinds", "incoming", "outgoing"),
    [
        ("COLLECT", (), 5, 5),
        ("TRIAGE", (), 5, 3),
        ("PROPOSE", (Noted.OPEN, Noted.OPEN, Noted.WITHDRAWN), 5, 2),
        ("DECIDE", (Noted.CANDIDATE, Noted.DECLINED, Noted.CANDIDATE), 5, 2),
        ("PREREVIEW", (Noted.CANDIDATE, Noted.DECLINED), 5, 1),
    ],
)
def test_close_when_all_is_there_then_the_figures_are_said(
    at_leg: str, kinds: tuple[Noted, ...], incoming: int, outgoing: int
) -> None:
    change = closed(at_leg, Figures(5, 2), *kinds, collected=5)
    assert change.events[0] == LegClosed(
        cycle="2025", leg=at_leg, incoming=incoming, outgoing=outgoing
    )
    assert change.state.leg(at_leg).status is LegStatus.CLOSED
    assert len(change.events) == (2 if at_leg == "PREREVIEW" else 1)


def test_slate_when_the_last_leg_closes_then_candidates_are_numbered_anew() -> None:
    state, documents = noted(
        a_ledger("PREREVIEW"), Noted.DECLINED, Noted.CANDIDATE, Noted.CANDIDATE
    )
    decided = state.leg("DECIDE").model_copy(update={"meetings": (a_meeting("JOINT"),)})
    figures = Figures(candidates=documents)
    change = closing.close_leg("PREREVIEW", figures, AT)(state.with_leg(decided))
    said = change.events[1]
    assert isinstance(said, SlateFinalised)
    assert [(item.no, item.candidate) for item in said.items] == [(1, "c2"), (2, "c3")]
    assert (said.slate, said.items[0].approved_by) == ("2025-1", "JOINT 2025-03-05")


def test_result_when_announced_then_the_session_is_closed_with_its_reserve() -> None:
    change = legs.announce(10, 2, AT)(a_ledger("SESSION"))
    assert (change.state.leg("SESSION").outgoing, change.state.reserve) == (10, 2)
    assert legs.announce(10, 2, AT)(change.state).events == ()


def test_result_when_nobody_opened_the_session_here_then_it_counts_all_the_same() -> None:
    state = a_ledger("SESSION")
    waiting = state.leg("SESSION").model_copy(update={"status": LegStatus.PENDING})
    change = legs.announce(10, 2, AT)(state.with_leg(waiting))
    assert change.state.leg("SESSION").status is LegStatus.CLOSED


# ---- notes of the ledger ---------------------------------------------------------------------


def test_register_when_repeated_then_the_number_stays() -> None:
    state = notes.register("c1")(a_ledger("PROPOSE")).state
    state = notes.register("c2")(state).state
    assert notes.register("c1")(state).state is state
    assert (state.number_of("c1"), state.number_of("c2"), state.number_of("c3")) == (1, 2, 0)


def test_register_when_proposing_is_closed_then_refused() -> None:
    with pytest.raises(WrongState):
        notes.register("c1")(a_ledger("DECIDE"))


def test_register_when_there_are_200_then_refused() -> None:
    state = a_ledger("PROPOSE")
    for n in range(MAX_PROPOSALS):
        state = notes.register(f"c{n}")(state).state
    with pytest.raises(WrongState):
        notes.register("one more")(state)


def test_note_when_no_leg_for_it_is_open_then_refused() -> None:
    state, _ = noted(a_ledger("PREREVIEW"), Noted.OPEN)
    with pytest.raises(WrongState):
        notes.note("c1", "accept", Work.DECIDE)(state)


def test_note_when_the_proposal_has_no_number_then_too_early() -> None:
    with pytest.raises(TooEarly):
        notes.note("c1", "accept", Work.DECIDE)(a_ledger("DECIDE"))


def test_note_revision_when_the_prereview_is_not_open_then_refused() -> None:
    state, _ = noted(a_ledger("DECIDE"), Noted.CANDIDATE)
    with pytest.raises(WrongState):
        notes.note_revision("c1", 2)(state)


# ---- rulings ---------------------------------------------------------------------------------


def a_ruling(**given: Any) -> rulings.Ruling:
    facts: dict[str, Any] = {
        "decision": Decision.CANDIDATE,
        "criteria": ALL,
        "reason_code": ReasonCode.MEETS_CRITERIA,
        "reason": "符合三性",
    }
    return rulings.Ruling(**(facts | given))


DECLINE = {"decision": Decision.DECLINED, "reason_code": ReasonCode.NOT_FEASIBLE, "reason": "无地"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"criteria": {Criterion.INCLUSIVE: True}}, "criteria-unmarked"),
        ({"criteria": ALL | {Criterion.FEASIBLE: False}}, "criteria-not-met"),
        ({"reason": " "}, "reason-missing"),
        ({"criteria": ALL | {Criterion.FEASIBLE: None}}, "criteria-not-met"),
        (DECLINE | {"reason": " "}, "reason-missing"),
        (DECLINE | {"reason_code": ReasonCode.MEETS_CRITERIA}, "reason-code"),
        (DECLINE | {"reason_code": ReasonCode.CHOSEN_BY_BALLOT}, "reason-code"),
        (DECLINE | {"criteria": {}}, "criteria-unmarked"),
    ],
)
def test_ruling_when_it_contradicts_itself_then_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        rulings.check_ruling(a_ruling(**given), tuple(Criterion))
    assert refused.value.code == code


NOT_ASSESSED: dict[Criterion, bool | None] = {**dict.fromkeys(Criterion)}


@pytest.mark.parametrize("given", [{}, DECLINE, DECLINE | {"criteria": NOT_ASSESSED}])
def test_ruling_when_it_is_complete_then_taken(given: dict[str, Any]) -> None:
    rulings.check_ruling(a_ruling(**given), tuple(Criterion))


# ---- texts -----------------------------------------------------------------------------------


def test_revise_when_based_on_the_latest_then_the_old_text_is_kept() -> None:
    before = a_candidate(status=CandidateStatus.CANDIDATE)
    after = revising.revise("新名称", "新内容", 1, AT)(before).state
    assert (after.revision, after.title, after.history[0].title) == (2, "新名称", "老年助餐")
    with pytest.raises(Stale):
        revising.revise("别的", "别的", 1, AT)(after)


def test_revise_when_often_then_ten_old_texts_are_kept() -> None:
    state = a_candidate(status=CandidateStatus.CANDIDATE)
    for n in range(1, 15):
        state = revising.revise(f"第 {n} 稿", "内容", n, AT)(state).state
    assert (state.revision, len(state.history)) == (15, 10)


def test_take_over_when_repeated_then_sources_are_joined_once() -> None:
    target = a_candidate(status=CandidateStatus.ALTERNATIVE, sources=("s1", "s2"))
    take = candidates.take_over("c1", "c2", ("s2", "s3"))
    grown = take(target)
    assert grown.state.sources == ("s1", "s2", "s3")
    assert take(grown.state).events == ()


def test_conclude_when_the_news_of_the_papers_is_late_then_the_result_counts() -> None:
    candidate = a_candidate(status=CandidateStatus.CANDIDATE)
    chosen = candidates.conclude("c1", True, AT)(candidate).state
    assert chosen.status is CandidateStatus.SELECTED
    assert candidates.put_on_ballot(chosen).state is chosen
    assert candidates.conclude("c1", False, AT)(chosen).state is chosen


def test_conclude_when_the_ballot_is_over_then_the_day_of_the_joint_decision_stays() -> None:
    decided = AT - timedelta(days=30)
    candidate = a_candidate(status=CandidateStatus.ON_BALLOT, decided_at=decided)
    assert candidates.conclude("c1", True, AT)(candidate).state.decided_at == decided


def test_answer_when_given_twice_then_refused() -> None:
    opinion = Opinion(cycle="2025", candidate="c1", member="m1", text="周六", at=AT)
    answered = opinions.answer(True, "采纳", 2, AT)(opinion).state
    with pytest.raises(WrongState):
        opinions.answer(False, "不采纳", 0, AT)(answered)


@pytest.mark.parametrize("empty", ["deputies", "neighbour_leads"])
def test_forum_when_deputies_or_neighbours_are_missing_then_refused(empty: str) -> None:
    facts: dict[str, Any] = {
        "cycle": "2025",
        "kind": "座谈会",
        "station": "联络站",
        "held_on": "2025-03-18",
        "deputies": ("甲",),
        "neighbour_leads": ("乙",),
    }
    check_forum(Forum(**facts))
    with pytest.raises(Invalid):
        check_forum(Forum(**(facts | {empty: ()})))


# ---- suggestions -----------------------------------------------------------------------------


def facts_of(kind: type[Any], **given: str) -> Any:
    facts = dict.fromkeys(("channel", "category", "collector"), "")
    facts |= {"suggestion": "s1", "cycle": "2025", "no": "1", "title": "电梯", "community": "浦沅"}
    return kind(**(facts | given))


def test_keep_when_the_correction_overtakes_then_the_older_word_is_ignored() -> None:
    corrected = items.keep(facts_of(SuggestionCorrected, title="加装电梯"), 4)(None).state
    kept = items.keep(facts_of(SuggestionAccepted), 2)(corrected).state
    assert (kept.title, kept.sequence) == ("加装电梯", 4)


def an_item(**given: Any) -> Item:
    kept = items.keep(facts_of(SuggestionAccepted), 1)(None).state
    return kept.model_copy(update=given)


def a_triage(disposition: Disposition = Disposition.PROJECT_SOURCE, unit: str = "") -> Triage:
    return Triage(
        level=Level.STREET, category="X", disposition=disposition, opinion="列入", unit=unit
    )


def test_triage_when_repeated_then_said_once_and_again_where_it_changes() -> None:
    first = items.triage("s1", a_triage())(an_item())
    assert len(first.events) == 1
    assert items.triage("s1", a_triage())(first.state).events == ()
    changed = items.triage("s1", a_triage(Disposition.REFERENCE))(first.state)
    assert len(changed.events) == 1


def test_triage_when_a_proposal_cites_it_then_its_way_cannot_change() -> None:
    cited = items.cite("c1")(items.triage("s1", a_triage())(an_item()).state).state
    with pytest.raises(WrongState):
        items.triage("s1", a_triage(Disposition.REFERENCE))(cited)


def test_triage_when_assigned_without_a_unit_then_refused() -> None:
    items.check_triage(a_triage(Disposition.ASSIGNED, "物业科"))
    with pytest.raises(Invalid):
        items.check_triage(a_triage(Disposition.ASSIGNED))


def test_set_aside_when_cited_or_no_source_or_done_then_nothing_happens() -> None:
    source = items.triage("s1", a_triage())(an_item()).state
    aside = items.set_aside("s1")(source)
    assert len(aside.events) == 1
    assert items.set_aside("s1")(aside.state).events == ()
    assert items.set_aside("s1")(items.cite("c1")(source).state).events == ()
    assert items.set_aside("s1")(an_item()).events == ()


def test_held_when_its_answer_is_decided_then_not_what_was_public_before() -> None:
    public = items.triage("s1", a_triage(Disposition.REFERENCE))(an_item()).state
    assert public_item(public) == public
    source = items.triage("s1", a_triage())(an_item()).state
    aside = items.set_aside("s1", held=True)(source).state
    assert not public_item(aside).set_aside
    assert public_item(items.release(aside).state).set_aside
    again = items.triage("s1", a_triage(Disposition.REFERENCE), held=True)(aside).state
    assert public_item(again).disposition == ""
    told = candidates.release(a_candidate(status=CandidateStatus.DECLINED, held=True)).state
    anew = rulings.rule("c1", a_ruling(), AT, held=True)(told).state
    assert public_candidate(told).status is CandidateStatus.DECLINED
    assert public_candidate(anew).status is CandidateStatus.ALTERNATIVE


def test_cite_when_it_was_set_aside_then_it_is_taken_up_again() -> None:
    source = items.triage("s1", a_triage())(an_item()).state
    aside = items.set_aside("s1")(source).state
    assert not items.cite("c1")(aside).state.set_aside


def test_cite_when_many_do_then_twenty_are_remembered() -> None:
    state = an_item()
    for n in range(25):
        state = items.cite(f"c{n}")(state).state
    assert len(state.candidates) == 20
    assert items.cite("c3")(state).state is state


def test_merge_when_done_then_triage_and_citing_end() -> None:
    merged = items.merge("s1", "s2", 4)(an_item()).state
    assert (merged.status, merged.target) == (ItemStatus.MERGED, "s2")
    assert items.merge("s1", "s3", 4)(merged).state is merged
    assert not merged.may_be_cited
    with pytest.raises(WrongState):
        items.triage("s1", a_triage())(merged)


def test_reopen_when_parted_then_it_waits_again_whichever_word_comes_first() -> None:
    triaged = items.triage("s1", a_triage())(an_item()).state
    for words in (("merge", "reopen"), ("reopen", "merge")):
        item = triaged
        for word in words:
            said = (
                items.merge("s1", "s2", 4)
                if word == "merge"
                else items.reopen("s1", 5, board=False)
            )
            item = said(item).state
        assert (item.status, item.target) == (ItemStatus.OPEN, ""), words
    # Merged once more, and the news of the parting before it comes late.
    again = items.merge("s1", "s3", 6)(item).state
    assert items.reopen("s1", 5, board=False)(again).state is again
    assert again.status is ItemStatus.MERGED


def test_reopen_when_its_answer_does_not_hold_then_the_open_board_has_it_again() -> None:
    triaged = items.triage("s1", a_triage(Disposition.REFERENCE))(an_item()).state
    back = items.reopen("s1", 5, board=True)(triaged).state
    assert (back.status, back.disposition, back.earlier) == (ItemStatus.OPEN, "", triaged.triage)
    # The same said again is said to all: the answer is given anew.
    assert len(items.triage("s1", a_triage(Disposition.REFERENCE))(back).events) == 1
    assert items.reopen("s1", 5, board=False)(triaged).state.status is ItemStatus.TRIAGED
    cited = items.cite("c1")(items.triage("s1", a_triage())(an_item()).state).state
    assert items.reopen("s1", 5, board=True)(cited).state.status is ItemStatus.TRIAGED


def test_reopen_when_a_proposal_cites_it_then_it_stands_with_its_triage_and_that_is_said() -> None:
    cited = items.cite("c1")(items.triage("s1", a_triage())(an_item()).state).state
    merged = items.merge("s1", "s2", 4)(cited).state
    back = items.reopen("s1", 5, board=False)(merged)
    assert (back.state.status, back.state.triage, back.state.target) == (
        ItemStatus.TRIAGED, cited.triage, "",
    )  # fmt: skip
    assert [type(said).__name__ for said in back.events] == ["SuggestionTriaged"]
