"""Words to find documents by: how texts and queries become keys, the same on both engines. Pure.

Chinese has no blanks between words, so a text is cut into single characters and pairs of
neighbours. A query of one character looks for that key, a longer one for all of its pairs; what is
found is checked against the text itself, so the answer is exactly the texts that hold the query.
"""

import re
import unicodedata
from operator import add
from typing import Any

from chassis.core.documents import Kind
from chassis.core.errors import Invalid

_BETWEEN = re.compile(r"[\W_]+")
LONGEST_TEXT = 4_000
"""Characters of a text that are searched; what comes behind them is not found."""
LONGEST_QUERY = 60
MOST_TERMS = 6


def normal(text: str) -> str:
    """Letters and digits in one form (NFKC, no case), everything between them one blank."""
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BETWEEN.sub(" ", same).strip()


def searched(kind: Kind[Any], scope: str, state: Any) -> str:
    """The text of one scope of a document, as it is searched."""
    return normal(kind.search[scope](state)[:LONGEST_TEXT])


def terms_of(query: str) -> tuple[str, ...]:
    """What a text must hold, all of it. Raises ``Invalid`` for a query without any letter."""
    terms = tuple(dict.fromkeys(normal(query[:LONGEST_QUERY]).split()))[:MOST_TERMS]
    if not terms:
        raise Invalid("search-empty", "请输入要查找的文字。", "Write what is to be looked for.")
    return terms


def keys_of(kind: Kind[Any], state: Any) -> tuple[str, ...]:
    """Every key a document is found by, in all scopes."""
    return tuple(
        sorted({key for scope in kind.search for key in _keys(scope, searched(kind, scope, state))})
    )


def _keys(scope: str, text: str) -> set[str]:
    words, before = text.split(), f"{scope}:"
    return {before + part for part in set().union(*words, *map(_pairs, words))}


def wanted_keys(scope: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that every document with these terms has: the pairs, or a lonely character."""
    parts = [part for term in terms for part in (sorted(_pairs(term)) or [term])]
    return tuple(f"{scope}:{part}" for part in dict.fromkeys(parts))


def _pairs(word: str) -> set[str]:
    return set(map(add, word, word[1:]))
