"""Who asks, about which street, under which cause: what ``Ask`` tells a route."""

import hashlib
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog

from chassis.web.requests import name_of
from tests.service.web_world import CLERK, ITEMS, NOW, OTHER, STREET, World, bearer, cookie

LONG_KEY = "0f2c7a51-9d3e-4b86"


@pytest.fixture
def world() -> Iterator[World]:
    yield World()
    structlog.reset_defaults()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with world.client() as client:
        yield client


# ---- who asks -----------------------------------------------------------------------------------


async def test_asked_when_nobody_then_401_with_the_way_in(client: httpx.AsyncClient) -> None:
    answer = await client.get(ITEMS)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Bearer", "Basic abc", "bearer a.b.c", bearer(hours=-1)["Authorization"]],
)
async def test_asked_when_token_does_not_hold_then_401_even_beside_a_good_cookie(
    client: httpx.AsyncClient, world: World, header: str
) -> None:
    answer = await client.get(ITEMS, headers=await cookie(world) | {"Authorization": header})
    assert answer.status_code == 401


async def test_asked_when_role_is_missing_then_403(client: httpx.AsyncClient) -> None:
    answer = await client.post(ITEMS, json={"title": "甲"}, headers=bearer("DEPUTY"))
    assert (answer.status_code, answer.json()["code"]) == (403, "no-role")


async def test_asked_when_no_role_at_all_then_403_also_where_none_is_named(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(ITEMS, headers=bearer("offline_access"))
    assert (answer.status_code, answer.json()["code"]) == (403, "no-role")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_asked_when_other_street_then_403(client: httpx.AsyncClient, method: str) -> None:
    path = f"/intake/api/streets/{OTHER}/items"
    answer = await client.request(method, path, json={"title": "甲"}, headers=bearer(CLERK))
    assert (answer.status_code, answer.json()["code"]) == (403, "other-street")


async def test_asked_when_city_then_reads_only_where_the_route_names_it_and_writes_nowhere(
    client: httpx.AsyncClient,
) -> None:
    city = bearer("CITY", streets=("*",))
    overview = f"/intake/api/streets/{OTHER}/overview"
    assert (await client.get(overview, headers=city)).status_code == 200
    assert (await client.get(ITEMS, headers=city)).status_code == 403
    assert (await client.post(ITEMS, json={"title": "甲"}, headers=city)).status_code == 403
    granted = bearer("CITY", streets=("*", STREET))
    assert (await client.post(ITEMS, json={"title": "甲"}, headers=granted)).status_code == 201
    clerk = bearer(CLERK, streets=("*",))
    assert (await client.get(overview, headers=clerk)).status_code == 403


@pytest.mark.parametrize("street", ["43011100", "4301110050", "abc", "４３０１１１００５"])
async def test_street_when_no_code_then_404(client: httpx.AsyncClient, street: str) -> None:
    answer = await client.get(f"/intake/api/streets/{street}/items", headers=bearer(CLERK))
    assert answer.status_code == 404


async def test_cookie_when_json_from_elsewhere_then_403_and_from_here_then_done(
    client: httpx.AsyncClient, world: World
) -> None:
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 201)):
        headers = await cookie(world) | {"Sec-Fetch-Site": site}
        answer = await client.post(ITEMS, json={"title": "甲"}, headers=headers)
        assert answer.status_code == status


async def test_cookie_when_form_has_no_token_then_403(
    client: httpx.AsyncClient, world: World
) -> None:
    path = f"/intake/api/streets/{STREET}/forms"
    headers = await cookie(world)
    assert (await client.post(path, data={"title": "甲"}, headers=headers)).status_code == 403


# ---- causes -------------------------------------------------------------------------------------


async def test_cause_when_no_key_then_fresh(client: httpx.AsyncClient) -> None:
    ids = {
        (await client.post(ITEMS, json={"title": "甲"}, headers=bearer(CLERK))).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 2


async def test_cause_when_key_then_same_id_and_the_fingerprint_tells_bodies_apart(
    client: httpx.AsyncClient,
) -> None:
    headers = bearer(CLERK, "DEPUTY") | {
        "Idempotency-Key": LONG_KEY,
        "X-Correlation-ID": "corr-0001",
    }
    one = (await client.post(ITEMS, json={"title": "甲"}, headers=headers)).json()
    two = (await client.post(ITEMS, json={"title": "甲"}, headers=headers)).json()
    other = (await client.post(ITEMS, json={"title": "乙"}, headers=headers)).json()
    assert one == two
    assert one["id"] == other["id"] == name_of("wang", LONG_KEY)
    assert len(one["fingerprint"]) == 16 != one["fingerprint"] != other["fingerprint"]
    assert one["roles"] == ["DEPUTY", CLERK]
    assert one["correlation"] == "corr-0001"
    assert one["at"] == NOW.isoformat()


async def test_fingerprint_when_another_key_then_other_and_never_the_hash_of_the_body(
    client: httpx.AsyncClient,
) -> None:
    """Who has only the database cannot try out which phone number it was (C-07)."""
    content = b'{"title":"13800004541"}'
    prints = set()
    for key in (LONG_KEY, LONG_KEY + "2", "1"):
        sent = bearer(CLERK) | {"Idempotency-Key": key, "Content-Type": "application/json"}
        answer = await client.post(ITEMS, content=content, headers=sent)
        prints.add(answer.json()["fingerprint"])
    assert len(prints) == 3
    lines = (f"POST {ITEMS}\n", f"POST {ITEMS}?\n", "")
    plain = {hashlib.sha256(line.encode() + content).hexdigest()[:16] for line in lines}
    assert not prints & plain


async def test_short_key_when_stored_then_its_name_hangs_on_the_secret(
    client: httpx.AsyncClient,
) -> None:
    """A key that can be guessed gives away neither the visitor's address nor the content."""
    path, body = f"/intake/api/streets/{STREET}/public", {"title": "甲"}
    told = (await client.post(path, json=body, headers={"Idempotency-Key": "1"})).json()
    assert told["id"] not in {name_of(who, "1") for who in ("", "visitor 10.0.0.1")}


async def test_cause_when_the_query_differs_then_other_fingerprint(
    client: httpx.AsyncClient,
) -> None:
    headers = bearer(CLERK) | {"Idempotency-Key": LONG_KEY}
    prints = {
        (await client.post(path, json={"title": "甲"}, headers=headers)).json()["fingerprint"]
        for path in (ITEMS, f"{ITEMS}?dry_run=true")
    }
    assert len(prints) == 2


async def test_cause_when_same_key_on_another_path_then_other_fingerprint(
    client: httpx.AsyncClient,
) -> None:
    headers = bearer(CLERK) | {"Idempotency-Key": LONG_KEY}
    paths = (ITEMS, f"/intake/api/streets/{STREET}/public")
    prints = {
        (await client.post(path, json={"title": "甲"}, headers=headers)).json()["fingerprint"]
        for path in paths
    }
    assert len(prints) == 2


async def test_cause_when_multipart_form_is_sent_twice_then_same_fingerprint(
    client: httpx.AsyncClient,
) -> None:
    path = f"/intake/api/streets/{STREET}/forms"
    told = []
    for boundary in ("aaa", "bbb"):
        part = '--{b}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
        fields = {"title": "甲", "idempotency_key": LONG_KEY}
        body = "".join(part.format(b=boundary, n=n, v=v) for n, v in fields.items())
        kind = f"multipart/form-data; boundary={boundary}"
        content = f"{body}--{boundary}--\r\n".encode()
        headers = bearer() | {"Content-Type": kind}
        told.append((await client.post(path, content=content, headers=headers)).json())
    assert told[0] == {**told[1], "correlation": told[0]["correlation"]}
    assert told[0]["id"] == name_of("wang", LONG_KEY)
    assert told[0]["fingerprint"]


@pytest.mark.parametrize("key", ["a b", "a#1", "k" * 101, "键"])
async def test_key_when_not_plain_then_422(client: httpx.AsyncClient, key: str) -> None:
    headers = bearer(CLERK) | {"Idempotency-Key": key.encode()}
    answer = await client.post(ITEMS, json={"title": "甲"}, headers=headers)  # type: ignore[arg-type]
    assert answer.json()["code"] == "bad-idempotency-key"


async def test_if_match_when_given_then_read_and_etag_is_set(client: httpx.AsyncClient) -> None:
    for header, version in (('"3"', 3), ("7", 7), ('W/"2"', 2), ("*", None)):
        headers = bearer(CLERK) | {"If-Match": header}
        answer = await client.post(ITEMS, json={"title": "甲"}, headers=headers)
        assert answer.json()["if_version"] == version
        assert answer.headers["ETag"] == '"3"'
    bad = bearer(CLERK) | {"If-Match": "abc"}
    answer = await client.post(ITEMS, json={"title": "甲"}, headers=bad)
    assert answer.json()["code"] == "bad-if-match"
