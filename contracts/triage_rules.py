"""How a street triages: what never becomes a project, with a ready answer, and when a unit objects.

A part of the charter; every value has a default, so that an older charter means what it meant.
"""

from contracts.envelope import Fact


class NegativeQuestion(Fact):
    """A question of the negative list (负面清单): where it is a yes, there is no project in it.

    ``answer_zh`` and ``answer_en`` are the ready opinion, which is public.
    """

    id: str
    zh: str
    en: str
    answer_zh: str
    answer_en: str


NEGATIVE_LIST = (
    NegativeQuestion(
        id="PRIVATE_DUTY",
        zh="属于物业、业主或其他私人应尽的责任？",
        en="Is it owed by a property company, an owner or another private party?",
        answer_zh="属于物业服务企业或业主应当承担的责任，不列为项目；由社区督促责任方办理。",
        answer_en="Owed by the property company or the owners; the community urges them.",
    ),
    NegativeQuestion(
        id="OTHERS_DUTY",
        zh="属于其他单位的法定职责？",
        en="Is it another body's duty by law?",
        answer_zh="属于其他单位的法定职责，不列为项目；已转告该单位，请其依职责办理。",
        answer_en="Another body's duty by law; that body was told and is asked to act.",
    ),
    NegativeQuestion(
        id="GOVERNMENT_PROJECT",
        zh="已经列入政府项目或日常工作？",
        en="Is it a government project or daily work already?",
        answer_zh="已列入政府项目或日常工作，不重复立项；按原计划推进并公开进度。",
        answer_en="A government project or daily work already; it goes on as planned, in public.",
    ),
)
"""Private duty, someone else's duty, the government's own duty."""
