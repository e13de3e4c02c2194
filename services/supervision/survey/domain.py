"""What residents think of accepted works, from unsigned papers that two people counted.

Who answered is on no paper and in no record; so few papers that they could tell are not taken.
"""

from datetime import date

from chassis.core.decision import State
from chassis.core.errors import Invalid
from contracts.acceptance_rules import AcceptanceRules
from services.supervision.project.domain.ending import SurveyResult


class Counted(State):
    """The papers of one survey: handed out, returned, and what the valid ones say."""

    held_on: date
    issued: int
    returned: int
    good: int
    fair: int
    bad: int

    @property
    def valid(self) -> int:
        """The papers with exactly one mark."""
        return self.good + self.fair + self.bad


def result_of(counted: Counted, number: int, rules: AcceptanceRules) -> SurveyResult:
    """The result for the acceptance of this round. Raises ``Invalid`` where it does not add up."""
    _check(counted, rules)
    satisfied = counted.good + counted.fair
    over, of = map(int, rules.survey_line.split("/"))
    below = satisfied * of < over * counted.valid
    return SurveyResult(
        round=number, on=counted.held_on, valid=counted.valid, satisfied=satisfied, below=below
    )


def _check(counted: Counted, rules: AcceptanceRules) -> None:
    if counted.returned > counted.issued or counted.valid > counted.returned:
        zh = "张数对不上：收回不能多于发出，满意、基本满意、不满意的合计不能多于收回。"
        en = "It does not add up: returned within issued, the three marks within returned."
        row = {"field": "returned", "zh": zh, "en": en}
        raise Invalid("survey-sum", zh, en, [row])
    if counted.valid < rules.survey_least:
        least = rules.survey_least
        zh = f"有效测评票少于 {least} 张，容易看出是谁填的，不能登记。请多请几位居民再测评。"
        en = f"Fewer than {least} valid papers would tell who said what: ask more residents."
        raise Invalid("survey-too-few", zh, en, [{"field": "returned", "zh": zh, "en": en}])
