"""答复函 and 征询意见表: the answer as an official letter, and the sheet that asks how it was.

Pure: state in, paper out. The letter holds only what is public; the sheet bears the author's code.
"""

from datetime import date

from chassis.core.clock import day
from chassis.rooms.papers import Boxes, Code, Column, Kind, Paper, Table, Text
from chassis.rooms.papers.model import lines
from contracts.charter import Charter
from services.intake.suggestion.domain.letters import Given
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.domain.verdicts import VERDICTS

SHEET = "意见建议办理情况征询意见表"
BOX = "□"


def letter(charter: Charter, suggestion: Suggestion, given: Given) -> Paper:
    """答复函: the mark at the top right, the answer, room for number, contact and seal."""
    on = day(given.at)
    return Paper(
        kind=Kind.LETTER,
        issuer=f"{charter.zh}办事处",
        title=f"关于第{suggestion.no}号建议的答复",
        # Whoever keeps the register writes the number in.
        number=f"〔{on.year}〕　　号",
        to=_addressee(suggestion),
        body=_answer(suggestion, given),
        attachments=(SHEET,),
        signature=given.unit or f"{charter.zh}办事处",
        dated=on,
        note="联系人：　　　　　　联系电话：　　　　　　　　",
        grade=given.mark,
    )


def _addressee(suggestion: Suggestion) -> str:
    """A member who collected it is named; a resident never is (C-05)."""
    if suggestion.collector and suggestion.collector_name:
        return f"{suggestion.collector_name}议事员"
    return "提出建议的居民"


def _answer(suggestion: Suggestion, given: Given) -> tuple[Text, ...]:
    """The answer; one that does not name the suggestion is led in by a line that does."""
    told = [] if suggestion.title in given.text else [f"您提出的“{suggestion.title}”的建议收悉。"]
    return tuple(Text(line) for line in (*told, *lines(given.text)))


def sheet(charter: Charter, suggestion: Suggestion, given: Given, address: str) -> Paper:
    """征询意见表: on paper, or by the code; who is not content has it reopened."""
    mark = charter.answers.mark(given.mark)
    facts = (
        ("建议编号", f"第{suggestion.no}号"),
        ("建议标题", suggestion.title),
        ("承办单位", given.unit or charter.zh),
        ("答复日期", _say(day(given.at))),
        ("答复类别", f"{mark.id}（{mark.zh}）" if mark else "—"),
        ("办理结果", "　".join(f"{BOX}{zh}" for zh, _ in VERDICTS.values())),
        ("意见和理由", "　"),
        ("　", "　"),
    )
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=SHEET,
        body=(
            Table((Column("项目", 1), Column("内容", 3, centred=False)), facts, tall=True),
            Boxes(("建议人（可不写）", "日期")),
            Code(
                address,
                "扫码填写，与本表同样有效。选“没有解决”并写明理由的，将重新办理并再次答复。"
                "不会用手机的，填好本表交社区或街道。",
            ),
        ),
    )


def _say(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
