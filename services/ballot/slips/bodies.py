"""What is asked of slips in words: how many to print, which to cancel."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Lines

Line = Annotated[str, StringConstraints(max_length=60)]
MOST = 500


class SlipNumber(Body):
    """A print of slips: one for each member, and why where somebody has drawn already."""

    number: Annotated[
        int,
        Field(ge=1, le=MOST),
        Label("张数", "How many"),
        Hint("每名议事员一张，多印的要逐张作废", "One for each member; the rest must be cancelled"),
    ]
    apart: Annotated[
        int,
        Field(ge=0, le=MOST),
        Label("其中须分别通过的一组", "Of them for the group that must pass apart"),
        Hint("这一组用另一种颜色的票码条", "Theirs are told by another colour"),
    ] = 0
    why: Annotated[
        str,
        StringConstraints(max_length=200, strip_whitespace=True),
        Label("加印原因", "Why more are printed"),
        Hint("首次印制不用填", "Leave it empty for the first print"),
        Area(2),
    ] = ""
    afresh: Annotated[
        bool,
        Label("以前印的全部作废，全体重新抽取", "All printed before is worthless; all draw again"),
    ] = False


class CancelCodes(Body):
    """作废码, one a line; a scanner that ends with Enter types them."""

    codes: Annotated[
        list[Line],
        Field(min_length=1, max_length=MOST),
        Label("作废码", "Cancel codes"),
        Hint(
            "每行一个，可用扫码枪连续扫描存根上的小二维码",
            "One a line; a scanner may read the small QR codes on the stubs one after another",
        ),
        Lines(8),
    ]

    @field_validator("codes")
    @classmethod
    def _without_empty_lines(cls, codes: list[str]) -> list[str]:
        return [code for code in codes if code.strip()]
