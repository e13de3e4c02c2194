"""That a suggestion was answered: a document for each, so that none of them is hot."""

from chassis.core.copied import Copy


class AnswerCopy(Copy):
    """The newest answer to a suggestion."""

    cycle: str
    outcome: str
