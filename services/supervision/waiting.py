"""A task of the desk, where anything waits."""

from chassis.service import Task


def waiting(
    href: str, words: tuple[str, str, str, str], icon: str, number: int, since: str = ""
) -> list[Task]:
    """One task with how many wait; none where nothing does. ``words``: title and note, zh and en.

    ``since``: the date (ISO) of the oldest.
    """
    if not number:
        return []
    return [Task(href, *words, icon=icon, count=number, since=since, now=True)]
