"""What any test may ask for. The servers behind it: tests.servers.

`rabbitmq_url`   a broker, shared by the whole run
`spare_broker`   a node of its own that a test may kill and start again
`mongodb_url`    a MongoDB stand-in, shared by the whole run: each test its own database
`spare_mongodb`  a stand-in of its own whose data survive a kill
`identity_provider`  a real OpenID Connect provider, shared by the whole run
`browser`        Chromium (async API), shared by the whole run; `page` is a phone's view of it in
                 Chinese. Tests that use them run on the session's event loop, as Chromium does.

With several workers (`-n 3 --dist loadscope`) tests that share something run in one of them, in
order, so that it is started once. The groups are made here, and not by xdist's marker, which
pytest 9.2 no longer understands.
"""

import contextlib
import gc
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path, PurePath
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from xdist.scheduler import LoadScopeScheduling

from tests import servers
from tests.drivers.chromium import a_page
from tests.faults.table import BAD_DAY, table
from tests.identity_provider import IdentityProvider
from tests.servers import BrokerNode, MongoStandIn, unavailable

MARKED = {
    "rabbitmq": {"rabbitmq_url", "spare_broker"},
    "mongodb": {"mongodb_url", "spare_mongodb"},
    "browser": {"browser", "browser_path", "page"},
}

LONG = ("faults", "pages", "e2e", "parity", "deploy")
"""Folders whose tests wait for servers, in the order in which workers begin with them: the largest
groups first, so that many small ones are left to end together with."""
SHARING = {"pages", "parity"}
"""Folders whose files share a server, a demo or a browser; elsewhere a group is a file."""
PLAYED = {
    "test_bad_input.py",
    "test_every_form.py",
    "test_every_route.py",
    "test_remaining_sheets.py",
}
"""They share the year that is played once (``tests.service.played_town``)."""
JOURNEYS = {
    "test_ballot.py",
    "test_ballot_attacks.py",
    "test_ballot_cards.py",
    "test_ballot_held_together.py",
    "test_ballot_modes.py",
    "test_ballot_pages.py",
    "test_ballot_proof.py",
    "test_ballot_secrecy.py",
    "test_box.py",
    "test_bundle.py",
    "test_hall.py",
    "test_minutes.py",
    "test_recusal.py",
    "test_rehearsal.py",
    *PLAYED,
}
"""Files whose tests hold a whole session or play a whole year."""
SLOW = {
    "test_backup.py",
    "test_floors.py",
    "test_how_to_add.py",
    "test_long_ledger.py",
    "test_open311_many.py",
    "test_sagas.py",
    "test_sheets_memory.py",
    "test_sign_in_provider.py",
    "test_webhooks.py",
}
"""Files that wait for something, or whose subject is that it is large."""

MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000
"""Bytes that must be free in memory for the tests' folders to lie there."""


def pytest_configure() -> None:
    """Folders of tests lie in memory where there is room: most of their time was the disk."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


# CI tries the same examples every time; a laptop looks for new ones.
hypothesis.settings.register_profile("laptop", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if servers.is_ci() else "laptop")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks a test by the servers it uses, so that `-m "not browser"` needs no bookkeeping."""
    for marker, fixtures in MARKED.items():
        if fixtures & set(getattr(item, "fixturenames", ())):
            item.add_marker(marker)
    if item.path.name in SLOW | JOURNEYS:
        item.add_marker("slow")
    if item.get_closest_marker("browser") and item.get_closest_marker("asyncio"):
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing that is read and collected is garbage: looking for some was half of this time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """With several workers, each group of tests is one worker's."""
    return ByGroup(config, log)


class ByGroup(LoadScopeScheduling):
    """Tests of one group share a worker, and so its servers, its browser and its worlds."""

    def _split_scope(self, nodeid: str) -> str:
        folder, name = PurePath(nodeid.partition("::")[0]).parts[-2:]
        return folder if folder in SHARING else "played" if name in PLAYED else name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Workers begin with what takes longest, so that none is left alone with it at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _turn(item.path.parent.name))


def _turn(folder: str) -> int:
    return LONG.index(folder) if folder in LONG else len(LONG)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the table of the bad days, also of those that other workers have played."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind]
    ended = [one for one in reports if getattr(one, "when", "") == "teardown"]
    rows = [row for one in ended for name, row in one.user_properties if name == BAD_DAY]
    if rows:
        terminalreporter.section("faults × invariants")
        for line in table(rows):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The URL of a broker: the one in `YISHI_TEST_AMQP_URL`, or a node started for this run."""
    if url := os.environ.get("YISHI_TEST_AMQP_URL"):
        yield url
        return
    need_broker()
    with servers.broker_node() as node:
        yield node.url


@pytest.fixture(scope="session")
def _spare_broker() -> Iterator[BrokerNode]:
    need_broker()
    with servers.broker_node() as node:
        yield node


@pytest.fixture
def spare_broker(_spare_broker: BrokerNode) -> BrokerNode:
    """A running node to `kill()`, `stop()` and `start()`; whatever the last test left is there."""
    _spare_broker.start()
    return _spare_broker


def need_broker() -> None:
    if servers.install(servers.BROKER):
        unavailable("RabbitMQ is not installed and YISHI_TEST_AMQP_URL is not set")


@pytest.fixture(scope="session")
def mongodb_url() -> Iterator[str]:
    """The URL of `YISHI_TEST_MONGODB_URL`, or of a stand-in started for this run."""
    if url := os.environ.get("YISHI_TEST_MONGODB_URL"):
        yield url
        return
    need_mongodb()
    with servers.mongo_stand_in() as server:
        yield server.url


@pytest.fixture
def spare_mongodb(tmp_path: Path) -> Iterator[MongoStandIn]:
    """A stand-in to `kill()` and `start()`: acknowledged writes are still there."""
    need_mongodb()
    with servers.mongo_stand_in(tmp_path / "mongodb") as server:
        yield server
        server.kill()  # nobody reads its data any more


def need_mongodb() -> None:
    if servers.mongodb_program() is None:
        unavailable("the MongoDB stand-in is not installed and YISHI_TEST_MONGODB_URL is not set")


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[IdentityProvider]:
    """A real OpenID Connect provider, shared by the whole run."""
    need_provider()
    provider = IdentityProvider(f"http://localhost:{servers.free_port()}")
    try:
        provider.start()
        yield provider
    finally:
        provider.close()


def need_provider() -> None:
    servers.install(servers.NODE)
    if servers.node_program() is None:
        unavailable(f"node {servers.NODE_AT_LEAST} with npm is not installed")
    if not servers.provider_packages():
        unavailable("the packages of tests/provider could not be fetched by npm")


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """Chromium: the program in `YISHI_TEST_CHROMIUM`, or Debian's."""
    servers.install(servers.CHROMIUM, servers.FONT, servers.DRIVER)
    if (program := servers.chromium_program()) is None:
        unavailable("Chromium is not installed and YISHI_TEST_CHROMIUM is not set")
    if not servers.libatomic():
        unavailable("libatomic1 is not installed: Playwright does not start without it")
    return program


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _chromium(browser_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser_path, args=list(servers.CHROMIUM_FLAGS)
        )
        try:
            yield chromium
        finally:
            await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(_chromium: Browser) -> AsyncIterator[Browser]:
    """Every page of it has a context, and so cookies, of its own; all end with the test."""
    yield _chromium
    for context in _chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> Page:
    """A page as a resident's phone shows it: Chinese, Beijing time, 390 × 844."""
    return await a_page(browser)
