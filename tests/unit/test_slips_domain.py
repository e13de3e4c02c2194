"""Slips, pure: prints by two people, turns, what is cancelled, figures; guesses counted."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.core.errors import Busy, Invalid, NotAllowed, WrongState
from chassis.web.public_rate import PLACES, Guesses
from services.ballot.ballot.domain.count import Freeze
from services.ballot.session.domain import Session, Voting
from services.ballot.slips import coupons, domain
from services.ballot.slips.credential import set_digest
from services.ballot.slips.domain import Plan, Stored
from services.ballot.slips.prints import CancelledSlip, SlipOrder, SlipPrint

AT = datetime(2025, 6, 12, 1, 0, tzinfo=UTC)
FREEZE = Freeze(expected=3, present=3, issued=3)


def a_session(status: str = "CHECK_IN", **given: object) -> Session:
    plan = Session(cycle="2025", term=1, number=1, at="", venue="", agenda=())
    return plan.model_copy(update={"status": status, **given})


def ordered(state: Session, number: int = 3, **given: object) -> Session:
    told = {"by": "npc", "name": "N", "at": AT, "number": number}
    order = SlipOrder.model_validate(told | given)
    return domain.order_slips(state, order, 3).state


def released(state: Session, run: str = "run", who: str = "watcher", coupons: int = 4) -> Session:
    plan = domain.plan_release(state, who, AT, coupons)
    digests = tuple(f"{run}-{turn}" for turn in plan.turns)
    printed = SlipPrint(
        by=("npc", who), names=("N", "W"), at=AT, number=plan.number, first=plan.first,
        coupons=plan.coupons,
    )  # fmt: skip
    return domain.release(state, printed, plan, digests, run).state


def drawn(state: Session, number: int) -> Session:
    return state.model_copy(update={"drawn": tuple(f"m{n}" for n in range(number))})


# ---- two offices ---------------------------------------------------------------------------


def test_print_when_ordered_and_released_then_stands_with_both_names() -> None:
    done = released(ordered(a_session()))
    assert (done.slips, done.box.order, done.box.last) == (3, None, 4)
    assert done.box.releasers == {"watcher"}
    assert [done.box.digest_of(turn) for turn in (0, 1, 4, 5)] == ["", "run-1", "run-4", ""]


def test_print_when_released_by_who_ordered_or_too_late_or_without_order_then_refused() -> None:
    waiting = ordered(a_session())
    with pytest.raises(NotAllowed, match="own-order"):
        domain.plan_release(waiting, "npc", AT, 4)
    with pytest.raises(WrongState, match="order-old"):
        domain.plan_release(waiting, "watcher", AT + timedelta(minutes=30, seconds=1), 4)
    assert domain.plan_release(waiting, "watcher", AT + timedelta(minutes=30), 4).number == 3
    with pytest.raises(WrongState, match="no-order"):
        domain.plan_release(a_session(), "watcher", AT, 4)
    assert domain.to_release(waiting, "watcher")
    assert not domain.to_release(waiting, "npc")


@pytest.mark.parametrize("status", ["DRAFT", "CLOSED"])
def test_print_when_before_the_notice_or_after_the_end_then_refused(status: str) -> None:
    with pytest.raises(WrongState):
        ordered(a_session(status))


def test_print_when_voting_then_neither_ordered_nor_released_nor_cancelled() -> None:
    voting = Voting(ballot="B", round=1, freeze=FREEZE)
    during = ordered(a_session()).model_copy(update={"voting": voting})
    with pytest.raises(WrongState, match="voting"):
        ordered(during)
    with pytest.raises(WrongState, match="voting"):
        domain.plan_release(during, "watcher", AT, 4)
    with pytest.raises(WrongState, match="voting"):
        domain.cancel(during, ())


def test_print_when_something_moved_meanwhile_then_not_taken() -> None:
    waiting = ordered(a_session())
    plan = domain.plan_release(waiting, "watcher", AT, 4)
    printed = SlipPrint(by=("npc", "watcher"), names=("", ""), at=AT, number=3, first=1, coupons=4)
    other = ordered(a_session(), number=2)
    with pytest.raises(Busy):
        domain.release(other, printed, plan, (), "run")
    assert Plan(2, 1, 4, adds=False) == domain.plan_release(other, "watcher", AT, 4)


# ---- again, and more -----------------------------------------------------------------------


def test_print_when_nobody_drew_then_replaces_and_when_somebody_did_then_adds() -> None:
    again = released(ordered(released(ordered(a_session())), 2), "two")
    assert (again.slips, again.box.digest_of(1)) == (2, "two-1")
    assert [one.replaced for one in again.box.prints] == [True, False]
    late = drawn(again, 2).model_copy(update={"turn": 1})
    with pytest.raises(Invalid, match="why-more-slips"):
        ordered(late, 1)
    more = released(ordered(late, 1, why="迟到"), "three", coupons=9)
    assert (more.slips, more.turn, more.box.last) == (3, 1, 4)
    assert [more.box.digest_of(turn) for turn in (1, 2, 4)] == ["two-1", "three-2", "three-4"]
    assert more.print == "three"
    with pytest.raises(Invalid, match="too-many-slips"):
        ordered(late, 2, why="迟到")


def test_print_when_every_coupon_is_used_then_only_a_fresh_one_where_all_draw_again() -> None:
    used = drawn(released(ordered(a_session())), 2).model_copy(update={"turn": 4})
    with pytest.raises(WrongState, match="coupons-used"):
        ordered(used, 1, why="迟到")
    afresh = released(ordered(used, why="票码用完", afresh=True), "new")
    assert (afresh.drawn, afresh.box.first, afresh.box.last) == ((), 5, 8)


# ---- figures -------------------------------------------------------------------------------


def cancelled(state: Session, number: int) -> Session:
    slips = tuple(CancelledSlip(id=f"c{n}", digest="d") for n in range(number))
    return domain.cancel(state, slips).state


@pytest.mark.parametrize(
    ("here", "gone", "word"),
    [
        (3, 0, ""),
        (2, 1, ""),
        (0, 3, ""),
        (2, 0, "还有 1 张"),
        (0, 0, "还有 3 张"),
        (3, 1, "多出 1 张"),
    ],
)
def test_figures_when_printed_is_drawn_and_cancelled_then_it_adds_up(
    here: int, gone: int, word: str
) -> None:
    state = cancelled(drawn(released(ordered(a_session())), here), gone)
    if not word:
        return domain.check_figures(state)
    with pytest.raises(WrongState) as refused:
        domain.check_figures(state)
    assert word in refused.value.zh
    return None


def test_cancel_when_repeated_then_once_and_more_than_printed_refused() -> None:
    state = released(ordered(a_session()))
    assert cancelled(cancelled(state, 2), 2).box.cancelled == cancelled(state, 2).box.cancelled
    with pytest.raises(Busy):
        cancelled(state, 4)


def test_stored_when_anything_differs_then_refused() -> None:
    keys = frozenset({"a", "b", "c"})
    state = released(ordered(a_session()))
    box = state.box.model_copy(update={"digests": (set_digest(keys),)})
    state = state.model_copy(update={"box": box})
    domain.check_stored(state, Stored(1, keys))
    for other in (keys - {"a"}, keys | {"d"}, keys - {"a"} | {"d"}, frozenset()):
        with pytest.raises(WrongState, match="slips-differ"):
            domain.check_stored(state, Stored(1, other))
    with pytest.raises(Busy):
        domain.check_stored(state, Stored(2, keys))
    gone = cancelled(state, 1)
    with pytest.raises(Busy):
        domain.check_stored(gone, Stored(1, keys))
    of = gone.box.cancelled
    with pytest.raises(WrongState, match="slips-differ"):
        domain.check_stored(gone, Stored(1, keys, of=of, lists=0))
    good = Stored(1, keys, frozenset({"a"}), of, 1)
    domain.check_stored(gone, good)
    assert (good.in_force.slips, good.in_force.digest) == (2, set_digest({"b", "c"}))
    with pytest.raises(WrongState, match="coupons-used"):
        domain.check_stored(state.model_copy(update={"turn": 1}), Stored(2, keys))


# ---- a slip and its sealed list ------------------------------------------------------------


def test_list_when_opened_with_another_code_or_changed_then_nothing() -> None:
    import secrets

    slip = coupons.fresh_slip("1", "s", range(2, 5), secrets.choice)
    text = coupons.sealed("1", "s", slip, b"\0" * coupons.NONCE)
    assert coupons.opened("1", "s", slip.cancel, text) == slip.keys
    assert list(slip.keys) == [2, 3, 4]
    assert coupons.opened("1", "other", slip.cancel, text) is None
    assert coupons.opened("1", "s", slip.coupons[0].code, text) is None
    for broken in ("", "zz", text[:-2], ("0" if text[0] != "0" else "1") + text[1:]):
        assert coupons.opened("1", "s", slip.cancel, broken) is None
    assert not any(key in text for key in slip.keys.values())


# ---- guesses -------------------------------------------------------------------------------


def test_guesses_when_counted_then_for_each_place_and_minute() -> None:
    guesses = Guesses()
    assert [guesses.count(("a", "s"), AT) for _ in range(3)] == [1, 2, 3]
    assert guesses.count(("b", "s"), AT) == 1
    assert guesses.count(("a", "s"), AT + timedelta(minutes=1)) == 1


def test_guesses_when_addresses_are_made_up_then_memory_has_a_bound() -> None:
    guesses = Guesses()
    for n in range(PLACES + 50):
        last = guesses.count((str(n), "s"), AT)
    assert len(guesses.counts) <= PLACES + 1
    assert last == 50
