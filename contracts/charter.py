"""The charter (1+3+N) of a street's assembly: everything that differs between streets, as data.

A new street is a new charter, never new code. The charter is public and travels whole inside
``contracts.assembly.CharterAdopted``; every service keeps a copy. Sources: E-01, E-02, W-01.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.answer_rules import AnswerRules
from contracts.envelope import Fact
from contracts.project_rules import InspectionStage as InspectionStage
from contracts.project_rules import Named as Named
from contracts.project_rules import ProjectClass as ProjectClass
from contracts.project_rules import ProjectRules as ProjectRules
from contracts.session_rules import SessionRules
from contracts.shares import Quorum, Share
from contracts.suggestion_rules import SuggestionRules
from contracts.triage_rules import NEGATIVE_LIST, NegativeQuestion
from contracts.voting_rules import WaysOfVoting


class Role(StrEnum):
    """Who may ask for things. Tokens carry these names in their ``roles`` claim."""

    RESIDENT = "RESIDENT"
    DELIBERATOR = "DELIBERATOR"
    DEPUTY = "DEPUTY"
    GRID_WORKER = "GRID_WORKER"
    COMMUNITY = "COMMUNITY"
    DEPARTMENT = "DEPARTMENT"
    STREET_OFFICE = "STREET_OFFICE"
    NPC_COMMITTEE = "NPC_COMMITTEE"
    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    CHAIR = "CHAIR"
    CHIEF_SCRUTINEER = "CHIEF_SCRUTINEER"
    SCRUTINEER = "SCRUTINEER"
    TELLER = "TELLER"
    EXPERT = "EXPERT"
    JURISDICTION_UNIT = "JURISDICTION_UNIT"
    CITY = "CITY"
    AUDITOR = "AUDITOR"
    OPS = "OPS"


class Work(StrEnum):
    """What is done in a leg of the screening; each has its own test before the leg may close."""

    COLLECT = "COLLECT"
    TRIAGE = "TRIAGE"
    PROPOSE = "PROPOSE"
    DECIDE = "DECIDE"
    PREREVIEW = "PREREVIEW"
    SESSION = "SESSION"


class DocumentKind(StrEnum):
    """1 master plan, 3 special plans, N supporting plans (E-02)."""

    MASTER = "MASTER"
    SPECIAL = "SPECIAL"
    SUPPORTING = "SUPPORTING"


class Criterion(StrEnum):
    """普惠性 公益性 可行性: what a candidate is held against (E-24)."""

    INCLUSIVE = "INCLUSIVE"
    PUBLIC_GOOD = "PUBLIC_GOOD"
    FEASIBLE = "FEASIBLE"


class Panel(StrEnum):
    """群众评 议事员评 专家评: the three evaluations before the ballot (E-26). They inform."""

    RESIDENT_PANEL = "RESIDENT_PANEL"
    DELIBERATOR_PANEL = "DELIBERATOR_PANEL"
    EXPERT_PANEL = "EXPERT_PANEL"


class Document(Fact):
    """One paper of the 1+3+N framework, with its version and effective date (E-02)."""

    kind: DocumentKind
    slot: str = ""
    title: str
    version: str
    effective_on: date


class SelectionStep(Fact):
    """One step on a member's way to the seat (E-11 to E-17, W-07, W-08).

    ``step`` names the act, ``to`` the status it leads to, ``role`` who may take it. ``checks`` are
    the bodies or gates that must all pass first; ``meeting`` asks for a minute number and a date;
    ``tally`` asks for the figures of a residents' meeting vote; ``notice`` opens a public notice
    that must have ended without an open objection before the next step.
    """

    step: str
    to: str
    role: Role
    zh: str
    en: str
    checks: tuple[Named, ...] = ()
    # The checks are bodies that are asked, and answer, by letter (联审).
    letters: bool = Field(default=False, exclude_if=lambda told: not told)
    meeting: bool = False
    tally: bool = False
    notice: bool = False


class Cadence(Fact):
    """A meeting that the street holds in every period of ``months`` (E-05 to E-07).

    ``assesses``: it tells the committee's satisfaction and the residents' recognition (E-08).
    """

    id: str
    zh: str
    en: str
    months: Literal[1, 3, 6, 12]
    assesses: bool = False


class Leg(Fact):
    """One leg of the screening (三下三上 or the street's own shape of it).

    ``stage`` is the cycle's stage while the leg is open, ``works`` what is done in it, ``meetings``
    the bodies whose minutes it needs before it closes, ``target`` the guide figure of what leaves
    it (58, 25, 12 ... informative, 0 = none), ``funnel`` whether its figure stands in the picture.
    """

    id: str
    stage: str
    zh: str
    en: str
    works: tuple[Work, ...]
    meetings: tuple[Named, ...] = ()
    target: int = 0
    funnel: bool = False
    # How few and how many may leave the leg (0: no bound), and whether that warns or stops it.
    least: int = Field(default=0, ge=0, exclude_if=lambda number: number == 0)
    most: int = Field(default=0, ge=0, exclude_if=lambda number: number == 0)
    quota: Literal["WARN", "BLOCK"] = Field(default="WARN", exclude_if=lambda how: how == "WARN")
    # Score cards each alternative needs before they are taken in; 0: as many as there are.
    reviews: int = Field(default=0, ge=0, le=50, exclude_if=lambda number: number == 0)


class BallotRules(WaysOfVoting):
    """The voting rules; the source gives none, so every one of them is the street's choice.

    ``hands_over`` of ``hands_of`` passes by show of hands (举手表决), strictly more.
    ``voting_minutes`` is what the hall's screen counts down in a round; it ends nothing by itself.
    ``checklist`` is ticked by the chair before each round opens. ``runoffs``: how often a tie is
    voted on again before the seat stays vacant.
    """

    seats: int = Field(ge=1, le=50)
    quorum: Quorum = "2/3"
    pass_over: Share = "1/2"
    pass_of: Literal["EXPECTED", "PRESENT", "RETURNED", "VALID"] = "EXPECTED"
    mode: Literal["BOTH", "SECRET_ELECTRONIC", "SECRET_PAPER"] = "BOTH"
    contested: bool = True
    candidates_ratio: Share | Literal["6/5"] = "6/5"
    extra_rounds: int = Field(default=1, ge=0, le=3)
    panels: tuple[Panel, ...] = tuple(Panel)
    scrutineers: int = Field(default=2, ge=2)
    tellers: int = Field(default=2, ge=2)
    announce_notice_days: int = Field(default=7, ge=0)
    # What follows travels only where it is not the default (see ``reply_days_kind``).
    hands_over: Share = Field(default="1/2", exclude_if=lambda share: share == "1/2")
    hands_of: Literal["EXPECTED", "PRESENT"] = Field(
        default="PRESENT", exclude_if=lambda base: base == "PRESENT"
    )
    voting_minutes: int = Field(default=10, ge=0, le=240, exclude_if=lambda told: told == 10)
    checklist: tuple[Named, ...] = Field(default=(), max_length=20, exclude_if=lambda one: not one)
    coupons: int = Field(default=4, ge=1, le=8, exclude_if=lambda number: number == 4)
    """Acts of voting in one session that a slip has a coupon for."""
    runoffs: int = Field(default=3, ge=0, le=3, exclude_if=lambda times: times == 3)

    @property
    def quorum_over(self) -> bool:
        """Whether more than ``quorum_share`` must be present, not just as many."""
        return self.quorum.startswith("> ")

    @property
    def quorum_share(self) -> str:
        """The share of those expected, for example ``2/3``."""
        return self.quorum.rpartition(" ")[2]


class Charter(SuggestionRules):
    """Everything that differs between two streets."""

    preset: str
    street: str = Field(pattern=r"^\d{9}$")
    codes_edition: str
    zh: str
    en: str
    district_zh: str
    district_en: str
    theme_zh: str
    theme_en: str
    brand_zh: str = ""
    brand_en: str = ""
    loop: tuple[Named, ...]
    year: int = Field(ge=2000, le=2100)
    seats: int = Field(ge=5, le=500)
    term_years: int = Field(default=5, ge=1, le=10)
    communities: tuple[Named, ...]
    member_categories: tuple[Named, ...]
    community_groups: int = Field(ge=0)
    # What the groups are called (W-25); a street that names none writes them freely.
    community_group_names: tuple[str, ...] = Field(
        default=(), max_length=60, exclude_if=lambda one: not one
    )
    # 辖区单位: who may recommend members beside the communities (E-11).
    jurisdiction_units: tuple[str, ...] = Field(
        default=(), max_length=200, exclude_if=lambda one: not one
    )
    grids: int = Field(ge=0)
    selection: tuple[SelectionStep, ...]
    notice_days: int = Field(default=7, ge=0)
    suggestion_categories: tuple[Named, ...]
    topics: tuple[Named, ...]
    channels: tuple[Named, ...]
    stages: tuple[Named, ...]
    legs: tuple[Leg, ...]
    criteria: tuple[Criterion, ...] = tuple(Criterion)
    # What each criterion counts in the ranking of score cards; the same each where none is named.
    criteria_weights: dict[Criterion, Annotated[int, Field(ge=1, le=1000)]] = Field(
        default_factory=dict, exclude_if=lambda weights: not weights
    )
    agenda_limit: int = Field(default=0, ge=0)
    ballot: BallotRules
    projects: ProjectRules
    reply_days: int = Field(default=30, ge=1)
    reply_days_complex: int = Field(default=90, ge=1)
    # Travels only where it is not the default: whoever does not know it yet still reads the rest.
    reply_days_kind: Literal["calendar", "working"] = Field(
        default="calendar", exclude_if=lambda kind: kind == "calendar"
    )
    sessions: SessionRules = Field(
        default_factory=SessionRules, exclude_if=lambda rules: rules == SessionRules()
    )
    documents: tuple[Document, ...] = ()
    # Who handles what is assigned; a street that names none writes its units freely.
    units: tuple[Named, ...] = Field(default=(), max_length=60, exclude_if=lambda one: not one)
    negative_list: tuple[NegativeQuestion, ...] = Field(
        default=NEGATIVE_LIST, max_length=9, exclude_if=lambda one: one == NEGATIVE_LIST
    )
    # Working days in which a unit gives back what is not its own.
    send_back_days: int = Field(default=7, ge=1, le=60, exclude_if=lambda days: days == 7)
    answers: AnswerRules = Field(
        default_factory=AnswerRules, exclude_if=lambda rules: rules == AnswerRules()
    )
    speaking_minutes: int = Field(default=5, ge=1, le=60, exclude_if=lambda told: told == 5)
    session_checklist: tuple[Named, ...] = Field(
        default=(), max_length=20, exclude_if=lambda one: not one
    )
    cadence: tuple[Cadence, ...] = Field(default=(), max_length=6, exclude_if=lambda one: not one)

    @model_validator(mode="after")
    def _hangs_together(self) -> "Charter":
        stages = [stage.id for stage in self.stages]
        if missing := [leg.stage for leg in self.legs if leg.stage not in stages]:
            raise ValueError(f"legs name stages that the cycle lacks: {missing}")
        if strange := set(self.sessions.scales) - set(Panel):
            raise ValueError(f"scales of panels that there are not: {sorted(strange)}")
        if unknown := set(self.ballot.gate.categories) - {one.id for one in self.member_categories}:
            raise ValueError(f"the gate is for categories that there are not: {sorted(unknown)}")
        if not self.legs or Work.SESSION not in self.legs[-1].works:
            raise ValueError("the last leg is the assembly's session")
        return self

    def leg(self, leg_id: str) -> Leg:
        """The leg of that id. Raises ``KeyError`` where the street has none."""
        return {leg.id: leg for leg in self.legs}[leg_id]

    def incomplete(self) -> list[str]:
        """Slots of the 1+3+N framework that hold no paper yet (E-02), as ``KIND/SLOT``."""
        held = {(paper.kind, paper.slot) for paper in self.documents}
        wanted = [
            (DocumentKind.MASTER, "MASTER"),
            (DocumentKind.SPECIAL, "PREPARATION"),
            (DocumentKind.SPECIAL, "BALLOT"),
            (DocumentKind.SPECIAL, "SUPERVISION"),
        ]
        return [f"{kind}/{slot}" for kind, slot in wanted if (kind, slot) not in held]
