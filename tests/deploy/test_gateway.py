"""The gateway as it is deployed: nginx itself reads the files and answers."""

import contextlib
import itertools
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute

from chassis.core.settings import Settings
from chassis.web.ask import UNLOGGED, UPLOADS
from launch.catalogue import SERVICES
from tests import servers
from tests.deploy.files import DEPLOY
from tests.deploy.gateway import Gateway, gateway, routed_names, stand_ins, write_config

NAMES = [service.name for service in SERVICES]
STREET = "430102010"
CAST = f"/ballot/api/streets/{STREET}/ballots/b1/cast"
SLIP = "QKZT7RWM"
HTML = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def nginx() -> Path:
    servers.install(servers.NGINX)
    if (program := servers.nginx_program()) is None:
        servers.unavailable("nginx is not installed")
    return program


@pytest.fixture
def door(nginx: Path, tmp_path: Path) -> Iterator[Gateway]:
    with stand_ins(NAMES) as ports, gateway(nginx, tmp_path, ports) as running:
        yield running


@pytest.fixture
def door_to_nowhere(nginx: Path, tmp_path: Path) -> Iterator[Gateway]:
    """All services are away."""
    with gateway(nginx, tmp_path, {name: servers.free_port() for name in NAMES}) as running:
        yield running


def unlogged_paths() -> list[str]:
    """Every path of the product that may leave no line."""
    return tagged_paths(UNLOGGED)


def tagged_paths(tag: str) -> list[str]:
    """Every path of the routes that bear a tag."""
    return [
        re.sub(r"{\w+}", lambda found: STREET if "street" in found[0] else "b1", route.path)
        for service in SERVICES
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and tag in route.tags
    ]


def test_uploads_when_a_route_takes_files_then_larger_bodies_come_in() -> None:
    text = (DEPLOY / "gateway" / "routes.conf").read_text("utf-8")
    wide = re.findall(r"location ~ (\S+) \{\n +client_max_body_size 25m;", text)
    paths = tagged_paths(UPLOADS)
    assert paths
    assert [path for path in paths if not any(re.search(one, path) for one in wide)] == []


def test_uploads_when_one_address_has_many_under_way_then_429_and_the_rest_goes_on(
    door: Gateway,
) -> None:
    path = f"/intake/streets/{STREET}/new"
    at = httpx.URL(door.url)
    with contextlib.ExitStack() as held:
        for _ in range(8):
            held.enter_context(begun_upload(at, path))
        assert httpx.post(door.url + path, headers=signed_in()).status_code == 429
        assert httpx.get(door.url + path).status_code == 200
        assert httpx.post(f"{door.url}/intake/x", headers=signed_in()).status_code == 200


@contextlib.contextmanager
def begun_upload(at: httpx.URL, path: str) -> Iterator[None]:
    """A request whose body the gateway waits for: it has said that it may come."""
    with socket.create_connection((at.host, at.port or 80), timeout=20) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue"
        line.sendall(f"{head}\r\nAuthorization: Bearer x\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 100")
        yield


@pytest.mark.parametrize("server", ["plain", "tls"])
def test_config_when_read_by_nginx_then_it_holds(nginx: Path, tmp_path: Path, server: str) -> None:
    config = write_config(tmp_path, {}, servers.free_port())
    text = (tmp_path / f"{server}.conf").read_text()
    # A certificate is the installation's; everything else of that file is checked as it is.
    text = re.sub(r"\n +ssl_certificate.*", "", text).replace("8443 ssl", "8443")
    (tmp_path / "server.conf").write_text(text)
    command: list[str | Path] = [nginx, "-t", "-p", tmp_path, "-c", config]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "[warn]" not in ran.stderr


def test_routes_when_a_service_is_added_then_known() -> None:
    assert routed_names() == set(NAMES)


def test_request_when_it_comes_then_reaches_the_service_that_owns_the_path(door: Gateway) -> None:
    shared = ("/", f"/streets/{STREET}", "/sign-in", "/static/yishi.css", "/lang/en", "/elder/on")
    owned = [(f"/{name}/streets/{STREET}?page=2", name) for name in NAMES]
    for path, owner in [*owned, *((path, "assembly") for path in shared), (CAST, "ballot")]:
        told = httpx.get(door.url + path).json()
        assert (told["name"], told["path"]) == (owner, path)


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_figures_when_asked_from_outside_then_not_there(door: Gateway, path: str) -> None:
    assert httpx.get(door.url + path).status_code == 404


def test_platform_when_it_asks_inside_then_told_that_the_door_is_there(door: Gateway) -> None:
    told = httpx.get(f"{door.inner}/metrics")
    assert told.text == "# TYPE yishi_gateway_up gauge\nyishi_gateway_up 1\n"
    assert told.headers["content-type"].startswith("text/plain")
    assert httpx.get(f"{door.inner}/healthz").text == "ok\n"
    assert httpx.get(f"{door.inner}/").status_code == 404
    assert not door.access(), "it asks every few seconds"


def test_client_when_it_lies_about_itself_then_the_service_learns_its_address(
    door: Gateway,
) -> None:
    lies = {
        "X-Forwarded-For": "10.9.9.9",
        "Forwarded": "for=10.9.9.9",
        "X-Forwarded-Proto": "gopher",
    }
    told = httpx.get(door.url + "/", headers=lies).json()["headers"]
    assert told["X-Forwarded-For"] == "127.0.0.1"
    assert told["X-Forwarded-Proto"] == "http"
    assert "Forwarded" not in told


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)],
)
def test_write_when_another_site_makes_the_browser_do_it_then_refused(
    door: Gateway, site: str, status: int
) -> None:
    headers = signed_in() | {"Sec-Fetch-Site": site}
    assert httpx.post(f"{door.url}/intake/x", headers=headers).status_code == status
    assert httpx.get(f"{door.url}/intake/x", headers=headers).status_code == 200, "links lead here"


def test_body_when_over_the_limit_then_refused_in_both_languages(door: Gateway) -> None:
    limit = Settings().max_body_bytes
    fits = httpx.post(f"{door.url}/intake/x", content=b"x" * limit, headers=signed_in())
    assert fits.json()["size"] == limit, "what the service takes, the gateway lets in"
    answer = httpx.post(f"{door.url}/intake/x", content=b"x" * (2 * limit))
    assert answer.status_code == 413
    assert "内容太大" in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_public_writes_when_too_many_then_429_and_reading_goes_on(door: Gateway) -> None:
    with httpx.Client(base_url=door.url) as client:
        # More come in than leak out, however slow this machine is: one of these is refused.
        said = (client.post("/intake/x", headers=HTML) for _ in range(300))
        let_in = list(itertools.takewhile(lambda answer: answer.status_code == 200, said))
        assert 25 <= len(let_in) < 299
        refused = next(answer for answer in said if answer.status_code != 200)
        assert refused.status_code == 429
        assert "操作过于频繁" in refused.text
        assert client.get("/intake/x").status_code == 200
        signed = [client.post("/intake/x", headers=signed_in()).status_code for _ in range(40)]
        assert signed == [200] * 40, "somebody who is signed in has the wider bound"


def test_casting_when_a_whole_hall_does_it_then_nobody_is_refused(door: Gateway) -> None:
    with httpx.Client(base_url=door.url) as client:
        said = {client.post(CAST, json={"code": SLIP}).status_code for _ in range(300)}
    assert said == {200}


def test_vote_when_cast_then_no_log_knows(door: Gateway) -> None:
    paths = [*unlogged_paths(), f"/ballot/vote/{STREET}/b1?code={SLIP}", "/static/vote.js"]
    assert CAST in paths
    httpx.get(f"{door.url}/ballot/streets/{STREET}?q=secret-words")
    for path in paths:
        for method in ("GET", "POST"):
            httpx.request(method, door.url + path, headers=HTML)
    httpx.post(door.url + CAST, content=b"x" * 100_000)  # too large, answered by the gateway
    httpx.get(f"{door.url}/sign-in")
    assert [line["path"] for line in door.access()] == [f"/ballot/streets/{STREET}", "/sign-in"]
    assert "secret-words" not in (door.folder / "access.log").read_text()
    assert "cast" not in door.errors()
    assert "/vote" not in door.errors()


def test_vote_when_the_service_is_away_then_no_log_knows_either(door_to_nowhere: Gateway) -> None:
    for path in unlogged_paths():
        answer = httpx.post(door_to_nowhere.url + path, headers=HTML)
        assert answer.status_code == 503
        assert "暂时无法投票或签到" in answer.text
    assert not door_to_nowhere.access()
    assert not door_to_nowhere.errors()


def test_page_when_its_service_is_away_then_says_so_kindly(door_to_nowhere: Gateway) -> None:
    answer = httpx.get(f"{door_to_nowhere.url}/intake/streets/{STREET}")
    assert answer.status_code == 503
    assert "系统正在恢复" in answer.text
    assert "nothing" in answer.text.lower()
    assert door_to_nowhere.errors(), "the operator learns why"


def test_files_when_mounted_then_those_that_are_included() -> None:
    text = "".join(path.read_text("utf-8") for path in (DEPLOY / "gateway").glob("*.conf"))
    assert set(re.findall(r"include (\S+);", text)) == {"server.conf", "routes.conf", "proxy.conf"}


def signed_in() -> dict[str, str]:
    return {"Authorization": "Bearer x"}
