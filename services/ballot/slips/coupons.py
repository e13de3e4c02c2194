"""Fresh slips: codes that exist on paper only, and the rows that are stored of them.

A row of a turn lies under its public key and holds nothing. The rows of one slip have nothing in
common; only the sealed list, which its cancel code (作废码) opens, names them together.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from services.ballot.slips import credential

NONCE = 12
"""Bytes of a nonce of ChaCha20-Poly1305."""
Keys = Mapping[int, str]
"""Turn → public key (hex) of the coupons of one slip."""


@dataclass(frozen=True)
class Coupon:
    """票码 of one turn, as it is printed."""

    turn: int
    code: str
    public: str

    @property
    def tag(self) -> str:
        """校验号, on coupon and stub."""
        return credential.tag(self.public)


@dataclass(frozen=True)
class Slip:
    """投票码条 as it is printed: a coupon for each turn, and the cancel code on its stub."""

    coupons: tuple[Coupon, ...]
    cancel: str

    @property
    def apart(self) -> bool:
        """Whether it is one of the group that must pass apart."""
        return credential.is_apart(self.coupons[0].public)

    @property
    def keys(self) -> Keys:
        """The public key of each turn."""
        return {one.turn: one.public for one in self.coupons}


def fresh_slip(
    street: str, session: str, turns: range, pick: Callable[[str], str], *, apart: bool = False
) -> Slip:
    """A slip with random codes; ``pick`` is ``secrets.choice``. ``apart``: of the group's."""
    codes = [credential.new_code(pick) for _ in turns]
    pairs = [credential.key_pair(street, session, code) for code in codes]
    publics = [credential.public_hex(pair) + (credential.APART if apart else "") for pair in pairs]
    coupons = map(Coupon, turns, codes, publics)
    return Slip(tuple(coupons), credential.new_code(pick))


def keys_of_turn(slips: Iterable[Slip], turn: int) -> frozenset[str]:
    """The public keys of these slips in one turn."""
    return frozenset(slip.keys[turn] for slip in slips)


# ---- the list of a slip's keys, which its cancel code opens ---------------------------------


def cancel_row(street: str, session: str, code: str) -> str:
    """What the sealed list of a slip lies under: a hash of its cancel code, in hex."""
    return credential.seed_of("cancel row", street, session, code).hex()


def sealed(street: str, session: str, slip: Slip, nonce: bytes) -> str:
    """The keys of a slip, readable with its cancel code alone (ChaCha20-Poly1305), in hex."""
    listed = json.dumps([[turn, key] for turn, key in sorted(slip.keys.items())]).encode()
    return (nonce + _cipher(street, session, slip.cancel).encrypt(nonce, listed, None)).hex()


def opened(street: str, session: str, code: str, text: str) -> Keys | None:
    """The keys that were sealed under this cancel code; nothing where somebody changed them."""
    try:
        data = bytes.fromhex(text)
        listed = _cipher(street, session, code).decrypt(data[:NONCE], data[NONCE:], None)
    except (ValueError, InvalidTag):
        return None
    return dict(json.loads(listed))


def _cipher(street: str, session: str, code: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(credential.seed_of("cancel key", street, session, code))


def digest_of_list(keys: Keys) -> str:
    """SHA-256 over the keys of one cancelled slip, with their turns, in hex."""
    return credential.set_digest(f"{turn} {key}" for turn, key in keys.items())
