"""Whatever is done to the audit trail or behind it shows, on both engines."""

import hashlib
import json

from chassis.audit.chain import AUDIT, AuditChain, Head, row_id
from chassis.store.engine import Write
from chassis.store.store import Store
from tests.parity.stores import ITEMS, NOTES, STREET, Clock
from tests.parity.trails import SAID, edit, filled, flaws, overwrite_head, replace


async def test_verify_when_a_row_was_edited_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    await replace(store.engine, row_id(STREET, 4), actor="somebody else")
    assert await flaws(store.engine) == [(row_id(STREET, 4), "its content was changed")]


async def test_verify_when_a_row_was_edited_with_its_hash_finds_the_next(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    row = await store.engine.row(AUDIT, row_id(STREET, 4))
    assert row is not None
    forged = {k: v for k, v in {**row, "note": "forged"}.items() if k != "hash"}
    text = json.dumps(forged, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    await replace(store.engine, row_id(STREET, 4), note="forged", hash=digest)
    found = await flaws(store.engine)
    assert found == [(row_id(STREET, 5), "it does not follow from the row before")]


async def test_verify_when_a_row_is_damaged_in_any_field_still_reports(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    await replace(store.engine, row_id(STREET, 4), version=99, digest=None, seq=7, hash="")
    assert (row_id(STREET, 4), "its content was changed") in await flaws(store.engine)


async def test_verify_when_a_row_was_removed_finds_the_gap_and_the_version(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    row = await store.engine.row(AUDIT, row_id(STREET, 4))
    assert row is not None
    await store.engine.remove(AUDIT, row_id(STREET, 4))
    found = await flaws(store.engine)
    assert (row_id(STREET, 5), "row 4 before it is gone") in found
    assert (row["subject"], f"no audit row for version {row['version']}") in found


async def test_verify_when_the_tail_was_cut_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    for seq in (9, 10):
        await store.engine.remove(AUDIT, row_id(STREET, seq))
    found = await flaws(store.engine)
    assert ("head", "rows 9–10 at the end are gone") in found
    assert ("item/i4", "no audit row for version 1, 2") in found


async def test_verify_when_the_tail_was_cut_with_its_head_finds_the_documents(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    last = await store.engine.row(AUDIT, row_id(STREET, 9))
    assert last is not None
    await store.engine.remove(AUDIT, row_id(STREET, 10))
    await overwrite_head(store.engine, Head(seq=9, hash=last["hash"], said={SAID: 9}))
    found = await flaws(store.engine)
    assert [en for _, en in found] == ["no audit row for version 2"]


async def test_verify_when_a_row_was_added_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    row = await store.engine.row(AUDIT, row_id(STREET, 10))
    assert row is not None
    forged = {**row, "seq": 11, "change": "forged", "prev": row["hash"]}
    await store.engine.insert(AUDIT, row_id(STREET, 11), forged)
    found = await flaws(store.engine)
    assert found == [(row_id(STREET, 11), "the row lies beyond the head")]


async def test_verify_when_the_counts_were_edited_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    head = await AuditChain(store.engine).head(STREET)
    await overwrite_head(store.engine, head.model_copy(update={"said": {SAID: 3}}))
    assert await flaws(store.engine) == [("head", "the head counts other events than the rows")]


async def test_verify_when_a_document_was_edited_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    await edit(store.engine, f"{STREET}/i3", count=77)
    assert await flaws(store.engine) == [
        ("item/i3", "the document was changed behind the machinery")
    ]


async def test_verify_when_a_document_came_or_moved_without_rows_finds_it(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    write = Write(f"{STREET}/i3", STREET, "i3", 1, 2, {"count": 9}, (), "", 0.0)
    assert await store.engine.write(ITEMS, write)
    planted = Write("430103009/p", "430103009", "p", 1, 0, {"count": 9}, (), "", 0.0)
    assert await store.engine.write(NOTES, planted)
    assert await flaws(store.engine) == [
        ("item/i3", "no audit row for version 3"),
        ("note/p", "no audit row for version 1"),
    ]


async def test_verify_when_a_document_was_set_back_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    await store.engine.erase(ITEMS, f"{STREET}/i3")
    write = Write(f"{STREET}/i3", STREET, "i3", 1, 0, {"count": 1}, (), "", 0.0)
    assert await store.engine.write(ITEMS, write)
    assert await flaws(store.engine) == [("item/i3", "the document is older than its audit rows")]


async def test_verify_when_a_document_was_taken_out_finds_it(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    await store.engine.erase(ITEMS, f"{STREET}/i3")
    await store.engine.erase(ITEMS, f"{STREET}/i4")
    gone = "the document is gone"
    assert await flaws(store.engine) == [("item/i3", gone), ("item/i4", gone)]
