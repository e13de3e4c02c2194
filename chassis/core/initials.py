"""Finding a Chinese name by what people type: part of it, or the first letters of its pinyin.

GB 2312 orders its 3,755 most used characters by pinyin, so the letter that a character begins with
follows from its place; for rarer ones the letter is not known and any letter fits.
"""

from bisect import bisect_right

_FIRST = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"),
    (0xB8C1, "g"), (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"),
    (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"),
    (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"), (0xD7FA, ""),
)  # fmt: skip
"""Where the characters of each letter begin; from the last place on they are not by pinyin."""
_PLACES = [place for place, _ in _FIRST]


def initials(text: str) -> str:
    """``文艺路街道`` → ``wyljd``; ``?`` for a character whose letter is not known."""
    return "".join(map(_initial, text))


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower()
    found = bisect_right(_PLACES, int.from_bytes(character.encode("gb2312", "replace"))) - 1
    return (_FIRST[found][1] if found >= 0 else "") or "?"


def names(query: str, *texts: str) -> bool:
    """Whether the query is part of one of these names, or of the first letters of one."""
    wanted = "".join(query.casefold().split())
    if not wanted:
        return True
    if any(wanted in "".join(text.casefold().split()) for text in texts):
        return True
    return wanted.isascii() and any(_begins(wanted, initials(text)) for text in texts)


def _begins(wanted: str, letters: str) -> bool:
    return len(wanted) <= len(letters) and all(
        have in ("?", want) for want, have in zip(wanted, letters, strict=False)
    )
