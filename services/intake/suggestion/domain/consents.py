"""On what ground a suggestion holds a name or a contact (C-06): agreed how, when, with whom."""

from enum import StrEnum
from typing import Any


class Ground(StrEnum):
    """How its author was told and agreed, or why that was not needed."""

    SELF = "SELF"
    PAPER = "PAPER"
    TOLD = "TOLD"
    DUTY = "DUTY"
    PASSED_ON = "PASSED_ON"


GROUNDS = {
    Ground.SELF: ("本人在网上勾选同意", "Agreed on the form"),
    Ground.PAPER: ("书面同意", "Agreed on paper"),
    Ground.TOLD: ("当面或电话告知，口头同意", "Told, and agreed by word"),
    Ground.DUTY: ("履行法定职责，未另行征得同意", "A duty by law; not asked separately"),
    Ground.PASSED_ON: ("其他系统转来，由其告知", "Passed on by another system, which told them"),
}
BY_OTHERS = (Ground.TOLD, Ground.PAPER)
"""What somebody who types for another may say."""


def consented(ground: Ground, notice: str, on: str, by: str = "") -> dict[str, Any]:
    """What a suggestion keeps of it. ``notice``: the version of the notice, or the ground by law;
    ``by``: who told and asked, empty for the author's own click."""
    return {"consent": notice, "consent_how": ground.value, "consent_on": on, "consent_by": by}
