"""What lies in the database of the slips of a session, outside the machinery (decision 0014).

A coupon's row lies under its turn and public key and is empty; rows are written sorted, turn by
turn, so that neither order nor id tells which coupons make one slip.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chassis.core.documents import Plain
from chassis.store.engine import Engine
from chassis.store.rows import every_row
from services.ballot.kinds import CANCELLED, CANCELS, SLIPS
from services.ballot.slips.coupons import (
    Keys,
    Slip,
    cancel_row,
    digest_of_list,
    keys_of_turn,
    opened,
    sealed,
)
from services.ballot.slips.credential import APART
from services.ballot.slips.domain import Stored
from services.ballot.slips.prints import CancelledSlip, SlipBox


def slips_prefix(street: str, session: str, turn: int | None = None) -> str:
    """What the rows of a session's coupons begin with, or those of one turn."""
    return f"{street}/{session}/" + (f"{turn}/" if turn is not None else "")


async def keys_in_force(engine: Engine, street: str, session: str, turn: int) -> frozenset[str]:
    """The public keys that are good in a turn that was opened."""
    rows = await _rows(engine, SLIPS, slips_prefix(street, session, turn))
    return frozenset(row_id.rsplit("/", 1)[1] for row_id in rows)


async def key_in_force(engine: Engine, street: str, session: str, turn: int, public: str) -> str:
    """The key that a coupon lies under in that turn, the group's by its end; empty: not good."""
    for key in (public, public + APART):
        if await engine.row(SLIPS, slips_prefix(street, session, turn) + key) is not None:
            return key
    return ""


async def read_turn(engine: Engine, street: str, session: str, box: SlipBox, turn: int) -> Stored:
    """The coupons of a turn as they lie there now."""
    there = await keys_in_force(engine, street, session, turn)
    lists = await _lists(engine, street, session, box.cancelled)
    gone = frozenset(keys[turn] for keys in lists if turn in keys)
    return Stored(turn, there | gone, gone, box.cancelled, len(lists))


async def _lists(
    engine: Engine, street: str, session: str, slips: Sequence[CancelledSlip]
) -> list[Keys]:
    """The keys of the slips that the session cancelled, where nobody changed them since."""
    prefix = slips_prefix(street, session)
    rows = await _rows(engine, CANCELLED, prefix) if slips else {}
    found = [(slip.digest, _keys_of(rows.get(prefix + slip.id))) for slip in slips]
    return [keys for digest, keys in found if digest_of_list(keys) == digest]


def _keys_of(body: Mapping[str, Any] | None) -> Keys:
    return dict(body["keys"]) if body else {}


# ---- writing -------------------------------------------------------------------------------


async def put_slips(
    engine: Engine, street: str, session: str, slips: Sequence[Slip], nonces: Iterable[bytes]
) -> None:
    """Store fresh slips: their coupons turn by turn, their sealed lists apart, each sorted."""
    turns = [one.turn for one in slips[0].coupons]
    for turn in turns:
        prefix = slips_prefix(street, session, turn)
        await engine.fill(SLIPS, {prefix + key: {} for key in sorted(keys_of_turn(slips, turn))})
    lists = {
        slips_prefix(street, session) + cancel_row(street, session, slip.cancel): {
            "sealed": sealed(street, session, slip, nonce)
        }
        for slip, nonce in zip(slips, nonces, strict=False)
    }
    await engine.fill(CANCELS, dict(sorted(lists.items())))


async def drop_slips(engine: Engine, street: str, session: str, first: int) -> None:
    """Remove the coupons from turn ``first`` on, and every list: another print replaces them.

    The coupons of turns that were held stay: the papers are checked against them.
    """
    prefix = slips_prefix(street, session)
    for plain in (SLIPS, CANCELS, CANCELLED):
        for row_id in await _rows(engine, plain, prefix):
            if plain is not SLIPS or int(row_id.split("/")[2]) >= first:
                await engine.remove(plain, row_id)


async def open_list(engine: Engine, street: str, session: str, code: str) -> Keys | None:
    """The keys of the slip with this cancel code, or nothing where there is none."""
    row_id = slips_prefix(street, session) + cancel_row(street, session, code)
    body = await engine.row(CANCELS, row_id)
    return opened(street, session, code, body["sealed"]) if body else None


async def keep_cancelled(
    engine: Engine, street: str, session: str, row: str, keys: Keys, *, apart: bool
) -> CancelledSlip:
    """Keep the keys of a slip that is being cancelled, once; what the session is to remember."""
    row_id = slips_prefix(street, session) + row
    await engine.insert(CANCELLED, row_id, {"keys": [[turn, key] for turn, key in keys.items()]})
    kept = _keys_of(await engine.row(CANCELLED, row_id))
    return CancelledSlip(id=row, digest=digest_of_list(kept), apart=apart)


async def remove_cancelled(engine: Engine, street: str, session: str, stored: Stored) -> None:
    """Take the coupons of cancelled slips out of a turn."""
    prefix = slips_prefix(street, session, stored.turn)
    for key in sorted(stored.cancelled):
        await engine.remove(SLIPS, prefix + key)


async def _rows(engine: Engine, plain: Plain, prefix: str) -> dict[str, dict[str, Any]]:
    return {row_id: body async for row_id, body in every_row(engine, plain, prefix)}
