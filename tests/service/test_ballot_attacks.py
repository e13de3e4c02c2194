"""Attacks on the credential of a vote: by one office alone, by the database alone, by garbage.

Each of them succeeded before slips had coupons (decision 0014).
"""

import re
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contracts.charter import Role
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.slips.credential import key_pair, new_code, public_hex, set_digest
from services.ballot.slips.stored import keys_in_force
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.ballot_world import SCRUTINEERS, Hall, a_hall

NPC, WATCHER = Role.NPC_COMMITTEE, Role.SCRUTINEER
CANCEL_CODE = re.compile(r"<br>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</p></div></div>")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Ten members in office; nothing has happened yet."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, pass_over="1/3", seats_of_street=10)
        yield hall


@pytest.fixture
async def ready(hall: Hall) -> Hall:
    """Eight drew a slip, two are cancelled: the vote could open."""
    await hall.call()
    await hall.open_doors(10)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.cancel_left()
    return hall


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def opening(hall: Hall) -> Any:
    return await hall.ask("POST", f"ballots/{hall.ballot}/open", Role.CHAIR)


def by_database(hall: Hall, sql: str, *values: Any) -> None:
    """What somebody with the database file does to it."""
    folder = hall.world.system.settings.directory
    assert folder is not None
    with closing(sqlite3.connect(folder / "ballot.sqlite")) as base:
        assert base.execute(sql, values).rowcount > 0
        base.commit()


def forged(hall: Hall) -> tuple[str, str]:
    """A code of one's own, and the public key that goes with it."""
    code = new_code(secrets.choice)
    return code, public_hex(key_pair(hall.street, hall.session, code))


# ---- one office alone ----------------------------------------------------------------------


async def test_teller_when_a_code_of_the_last_vote_is_known_then_it_is_dead(ready: Hall) -> None:
    hall = ready
    await hall.open()
    seen = hall.codes[0]
    for n, code in enumerate(hall.codes):
        await hall.cast(code, "p01", "p02" if n < 4 else "p03")
    await hall.close()
    await hall.count()
    await hall.open("runoff")
    answer = await hall.cast(seen, "p02")
    refused(answer, 403, "other-turn")
    assert "这是第 1 次投票的票码，现在是第 2 次投票" in answer.json()["detail"]
    assert (await hall.cast(hall.codes[0], "p02")).status_code == 201


async def test_voter_when_the_coupon_of_a_later_vote_is_used_then_told_which(ready: Hall) -> None:
    await ready.open()
    refused(await ready.cast(ready.codes_of(2)[0], "p01"), 403, "other-turn")
    assert (await ready.cast(ready.codes[0], "p01")).status_code == 201


async def test_committee_when_it_prints_then_it_sees_no_code_and_cannot_release(
    hall: Hall,
) -> None:
    await hall.call()
    at = f"sessions/{hall.session}"
    ordered = await hall.post(f"{at}/order-slips", NPC, {"number": 10}, sub="both")
    assert set(ordered) == {"id", "version", "status"}
    assert (await hall.ask("POST", f"{at}/release-slips", NPC)).status_code == 403
    refused(await hall.ask("POST", f"{at}/release-slips", WATCHER, sub="both"), 403, "own-order")
    made = await hall.ask("POST", f"{at}/release-slips", WATCHER, sub=SCRUTINEERS[0])
    assert made.headers["cache-control"] == "no-store"
    assert len(made.json()["slips"]) == 10


async def test_scrutineer_when_nothing_is_ordered_or_long_ago_then_nothing_is_printed(
    hall: Hall,
) -> None:
    await hall.call()
    at = f"sessions/{hall.session}"
    refused(await hall.ask("POST", f"{at}/release-slips", WATCHER), 409, "no-order")
    await hall.post(f"{at}/order-slips", NPC, {"number": 10})
    hall.world.clock.forward(seconds=30 * 60 + 1)
    refused(await hall.ask("POST", f"{at}/release-slips", WATCHER), 409, "order-old")
    assert (await hall.get(at))["slips"] == 0


async def test_scrutineer_when_undrawn_slips_are_kept_then_the_vote_does_not_open(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(10)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    answer = await opening(hall)
    refused(answer, 409, "slips-do-not-add-up")
    assert "印制 10 张，已发出 8 张，已作废 0 张：还有 2 张没有下落" in answer.json()["detail"]
    kept = hall.box[0]
    await hall.cancel_left()
    await hall.open()
    refused(await hall.cast(kept["coupons"][0]["code"], "p01"), 403, "unknown-slip")


# ---- the database alone --------------------------------------------------------------------


async def test_database_when_a_coupon_is_inserted_then_the_vote_does_not_open(ready: Hall) -> None:
    _, public = forged(ready)
    row = f"{ready.street}/{ready.session}/1/{public}"
    by_database(ready, "INSERT INTO plain_slips VALUES (?, '{}')", row)
    refused(await opening(ready), 409, "slips-differ")


async def test_database_when_a_coupon_is_swapped_then_the_vote_does_not_open(ready: Hall) -> None:
    _, public = forged(ready)
    prefix = f"{ready.street}/{ready.session}/1/"
    old = public_hex(key_pair(ready.street, ready.session, ready.codes[0]))
    by_database(ready, "UPDATE plain_slips SET id = ? WHERE id = ?", prefix + public, prefix + old)
    refused(await opening(ready), 409, "slips-differ")


async def test_database_when_a_coupon_is_deleted_then_the_vote_does_not_open(ready: Hall) -> None:
    public = public_hex(key_pair(ready.street, ready.session, ready.codes[0]))
    by_database(ready, "DELETE FROM plain_slips WHERE id LIKE ?", f"%/1/{public}")
    refused(await opening(ready), 409, "slips-differ")


async def test_database_when_a_cancellation_is_deleted_then_the_vote_does_not_open(
    ready: Hall,
) -> None:
    by_database(ready, "DELETE FROM plain_cancelled")
    refused(await opening(ready), 409, "slips-differ")


async def test_database_when_a_coupon_is_inserted_later_then_the_set_is_another(
    ready: Hall,
) -> None:
    await ready.open()
    engine = ready.world.context("ballot").store.engine
    ballot = await ready.world.context("ballot").store.get(BALLOTS.key(ready.street, ready.ballot))
    assert ballot is not None
    one = ballot.state.round
    good = await keys_in_force(engine, ready.street, ready.session, one.turn)
    assert (one.slips, one.slips_digest) == (8, set_digest(good))
    _, public = forged(ready)
    row = f"{ready.street}/{ready.session}/1/{public}"
    by_database(ready, "INSERT INTO plain_slips VALUES (?, '{}')", row)
    now = await keys_in_force(engine, ready.street, ready.session, one.turn)
    assert set_digest(now) != one.slips_digest
    seen = await ready.get(f"ballots/{ready.ballot}")
    assert (seen["turn"], seen["slips"], seen["slips_digest"]) == (1, 8, one.slips_digest)


# ---- garbage -------------------------------------------------------------------------------


async def test_garbage_when_one_phone_floods_the_hall_then_every_slip_is_taken_all_the_same(
    ready: Hall,
) -> None:
    hall = ready
    await hall.open()
    told = [(await hall.cast(new_code(secrets.choice), "p01")).status_code for _ in range(60)]
    assert (told[0], told[-1]) == (403, 429)
    for code in hall.codes:
        assert (await hall.cast(code, "p01")).status_code == 201
    mistyped = "0000-0000-0000-0001"
    refused(await hall.cast(mistyped, "p01"), 422, "mistyped-code")
    hall.world.clock.forward(seconds=60)
    refused(await hall.cast(new_code(secrets.choice), "p01"), 403, "unknown-slip")


# ---- printing again and more ---------------------------------------------------------------


async def test_slips_when_printed_again_before_anybody_drew_then_the_old_are_worth_nothing(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(10)
    old = hall.box[0]
    await hall.print_slips(10)
    await hall.arrive(*(f"m{n:02}" for n in range(10)))
    at = f"sessions/{hall.session}"
    await hall.post(f"{at}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    body = {"codes": [old["cancel"]]}
    refused(await hall.ask("POST", f"{at}/cancel-slips", NPC, json=body), 422, "bad-cancel-codes")
    await hall.open()
    refused(await hall.cast(old["coupons"][0]["code"], "p01"), 403, "unknown-slip")
    assert (await hall.cast(hall.codes[0], "p01")).status_code == 201


async def test_slips_when_released_twice_then_never_shown_twice(hall: Hall) -> None:
    await hall.call()
    at, key = f"sessions/{hall.session}", {"Idempotency-Key": "release-1"}
    await hall.post(f"{at}/order-slips", NPC, {"number": 3})
    made = await hall.post(f"{at}/release-slips", WATCHER, headers=key)
    answer = await hall.ask("POST", f"{at}/release-slips", WATCHER, headers=key)
    assert answer.json()["code"] in ("printed-once", "no-order")
    first = made["slips"][0]["coupons"][0]
    assert first["url"].endswith(f"{hall.session}#{first['code']}")


async def test_slips_when_the_page_releases_twice_then_the_same_sheet_to_the_same_officer(
    hall: Hall,
) -> None:
    await hall.call()
    at, page = f"sessions/{hall.session}", f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    await hall.post(f"{at}/order-slips", NPC, {"number": 3})
    watcher = visitor(hall.world, WATCHER, sub=SCRUTINEERS[0], street=hall.street)
    form = Page(await watcher.read(f"{page}/slips")).form(f"{page}/release-slips")
    first, second = [(await watcher.submit(form)).text for _ in range(2)]
    codes = CANCEL_CODE.findall(first)
    assert len(set(codes)) == 3
    assert CANCEL_CODE.findall(second) == codes
    other = visitor(hall.world, WATCHER, sub=SCRUTINEERS[1], street=hall.street)
    assert not CANCEL_CODE.findall((await other.submit(form)).text)
    found = await hall.world.context("ballot").store.get(SESSIONS.key(hall.street, hall.session))
    assert form.value("secret") not in found.state.model_dump_json()
    hall.world.clock.forward(minutes=31)
    assert not CANCEL_CODE.findall((await watcher.submit(form)).text)


async def test_slips_when_somebody_comes_late_then_more_are_printed_for_the_next_votes(
    ready: Hall,
) -> None:
    hall = ready
    await hall.open()
    for n, code in enumerate(hall.codes):
        await hall.cast(code, "p01", "p02" if n < 4 else "p03")
    await hall.close()
    await hall.count()
    at = f"sessions/{hall.session}"
    more = {"number": 1}
    refused(await hall.ask("POST", f"{at}/order-slips", NPC, json=more), 422, "why-more-slips")
    fresh = await hall.print_slips(1, "一名议事员迟到")
    assert [one["turn"] for one in fresh[0]["coupons"]] == [2, 3, 4]
    await hall.arrive("m08")
    await hall.open("runoff")
    assert len(hall.codes) == 9
    for code in hall.codes:
        assert (await hall.cast(code, "p02")).status_code == 201


async def test_slips_when_all_draw_again_then_the_old_coupons_are_dead(ready: Hall) -> None:
    hall = ready
    old = hall.codes[0]
    await hall.print_slips(8, "票箱曾经打开", afresh=True)
    assert (await hall.get(f"sessions/{hall.session}"))["issued"] == 0
    for n in range(8):
        await hall.draw(f"m{n:02}")
    await hall.open()
    refused(await hall.cast(old, "p01"), 403, "unknown-slip")
    assert (await hall.cast(hall.codes[0], "p01")).status_code == 201


async def test_slips_when_a_cancel_code_is_typed_twice_then_cancelled_once(ready: Hall) -> None:
    await ready.cancel(ready.hand[0])
    await ready.cancel(ready.hand[0])
    seen = await ready.get(f"sessions/{ready.session}")
    assert (seen["slips"], seen["issued"], seen["cancelled"]) == (10, 8, 3)
    answer = await opening(ready)
    refused(answer, 409, "slips-do-not-add-up")
    assert "多出 1 张" in answer.json()["detail"]
    ready.box.clear()
    await ready.print_slips(1, "一张损坏，补发")
    # The new slip goes to whoever holds the cancelled one; nothing says who that is.
    ready.hand[0] = ready.box.pop()
    await ready.open()
    for code in ready.codes:
        assert (await ready.cast(code, "p01")).status_code == 201
