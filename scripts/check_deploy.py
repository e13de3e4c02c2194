"""Checks everything in deploy/ that can be checked without a container engine.

    .venv/bin/python scripts/check_deploy.py

Dockerfile (hadolint), compose files (their schema), dashboard (current), Prometheus (promtool:
settings, rules, tests of the rules, names of our own series). promtool comes with Debian's package
`prometheus`: as root on Debian it is installed; without it those checks are left out on a laptop
and fail in CI (`CI=true`).
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PROMETHEUS = "deploy/prometheus"
TLS = "deploy/compose.tls.yml"

sys.path.insert(0, str(ROOT))

from prometheus_client import CollectorRegistry  # noqa: E402

from chassis.core.metrics import Metrics  # noqa: E402
from launch.catalogue import SERVICES  # noqa: E402
from tests import servers  # noqa: E402

COMPOSE = ("check-jsonschema", "--quiet", "--builtin-schema", "vendor.compose-spec")


def main() -> int:
    """0 where everything holds."""
    results = [
        run("hadolint", [BIN / "hadolint", "Dockerfile"]),
        run("compose", [BIN / COMPOSE[0], *COMPOSE[1:], "docker-compose.yml", TLS]),
        run("dashboard", [sys.executable, "deploy/grafana/make_dashboard.py", "--check"]),
        *prometheus(),
    ]
    return 0 if all(results) else 1


def prometheus() -> list[bool]:
    """What promtool has to say, or loudly nothing."""
    servers.install(servers.PROMTOOL)
    program = servers.promtool_program()
    if program is None:
        print("  promtool   MISSING  apt-get install --no-install-recommends prometheus")
        return [not servers.is_ci()]
    return [
        run("config", [program, "check", "config", f"{PROMETHEUS}/prometheus.yml"]),
        run("rules", [program, "check", "rules", "--lint-fatal", f"{PROMETHEUS}/alerts.yml"]),
        run("alerts", [program, "test", "rules", f"{PROMETHEUS}/alerts.test.yml"]),
        run("panels", [program, "check", "rules", "/dev/stdin"], panels()),
        run("series", [program, "check", "metrics"], exposition()),
    ]


def panels() -> bytes:
    """The dashboard's expressions as a file of rules, so that promtool reads their grammar."""
    board = json.loads((ROOT / "deploy/grafana/dashboards/yishi.json").read_text("utf-8"))
    targets = [target for panel in board["panels"] for target in panel.get("targets", ())]
    rules = [
        {"record": f"panel:line{number}", "expr": target["expr"]}
        for number, target in enumerate(targets)
    ]
    return json.dumps({"groups": [{"name": "panels", "rules": rules}]}).encode()


def exposition() -> bytes:
    """Every series of ours, once, as a scrape shows it."""
    metrics = Metrics(CollectorRegistry())
    metrics.declare(gauge for service in SERVICES for gauge in service.gauges)
    for series in metrics.series():
        if names := getattr(series, "_labelnames", ()):
            series.labels(*("x" for _ in names))
    return metrics.exposition()


def run(what: str, command: list[str | Path], given: bytes = b"") -> bool:
    """Run one checker; its words are shown only where it fails."""
    ran = subprocess.run(
        command,
        cwd=ROOT,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    fine = ran.returncode == 0
    print(f"  {what:10} {'ok' if fine else 'FAILED'}")
    if not fine:
        print(ran.stdout.decode(errors="replace"))
    return fine


if __name__ == "__main__":
    sys.exit(main())
