"""Personal data in free text (C-04, C-05, C-09): found, so that a person looks before it is public.

Finds ID numbers, phones, plates of cars, e-mail and chat accounts, bank cards, addresses to the
door and names that somebody gives as their own. It errs towards finding: what it finds is held
for a look, never changed by itself; ``masked`` proposes words without it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What was found, by how much it tells, most first."""

    ID_NUMBER = "ID_NUMBER"
    BANK_CARD = "BANK_CARD"
    PHONE = "PHONE"
    PLATE = "PLATE"
    ACCOUNT = "ACCOUNT"
    DOOR = "DOOR"
    NAME = "NAME"


NAMES = {
    Personal.ID_NUMBER: ("身份证号", "ID number"),
    Personal.BANK_CARD: ("银行卡号", "Bank card"),
    Personal.PHONE: ("电话号码", "Phone number"),
    Personal.PLATE: ("车牌号", "Number plate"),
    Personal.ACCOUNT: ("邮箱或聊天账号", "E-mail or chat account"),
    Personal.DOOR: ("门牌到户", "Address to the door"),
    Personal.NAME: ("个人姓名", "A person’s name"),
}


@dataclass(frozen=True)
class Finding:
    """One piece of personal data: what it is and where it stands (``text[start:end]``)."""

    kind: Personal
    start: int
    end: int


GAP = r"[\s\-－—·.]?"
"""What people type between the digits of a number."""
MOBILE = re.compile(rf"(?<!\d)(?:\+?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)0\d{{2,3}}{GAP}[2-8]\d{{6,7}}(?!\d)")
ID_NUMBER = re.compile(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])")
BANK_CARD = re.compile(r"(?<!\d)[3-6]\d{3}(?:[ \-]?\d{4}){2,3}(?:[ \-]?\d{1,4})?(?!\d)")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][·•\s\-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])"
)
ACCOUNT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|(?:微信号?|QQ号?|qq号?|weixin|wechat)[:：\s是为]{0,3}[A-Za-z0-9_\-]{5,20}"
)
HOUSE = r"(?:\d{1,4}|[A-Za-z]\d{0,2}|[一二三四五六七八九十百]{1,4})"
DOOR = re.compile(
    rf"{HOUSE}(?:号楼|栋|幢|座|号)\s?(?:{HOUSE}(?:单元|门)\s?)?(?:{HOUSE}(?:楼|层)\s?)?"
    rf"(?:\d{{3,4}}|[一二三四五六七八九十百〇零]{{3,4}})(?:室|房|户|号房|号)?(?![\dA-Za-z米元年户人个路])"
    rf"|{HOUSE}(?:单元|门)\s?\d{{3,4}}(?:室|房|户|号)?(?!\d)"
    rf"|(?<!\d)\d{{1,3}}[\-－—]\d{{1,2}}[\-－—]\d{{3,4}}(?!\d)"
    rf"|\d{{3,4}}室"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季成霍苗谷盛曲翁冉骆蓝路游靳谈欧阳上官诸葛司马"
)
TITLES = "先生|女士|小姐|阿姨|爷爷|奶奶|大爷|大妈|师傅|老师"
OWN_NAME = re.compile(
    r"(?:我叫|本人叫|我的名字[是叫]?|(?:姓名|联系人|反映人|建议人|投诉人)[是为：:\s]{1,2})"
    r"(?P<name>[一-鿿]{2,4}?)(?=[，。,.；;！!\s、（(：:]|$|是|住|家|今年|电话|手机)"
)
"""A name behind words that announce one."""
CALLED = re.compile(
    rf"我是(?P<plain>[{SURNAMES}][一-鿿]{{1,2}})(?=[，。,.；;！!])"
    rf"|(?<![一-鿿])(?P<titled>[{SURNAMES}](?:{TITLES}))"
)
"""A family name where a person speaks of themselves, or before a form of address."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_id_number(digits: str) -> bool:
    """Whether 18 characters are a resident ID number with a valid check character (C-01)."""
    total = sum(int(d) * w for d, w in zip(digits[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def _is_card(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    if not 15 <= len(digits) <= 19:
        return False
    doubled = [d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0


def find_personal(text: str) -> list[Finding]:
    """Everything found, by place; where two overlap, the one that tells more."""
    taken: list[Finding] = []
    for one in sorted(_all(text), key=lambda one: list(Personal).index(one.kind)):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _all(text: str) -> Iterator[Finding]:
    # A wrong check digit is most often a slip of the finger: held all the same.
    yield from _of(ID_NUMBER, Personal.ID_NUMBER, text)
    cards = _of(BANK_CARD, Personal.BANK_CARD, text)
    yield from (one for one in cards if _is_card(text[one.start : one.end]))
    for pattern in (MOBILE, LANDLINE):
        yield from _of(pattern, Personal.PHONE, text)
    yield from _of(PLATE, Personal.PLATE, text)
    yield from _of(ACCOUNT, Personal.ACCOUNT, text)
    yield from _of(DOOR, Personal.DOOR, text)
    for found in (*OWN_NAME.finditer(text), *CALLED.finditer(text)):
        start, end = found.span(found.lastgroup or 0)
        yield Finding(Personal.NAME, start, end)


def _of(pattern: re.Pattern[str], kind: Personal, text: str) -> Iterator[Finding]:
    return (Finding(kind, *found.span()) for found in pattern.finditer(text))


def kinds_in(*texts: str) -> tuple[Personal, ...]:
    """What kinds of personal data the texts hold, the most telling first."""
    found = {one.kind for text in texts for one in find_personal(text)}
    return tuple(kind for kind in Personal if kind in found)


def masked(text: str) -> str:
    """The text with every finding replaced by its kind in brackets: ``〔电话号码〕``."""
    parts, at = [], 0
    for one in find_personal(text):
        parts += [text[at : one.start], f"〔{NAMES[one.kind][0]}〕"]
        at = one.end
    return "".join([*parts, text[at:]])
