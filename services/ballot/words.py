"""The words that pages show for the codes of this service, in Chinese and in English."""

from collections.abc import Mapping

from services.ballot.domain.ballot import BALLOT
from services.ballot.domain.session import SESSION
from services.ballot.views import PANEL_NAMES

SESSION_EN = {
    "DRAFT": "In preparation",
    "NOTIFIED": "Called",
    "BOOKLET_FROZEN": "Papers final",
    "CHECK_IN": "Check-in",
    "IN_SESSION": "In session",
    "ADJOURNED": "Adjourned",
    "CLOSED": "Closed",
}
BALLOT_EN = {
    "PREPARED": "Prepared",
    "RULES_ADOPTED": "Rules adopted",
    "OPEN": "Voting",
    "CLOSED": "Voting closed",
    "COUNTED": "Counted",
    "RUNOFF": "Another round",
    "CERTIFIED": "Certified",
    "ANNOUNCED": "Announced",
    "VOID": "Void",
}
WORDS: Mapping[str, tuple[str, str]] = {
    **{f"session {code}": (SESSION.zh[code], en) for code, en in SESSION_EN.items()},
    **{f"ballot {code}": (BALLOT.zh[code], en) for code, en in BALLOT_EN.items()},
    **{f"panel {panel}": names for panel, names in PANEL_NAMES.items()},
    **{f"field {panel}": names for panel, names in PANEL_NAMES.items()},
    "field cycle": ("年度", "Cycle"),
    "field term": ("届", "Term"),
    "field number": ("次", "Session"),
    "field at": ("时间", "Time"),
    "field venue": ("地点", "Venue"),
    "field agenda": ("议程", "Agenda"),
    "field override_reason": ("超出议程数的理由", "Reason for more items"),
    "field seats": ("张数", "How many"),
    "field member": ("议事员", "Member"),
    "field name": ("姓名", "Name"),
    "field capacity": ("身份", "Capacity"),
    "field people": ("评议人数", "People"),
    "field scores": ("评分", "Scores"),
    "field chief_scrutineer": ("总监票人", "Chief scrutineer"),
    "field scrutineers": ("监票人", "Scrutineers"),
    "field tellers": ("计票人", "Tellers"),
    "field reason": ("理由", "Reason"),
    "mode BOTH": ("手机与纸质票并用", "Phones and paper on one roll"),
    "mode SECRET_ELECTRONIC": ("手机无记名投票", "Secret, by phone"),
    "mode SECRET_PAPER": ("纸质票无记名投票", "Secret, on paper"),
    "EXPECTED": ("应到人数", "those expected"),
    "PRESENT": ("实到人数", "those present"),
    "RETURNED": ("收回票数", "papers returned"),
    "VALID": ("有效票数", "valid papers"),
}
BADGES: Mapping[str, str] = {
    "session DRAFT": "plain",
    "session NOTIFIED": "wait",
    "session BOOKLET_FROZEN": "wait",
    "session CHECK_IN": "active",
    "session IN_SESSION": "active",
    "session ADJOURNED": "wait",
    "session CLOSED": "done",
    "ballot PREPARED": "plain",
    "ballot RULES_ADOPTED": "wait",
    "ballot OPEN": "active",
    "ballot CLOSED": "wait",
    "ballot COUNTED": "wait",
    "ballot RUNOFF": "active",
    "ballot CERTIFIED": "done",
    "ballot ANNOUNCED": "done",
    "ballot VOID": "stop",
}
