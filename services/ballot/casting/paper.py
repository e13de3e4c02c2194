"""What lies in the box: marks, and a signature that only the coupon's code can make (0014, 2)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.ballot.ballot.domain.count import Marks
from services.ballot.slips import credential


class Paper(Marks):
    """One paper as it is stored. ``signature`` (hex) is over ballot, turn and marks."""

    signature: str = ""


def signed(private: Ed25519PrivateKey, ballot: str, turn: int, marks: Marks) -> Paper:
    """The paper with these marks, signed with its coupon's code."""
    message = credential.paper_message(ballot, turn, marks)
    return Paper(**marks.model_dump(), signature=credential.sign(private, message))


def holds(public: str, ballot: str, turn: int, paper: Paper) -> bool:
    """Whether the paper was made with the code of the coupon that it lies under."""
    message = credential.paper_message(ballot, turn, paper)
    return credential.verify(public, message, paper.signature)
