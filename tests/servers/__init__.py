"""The real servers that tests run against: RabbitMQ, a MongoDB stand-in, a browser, nginx, node.

Each is a process of this test run, on loopback and on free ports, and leaves nothing behind.
Nothing here touches a broker or a database that the machine already runs.

    python -m tests.servers install     # what `make test` calls first

As root on Debian the missing packages are installed; elsewhere the command says which ones to
install. Without them the tests that need them are skipped on a laptop and fail in CI (`CI=true`).

Instead of starting servers, the tests use those named in the environment:
`YISHI_TEST_AMQP_URL`, `YISHI_TEST_MONGODB_URL`, `YISHI_TEST_CHROMIUM` (a program).
"""

from tests.servers.broker import BrokerNode, broker_node
from tests.servers.mongo import MongoStandIn, mongo_stand_in
from tests.servers.needs import (
    BROKER,
    CHROMIUM,
    DRIVER,
    FONT,
    NGINX,
    NODE,
    NODE_AT_LEAST,
    PROMTOOL,
    PROVIDER,
    RABBITMQ_SBIN,
    Need,
    chromium_program,
    install,
    is_ci,
    libatomic,
    mongodb_program,
    nginx_program,
    node_program,
    pdftotext_program,
    promtool_program,
    provider_packages,
    rabbitmq_program,
    report,
    services_held_back,
    unavailable,
)
from tests.servers.processes import LOOPBACK, NotStarted, await_ready, end, free_port, slay, spawn

FEATURES_OFF = (
    # Each window would load the pop-ups of its address bar: two thirds of what a page costs.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    # The last list counts, so those that Playwright switches off are named again.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
CHROMIUM_FLAGS = (
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
__all__ = [
    "BROKER", "CHROMIUM", "CHROMIUM_FLAGS", "DRIVER", "FONT", "LOOPBACK", "NGINX", "NODE",
    "NODE_AT_LEAST", "PROMTOOL", "PROVIDER", "RABBITMQ_SBIN",
    "BrokerNode", "MongoStandIn", "Need", "NotStarted", "await_ready", "broker_node",
    "chromium_program", "end", "free_port", "install", "is_ci", "libatomic", "mongo_stand_in",
    "mongodb_program",
    "nginx_program", "node_program", "pdftotext_program",
    "promtool_program", "provider_packages", "rabbitmq_program", "report",
    "services_held_back", "slay", "spawn", "unavailable",
]  # fmt: skip
