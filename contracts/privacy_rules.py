"""What a street says of personal data: its notice with a version, and how long it keeps what.

Parts of the charter; every value has a default, so that an older charter means what it meant.
"""

from pydantic import Field

from contracts.envelope import Fact


class NoticeLine(Fact):
    """One sentence of the notice."""

    zh: str = Field(min_length=1, max_length=300)
    en: str = Field(min_length=1, max_length=600)


LINES = (
    NoticeLine(
        zh="我们只收集建议内容、所在社区和您自愿留下的一个联系方式，不收集身份证号。",
        en="We take your text, your community and one contact if you give one; never an ID number.",
    ),
    NoticeLine(
        zh="联系方式只用来答复您，不公开；工作人员查看原号码要写明理由并留下记录。",
        en="Your contact serves the answer only and is not shown; staff who look at it give a "
        "reason that is recorded.",
    ),
    NoticeLine(
        zh="内容经工作人员整理后才公开，公开时不带您的姓名和电话。",
        en="Your text is made public only after the staff have gone over it, without your name or "
        "phone.",
    ),
    NoticeLine(
        zh="您可以凭回执随时查看进展、删除联系方式。",
        en="With your receipt you can follow it and delete your contact at any time.",
    ),
)


class PrivacyNotice(Fact):
    """What people are told before anything of them is collected (C-06).

    ``version`` is kept with whatever is collected under it; whoever changes a line gives it a new
    one, and who agreed to the old one is asked again.
    """

    version: str = Field(default="2025-01", pattern=r"^[0-9A-Za-z.-]{1,20}$")
    lines: tuple[NoticeLine, ...] = Field(default=LINES, min_length=1, max_length=12)


class Retention(Fact):
    """Days that each class of data is kept after a suggestion was answered and left alone (C-08).

    The suggestion itself, its answer and every count stay.
    """

    contact_days: int = Field(default=365, ge=30, le=3650)
    photo_days: int = Field(default=1095, ge=30, le=3650)
    receipt_days: int = Field(default=1095, ge=30, le=3650)
