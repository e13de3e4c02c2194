"""What commands on a suggestion bring, and what their forms ask for."""

from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.core.phones import is_phone, tidy_phone
from chassis.core.text import Body, Id, Reason
from chassis.web.fields import Area, Files, Hidden, Hint, Input, Label, Options
from chassis.web.fields import OneOf as InView
from services.intake.suggestion.behalf import OnBehalf
from services.intake.suggestion.domain.status import ReturnReason
from services.intake.suggestion.domain.suggestion import LONGEST_TEXT, LONGEST_TITLE
from services.intake.suggestion.domain.verdicts import Verdict
from services.intake.suggestion.looking import LOOKED, Looked


def _phone(text: str) -> str:
    phone = tidy_phone(text)
    if phone and not is_phone(phone):
        raise PydanticCustomError(
            "string_pattern_mismatch", "A mobile number or a landline like 0731-84220000"
        )
    return phone


Title = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
MaybeTitle = Annotated[str, StringConstraints(max_length=LONGEST_TITLE)]
MaybeText = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Choice = Annotated[str, StringConstraints(max_length=60)]
OneOf = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Phone = Annotated[str, StringConstraints(max_length=20), AfterValidator(_phone)]
Receipt = Annotated[str, StringConstraints(max_length=40)]

CATEGORY = (Label("类别", "Category"), Options("categories"))
TOPIC = (Label("关注专题", "Focus topic"), Options("topics"))
MARK = (
    Label("答复类别", "Mark of the answer"),
    Hint("印在答复函首页右上角，也会公开。", "Printed at the top of the letter, and public."),
    Options("marks"),
)
PHOTOS = Hint(
    "一共最多 6 张，可以直接拍；照片里的位置和时间信息会被去掉，受理后才公开。",
    "Up to 6 in all; where and when they were taken is removed; public only once accepted.",
)


class NewSuggestion(OnBehalf):
    """A resident's suggestion: text and area, one contact where an answer is wanted (C-04)."""

    title: Annotated[
        MaybeTitle,
        Label("标题", "Title", ("标题最多 60 个字。", "A title has at most 60 characters.")),
    ] = ""
    content: Annotated[
        Text,
        Label(
            "您的建议",
            "Your suggestion",
            ("请写下您的建议，2000 字以内。", "Write it in at most 2,000 characters."),
        ),
        Hint(
            "在哪里、什么事、希望怎么办，几句话就行。",
            "Where, what, and what you would like; a few sentences will do.",
        ),
        Area(7),
    ]
    community: Annotated[
        OneOf,
        Label("所在社区", "Community", ("请选择您所在的社区。", "Choose your community.")),
        Options("communities"),
    ]
    category: Annotated[Choice, *CATEGORY, Hint("不选由工作人员归类。", "Or the staff choose.")] = (
        ""
    )
    topic: Annotated[Choice, *TOPIC] = ""
    contact: Annotated[
        Phone,
        Label(
            "联系电话",
            "Phone",
            (
                "请填手机号，或带区号的座机号（0731-84220000）。",
                "A mobile number, or a landline like 0731-84220000.",
            ),
        ),
        Hint(
            "想要我们打电话答复您就留一个，不会公开。",
            "Only if you want us to call you back; never shown.",
        ),
        Input("tel"),
    ] = ""
    consent: Annotated[
        Literal[True],
        Label(
            "我已阅读并同意以上说明",
            "I have read this and agree",
            ("请先阅读并同意上面的说明。", "Please read and agree to the notice."),
        ),
    ]
    notice: Annotated[Annotated[str, StringConstraints(max_length=20)], Hidden()] = ""


class NewSuggestionForm(NewSuggestion):
    """The same with photos, which come only by the form."""

    photos: Annotated[
        list[UploadFile],
        Field(default_factory=list),
        Label("现场照片", "Photos"),
        PHOTOS,
        Files("image/*"),
    ]


class Accept(Looked):
    """The moderated words under which it becomes public; without a text only its title is."""

    title: Annotated[
        Title,
        Label("公开标题", "Public title"),
        Hint("不写姓名、电话、门牌。", "No names, phones or door numbers."),
    ]
    public_text: Annotated[
        MaybeText,
        Label("公开内容", "Public text"),
        Hint(
            "请核对并删去个人信息；留空则只公开标题。",
            "Check it and take out personal data; left empty only the title is public.",
        ),
        Area(),
    ] = ""
    category: Annotated[Choice, *CATEGORY] = ""
    topic: Annotated[Choice, *TOPIC] = ""


class Release(Looked):
    """The words under which a held suggestion becomes public; without a text only its title."""

    title: Annotated[Title, Label("公开标题", "Public title")]
    public_text: Annotated[
        MaybeText,
        Label("公开内容", "Public text"),
        Hint("已遮住查到的个人信息，请核对。", "What was found is masked; check it."),
        Area(),
    ] = ""


class GiveBack(Looked):
    """Why it is given back."""

    reason_code: Annotated[ReturnReason, Label("原因", "Reason"), Options("return_reasons")]
    reason: Annotated[Reason, Label("给建议人的说明", "A word to the author"), Area(3)]


class Merge(Body):
    """The suggestion it says the same as."""

    target: Id


class MergeByNumber(Merge):
    """The same by the number in the ledger, as people say it."""

    target: Id = ""
    number: Annotated[
        str,
        StringConstraints(min_length=1, max_length=10),
        Label("并入第几号", "Into number"),
        Hint(
            "两条都保留原文；本条随那一条办理。",
            "Both keep their text; this one follows the other.",
        ),
    ]


class Reply(Looked):
    """The department's answer, which is public."""

    mark: Annotated[Choice, *MARK] = ""
    text: Annotated[
        Text,
        Label("答复内容（公开）", "The answer (public)"),
        Hint(
            "做了什么、结果如何、谁来负责。不写个人信息。",
            "What was done, with what result, by whom. No personal data.",
        ),
        Area(),
    ]


class Proof(Body):
    """The author's receipt; a clerk who acts for the author leaves it out where that is open."""

    receipt: Annotated[Receipt, Hidden()] = ""


class Confirm(Proof):
    """What the author says of the answer; "not solved" takes a reason and has it reopened."""

    verdict: Annotated[Verdict, Label("这件事", "The matter is"), InView("verdicts")] = (
        Verdict.SOLVED
    )
    reason: Annotated[
        str,
        StringConstraints(max_length=500),
        Label("还有什么要说（选“没有解决”时要写）", "Anything else (needed if not solved)"),
        Area(3),
    ] = ""


class ConfirmForm(Confirm):
    """The same, with none of the four answers chosen beforehand."""

    verdict: Annotated[Verdict, Label("这件事", "The matter is"), InView("verdicts")]


class Amend(Proof):
    """The author's words anew, as long as nobody has accepted them."""

    content: Annotated[Text, Label("您的建议", "Your suggestion"), Area(7)]
    community: Annotated[OneOf, Label("所在社区", "Community"), Options("communities")]


class Reopen(Proof):
    """Why the author is not content with the answer."""

    reason: Annotated[Reason, Label("要求重办的理由", "Why it should be reopened"), Area(3)]


class NewPhotos(Proof):
    """Further photos."""

    photos: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("补充照片", "Add photos"),
        PHOTOS,
        Files("image/*"),
    ]


class Unmask(Body):
    """Why somebody must see the author."""

    reason: Annotated[
        str,
        StringConstraints(min_length=4, max_length=200),
        Label("查看理由（会记录）", "Why (recorded)"),
    ]


class Correct(Looked):
    """What is put right and why; ``collector`` by name."""

    title: Annotated[Title | None, Label("标题", "Title")] = None
    community: Annotated[
        Annotated[str, Field(min_length=1, max_length=60)] | None,
        Label("社区", "Community"),
        Options("communities"),
    ] = None
    category: Annotated[Choice | None, *CATEGORY] = None
    topic: Annotated[Choice | None, *TOPIC] = None
    channel: Annotated[
        Annotated[str, Field(min_length=1, max_length=60)] | None,
        Label("来源渠道", "Channel"),
        Options("channels"),
    ] = None
    collector: Annotated[Choice | None, Label("收集人", "Collector")] = None
    contact: Annotated[
        Phone | None,
        Label("联系电话", "Phone"),
        Hint("留空则不改。", "Left empty it stays."),
        Input("tel"),
    ] = None
    public_text: Annotated[MaybeText | None, Label("公开内容", "Public text"), Area()] = None
    reason: Annotated[Reason, Label("更正理由", "Why")]

    def values(self) -> dict[str, str]:
        """Field of the suggestion → value, of what was sent."""
        sent = self.model_dump(exclude={"reason", *LOOKED}, exclude_none=True)
        if "collector" in sent:
            sent["collector_name"] = sent.pop("collector")
        return sent
