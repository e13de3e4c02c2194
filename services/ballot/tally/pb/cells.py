"""What stands in one cell: numbers, flags, lists."""

import re
from fractions import Fraction

from services.ballot.tally.pb.rows import Unreadable

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{0,30})?(?:[eE][+-]?\d{1,2})?")


def exact(text: str, line: int, name: str) -> Fraction:
    """A number as it is written, exactly; a comma may stand for the point."""
    if not _NUMBER.fullmatch(text):
        shown = text[:40]
        raise Unreadable(
            line, f"{name} 应是数字，这里是“{shown}”。", f"{name} is not a number: “{shown}”."
        )
    return Fraction(text.replace(",", "."))


def amount(text: str, line: int, name: str) -> Fraction:
    """A number that is not negative."""
    number = exact(text, line, name)
    if number < 0:
        raise Unreadable(line, f"{name} 不能是负数：{text}。", f"{name} is negative: {text}.")
    return number


def whole(text: str, line: int, name: str) -> int:
    """A number without a fraction, written as one or as 12.0; not negative."""
    number = amount(text, line, name)
    if number.denominator != 1:
        raise Unreadable(line, f"{name} 应是整数：{text}。", f"{name} is no whole number: {text}.")
    return int(number)


def listed(text: str) -> list[str]:
    """A list with commas; blanks around them, and empty places, do not count."""
    return [part.strip() for part in text.split(",") if part.strip()]


def plain(number: Fraction) -> int | float:
    """For JSON: a whole number as such, anything else as near as a float comes."""
    return int(number) if number.denominator == 1 else float(number)
