"""Options that have an id and a name in two languages: found by what a person gave, listed for a
form, and named on a page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from chassis.core.catalogue import unknown_choice

Words = tuple[str, str]
"""What a code is called, in Chinese and in English."""
Pair = tuple[str, str]
"""A value and the words for it in one language, as a choice is shown."""


class Option(Protocol):
    """An option of the charter: a category, a community, a class of projects."""

    @property
    def id(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def meant(options: Iterable[Option], given: str) -> str:
    """The id of the option whose id or either name was given; empty where there is none."""
    name = given.strip()
    return next((one.id for one in options if name in (one.id, one.zh, one.en)), "")


def pick(options: Iterable[Option], given: str, field: str) -> str:
    """The same, where an unknown name is a mistake; empty stays empty. Raises ``Invalid``."""
    known = list(options)
    found = meant(known, given)
    if given and not found:
        zh = "不在本街道的选项中，可选：" + "、".join(option.zh for option in known) + "。"
        en = "is none of: " + ", ".join(option.en for option in known) + "."
        raise unknown_choice(field, zh, en)
    return found


def pairs(words: Mapping[Any, Words], *, chinese: bool) -> list[Pair]:
    """Code and name of each, in one language, as a form's choices."""
    return [(str(code), names[0 if chinese else 1]) for code, names in words.items()]


def named(options: Iterable[Option], *, chinese: bool) -> list[Pair]:
    """Id and name of each option of the charter, in one language, as a form's choices."""
    return [(one.id, one.zh if chinese else one.en) for one in options]


def namer(*lists: Iterable[Option], chinese: bool) -> Callable[[str], str]:
    """Id → name in one language; what none of the lists holds stands for itself."""
    known = dict(pair for options in lists for pair in named(options, chinese=chinese))
    return lambda name: known.get(name, name)


def worded(words: Mapping[str, Words], *, chinese: bool) -> Callable[[str], str]:
    """Code → name in one language; a code without one stands for itself."""
    return lambda code: words.get(code, (code, code))[0 if chinese else 1]
