"""Session slips (投票码): who holds one may vote, and nobody knows who holds which.

A slip is 60 random bits, drawn unseen at check-in. Only its SHA-256 is stored. It serves each
round once: a paper lies under the SHA-256 of code, ballot and round, so that papers of two rounds
cannot be laid side by side without the code. Why so: docs/decisions/0006-secrecy-by-slips.md.
"""

import hashlib
import re
from collections.abc import Callable

from chassis.core.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 letters (5 bits each): no I, L, O, U; what is misread is read back."""
LENGTH = 12
MISREAD = str.maketrans("ILO", "110")


def new_code(pick: Callable[[str], str]) -> str:
    """A fresh slip, ``4-4-4`` letters; ``pick`` is ``secrets.choice``."""
    return grouped("".join(pick(ALPHABET) for _ in range(LENGTH)))


def grouped(letters: str) -> str:
    """``ABCDEFGHJKMN`` → ``ABCD-EFGH-JKMN``."""
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str:
    """A code as somebody typed it, in its one spelling. Raises ``Invalid``."""
    letters = re.sub(r"[\s\-－—]", "", text).upper().translate(MISREAD)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        raise Invalid(
            "bad-slip",
            "投票码应为 12 位字母和数字，请核对后重新输入。",
            "A slip has 12 letters and digits; check it and type it again.",
        )
    return grouped(letters)


def slip_hash(code: str) -> str:
    """What is stored of a slip: SHA-256 of its code, in hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def paper_key(code: str, ballot: str, round_no: int) -> str:
    """What a paper is stored under: SHA-256 of code, ballot and round, in hex."""
    return hashlib.sha256(f"{code}|{ballot}|{round_no}".encode()).hexdigest()
