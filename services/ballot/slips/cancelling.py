"""作废: what is left over or spoiled is cancelled by its cancel code, many at once."""

from collections.abc import Sequence

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, Problem
from chassis.web.command import Order
from services.ballot.kinds import SESSIONS
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of, settle_voting
from services.ballot.slips import stored
from services.ballot.slips.bodies import CancelCodes
from services.ballot.slips.coupons import Keys, cancel_row
from services.ballot.slips.credential import is_apart, read_code
from services.ballot.slips.domain import cancel, check_cancellable


async def cancel_slips(order: Order[CancelCodes]) -> Changed[Session]:
    """Cancel the slips with these codes in every turn to come.

    Raises ``Invalid`` with the lines that are no cancel code; then nothing is cancelled.
    """
    await settle_voting(order.ctx, order.street, order.key, order.cause)
    state = (await session_of(order.ctx, order.street, order.key)).state
    check_cancellable(state)
    found = await _opened(order, order.body.codes)
    slips = []
    for row, keys in sorted(found.items()):
        coming = {turn: key for turn, key in keys.items() if turn > state.turn}
        engine, apart = order.ctx.store.engine, any(map(is_apart, keys.values()))
        slips.append(
            await stored.keep_cancelled(engine, order.street, order.key, row, coming, apart=apart)
        )

    def decide(state: Session) -> Change[Session]:
        return cancel(state, tuple(slips))

    return await order.change(SESSIONS, decide)


async def _opened(order: Order[CancelCodes], lines: Sequence[str]) -> dict[str, Keys]:
    """Row → keys of each slip that these lines name."""
    found: dict[str, Keys] = {}
    wrong = []
    for number, line in enumerate(lines, 1):
        try:
            code = read_code(line)
            keys = await stored.open_list(order.ctx.store.engine, order.street, order.key, code)
            if keys is None:
                raise no_cancel_code()
            found[cancel_row(order.street, order.key, code)] = keys
        except Problem as problem:
            zh, en = f"第 {number} 行：{problem.zh}", f"Line {number}: {problem.en}"
            wrong.append({"field": "codes", "row": number, "zh": zh, "en": en})
    if wrong:
        raise Invalid(
            "bad-cancel-codes",
            "有几行不是作废码，一张也没有作废；请改正后再提交。",
            "Some lines are no cancel codes, and nothing was cancelled; correct them.",
            wrong[:50],
        )
    return found


def no_cancel_code() -> Invalid:
    """A code that no slip of this session is cancelled by."""
    return Invalid(
        "no-cancel-code",
        "不是本次会议的作废码（作废码印在存根上，不是票码）。",
        "no cancel code of this session (it stands on the stub; a coupon's code is another)",
    )
