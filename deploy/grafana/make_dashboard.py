"""Writes dashboards/yishi.json. Change a panel here, then run it; a check compares both.

.venv/bin/python deploy/grafana/make_dashboard.py [--check]
"""

import json
import sys
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard, QueryVariable, Row
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.stat import Panel as Stat
from grafana_foundation_sdk.builders.timeseries import Panel as Timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    VariableRefresh,
    VariableSort,
)

OUT = Path(__file__).parent / "dashboards" / "yishi.json"
SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
OF = 'service=~"$service"'

STATS = (
    ("没有响应 · Targets down", "none", "count(up == 0) or vector(0)"),
    ("最久未发出 · Oldest unsent", "s", f"max(yishi_outbox_oldest_seconds{{{OF}}})"),
    (
        "待处理死信 · Dead letters waiting",
        "none",
        f"sum(max by (service) (yishi_dead_letters_waiting{{{OF}}}))",
    ),
    ("审计问题 · Audit problems", "none", f"sum(max by (service) (yishi_audit_problems{{{OF}}}))"),
)

Panels = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
ROWS: tuple[tuple[str, Panels], ...] = (
    (
        "事件 · Events",
        (
            (
                "每秒发出 · Published a second",
                "ops",
                (
                    (
                        "{{service}}",
                        f"sum by (service) (rate(yishi_events_published_total{{{OF}}}[5m]))",
                    ),
                ),
            ),
            (
                "每秒处理结果 · Handled a second, by outcome",
                "ops",
                (
                    (
                        "{{service}} {{outcome}}",
                        f"sum by (service, outcome) (rate(yishi_events_handled_total{{{OF}}}[5m]))",
                    ),
                ),
            ),
            (
                "处理时间 p95 · Handling time, 95 of 100",
                "s",
                (
                    (
                        "{{service}}",
                        "histogram_quantile(0.95, sum by (service, le) "
                        f"(rate(yishi_event_handling_seconds_bucket{{{OF}}}[5m])))",
                    ),
                ),
            ),
            (
                "从发生到处理 p95 · Age when handled, 95 of 100",
                "s",
                (
                    (
                        "{{service}}",
                        "histogram_quantile(0.95, sum by (service, le) "
                        f"(rate(yishi_event_age_seconds_bucket{{{OF}}}[5m])))",
                    ),
                ),
            ),
        ),
    ),
    (
        "发件箱与队列 · Outbox and queues",
        (
            (
                "未发出的文档 · Documents with something unsent",
                "short",
                (("{{service}}", f"max by (service) (yishi_outbox_pending{{{OF}}})"),),
            ),
            (
                "最久未发出 · Oldest unsent",
                "s",
                (("{{service}}", f"max by (service) (yishi_outbox_oldest_seconds{{{OF}}})"),),
            ),
            (
                "队列积压 · Waiting in queues",
                "short",
                (
                    (
                        "{{queue}}",
                        "topk(10, sum by (queue) (rabbitmq_detailed_queue_messages_ready"
                        '{queue!="yishi.log"}))',
                    ),
                ),
            ),
            (
                "死信 · Dead letters",
                "short",
                (
                    (
                        "{{service}} 待处理 waiting",
                        f"max by (service) (yishi_dead_letters_waiting{{{OF}}})",
                    ),
                    (
                        "{{queue}} 新增 new in 1 h",
                        f"sum by (queue) (increase(yishi_dead_letters_total{{{OF}}}[1h]))",
                    ),
                ),
            ),
        ),
    ),
    (
        "网页与接口 · Pages and APIs",
        (
            (
                "每秒请求 · Requests a second",
                "reqps",
                (
                    (
                        "{{service}}",
                        f"sum by (service) (rate(yishi_http_request_seconds_count{{{OF}}}[5m]))",
                    ),
                ),
            ),
            (
                "应答时间 · Time to answer",
                "s",
                tuple(
                    (
                        f"{{{{service}}}} p{part}",
                        f"histogram_quantile(0.{part}, sum by (service, le) "
                        f"(rate(yishi_http_request_seconds_bucket{{{OF}}}[5m])))",
                    )
                    for part in (50, 95)
                ),
            ),
            (
                "出错 · Errors (5xx)",
                "ops",
                (
                    (
                        "{{service}} {{route}}",
                        f"sum by (service, route) (rate(yishi_http_errors_total{{{OF}}}[5m])) > 0",
                    ),
                ),
            ),
            (
                "被拒绝 · Refused, by reason",
                "ops",
                (
                    (
                        "{{service}} {{code}}",
                        "topk(10, sum by (service, code) "
                        f"(rate(yishi_http_refused_total{{{OF}}}[5m])))",
                    ),
                ),
            ),
        ),
    ),
    (
        "存储与居民 · Store and residents",
        (
            (
                "写入冲突 · Writes that met another one",
                "ops",
                (
                    (
                        "{{service}} {{kind}}",
                        f"sum by (service, kind) (rate(yishi_store_clashes_total{{{OF}}}[5m]))",
                    ),
                ),
            ),
            (
                "审计核验距今 · Since the trail was proved",
                "s",
                (
                    (
                        "{{service}}",
                        "time() - max by (service) "
                        f"(yishi_audit_verified_timestamp_seconds{{{OF}}})",
                    ),
                ),
            ),
            (
                "超期未答复的建议 · Suggestions past the day of reply",
                "short",
                (("{{street}}", "max by (street) (yishi_suggestions_overdue)"),),
            ),
            (
                "最久未答复的建议 · Oldest open suggestion",
                "s",
                (("{{street}}", "max by (street) (yishi_suggestions_oldest_open_seconds)"),),
            ),
            (
                "逾期的督查 · Inspections overdue",
                "short",
                (("{{street}}", "max by (street) (yishi_inspections_overdue)"),),
            ),
            (
                "签到未投票（计票后） · Checked in without a ballot, once counted",
                "short",
                (("{{street}}", "max by (street) (yishi_checkins_minus_ballots)"),),
            ),
            (
                "定时工作失败 · Timed work that failed in 1 h",
                "short",
                (
                    (
                        "{{service}} {{name}}",
                        f"sum by (service, name) (increase(yishi_every_failed_total{{{OF}}}[1h]))",
                    ),
                ),
            ),
            (
                "多次失败、等人处理 · Given up in 1 h, left to a person",
                "short",
                (
                    (
                        "{{service}} {{kind}}",
                        f"sum by (service, kind) (increase(yishi_due_given_up_total{{{OF}}}[1h]))",
                    ),
                ),
            ),
            (
                "中途退回的办理 · Processes undone in 1 h",
                "short",
                (
                    (
                        "{{service}} {{process}}",
                        "sum by (service, process)"
                        f" (increase(yishi_processes_refused_total{{{OF}}}[1h]))",
                    ),
                ),
            ),
            (
                "对外推送 · Messages to other systems in 1 h",
                "short",
                (
                    (
                        "{{service}} {{outcome}}",
                        f"sum by (service, outcome) (increase(yishi_outbound_total{{{OF}}}[1h]))",
                    ),
                ),
            ),
        ),
    ),
)


def query(number: int, legend: str, expression: str) -> Dataquery:
    """One line of a panel; panels name their lines A, B, C."""
    return Dataquery().expr(expression).legend_format(legend).ref_id(chr(ord("A") + number))


def dashboard() -> Dashboard:
    """All panels, in the order somebody looks who was called."""
    services = (
        QueryVariable("service")
        .label("服务 · Service")
        .datasource(SOURCE)
        .query("label_values(yishi_http_request_seconds_count, service)")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .include_all(True)
        .all_value(".*")
        .multi(True)
    )
    board = (
        Dashboard("议事 · Yishi")
        .uid("yishi")
        .tags(["yishi"])
        .refresh("30s")
        .time("now-6h", "now")
        .timezone("Asia/Shanghai")
        .with_variable(services)
    )
    for title, unit, expression in STATS:
        panel = Stat().title(title).unit(unit).datasource(SOURCE).height(4).span(6)
        board = board.with_panel(panel.with_target(query(0, "", expression)))
    for heading, panels in ROWS:
        board = board.with_row(Row(heading))
        for title, unit, lines in panels:
            panel = Timeseries().title(title).unit(unit).datasource(SOURCE).min(0)
            for number, (legend, expression) in enumerate(lines):
                panel = panel.with_target(query(number, legend, expression))
            board = board.with_panel(panel.height(7).span(12))
    return board


def said(value: Any) -> Any:
    """Without what is nothing: Grafana fills in what is missing, not what is null."""
    if isinstance(value, dict):
        return {name: said(inner) for name, inner in value.items() if inner is not None}
    return [said(inner) for inner in value] if isinstance(value, list) else value


def main() -> int:
    """Write the dashboard, or with ``--check`` say whether the file is what this would write."""
    built = json.loads(JSONEncoder().encode(dashboard().build()))
    text = json.dumps(said(built), sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        current = OUT.read_text("utf-8") == text
        print("current" if current else f"not current: {OUT.name} (run {Path(__file__).name})")
        return 0 if current else 1
    OUT.write_text(text, "utf-8")
    print(f"written: {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
