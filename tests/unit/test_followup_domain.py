"""The question to an author: the author's own word stands above what the staff typed."""

from datetime import UTC, datetime

import pytest

from chassis.core.errors import WrongState
from services.intake.followup.domain import FollowUp, answer
from services.intake.suggestion.domain.verdicts import Verdict

AT = datetime(2025, 6, 1, tzinfo=UTC)
ASKED = FollowUp(
    suggestion="s1", no="1", project="p1", cycle="2025", title="灯", round=1, ask_until="2025-06-09"
)


def test_answer_when_asking_is_over_then_refused_and_sent_to_a_new_suggestion() -> None:
    last = AT.replace(day=9)
    assert answer("f1", ASKED, Verdict.NOT, "还是不亮", last, by_staff=False).events
    with pytest.raises(WrongState, match="asking-over") as told:
        answer("f1", ASKED, Verdict.NOT, "还是不亮", AT.replace(day=10), by_staff=False)
    assert "新建议" in told.value.zh


def test_answer_when_typed_after_a_call_then_its_author_still_disputes_by_receipt() -> None:
    typed = answer("f1", ASKED, Verdict.SOLVED, "", AT, by_staff=True).state
    with pytest.raises(WrongState, match="answered-already"):
        answer("f1", typed, Verdict.SOLVED, "", AT, by_staff=True)
    own = answer("f1", typed, Verdict.NOT, "还是不亮", AT, by_staff=False)
    assert (own.state.verdict, own.state.by_staff, own.state.to_word) == ("NOT", False, True)
    with pytest.raises(WrongState, match="answered-already"):
        answer("f1", own.state, Verdict.SOLVED, "", AT, by_staff=False)
