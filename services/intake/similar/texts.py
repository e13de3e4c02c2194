"""Messages as they are compared: cleaned text, and the short runs of letters it is made of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MASKED_REGION = re.compile(r"[A-Z]\d*(?=[市区县])|https?\S*")
"""Letters that stand for a masked region (``A3区``), and addresses of pages."""
FIGURE = re.compile(r"\d{3,}|\d+(?=[年月日号元米万个平千亩时点分岁天楼层栋条级路多余几期])")
"""Dates, amounts and numbers of houses: they are alike everywhere and tell nothing."""
NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Message:
    """One suggestion or complaint. ``body`` may be empty."""

    id: str
    title: str
    body: str


def tidy(text: str) -> str:
    """Lower-case letters and digits in one width, everything between them one space.

    >>> tidy("A3区金茂府，2019年5月12日！")
    '区金茂府 年 月 日'
    """
    plain = unicodedata.normalize("NFKC", text)
    return NO_WORD.sub(" ", FIGURE.sub(" ", MASKED_REGION.sub(" ", plain))).strip().lower()


def runs(text: str, shortest: int, longest: int) -> Iterator[tuple[int, str]]:
    """Position and text of every run of so many letters inside one piece of tidy text.

    >>> [run for _, run in runs("ab c", 1, 2)]
    ['a', 'ab', 'b', 'c']
    """
    start = 0
    for piece in text.split(" "):
        for at in range(len(piece)):
            for length in range(shortest, min(longest, len(piece) - at) + 1):
                yield start + at, piece[at : at + length]
        start += len(piece) + 1
