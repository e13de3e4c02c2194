"""What was heard held against what was said, over the chains of all services.

A row of a hearer keeps the id and the digest of the event it came from; the id of an event follows
from the row of its speaker. So an event that somebody heard proves that its speaker said it: a
speaker that was set back, a row taken out, an event made up or altered on its way shows, without
any key. The other way round nothing can be said: an event may be heard without anything to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.audit.chain import row_id
from chassis.audit.evidence import Flaw
from chassis.store.entries import event_id


@dataclass
class Crossing:
    """Takes the rows of all services; then ``flaws`` are those of one service."""

    said: dict[str, str] = field(default_factory=dict)
    heard: dict[tuple[str, str, str], tuple[str, str, int]] = field(default_factory=dict)

    def take(self, service: str, street: str, seq: int, row: Mapping[str, Any]) -> None:
        """One row; the same may come again."""
        subject, version = str(row.get("subject")), int(row.get("version") or 0)
        bodies = [*row.get("bodies", ())]
        for index, _ in enumerate(row.get("events", ())):
            name = event_id(service, street, subject, version, index)
            self.said[name] = bodies[index] if index < len(bodies) else ""
        if heard := row.get("heard"):
            event, digest = heard
            self.heard[service, street, f"{subject}/{version}"] = (event, digest, seq)

    def unsaid(self) -> list[tuple[str, str, int]]:
        """(service, street, row) of what was heard and, so far, never said."""
        return [
            (service, street, seq)
            for (service, street, _), (event, _, seq) in sorted(self.heard.items())
            if event not in self.said
        ]

    def flaws(self) -> list[tuple[str, Flaw]]:
        """(service of the hearer, flaw): the first of each sort and street, and how many."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for (service, street, _), (event, digest, seq) in sorted(self.heard.items()):
            said = self.said.get(event)
            if said is None:
                found.setdefault((service, street, "unsaid"), []).append(seq)
            elif said and said != digest:
                found.setdefault((service, street, "altered"), []).append(seq)
        return [(key[0], _flaw(key[1], key[2], seqs)) for key, seqs in found.items()]


def _flaw(street: str, sort: str, seqs: list[int]) -> Flaw:
    number, at = len(seqs), row_id(street, min(seqs))
    if sort == "unsaid":
        zh = f"听到的事件没有任何服务说过（{number} 处）：发出方的记录被删除、回退，或事件是伪造的"
        en = (
            f"it heard an event that no service said ({number} in all): its speaker was set back "
            "or lost rows, or the event was made up"
        )
    else:
        zh = f"听到的事件与发出方所说不同（{number} 处）：事件在途中被改动"
        en = f"it heard an event otherwise than it was said ({number} in all): altered on its way"
    return Flaw(street, at, zh, en)
