"""投票码条 decided, pure: a print takes two offices, and a turn opens only on slips that add up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.core.decision import Change
from chassis.core.errors import Busy, Invalid, NotAllowed, WrongState
from services.ballot.session.domain import SESSION, Session, check_not_voting
from services.ballot.slips.credential import set_digest
from services.ballot.slips.prints import CancelledSlip, SlipBox, SlipOrder, SlipPrint, SlipSet

RELEASED_WITHIN = timedelta(minutes=30)
MOST_PRINTS = 30
"""Prints that one session remembers; more than a handful means that something is wrong."""


@dataclass(frozen=True)
class Stored:
    """The coupons of one turn as they lie in the database.

    ``keys``: all public keys, those of cancelled slips too. ``of``: the cancelled slips that it was
    read for; ``lists``: how many of their lists were there and untouched.
    """

    turn: int
    keys: frozenset[str]
    cancelled: frozenset[str] = frozenset()
    of: tuple[CancelledSlip, ...] = ()
    lists: int = 0

    @property
    def in_force(self) -> SlipSet:
        """What is good in this turn."""
        good = self.keys - self.cancelled
        return SlipSet(turn=self.turn, slips=len(good), digest=set_digest(good))


# ---- printing by two offices ---------------------------------------------------------------


def order_slips(state: Session, order: SlipOrder, seats: int) -> Change[Session]:
    """申请印制: the committee orders a print; the newest order stands."""
    check_orderable(state, order, seats)
    return _changed(state, {"order": order})


def check_orderable(state: Session, order: SlipOrder, seats: int) -> None:
    """Raise where slips may not be printed now, or not so many."""
    SESSION.move(state.status, "print_slips")
    check_not_voting(state)
    if state.drawn and not order.why:
        raise Invalid(
            "why-more-slips",
            "已有议事员领取投票码条，加印须写明原因。",
            "Somebody has drawn a slip already; say why more are printed.",
        )
    if len(state.box.prints) >= MOST_PRINTS:
        raise WrongState("too-many-prints", "印制次数过多。", "Slips were printed too often.")
    _check_turns(state, order)
    _check_number(state, order, seats)


def _check_number(state: Session, order: SlipOrder, seats: int) -> None:
    there = state.slips - len(state.box.cancelled) if adds(state, order) else 0
    if there + order.number > seats:
        raise Invalid(
            "too-many-slips",
            f"议事员名额 {seats} 个，现有未作废的投票码条 {there} 张，加印 {order.number} 张就超过"
            "了。请先把剩余和损坏的作废。",
            f"There are {seats} seats and {there} slips that are not cancelled; {order.number} "
            "more are too many. Cancel what is left over or spoiled first.",
        )
    if order.apart > (order.number if state.apart else 0):
        raise Invalid(
            "too-many-apart",
            f"单独一组的投票码条不能多于 {order.number if state.apart else 0} 张。",
            "More slips for the group than there can be.",
        )


def _check_turns(state: Session, order: SlipOrder) -> None:
    if adds(state, order) and state.turn >= state.box.last:
        raise coupons_used()


def coupons_used() -> WrongState:
    """Every turn that the slips have a coupon for was held."""
    return WrongState(
        "coupons-used",
        "投票码条上的票码已用完，请申请重新印制，全体重新抽取。",
        "Every coupon of the slips is used; order a fresh print, and let all draw again.",
    )


def adds(state: Session, order: SlipOrder) -> bool:
    """Whether the print adds to what is drawn, and does not replace it."""
    return bool(state.drawn) and not order.afresh


@dataclass(frozen=True)
class Plan:
    """What a release prints: how many slips, with ``coupons`` of them from turn ``first`` on.

    ``adds``: to the sets that are there. ``apart``: how many of them are the group's.
    """

    number: int
    first: int
    coupons: int
    adds: bool
    apart: int = 0

    @property
    def turns(self) -> range:
        """The turns that it prints coupons for."""
        return range(self.first, self.first + self.coupons)


def plan_release(state: Session, who: str, at: datetime, coupons: int) -> Plan:
    """What is to be printed. Raises where no order waits, or one too old, or by the same person."""
    SESSION.move(state.status, "print_slips")
    check_not_voting(state)
    order = state.box.order
    if order is None:
        raise _nothing_ordered(state, who)
    if at > order.at + RELEASED_WITHIN:
        raise WrongState(
            "order-old",
            "印制申请已超过 30 分钟，请人大街道工委重新申请。",
            "The order is older than 30 minutes; the committee must order again.",
        )
    if who == order.by:
        raise NotAllowed(
            "own-order",
            "申请人不能自己放行，须由另一人放行。",
            "Who ordered the print cannot release it.",
        )
    check_not_at_the_door(who, {one.witness.by for one in state.arrived} | {*state.card_printers})
    _check_turns(state, order)
    first, more = state.turn + 1, adds(state, order)
    turns = state.box.last - state.turn if more else coupons
    return Plan(order.number, first, turns, more, order.apart)


def _nothing_ordered(state: Session, who: str) -> WrongState:
    if state.box.prints and state.box.prints[-1].by[1] == who:
        return shown_once()
    return WrongState(
        "no-order", "没有待放行的印制申请。", "No print is ordered; the committee does that."
    )


def may_show_again(state: Session, last: SlipPrint, who: str, proof: str, at: datetime) -> bool:
    """Whether the officer who released the latest print may have its sheet again; not for long."""
    same = bool(proof) and (last.by[1], last.proof) == (who, proof)
    early = at <= last.at + RELEASED_WITHIN and state.turn < last.first
    return same and early and state.voting is None and not last.replaced


def shown_once() -> WrongState:
    """The same release was asked twice; its codes were in the first answer alone."""
    return WrongState(
        "printed-once",
        "这批投票码条已由您放行，只显示一次，请看首次点击打开的打印页；"
        "没有打印成功的，请人大街道工委重新申请印制。",
        "You have released these slips. They are shown once, on the page that the first click "
        "opened; where printing failed, the committee orders a fresh print.",
    )


def check_not_at_the_door(who: str, at_the_door: Collection[str]) -> None:
    """Raise ``NotAllowed`` for who stood for a check-in: codes and the door are in two hands."""
    if who in at_the_door:
        raise NotAllowed(
            "at-door",
            "您办理过本次会议的签到或印制过参会卡，不能放行投票码条，请由其他监票人放行。",
            "You checked somebody in or printed cards; another scrutineer has to release slips.",
        )


def to_order(state: Session) -> bool:
    """Whether the first print was not ordered yet."""
    return state.box.order is None and not state.slips


def to_release(state: Session, who: str) -> bool:
    """Whether a print waits for this person."""
    return state.box.order is not None and state.box.order.by != who


def release(
    state: Session, printed: SlipPrint, plan: Plan, digests: tuple[str, ...], run: str
) -> Change[Session]:
    """放行印制: from here on these slips are good.

    ``run`` is random: without it the digests of the audit trail would tell, by trying, which keys
    a small print added.
    """
    if plan_release(state, printed.by[1], printed.at, plan.coupons) != plan:
        raise moving()
    box = state.box
    if plan.adds:
        told = (*box.digests[: plan.first - box.first], *digests)
        kept = {"digests": told, "prints": (*box.prints, printed), "order": None}
        return _changed(state, kept, slips=state.slips + plan.number, print=run)
    former = tuple(one.model_copy(update={"replaced": True}) for one in box.prints)
    fresh = SlipBox(prints=(*former, printed), first=plan.first, digests=digests)
    return _changed(state, dict(fresh), slips=plan.number, print=run, drawn=())


def moving() -> Busy:
    """Somebody printed, cancelled or opened at the same moment."""
    return Busy(
        "slips-moving",
        "投票码条刚有变动，请刷新后再试。",
        "The slips changed just now; reload and try again.",
    )


def _changed(state: Session, box: Mapping[str, object], **session: object) -> Change[Session]:
    kept = state.box.model_copy(update=box)
    return Change(state.model_copy(update={"box": kept, **session}))


# ---- what is left over or spoiled ----------------------------------------------------------


def cancel(state: Session, slips: tuple[CancelledSlip, ...]) -> Change[Session]:
    """作废: these slips are good in no turn any more; one that is cancelled stays so."""
    check_cancellable(state)
    known = {one.id for one in state.box.cancelled}
    more = (one for one in slips if one.id not in known)
    cancelled = tuple(sorted((*state.box.cancelled, *more), key=lambda one: one.id))
    if len(cancelled) > state.slips:
        raise moving()
    return _changed(state, {"cancelled": cancelled})


def check_cancellable(state: Session) -> None:
    """Raise ``WrongState`` while a round is voted on: its slips stand as they are."""
    SESSION.move(state.status, "print_slips")
    check_not_voting(state)


# ---- before a turn opens -------------------------------------------------------------------


def check_figures(state: Session) -> None:
    """印制 = 发出 + 作废, of the group that must pass apart as of all. Raises ``WrongState``."""
    drawn, gone = len(state.drawn), len(state.box.cancelled)
    _add_up(state.slips, drawn, gone, "", "")
    if state.apart:
        drawn = len(set(state.drawn) & set(state.apart))
        _add_up(state.box.apart, drawn, state.box.gone(True), "单独一组的", " of the group")


def _add_up(printed: int, drawn: int, cancelled: int, of_zh: str, of_en: str) -> None:
    rest = printed - drawn - cancelled
    if rest == 0:
        return
    zh = f"{of_zh}投票码条印制 {printed} 张，已发出 {drawn} 张，已作废 {cancelled} 张："
    en = f"{printed} slips{of_en} are printed, {drawn} drawn, {cancelled} cancelled: "
    if rest > 0:
        zh += f"还有 {rest} 张没有下落，请把剩余和损坏的逐张作废。"
        en += f"{rest} are unaccounted for; cancel each that is left over or spoiled."
    else:
        zh += f"多出 {-rest} 张，有人手里的投票码条已作废，请加印 {-rest} 张补发。"
        en += f"{-rest} too many: somebody holds a cancelled slip; print {-rest} more for them."
    raise WrongState("slips-do-not-add-up", zh, en)


def check_stored(state: Session, stored: Stored) -> None:
    """Raise where the coupons of the coming turn are not exactly those that were printed."""
    if stored.turn != state.turn + 1:
        raise moving()
    if not state.box.digest_of(stored.turn):
        raise coupons_used()
    check_stored_set(state, stored)


def check_stored_set(state: Session, stored: Stored) -> None:
    """Raise where the coupons of a turn are not those that were printed for it."""
    if stored.of != state.box.cancelled:
        raise moving()
    printed = state.box.digest_of(stored.turn)
    if set_digest(stored.keys) != printed or stored.lists != len(stored.of):
        raise slips_differ()


def slips_differ() -> WrongState:
    """Somebody changed the coupons in the database."""
    return WrongState(
        "slips-differ",
        "库中的票码与印制时登记的不一致，不能开始投票。请报告监票人，并重新印制、重新抽取。",
        "The slips in the database are not those that were printed. Tell the scrutineers; print "
        "afresh and let all draw again.",
    )
