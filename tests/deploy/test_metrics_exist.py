"""Dashboard and alerts name only series that exist, with labels that exist."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from chassis.core.metrics import Metrics
from launch.catalogue import SERVICES
from tests.deploy.files import DEPLOY, ROOT

A_SERIES = re.compile(r"\b(?:yishi|rabbitmq)_\w+")
BY = re.compile(r"\bby \(([^)]*)\)")
# Not of ours: what the broker says of itself and, in two families, of its queues.
FOREIGN = {
    "rabbitmq_disk_space_available_bytes": set(),
    "rabbitmq_detailed_queue_consumers": {"queue", "vhost"},
    "rabbitmq_detailed_queue_messages_ready": {"queue", "vhost"},
}
# Agreed with chassis/core/metrics.py and not there yet; a series leaves this list when it exists.
AWAITED: dict[str, set[str]] = {}
OF_TARGETS = {"part", "instance", "job"}


def series() -> dict[str, set[str]]:
    """Every series that a scrape may show, with its labels."""
    found = dict(FOREIGN)
    metrics = Metrics(CollectorRegistry())
    metrics.declare(gauge for service in SERVICES for gauge in service.gauges)
    for one in metrics.series():
        for metric in one.describe() if hasattr(one, "describe") else ():
            labels = set(one._labelnames)
            for name in names_of(metric.name, metric.type):
                found[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return found


def names_of(name: str, kind: str) -> list[str]:
    if kind == "histogram":
        return [f"{name}_{part}" for part in ("bucket", "count", "sum")]
    return [f"{name}_total" if kind == "counter" else name]


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    board = json.loads((DEPLOY / "grafana/dashboards/yishi.json").read_text("utf-8"))
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    """Where an expression stands, and the expression."""
    for rule in alerts():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_expression_when_read_then_names_series_and_labels_that_exist(
    where: str, expression: str
) -> None:
    known = AWAITED | series()
    named = set(A_SERIES.findall(expression))
    assert named <= set(known), f"{where}: unknown series"
    labels = set().union(*(known[name] for name in named)) | OF_TARGETS
    for names in BY.findall(expression):
        assert {name.strip() for name in names.split(",")} <= labels, f"{where}: unknown label"


def test_series_when_listed_then_as_a_scrape_shows_them() -> None:
    assert "yishi_outbox_oldest_seconds" in series()
    assert "yishi_http_request_seconds_bucket" in series()
    assert "yishi_outbox_oldest" not in series()


def test_series_when_measured_then_shown_or_watched() -> None:
    """What nobody looks at need not be counted."""
    shown = {name for _, expression in expressions() for name in A_SERIES.findall(expression)}
    for name in series():
        base = re.sub("_(bucket|count|sum)$", "", name)
        assert any(used.startswith(base) for used in shown), f"{name} is on no panel"


def test_awaited_when_a_series_exists_then_it_is_awaited_no_longer() -> None:
    assert not set(AWAITED) & set(series()), "take it off AWAITED"


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_panel_when_read_then_has_unit_letters_and_both_languages(panel) -> None:
    letters = [target["refId"] for target in panel["targets"]]
    assert letters == sorted(set(letters))
    assert letters
    assert panel["fieldConfig"]["defaults"]["unit"]
    chinese, _, english = panel["title"].partition(" · ")
    assert re.search(r"[一-鿿]", chinese)
    assert english.isascii()
    assert english


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_alert_when_read_then_says_it_twice_and_links_its_entry(rule) -> None:
    told = rule["annotations"]
    assert re.search(r"[一-鿿]", told["summary_zh"])
    assert told["summary"].isascii()
    assert told["summary"]
    machines = ("none",) if rule["alert"] == "YishiWatchdog" else ()
    assert rule["labels"]["severity"] in (machines or ("call", "look"))
    path, _, anchor = told["runbook"].partition("#")
    headings = re.findall(r"^## (\w+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    assert rule["alert"] in headings
    assert anchor == rule["alert"].lower()


def test_alerts_when_tested_then_every_one_is_seen_firing() -> None:
    tests = yaml.safe_load((DEPLOY / "prometheus/alerts.test.yml").read_text("utf-8"))["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }
    assert fired == {rule["alert"] for rule in alerts()}


def test_missing_part_when_any_service_is_gone_then_called() -> None:
    rule = next(rule for rule in alerts() if rule["alert"] == "YishiPartMissing")
    watched = set(re.findall(r'part="([^"]+)"', rule["expr"]))
    parts = {f"{service.name}-{part}" for service in SERVICES for part in ("web", "worker")}
    assert watched == parts | {"rabbitmq"}


def test_queue_alerts_when_a_service_is_added_then_its_queues_are_watched() -> None:
    watching = [rule["expr"] for rule in alerts() if "queue=~" in rule["expr"]]
    assert watching
    for expression in watching:
        named = re.search(r'queue=~"\(([^)]*)\)', expression)
        assert named
        assert named[1].split("|") == [service.name for service in SERVICES]
