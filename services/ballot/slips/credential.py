"""What a coupon (票码) of a slip proves, pure: its code, its key pair, its signature (0014).

A code is 15 random letters of Crockford's alphabet (75 bits) and a check letter, 4-4-4-4. It is
the seed of an Ed25519 pair: what is stored of a coupon is the public key (64 hex digits), and a
paper carries a signature (128 hex digits) that only the code could make. Who holds the database
alone can neither find a code nor make a paper that holds.
"""

import hashlib
import itertools
import json
import re
import unicodedata
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.core.errors import Invalid
from services.ballot.ballot.domain.count import Marks

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 letters (5 bits each): no I, L, O, U; what is misread is read back."""
RANDOM_LETTERS = 15
LENGTH = RANDOM_LETTERS + 1
MISREAD = str.maketrans("ILO", "110")


# ---- the code ------------------------------------------------------------------------------


def new_code(pick: Callable[[str], str]) -> str:
    """A fresh code, ``4-4-4-4`` letters; ``pick`` is ``secrets.choice``."""
    letters = "".join(pick(ALPHABET) for _ in range(RANDOM_LETTERS))
    return _grouped(letters + check_letter(letters))


def drawn_from(secret: str, run: str) -> Callable[[str], str]:
    """A ``pick`` that draws the same letters again for the same ``secret`` (256 random bits).

    Each of the 32 letters is as likely as any other. ``run`` makes them fresh for each print.
    """
    counter, left = itertools.count(), bytearray()

    def pick(letters: str) -> str:
        if not left:
            block = f"yishi slips\n{secret}\n{run}\n{next(counter)}"
            left.extend(hashlib.sha256(block.encode()).digest())
        return letters[left.pop() % len(letters)]

    return pick


def check_letter(letters: str) -> str:
    """The letter that shows a slip of the hand: one letter wrong, or any two exchanged.

    The letters are a polynomial over GF(32), its modulus x⁵ + x² + 1; the check letter is its
    value at x. Every letter has a weight of its own, so no such mistake leaves the sum as it was.
    """
    total = 0
    for letter in letters:
        total = (total ^ ALPHABET.index(letter)) << 1
        total ^= 0b100101 if total & 0b100000 else 0
    return ALPHABET[total]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str:
    """A code as somebody typed it, in its one spelling. Raises ``Invalid``; looks nothing up."""
    plain = unicodedata.normalize("NFKC", text)
    letters = re.sub(r"[\s\-—–]", "", plain).upper().translate(MISREAD)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        raise Invalid(
            "bad-code",
            "票码应为 16 位字母和数字，请核对后重新输入。",
            "A code has 16 letters and digits; check it and type it again.",
        )
    if check_letter(letters[:-1]) != letters[-1]:
        raise Invalid(
            "mistyped-code",
            "票码有输错的字符，请对照投票码条逐段核对后重新输入。",
            "A letter of this code is mistyped; compare it group by group and type it again.",
        )
    return _grouped(letters)


# ---- the key pair --------------------------------------------------------------------------


def key_pair(street: str, session: str, code: str) -> Ed25519PrivateKey:
    """The pair whose seed is this code; a code is good in its own session only."""
    return Ed25519PrivateKey.from_private_bytes(seed_of("coupon", street, session, code))


def seed_of(purpose: str, street: str, session: str, code: str) -> bytes:
    """32 bytes of a code for one purpose: SHA-256 over a fixed prefix, street, session, code."""
    return hashlib.sha256(f"yishi {purpose} v1\n{street}\n{session}\n{code}".encode()).digest()


def public_hex(private: Ed25519PrivateKey) -> str:
    """The public key of a pair, 64 hex digits."""
    return private.public_key().public_bytes_raw().hex()


APART = ".a"
"""What the key of a coupon ends with that belongs to the group that must pass apart (0015)."""


def is_apart(public: str) -> bool:
    """Whether the coupon with this key is one of the group's."""
    return public.endswith(APART)


def sign(private: Ed25519PrivateKey, message: bytes) -> str:
    """The signature of a message, 128 hex digits; the same message has the same signature."""
    return private.sign(message).hex()


def verify(public: str, message: bytes, signature: str) -> bool:
    """Whether this signature (hex) of the message was made with this key (hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public.removesuffix(APART)))
        key.verify(bytes.fromhex(signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True


def tag(public: str) -> str:
    """校验号: 8 hex digits of the SHA-256 of the public key (its hex text), as ``4-4``."""
    digits = hashlib.sha256(public.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


# ---- what is signed and sealed -------------------------------------------------------------


def paper_message(ballot: str, turn: int, marks: Marks) -> bytes:
    """What a paper's signature is over: ballot, turn and marks, in one spelling (JSON, UTF-8)."""
    said = [
        "yishi paper v1",
        ballot,
        turn,
        sorted(marks.votes_for),
        sorted(marks.against),
        marks.spoiled,
        *([sorted(marks.written.items())] if marks.written else []),
    ]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def set_digest(publics: Iterable[str]) -> str:
    """SHA-256 over the public keys of a set (hex, sorted, one a line), in hex."""
    return hashlib.sha256("\n".join(sorted(set(publics))).encode()).hexdigest()
