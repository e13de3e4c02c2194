"""Ways of voting that a charter may choose beside seats: ranks, a budget, grades of satisfaction.

Parts of the charter; every value has a default, so that an older charter means what it meant.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.envelope import Fact
from contracts.shares import Share


class RankRules(Fact):
    """名次票决: each paper orders projects 1, 2, 3 …; the order counts, a gap in it does not.

    ``points``: BORDA gives the first of n places n points, the next n - 1 …, most win; RANK_SUM
    (序位和) adds up ranks, fewest win, and what a paper leaves out stands behind its last place.
    ``least`` and ``most``: how many a valid paper orders; ``most`` 0: as many as there are seats.
    ``threshold``: a project must also stand on as many papers as ``pass_over`` asks for.
    """

    points: Literal["BORDA", "RANK_SUM"] = "BORDA"
    least: int = Field(default=1, ge=1, le=50)
    most: int = Field(default=0, ge=0, le=50)
    threshold: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.most and self.least > self.most:
            raise ValueError("least is more than most")
        return self


class BudgetRules(Fact):
    """按预算票决: money decides how many are chosen; ``seats`` is the most that a paper is FOR.

    ``amount`` in yuan. ``rule``: GREEDY takes projects by votes and passes over what no longer
    fits; GREEDY_STOP ends at the first that does not fit, or takes it too where ``top_up`` of its
    cost is left; EQUAL_SHARES gives every voter the same part of the money. ``threshold``: a
    project needs what ``pass_over`` asks for; ``minimum``: and at least so many votes. ``tie``:
    who comes first among equals. ``worth``, ``completion`` and ``compare`` are of EQUAL_SHARES:
    what a voter gets out of a project, how money left over is used (ADD1 raises everybody's part
    by ``step`` yuan again and again, VOTES buys by votes), and whether the greedy choice is taken
    where more voters get more out of it.
    """

    amount: int = Field(default=0, ge=0, le=10**10)
    rule: Literal["GREEDY", "GREEDY_STOP", "EQUAL_SHARES"] = "GREEDY"
    threshold: bool = True
    minimum: int = Field(default=0, ge=0, le=500)
    tie: Literal["LISTED", "CHEAPER", "DEARER"] = "LISTED"
    top_up: Share | Literal[""] = ""
    worth: Literal["COST", "COUNT"] = "COST"
    completion: tuple[Literal["ADD1", "VOTES"], ...] = Field(default=(), max_length=2)
    step: int = Field(default=100, ge=1, le=10**6)
    compare: bool = False

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        shares = self.rule == "EQUAL_SHARES"
        if self.top_up and self.rule != "GREEDY_STOP":
            raise ValueError("top_up is of the rule GREEDY_STOP alone")
        if not shares and (self.completion or self.compare or self.worth != "COST"):
            raise ValueError("worth, completion and compare are of the rule EQUAL_SHARES alone")
        return self


class Grade(Fact):
    """One grade as the street calls it; ``good`` ones count towards the share of satisfied."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9_]{0,19}$")
    zh: str = Field(min_length=1, max_length=12)
    en: str = Field(min_length=1, max_length=40)
    good: bool = False


class SatisfactionRules(Fact):
    """满意度测评 of last year's projects, voted on secretly in the session; no ``grades``: none.

    ``line``: a project of which a smaller share of the valid papers is satisfied is put right and
    rated again.
    """

    grades: tuple[Grade, ...] = Field(default=(), max_length=6)
    line: Share = "7/10"

    @model_validator(mode="after")
    def _graded(self) -> Self:
        ids = [grade.id for grade in self.grades]
        if len(set(ids)) != len(ids):
            raise ValueError("two grades have the same id")
        if ids and len({grade.good for grade in self.grades}) < 2:
            raise ValueError("some grades are good and some are not")
        return self


class GateRules(Fact):
    """双过: members of these ``categories`` draw slips of their own, and must pass a project apart.

    FOR must be over ``over`` of ``of`` among them, beside what ``pass_over`` asks of all. No
    ``categories``: no gate. ``zh`` and ``en`` are what the group is called, ``colour_zh`` and
    ``colour_en`` what its slips are told by.
    """

    categories: tuple[str, ...] = Field(default=(), max_length=10)
    over: Share = "1/2"
    of: Literal["EXPECTED", "PRESENT", "RETURNED", "VALID"] = "EXPECTED"
    zh: str = Field(default="人大代表", min_length=1, max_length=12)
    en: str = Field(default="Deputies", min_length=1, max_length=40)
    colour_zh: str = Field(default="红色", min_length=1, max_length=6)
    colour_en: str = Field(default="red", min_length=1, max_length=20)


class WaysOfVoting(Fact):
    """The part of the voting rules that says how votes become a choice.

    ``method``: SEATS go to the projects with most FOR, RANKS to those that the papers order first,
    BUDGET buys projects. What is not the default travels; the rest does not.
    """

    method: Literal["SEATS", "RANKS", "BUDGET"] = Field(
        default="SEATS", exclude_if=lambda way: way == "SEATS"
    )
    ranks: RankRules = Field(
        default_factory=RankRules, exclude_if=lambda rules: rules == RankRules()
    )
    budget: BudgetRules = Field(
        default_factory=BudgetRules, exclude_if=lambda rules: rules == BudgetRules()
    )
    satisfaction: SatisfactionRules = Field(
        default_factory=SatisfactionRules, exclude_if=lambda rules: rules == SatisfactionRules()
    )

    gate: GateRules = Field(
        default_factory=GateRules, exclude_if=lambda rules: rules == GateRules()
    )

    @property
    def threshold(self) -> bool:
        """Whether a project needs what ``pass_over`` asks for."""
        told = {"RANKS": self.ranks.threshold, "BUDGET": self.budget.threshold}
        return told.get(self.method, True)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.method == "BUDGET" and not self.budget.amount:
            raise ValueError(
                "按预算票决须写明总预算 amount。A ballot by budget needs the amount of the budget"
            )
        if self.method != "SEATS" and self.gate.categories:
            raise ValueError(
                "双过（gate）只用于 method = SEATS：排名次、分预算时，没有哪个项目单独过线，"
                "也就没有一个群体可以另行通过的票数。请去掉 gate，或者改用 SEATS。"
                "A gate goes with the method SEATS alone: by ranks or a budget no project passes "
                "by itself, so there is nothing that a group could pass apart"
            )
        return self
