"""A day by which something is to be done, as a person gives it."""

from datetime import date

from chassis.core.errors import Invalid


def ahead(due_on: date | None, today: date) -> date:
    """The day, which must lie after today. Raises ``Invalid``, also where none was given."""
    if due_on is None or due_on <= today:
        zh, en = "期限须晚于今天。", "The due date must lie after today."
        raise Invalid("due-on", zh, en, [{"field": "due_on", "zh": zh, "en": en}])
    return due_on
