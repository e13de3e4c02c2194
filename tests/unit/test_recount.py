"""The Ed25519 of the recount: the vectors of RFC 8032 (7.1), and whatever is a little wrong."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.ballot.bundle.recount import Q, verify

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
        "6bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d"
        "8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6"
        "594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""Public key, message, signature, all in hex."""


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS, ids=["1", "2", "3"])
def test_verify_when_given_the_vectors_of_the_rfc_then_they_hold_and_nothing_near_them(
    public: str, message: str, signature: str
) -> None:
    key, said, proof = map(bytes.fromhex, (public, message, signature))
    assert verify(key, said, proof)
    assert not verify(key, said + b"x", proof)
    for at in (0, 31, 32, 63):
        assert not verify(key, said, proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :])
    assert not verify(key[:-1], said, proof)
    assert not verify(b"\xff" * 32, said, proof)
    # The same number plus the order of the group: RFC 8032 refuses what is not its one spelling.
    other = int.from_bytes(proof[32:], "little") + Q
    assert not verify(key, said, proof[:32] + other.to_bytes(32, "little"))


def test_verify_when_another_library_signed_then_it_holds() -> None:
    for n in range(20):
        pair = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        message = f"票 {n}".encode()
        public = pair.public_key().public_bytes_raw()
        assert verify(public, message, pair.sign(message))
        assert not verify(public, message, pair.sign(b"another"))
