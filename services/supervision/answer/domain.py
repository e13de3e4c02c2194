"""That a suggestion was answered: a document for each, so that none of them is hot."""

from collections.abc import Callable

from chassis.core.decision import Change, State


class AnswerCopy(State):
    """That a suggestion was answered; ``sequence`` is the owner's version of it."""

    cycle: str
    outcome: str
    sequence: int


def answer_heard(
    cycle: str, outcome: str, sequence: int
) -> Callable[[AnswerCopy | None], Change[AnswerCopy]]:
    """A suggestion was answered, or answered anew."""
    copy = AnswerCopy(cycle=cycle, outcome=outcome, sequence=sequence)

    def decide(found: AnswerCopy | None) -> Change[AnswerCopy]:
        return Change(copy if found is None or found.sequence < sequence else found)

    return decide
