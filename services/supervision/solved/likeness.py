"""How alike two short texts are: shared pairs of letters; those that few have count most."""

import math
from collections import Counter
from collections.abc import Sequence

from chassis.store.search_keys import normal

ALIKE = 0.2
"""From this score on (0 to 1) a case is shown."""
SAME_CLASS = 0.05
"""What the same class adds."""


def pairs(text: str) -> set[str]:
    """``路灯照明`` → 路灯, 灯照, 照明."""
    plain = "".join(char for char in normal(text) if char.isalnum())
    return {plain[n : n + 2] for n in range(len(plain) - 1)}


def scores(text: str, others: Sequence[str]) -> list[float]:
    """How much the text has in common with each of the others."""
    known = [pairs(other) for other in others]
    held = Counter(pair for one in known for pair in one)
    mine = pairs(text)

    def weight(found: set[str]) -> float:
        return sum(math.log(1 + (1 + len(known)) / (1 + held[pair])) for pair in found)

    whole = weight(mine)
    return [
        weight(mine & one) / math.sqrt(whole * weight(one)) if mine & one else 0.0 for one in known
    ]
