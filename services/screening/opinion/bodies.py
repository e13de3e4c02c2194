"""What commands on opinions bring, and what their forms ask for."""

from typing import Annotated

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.auth import Person
from chassis.web.fields import Area, Hint, Label, YesNo
from contracts.charter import Role
from services.screening.bodies import MaybeId, Text, Word


class NewOpinion(Body):
    """A pre-review opinion; ``member`` only where the committee writes it down for somebody."""

    text: Annotated[Text, Label("我的意见", "Opinion"), Area()]
    member: Annotated[MaybeId, Label("议事员编号", "Member’s id")] = ""

    def given_by(self, person: Person) -> str:
        """Whose it is: the committee names the member, a deliberator gives only their own."""
        if person.has(Role.NPC_COMMITTEE) and self.member:
            return self.member
        if person.member and self.member in ("", person.member):
            return person.member
        raise Invalid(
            "member",
            "请写明是哪一位议事员的意见；议事员只能填写自己的意见。",
            "Say whose opinion it is; deliberators give only their own.",
            [{"field": "member", "zh": "请填写议事员。", "en": "Name the member."}],
        )


class NewRevision(Body):
    """The text of a candidate after an opinion was taken over."""

    title: Word
    content: Text


class NewAnswer(Body):
    """The answer to an opinion: accepted or not, why, and the new text if it changes any."""

    accepted: bool
    answer: Text
    revision: NewRevision | None = None


class AnswerForm(Body):
    """The same as a form asks for it; the text counts only where the opinion is accepted."""

    accepted: Annotated[
        bool,
        Label("是否采纳", "Accepted?"),
        YesNo(Label("采纳", "Accepted"), Label("不采纳", "Not accepted")),
    ]
    answer: Annotated[Text, Label("答复", "Answer"), Area(4)]
    title: Annotated[
        Word | None,
        Label("项目名称", "Title"),
        Hint(
            "采纳时按意见修订名称或内容；不采纳时不用改。", "Where it is accepted, revise the text."
        ),
    ] = None
    content: Annotated[Text | None, Label("项目内容", "Content"), Area(4)] = None

    def body(self) -> NewAnswer:
        """The answer it describes. Raises ``Invalid`` for a revision without its text."""
        if not self.accepted:
            return NewAnswer(accepted=self.accepted, answer=self.answer)
        missing = [name for name in ("title", "content") if not getattr(self, name)]
        if missing:
            raise Invalid(
                "revision-empty",
                "修订后的项目名称和内容都要填写。",
                "A revision has a title and a content.",
                [{"field": name, "zh": "必须填写。", "en": "Fill this in."} for name in missing],
            )
        revision = NewRevision(title=self.title or "", content=self.content or "")
        return NewAnswer(accepted=self.accepted, answer=self.answer, revision=revision)
