"""How a street's own ledger of suggestions (意见建议台账) looks: a part of the charter.

The same form reads and writes: what a street exports, it imports again. Every value has a default,
so that an older charter means what it meant.
"""

from enum import StrEnum

from pydantic import Field, model_validator

from contracts.envelope import Fact


class LedgerField(StrEnum):
    """What a column holds. Those from ``STATUS`` on are only written: intake decides them."""

    NO = "no"
    COLLECTED_ON = "collected_on"
    COLLECTOR = "collector_name"
    CHANNEL = "channel"
    COMMUNITY = "community"
    GRID = "grid"
    TITLE = "title"
    CONTENT = "content"
    CATEGORY = "category"
    TOPIC = "topic"
    AUTHOR = "author"
    CONTACT = "contact"
    TYPIST = "typist"
    CONSENT = "consent_how"
    TICKET = "ticket"
    TICKET_KIND = "ticket_kind"
    STATUS = "status"
    LEVEL = "level"
    UNIT = "unit"
    OUTCOME = "outcome"
    REPLY = "reply"
    DUE_ON = "due_on"
    URGENT = "urgent"
    WEAK_POINT = "weak_point"
    PRIORITY = "priority"


class LedgerColumn(Fact):
    """One column: its header as the street writes it, and the other words that mean it."""

    field: LedgerField
    zh: str = Field(min_length=1, max_length=20)
    also: tuple[str, ...] = Field(default=(), max_length=12)
    required: bool = False


def _column(field: LedgerField, zh: str, also: str = "", *, required: bool = False) -> LedgerColumn:
    return LedgerColumn(field=field, zh=zh, also=tuple(also.split()), required=required)


F = LedgerField
COLUMNS = (
    _column(F.NO, "序号", "编号 号 项次"),
    _column(F.COLLECTED_ON, "日期", "收集日期 征集日期 登记日期 收集时间 时间", required=True),
    _column(F.COLLECTOR, "收集人", "议事员 收集议事员 征集人 联络议事员"),
    _column(F.CHANNEL, "来源渠道", "渠道 来源 收集方式 征集方式 收集渠道", required=True),
    _column(F.COMMUNITY, "社区", "所属社区 所在社区 村社区 村 居委会", required=True),
    _column(F.TITLE, "建议标题", "标题 建议名称 事项 事项名称 问题"),
    _column(
        F.CONTENT, "建议内容", "内容 意见建议 意见建议内容 建议 具体内容 诉求内容", required=True
    ),
    _column(F.CATEGORY, "类别", "分类 建议类别 问题类别"),
    _column(F.TOPIC, "关注专题", "专题"),
    _column(F.AUTHOR, "建议人", "姓名 居民姓名 反映人 建议人姓名 提出人"),
    _column(F.CONTACT, "联系电话", "电话 手机 手机号 手机号码 联系方式 电话号码"),
    _column(F.TYPIST, "录入人", "登记人 填写人 经手人"),
    _column(F.CONSENT, "同意方式", "个人信息同意 是否同意"),
    _column(F.TICKET, "工单号", "热线工单号 12345工单号 工单编号"),
    _column(F.TICKET_KIND, "工单类型", "热线工单类型"),
    _column(F.STATUS, "状态", "办理状态"),
    _column(F.LEVEL, "级别", "分级"),
    _column(F.UNIT, "责任部门", "责任单位 承办单位 承办部门 办理部门"),
    _column(F.OUTCOME, "去向", "办理结果"),
    _column(F.REPLY, "答复", "答复内容 办理情况"),
    _column(F.DUE_ON, "答复期限", "办结期限 期限"),
    _column(F.URGENT, "急难愁盼"),
    _column(F.WEAK_POINT, "治理短板"),
    _column(F.PRIORITY, "街道重点工作", "重点工作"),
)
"""The columns of a street that says nothing else, in their order."""
GROUND = "履行法定职责所必需（个人信息保护法第十三条第一款第三项）"
ALWAYS = {F.CONTENT, F.COMMUNITY, F.COLLECTED_ON}
"""Without these nothing can be entered, whatever a street calls them."""


class LedgerForm(Fact):
    """The sheet: its title, who fills it in, and its columns in their order.

    ``title`` empty: the street's name and 意见建议台账. ``unit``: 填报单位, empty for the street
    office. ``filled_by``, ``checked_by``: printed names of 填报人 and 审核人, empty for a line to
    write on. ``headed``: whether that line and the title stand above the table. ``ground``: by what
    law names and phones are kept of rows whose author was not asked.
    """

    title: str = Field(default="", max_length=60)
    unit: str = Field(default="", max_length=40)
    filled_by: str = Field(default="", max_length=20)
    checked_by: str = Field(default="", max_length=20)
    headed: bool = True
    ground: str = Field(default=GROUND, max_length=60)
    columns: tuple[LedgerColumn, ...] = Field(default=COLUMNS, max_length=30)

    @model_validator(mode="after")
    def _readable(self) -> "LedgerForm":
        fields = [column.field for column in self.columns]
        if len(set(fields)) < len(fields):
            raise ValueError("a field of the ledger stands in two columns")
        needed = {column.field for column in self.columns if column.required}
        if missing := ALWAYS - needed:
            raise ValueError(f"the ledger must require {sorted(missing)}")
        words = [word for column in self.columns for word in {column.zh, *column.also}]
        if len(set(words)) < len(words):
            raise ValueError("a header of the ledger means two columns")
        return self
