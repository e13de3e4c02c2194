"""What any test may ask for. The servers behind it: tests.servers.

`rabbitmq_url`   a broker, shared by the whole run
`spare_broker`   a node of its own that a test may kill and start again
`mongodb_url`    a MongoDB stand-in, shared by the whole run: each test its own database
`spare_mongodb`  a stand-in of its own whose data survive a kill
`identity_provider`  a real OpenID Connect provider, shared by the whole run
`browser`        Chromium (async API); `page` is a phone's view of it in Chinese
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests import servers
from tests.identity_provider import IdentityProvider
from tests.servers import BrokerNode, MongoStandIn, unavailable

MARKED = {
    "rabbitmq": {"rabbitmq_url", "spare_broker"},
    "mongodb": {"mongodb_url", "spare_mongodb"},
    "browser": {"browser", "browser_path", "page"},
}

# CI tries the same examples every time; a laptop looks for new ones.
hypothesis.settings.register_profile("laptop", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if servers.is_ci() else "laptop")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by the servers they use, so that `-m "not browser"` needs no bookkeeping."""
    for item in items:
        for marker, fixtures in MARKED.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)


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


def need_mongodb() -> None:
    if not servers.SECANTUS.exists():
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


@pytest.fixture
async def browser(browser_path: Path) -> AsyncIterator[Browser]:
    """A fresh Chromium for each test: an event loop, and so Playwright, lives for one test."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser_path, args=list(servers.CHROMIUM_FLAGS)
        )
        try:
            yield chromium
        finally:
            await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> Page:
    """A page as a resident's phone shows it: Chinese, Beijing time, 390 × 844."""
    return await browser.new_page(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 390, "height": 844},
    )
