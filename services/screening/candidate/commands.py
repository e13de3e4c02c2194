"""What people can ask of proposals: propose one, decide it, withdraw it, merge it."""

from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.screening.candidate import bodies
from services.screening.candidate.deciding import merge, rule, withdraw
from services.screening.candidate.domain.candidate import CANDIDATES as TABLE
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.proposing import propose
from services.screening.candidate.revising import put_together, revise, set_apart
from services.screening.candidate.views import Decided, Proposed, decided, proposed
from services.screening.kinds import CANDIDATES
from services.screening.roles import CLERKS, COMMITTEE

CYCLE = "/streets/{street}/cycles/{cycle}"
ALTERNATIVE: Thing[Candidate] = Thing(
    service="screening",
    kind=CANDIDATES,
    api=f"/screening/api{CYCLE}/alternatives/{{candidate}}",
    page=f"/screening{CYCLE}/alternatives/{{candidate}}",
    answers=Proposed,
    answer=proposed,
)
CANDIDATE: Thing[Candidate] = Thing(
    service="screening",
    kind=CANDIDATES,
    api="/screening/api/streets/{street}/candidates/{candidate}",
    page="/screening/streets/{street}/candidates/{candidate}",
    answers=Decided,
    answer=decided,
)

PROPOSE: AnyCommand = Command(
    "propose", on=ALTERNATIVE, action="propose", label=Label("提出", "Propose"),
    doc="Propose an alternative from suggestions of the cycle (E-23, W-14, W-16).",
    body=bodies.NewAlternative, may=CLERKS, creates=True, path="", do=propose,
    then=f"/screening{CYCLE}/candidates",
)  # fmt: skip
DECIDE: AnyCommand = Command(
    "decide", on=CANDIDATE, action="decide_candidate", label=Label("记录决定", "Record it"),
    doc="Decide an alternative: candidate or declined, against every criterion (E-24).",
    body=bodies.NewDecision, may=COMMITTEE, move=(TABLE, "accept"), do=rule,
    shape=Shape(bodies.DecisionForm, bodies.DecisionForm.body),
)  # fmt: skip
MERGE: AnyCommand = Command(
    "merge", on=CANDIDATE, action="merge_candidate", label=Label("合并", "Merge"),
    doc="Merge a proposal into another one, which takes over its sources (W-03).",
    body=bodies.NewMerge, may=COMMITTEE, move=(TABLE, "merge"), do=merge,
)  # fmt: skip
WITHDRAW: AnyCommand = Command(
    "withdraw", on=CANDIDATE, action="withdraw_candidate", label=Label("撤回", "Withdraw"),
    doc="Take a proposal back with a reason, history kept (W-03).",
    body=Reasoned, may=COMMITTEE, move=(TABLE, "withdraw"), do=withdraw,
)  # fmt: skip
REVISE: AnyCommand = Command(
    "revise", on=CANDIDATE, action="revise_candidate", label=Label("修订", "Revise"),
    doc="Other texts or facts with a reason; the ones before are kept (W-03, E-25).",
    body=bodies.NewText, may=CLERKS, move=(TABLE, "revise"), do=revise,
)  # fmt: skip
SET_APART: AnyCommand = Command(
    "set-apart", on=CANDIDATE, action="set_apart", label=Label("登记二选一", "Only one of the two"),
    doc="Only one of two proposals can become a candidate, and why.",
    body=bodies.NewPair, may=COMMITTEE, move=(TABLE, "revise"), do=set_apart,
)  # fmt: skip
PUT_TOGETHER: AnyCommand = Command(
    "put-together", on=CANDIDATE, action="put_together", label=Label("取消二选一", "Both may stay"),
    doc="Both of two proposals can become candidates after all.",
    body=bodies.OldPair, may=COMMITTEE, move=(TABLE, "revise"), do=put_together,
)  # fmt: skip
COMMANDS = (PROPOSE, DECIDE, MERGE, WITHDRAW, REVISE, SET_APART, PUT_TOGETHER)
