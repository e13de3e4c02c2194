"""That a suggestion was answered: a document for each, so that no document is written by all."""

from chassis.core.copied import Copy


class AnswerCopy(Copy):
    """The newest answer to a suggestion."""

    cycle: str
    outcome: str
