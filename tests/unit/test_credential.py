"""What a coupon proves: mistakes in its code are seen, its signature holds for one paper only."""

import secrets
from itertools import combinations

import pytest

from chassis.core.errors import Invalid
from services.ballot.ballot.domain.count import Marks
from services.ballot.slips import credential

STREET, SESSION, BALLOT = "110101001", "session-1", "ballot-1"
LETTERS = "7K3M9QX2T0A1BCD"
DRAWN = iter(LETTERS)
CODE = credential.new_code(lambda _: next(DRAWN))


def _pair(code: str = CODE, street: str = STREET, session: str = SESSION) -> str:
    return credential.public_hex(credential.key_pair(street, session, code))


def test_code_when_new_then_has_fifteen_random_letters_and_a_check_letter_in_groups() -> None:
    assert CODE.replace("-", "")[:-1] == LETTERS
    assert [len(group) for group in CODE.split("-")] == [4, 4, 4, 4]
    fresh = {credential.new_code(secrets.choice) for _ in range(50)}
    assert len(fresh) == 50
    assert all(credential.read_code(code) == code for code in fresh)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", " "),
        f"  {CODE.replace('-', '')}\n",
        CODE.replace("-", "－"),
        CODE.replace("0", "O").replace("1", "l"),
        "".join(chr(ord(one) + 0xFEE0) for one in CODE),
    ],
)
def test_code_when_typed_otherwise_then_is_read_back(typed: str) -> None:
    assert credential.read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "ABC", CODE[:-1], CODE + "0", "U" + CODE[1:], "😀" * 16])
def test_code_when_no_code_then_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        credential.read_code(typed)
    assert refused.value.code == "bad-code"


def test_code_when_any_one_letter_is_wrong_then_is_a_slip_of_the_hand() -> None:
    letters = CODE.replace("-", "")
    for at, right in enumerate(letters):
        for wrong in set(credential.ALPHABET) - {right}:
            with pytest.raises(Invalid) as refused:
                credential.read_code(letters[:at] + wrong + letters[at + 1 :])
            assert refused.value.code == "mistyped-code"


def test_code_when_any_two_letters_are_exchanged_then_is_a_slip_of_the_hand() -> None:
    letters = CODE.replace("-", "")
    for one, other in combinations(range(len(letters)), 2):
        if letters[one] == letters[other]:
            continue
        mixed = list(letters)
        mixed[one], mixed[other] = mixed[other], mixed[one]
        with pytest.raises(Invalid):
            credential.read_code("".join(mixed))


def test_key_when_street_session_or_code_differ_then_is_another() -> None:
    other = credential.new_code(secrets.choice)
    keys = {_pair(), _pair(street="110101002"), _pair(session="session-2"), _pair(other)}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)
    assert _pair() == _pair()


def test_signature_when_anything_of_the_paper_changes_then_does_not_hold() -> None:
    private = credential.key_pair(STREET, SESSION, CODE)
    marks = Marks.of(["p2", "p1"], ["p3"])
    message = credential.paper_message(BALLOT, 2, marks)
    signature = credential.sign(private, message)
    assert credential.verify(_pair(), message, signature)
    others = [
        credential.paper_message("ballot-2", 2, marks),
        credential.paper_message(BALLOT, 3, marks),
        credential.paper_message(BALLOT, 2, Marks.of(["p1"], ["p3"])),
        credential.paper_message(BALLOT, 2, Marks.of(["p2", "p1", "p3"])),
        credential.paper_message(BALLOT, 2, Marks.of(["p2", "p1"], ["p3"], spoiled=True)),
    ]
    assert not any(credential.verify(_pair(), other, signature) for other in others)


@pytest.mark.parametrize("public", ["", "zz" * 32, "00", "ff" * 32])
@pytest.mark.parametrize("signature", ["", "no hex", "00" * 64])
def test_signature_when_it_is_rubbish_then_does_not_hold(public: str, signature: str) -> None:
    assert not credential.verify(public, b"paper", signature)
    assert not credential.verify(_pair(), b"paper", signature)


def test_message_when_marks_were_ticked_in_another_order_then_is_the_same() -> None:
    one = credential.paper_message(BALLOT, 1, Marks(votes_for=("p2", "p1")))
    assert one == credential.paper_message(BALLOT, 1, Marks(votes_for=("p1", "p2")))


def test_tag_when_made_then_is_eight_digits_that_say_nothing_of_the_key() -> None:
    told = credential.tag(_pair())
    assert len(told.replace("-", "")) == 8
    assert told.replace("-", "").lower() not in _pair()


def test_set_digest_when_order_differs_then_is_the_same_and_one_key_less_is_another() -> None:
    keys = ["b" * 64, "a" * 64]
    assert credential.set_digest(keys) == credential.set_digest(reversed(keys))
    assert credential.set_digest(keys) != credential.set_digest(keys[:1])
