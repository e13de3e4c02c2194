"""A deliberator as intake needs one: to know who collected a suggestion (E-21)."""

from chassis.core.copied import Copy


class Member(Copy):
    """An appointed member as last heard from the assembly."""

    name: str
