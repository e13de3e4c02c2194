"""What the bad days came to: the table faults × invariants, printed at the end of the run."""

from collections.abc import Sequence

INVARIANTS = {
    "kept": "每条已答应的请求都在 · every acknowledged request is there",
    "once": "每个事件只生效一次 · every event had its effect exactly once",
    "conserved": "建议数守恒 · no suggestion came or went by itself",
    "one paper": "一张票码至多一张票 · at most one paper for each slip",
    "trail": "审计链完整 · the audit trail is whole, no outbox is left",
    "dead": "没有意外的死信 · no dead letters but those meant",
}

Row = tuple[str, dict[str, bool], float]
"""Fault, verdict by invariant, seconds of its play."""
BAD_DAY = "bad day"
"""Under this name a test's report carries its rows, also from one process to another."""
ROWS: list[Row] = []
"""Those of the test that is running."""


def table(rows: Sequence[Row]) -> list[str]:
    """The lines to print."""
    width = max(len(name) for name, _, _ in rows) + 2
    head = f"{'fault':<{width}}" + "".join(f"{name:>11}" for name in INVARIANTS) + "    seconds"
    lines = [head, "-" * len(head)]
    for name, verdict, seconds in rows:
        marks = "".join(f"{'ok' if verdict[key] else 'BROKEN':>11}" for key in INVARIANTS)
        lines.append(f"{name:<{width}}{marks}{seconds:>11.1f}")
    return [*lines, "", *(f"{name:<10} {told}" for name, told in INVARIANTS.items())]
