"""响应率 解决率 满意率: the three rates of a cycle that everybody knows from the hotlines.

Counted of what every public list of the cycle shows; nothing else goes in.

* 响应率 response: accepted suggestions with an answer / all accepted suggestions.
* 解决率 solution: answers that say "dealt with" or "chosen for a project" / all answers; a
  department's answer whose mark says that the matter is not solved (the charter's B, C, D) is none.
* 满意率 satisfaction: suggestions whose author says "solved" or "partly" / those plus the ones that
  their author says are not solved and that wait for a new answer. "No longer needed" is in neither,
  nor is what a clerk opened again.

A rate of fewer than ``FEWEST`` is none: with two people everybody knows who was not content.
"""

from pydantic import BaseModel

from services.intake.collection.views import Summary
from services.intake.suggestion.domain.verdicts import Verdict

FEWEST = 10
SOLVED = ("SOLVED", "SELECTED")


class Rate(BaseModel):
    """``part`` of ``whole``; ``percent`` to one decimal, nothing where the whole is too small.

    Then ``part`` is not told either.
    """

    zh: str
    en: str
    whole: int
    part: int | None
    percent: float | None


class Rates(BaseModel):
    """The three rates of a cycle, as of now; ``fewest``: the smallest whole that has a rate."""

    cycle: str
    fewest: int = FEWEST
    response: Rate
    solution: Rate
    satisfaction: Rate


def rates_of(summary: Summary) -> Rates:
    """The rates that the figures of a cycle come to."""
    solved = sum(summary.by_outcome.get(outcome, 0) for outcome in SOLVED) - summary.unsolved
    return Rates(
        cycle=summary.cycle,
        response=rate("响应率", "Response rate", summary.answered, summary.total),
        solution=rate("解决率", "Solution rate", solved, summary.answered),
        satisfaction=rate("满意率", "Satisfaction rate", *_content(summary)),
    )


def _content(summary: Summary) -> tuple[int, int]:
    """How many authors are content, of how many who judged."""
    said = summary.by_verdict
    content = said.get(Verdict.SOLVED, 0) + said.get(Verdict.PARTLY, 0)
    return content, content + said.get(Verdict.NOT, 0)


def shown_to_all(summary: Summary) -> Summary:
    """The figures for strangers: what authors said is held back as its rate is."""
    _, judged = _content(summary)
    return summary if judged >= FEWEST else summary.model_copy(update={"by_verdict": {}})


def rate(zh: str, en: str, part: int, whole: int) -> Rate:
    """One rate, held back where it would tell of single people."""
    if whole < FEWEST:
        return Rate(zh=zh, en=en, whole=whole, part=None, percent=None)
    return Rate(zh=zh, en=en, whole=whole, part=part, percent=round(100 * part / whole, 1))
