"""What an expert with the database does: silent to the chain alone, seen by what was signed of it.

Each begins with ``silent``: the chain fits itself and the documents fit the chain.
"""

from collections.abc import AsyncIterator
from dataclasses import replace as with_
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.anchor import Anchor, read_anchors
from chassis.audit.chain import AUDIT, HEADS, AuditChain, row_id
from chassis.audit.keys import load_key, make_key, rotate_key
from chassis.audit.signing import Signer, heads_of
from chassis.audit.statements import STATEMENTS, WITNESSED
from chassis.core.documents import Plain
from chassis.store.engine import Write
from tests.parity.signing import (
    SERVICE,
    House,
    Rows,
    a_house,
    chain_anew,
    edit_item,
    emptied,
    put_statements,
    statements,
)
from tests.parity.stores import AT, ITEMS, STREET, Place, cause, counted

ANEW = "the trail up to it was made anew"
SET_BACK = "it was set back or emptied"


@pytest.fixture
async def house(place: Place, tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(place, tmp_path) as found:
        yield found


def seen(flaws: list[tuple[str, str]], at: str, told: str) -> bool:
    return any(where == at and told in en for where, en in flaws)


async def test_verify_when_nothing_was_done_then_nothing_is_found(house: House) -> None:
    await house.silent()
    assert await house.flaws() == []
    await house.count("i0", "one more")
    assert await house.flaws() == []
    assert [one.number for one in await statements(house.engine)] == [1, 2]
    assert len(await statements(house.witness, WITNESSED)) == 2


async def test_result_when_edited_and_the_whole_chain_made_anew_then_it_is_seen(
    house: House,
) -> None:
    digest = await edit_item(house.engine, "i4", count=99)

    def edit(rows: Rows) -> Rows:
        newest = max((r for r in rows if r["subject"] == "item/i4"), key=lambda r: r["version"])
        newest["digest"] = digest
        return rows

    await chain_anew(house.engine, edit)
    await house.silent()
    assert seen(await house.flaws(witness=False), row_id(STREET, 10), ANEW)


async def test_tail_when_cut_with_head_and_documents_then_it_is_seen(house: House) -> None:
    for item in ("i0", "i1", "i2"):
        raw = await house.engine.load(ITEMS, f"{STREET}/{item}")
        assert raw is not None
        await house.engine.erase(ITEMS, raw.doc_id)
        for version in range(2):
            state = raw.state | {"count": 2}
            write = Write(raw.doc_id, STREET, raw.sort, 1, version, state, (), "", 0.0)
            await house.engine.write(ITEMS, write)
    await chain_anew(house.engine, lambda rows: rows[:10])
    await house.silent()
    assert seen(await house.flaws(), row_id(STREET, 10), "had row 13: it was cut off or set back")


async def test_street_when_taken_out_then_it_is_seen(house: House) -> None:
    for item in range(5):
        await house.engine.erase(ITEMS, f"{STREET}/i{item}")
    for seq in range(1, 14):
        await house.engine.remove(AUDIT, row_id(STREET, seq))
    await house.engine.erase(HEADS, f"{STREET}/head")
    await house.silent()
    assert seen(await house.flaws(witness=False), row_id(STREET, 0), "the chain ends with row 0")


async def test_service_when_emptied_then_its_witness_says_so(house: House) -> None:
    for item in range(5):
        await house.engine.erase(ITEMS, f"{STREET}/i{item}")
    await emptied(house.engine, AUDIT)
    await emptied(house.engine, STATEMENTS)
    await house.engine.erase(HEADS, f"{STREET}/head")
    await house.silent()
    assert await house.flaws(witness=False) == []  # nothing is left to tell of it
    found = await house.flaws()
    assert seen(found, "statement/000000000001", "the witness has 2: " + SET_BACK)
    assert seen(found, row_id(STREET, 0), "the chain ends with row 0")


async def set_back(house: House) -> None:
    """As of the first statement: what an older backup holds."""
    for item in ("i0", "i1", "i2"):
        raw = await house.engine.load(ITEMS, f"{STREET}/{item}")
        assert raw is not None
        await house.engine.erase(ITEMS, raw.doc_id)
        for version in range(2):
            state = raw.state | {"count": 2}
            write = Write(raw.doc_id, STREET, raw.sort, 1, version, state, (), "", 0.0)
            await house.engine.write(ITEMS, write)
    await chain_anew(house.engine, lambda rows: rows[:10])
    await house.engine.remove(STATEMENTS, "000000000002")


async def test_service_when_set_back_to_an_older_backup_then_its_witness_says_so(
    house: House,
) -> None:
    await set_back(house)
    await house.silent()
    assert await house.flaws(witness=False) == []
    assert seen(await house.flaws(), "statement/000000000002", SET_BACK)
    # It goes on as if nothing had been: then there are two statements of one number.
    await house.count("i0", "again")
    await house.sign()
    found = await house.flaws()
    assert any("another statement 2" in en for _, en in found)


async def test_document_when_deleted_with_its_rows_then_it_is_seen(house: House) -> None:
    await house.engine.erase(ITEMS, f"{STREET}/i3")
    await chain_anew(house.engine, lambda rows: [r for r in rows if r["subject"] != "item/i3"])
    await house.silent()
    assert any(ANEW in en or "cut off" in en for _, en in await house.flaws())


async def test_row_when_inserted_in_the_middle_then_it_is_seen(house: House) -> None:
    state = {**(await house.engine.load(ITEMS, f"{STREET}/i3")).state, "title": "added"}  # type: ignore[union-attr]
    sort = f"added/{STREET}/added"
    write = Write(f"{STREET}/added", STREET, sort, 1, 0, state, (), "", 0.0)
    assert await house.engine.write(ITEMS, write)

    def edit(rows: Rows) -> Rows:
        from chassis.store.entries import digest_of

        change = {"change": f"{STREET}/item/added/1", "subject": "item/added", "version": 1}
        return [*rows[:4], {**rows[3], **change, "digest": digest_of(state)}, *rows[4:]]

    await chain_anew(house.engine, edit)
    await house.silent()
    assert any(ANEW in en for _, en in await house.flaws())


async def test_rows_when_two_are_swapped_then_it_is_seen(house: House) -> None:
    await chain_anew(house.engine, lambda rows: [rows[1], rows[0], *rows[2:]])
    await house.silent()
    assert any(ANEW in en for _, en in await house.flaws())


async def test_rows_when_dated_otherwise_then_it_is_seen(house: House) -> None:
    def edit(rows: Rows) -> Rows:
        rows[9]["at"] = (AT - timedelta(days=30)).isoformat()
        return rows

    await chain_anew(house.engine, edit)
    await house.silent()
    assert any(ANEW in en for _, en in await house.flaws())


async def test_clock_when_set_back_or_on_for_a_decision_then_the_rows_say_so(house: House) -> None:
    """Rightly made and rightly signed, only with a clock that lied."""
    for days in (-9, 9):
        late = with_(cause(f"day{days}"), at=AT + timedelta(days=days))
        await house.store.change(ITEMS.key(STREET, f"d{days}"), counted("d"), late)
        await house.count("i0", f"beside {days}")
    await house.sign()
    await house.silent()
    found = [en for _, en in await house.flaws()]
    assert "it is dated more than a day before a statement that was made before it" in found


async def test_event_when_altered_in_its_outbox_then_it_is_seen(house: House) -> None:
    await house.store.change(ITEMS.key(STREET, "new"), counted("new"), cause("new"))
    raw = await house.engine.load(ITEMS, f"{STREET}/new")
    assert raw is not None
    outbox = tuple(
        {name: str(told).replace('"count":1', '"count":7') for name, told in entry.items()}
        if "body" in entry
        else entry
        for entry in raw.outbox
    )
    assert outbox != raw.outbox
    await house.engine.erase(ITEMS, raw.doc_id)
    inbox = raw.inbox[0]
    write = Write(raw.doc_id, STREET, raw.sort, 1, 0, raw.state, outbox, inbox, 1.0)
    assert await house.engine.write(ITEMS, write)
    assert await house.flaws() == [("item/new", "an event that waits to be sent was changed")]


async def test_statement_when_taken_out_cut_off_or_altered_then_it_is_seen(house: House) -> None:
    first, second = await statements(house.engine)
    await put_statements(house, [second], everywhere=True)
    await house.silent()
    assert seen(await house.flaws(), "statement/000000000002", "statements 1–1 before it are gone")
    await put_statements(house, [first], everywhere=False)
    assert seen(await house.flaws(), "statement/000000000002", SET_BACK)
    later = second.model_copy(update={"at": second.at + timedelta(hours=5)})
    await put_statements(house, [first, later], everywhere=True)
    assert seen(await house.flaws(), "statement/000000000002", "its signature does not hold")


async def anew_with(house: House, key: Any) -> None:
    """Edit, make the chain anew, and sign all of it again with this key, at the witness too."""
    await chain_anew(house.engine, lambda rows: [rows[1], rows[0], *rows[2:]])
    await put_statements(house, [], everywhere=True)
    house.signed = 0
    await Signer(SERVICE, house.engine, house.witness, key, house.now, (SERVICE,)).sign()


async def test_key_when_swapped_for_one_of_their_own_then_it_is_seen(
    house: House, tmp_path: Path
) -> None:
    await anew_with(house, make_key(tmp_path / "other.key", AT))
    await house.silent()
    assert any("is not one of this installation" in en for _, en in await house.flaws())


async def test_everything_when_made_anew_with_the_key_then_only_an_anchor_says_so(
    house: House,
) -> None:
    marks = {SERVICE: (await heads_of(house.engine))[STREET]}
    line = Anchor(STREET, AT, marks).signed(house.key).line
    last = (await statements(house.engine))[-1]
    everywhere = {SERVICE: marks[SERVICE].model_copy(update={"seq": 2, "hash": last.digest})}
    of_all = Anchor("ALL", AT, everywhere).signed(house.key).line
    await anew_with(house, house.key)
    await house.silent()
    assert await house.flaws() == []
    anchors = read_anchors(f"# kept in a drawer\n{line}\n{of_all}")
    assert all(anchor.holds(house.key.ring) for anchor in anchors)
    house.anchors = [mark for anchor in anchors for mark in anchor.expected()]
    found = await house.flaws()
    assert seen(found, row_id(STREET, 13), "it is not the row of the anchor of 2026-03-01 17:00")
    assert seen(found, "statement/000000000002", "it is not the statement of the anchor of")


async def test_key_when_rotated_then_both_hold_and_the_old_one_signs_no_more(
    house: House,
) -> None:
    old, path = house.key, house.key.path
    new = rotate_key(path, AT + timedelta(days=1))
    assert (load_key(path).name, [key.key for key in new.ring.keys]) == (
        new.name,
        [old.name, new.name],
    )
    await house.count("i0", "after")
    await house.signer(new).sign()
    assert await house.flaws(ring=new.ring) == []
    await house.count("i1", "after")
    await house.signer(old).sign()
    found = await house.flaws(ring=new.ring)
    assert seen(found, "statement/000000000004", "a key that had been replaced")


async def test_statements_when_several_sign_at_once_then_one_chain(
    place: Place, house: House
) -> None:
    import asyncio

    signers = [house.signer() for _ in range(4)]
    for number in range(6):
        await house.count(f"i{number % 5}", f"busy {number}")
        await asyncio.gather(*(signer.sign() for signer in signers))
    assert await house.flaws() == []
    assert [one.number for one in await statements(house.engine)] == list(range(1, 9))


async def test_witness_when_away_then_statements_reach_it_later(house: House) -> None:
    from chassis.core.errors import Unavailable

    class Away:
        async def fill(self, plain: Plain, rows: Any) -> None:
            raise Unavailable("store-unavailable", "暂不可用", "away")

    signer = house.signer()
    signer.witness = Away()  # type: ignore[assignment]
    await house.count("i0", "meanwhile")
    await signer.sign()
    assert len(await statements(house.witness, WITNESSED)) == 2
    signer.witness = house.witness
    await signer.sign()
    assert len(await statements(house.witness, WITNESSED)) == 3
    assert await house.flaws() == []


async def test_sm3_when_asked_for_then_a_second_chain_over_the_same_rows(house: House) -> None:
    await house.store.change(ITEMS.key(STREET, "i0"), counted("i0"), cause("sm3"))
    pending = await house.engine.claim(ITEMS, house.clock.now, 30, 500)
    await AuditChain(house.engine, sm3=True).append([e for one in pending for e in one.entries])
    await house.engine.sent("item", {one.doc_id: [e["id"] for e in one.entries] for one in pending})
    await house.sign()
    row = await house.engine.row(AUDIT, row_id(STREET, 14))
    assert row is not None
    assert (len(row["sm3"]), row["prev_sm3"]) == (64, "")
    assert await house.flaws() == []
    assert (await statements(house.engine))[-1].heads[STREET].sm3 == row["sm3"]
    await house.engine.remove(AUDIT, row_id(STREET, 14))
    await house.engine.insert(AUDIT, row_id(STREET, 14), row | {"sm3": "0" * 64})
    assert await house.flaws() == [(row_id(STREET, 14), "its SM3 does not fit")]
