"""Importing the members' list (花名册): preview, rows of a batch, one row."""

import hashlib
import hmac
from typing import Any

from chassis.core.clock import day
from chassis.core.decision import Cause, Change
from chassis.core.errors import Invalid, Refused
from chassis.rooms.batch import Batch
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS
from services.assembly.member.domain.member import FINISHED, Member
from services.assembly.member.domain.roster import Recommended, recommend, recommended, twice


class AlreadyThere(Refused):
    """The person of this row is in the assembly's list already."""


async def preview_import(
    ctx: Context, street: str, values: list[dict[str, Any]], cause: Cause
) -> list[dict[str, Any]]:
    """What an import would do with each row: ``new``, ``exists`` or ``error`` with its reason."""
    charter = await charter_in_force(ctx, street)
    rows = [recommended(row) for row in values]
    repeated = twice(rows)
    answers = []
    for row in rows:
        state, zh, en = await _foresee(ctx, street, charter, row, repeated, cause)
        answers.append({"row": row.row, "name": row.name, "state": state, "zh": zh, "en": en})
    return answers


async def _foresee(
    ctx: Context,
    street: str,
    charter: Charter,
    row: Recommended,
    repeated: dict[int, int],
    cause: Cause,
) -> tuple[str, str, str]:
    try:
        _check_repeated(repeated.get(row.row, 0))
        member = recommend(row, charter, cause.at, day(cause.at).isoformat(), cause.actor)
        await _free_place(ctx, street, member)
    except AlreadyThere as there:
        return "exists", there.zh, there.en
    except Refused as refused:
        return "error", refused.zh, refused.en
    return "new", "可以导入。", "Can be imported."


def import_rows(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a batch; a row that repeats a person says whose."""
    rows = [recommended(row) for row in values]
    repeated = twice(rows)
    return [{"row": r.row, "of": r.model_dump(), "first": repeated.get(r.row, 0)} for r in rows]


async def import_row(
    ctx: Context, street: str, row: dict[str, Any], batch: Batch, cause: Cause
) -> None:
    """Take one person into the list. Raises ``Refused`` with the reason the batch shows."""
    charter = await charter_in_force(ctx, street)
    _check_repeated(int(row["first"]))
    found = Recommended.model_validate(row["of"])
    member = recommend(found, charter, batch.at, day(batch.at).isoformat(), batch.by)
    member_id = await _free_place(ctx, street, member, cause)

    def decide(there: Member | None) -> Change[Member]:
        if there is not None:
            raise _already(there)
        return Change(member)

    await ctx.change(MEMBERS.key(street, member_id), decide, cause)


def _check_repeated(first: int) -> None:
    if first:
        raise Invalid(
            "row-repeated",
            f"与第 {first} 行是同一个人（姓名和电话相同）。",
            f"The same person as row {first}.",
        )


async def _free_place(ctx: Context, street: str, member: Member, cause: Cause | None = None) -> str:
    """The id for a person who is not in the list. Raises ``AlreadyThere``.

    Who fell or whose term ended may be recommended again, as a new candidate.
    """
    namesakes = await ctx.store.every(MEMBERS, street, {"name": member.name})
    same = [found for found in namesakes if found.state.phone == member.phone]
    standing = [found for found in same if found.state.status not in FINISHED]
    place = place_of(ctx, street, member, len(same) - len(standing))
    # The document this very cause made may be read again at a second delivery.
    if standing and not (cause and standing[0].id == place):
        raise _already(standing[0].state)
    return place


def _already(member: Member) -> AlreadyThere:
    return AlreadyThere(
        "already-listed", f"{member.name}已在名单中，未重复导入。", "Already in the list."
    )


def place_of(ctx: Context, street: str, member: Member, earlier: int) -> str:
    """A person's id: the same at every import, and nobody can find the phone from it."""
    text = f"member/{street}/{member.name}/{member.phone}/{earlier}"
    return hmac.new(ctx.settings.secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
