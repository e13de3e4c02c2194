"""What the bad days came to: the table faults × invariants, printed at the end of the run."""

INVARIANTS = {
    "kept": "每条已答应的请求都在 · every acknowledged request is there",
    "once": "每个事件只生效一次 · every event had its effect exactly once",
    "conserved": "建议数守恒 · no suggestion came or went by itself",
    "one paper": "一张票码至多一张票 · at most one paper for each slip",
    "trail": "审计链完整 · the audit trail is whole, no outbox is left",
    "dead": "没有意外的死信 · no dead letters but those meant",
}

ROWS: list[tuple[str, dict[str, bool], float]] = []
"""Fault, verdict by invariant, seconds of its play."""


def table() -> list[str]:
    """The lines to print; nothing where no fault was played."""
    if not ROWS:
        return []
    width = max(len(name) for name, _, _ in ROWS) + 2
    head = f"{'fault':<{width}}" + "".join(f"{name:>11}" for name in INVARIANTS) + "    seconds"
    lines = [head, "-" * len(head)]
    for name, verdict, seconds in ROWS:
        marks = "".join(f"{'ok' if verdict[key] else 'BROKEN':>11}" for key in INVARIANTS)
        lines.append(f"{name:<{width}}{marks}{seconds:>11.1f}")
    return [*lines, "", *(f"{name:<10} {told}" for name, told in INVARIANTS.items())]
