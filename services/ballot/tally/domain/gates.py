"""双过: an item must pass in each of several groups, for example among the deputies and in all.

Hengyang's rule is deputies FOR > 1/2 and all FOR > 2/3. The share is of the number that the gate
names for its own group (应到, 实到, 收回 or 有效), so each group has a roll and papers of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.ballot.ballot.domain.count import Counts, Freeze, PassOf, base_of, over

ALL = "ALL"
"""The group that everybody who votes belongs to."""


@dataclass(frozen=True, slots=True)
class Gate:
    """In ``group``, FOR must be strictly more than ``share`` of ``base``."""

    group: str
    share: str
    base: PassOf


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The roll, the papers and the votes of one group."""

    freeze: Freeze
    counts: Counts
    votes: Mapping[str, int]


def passing(
    items: Sequence[str], gates: Sequence[Gate], counted: Mapping[str, GroupCount]
) -> tuple[str, ...]:
    """The items that pass every gate, in the order given; every group must be counted."""
    return tuple(item for item in items if all(_passes(item, g, counted[g.group]) for g in gates))


def _passes(item: str, gate: Gate, group: GroupCount) -> bool:
    base = base_of(gate.base, group.freeze, group.counts)
    return over(group.votes.get(item, 0), base, gate.share)
