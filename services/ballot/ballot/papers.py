"""The papers of a session: 票决结果公告, 监票报告单, 签到表. Pure: state in, paper out."""

from collections.abc import Sequence
from datetime import date

from chassis.core.clock import local
from chassis.core.digests import Digests, grouped
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.figures import ApartView, Figures, RoundView, figures
from services.ballot.ballot.result_tables import remarks, result_blocks, round_table
from services.ballot.booklet.content import session_name
from services.ballot.roll.domain import RollEntry
from services.ballot.roll.views import local_minute, stays_of
from services.ballot.session.domain import Session


def announcement(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """票决结果公告 of an announced ballot; few papers are not broken down (C-11)."""
    found = figures(ballot, whole=False)
    on = date.fromisoformat(ballot.announced_on)
    return Paper(
        kind=Kind.NOTICE,
        issuer=assembly_name(charter, chinese=True),
        # Whoever keeps the register writes the number in.
        number=f"〔{on.year}〕　　号",
        title=f"{charter.zh}{ballot.year}年度{charter.projects.zh}\n{_name(ballot)}公告",
        body=(
            Text(_opening(charter, session, ballot, found)),
            *result_blocks(ballot, found),
            *(Text(line) for line in remarks(ballot, found)),
            *_on_notice(charter),
        ),
        dated=on,
        one_page=True,
    )


def _on_notice(charter: Charter) -> tuple[Text, ...]:
    days = charter.ballot.announce_notice_days
    return (Text(f"公示期{days}天。如有意见，请向人大街道工委反映。"),) if days else ()


def _opening(charter: Charter, session: Session, ballot: Ballot, found: Figures) -> str:
    return (
        f"{say_day(local(session.at).date())}，{assembly_name(charter, chinese=True)}"
        f"举行{session_name(session)}，应到{found.expected}人，实到{found.present}人，"
        f"发出票{found.issued}张，收回票{found.returned}张，其中有效票{found.valid}张、"
        f"无效票{found.invalid}张。现将{_name(ballot)}公告如下。"
    )


def _name(ballot: Ballot) -> str:
    return "满意度测评结果" if ballot.method == "GRADES" else "票决结果"


def count_sheet(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """监票报告单 of a counted ballot, with a box for everybody who counted and watched."""
    found = figures(ballot, whole=True)
    body: list[Block] = [*_where(session)]
    for one in found.rounds:
        if found.rounds[1:]:
            body.append(Heading(f"第{one.number}轮（{one.zh}）"))
        body += [
            _counts(one, seats=one.seats if ballot.fills_seats else None),
            *([_counts(one.apart, f"其中：{ballot.rules.gate.zh}")] if one.apart else []),
            *_votes(ballot, one),
            *_twice(one),
            *_aside(session, one),
        ]
    body += _chosen(ballot, found)
    body += _seals(ballot)
    body.append(Boxes(officers_of(ballot, charter), seal=True))
    title = _form_title(charter, session, "监票报告单")
    return Paper(Kind.FORM, assembly_name(charter, chinese=True), title, tuple(body))


def _aside(session: Session, one: RoundView) -> list[Text]:
    """回避 as it stood when the round opened; as it stands now where that was not kept."""
    aside = len(session.recusals) if one.recused is None else one.recused
    return [Text(f"申请回避{aside}人。")] if aside else []


def _chosen(ballot: Ballot, found: Figures) -> list[Text]:
    if not ballot.fills_seats:
        chosen = [] if ballot.method == "GRADES" else [f"入选{len(found.selected)}项。"]
        return [Text(line) for line in (*chosen, *remarks(ballot, found))]
    vacant = "还需再投一轮" if found.pending else f"缺额{found.vacancies}个"
    return [Text(f"入选{len(found.selected)}项，{vacant}。")]


def _form_title(charter: Charter, session: Session, name: str) -> str:
    return f"{assembly_name(charter, chinese=True)}\n{session_name(session)}{name}"


def _where(session: Session, *more: str) -> list[Text]:
    begins = local(session.at)
    when = "　".join((f"时间：{say_day(begins.date())} {begins:%H:%M}", *more))
    return [Text(when), Text(f"地点：{session.venue}")]


def _counts(one: RoundView | ApartView, name: str = "", seats: int | None = None) -> Table:
    """Roll and papers of a round, or of the group in it that must pass apart."""
    counts = {
        "应到": one.expected, "实到": one.present, "发出票": one.issued, "收回票": one.returned,
        "有效票": one.valid, "无效票": one.invalid, **({} if seats is None else {"应选": seats}),
    }  # fmt: skip
    return Table(tuple(map(Column, counts)), (tuple(map(str, counts.values())),), name=name)


def _votes(ballot: Ballot, one: RoundView) -> list[Block]:
    if ballot.small:
        return [Text("有效票少于5张，不列分项得票。")]
    return [round_table(ballot, one)] if one.tallies else []


def _twice(one: RoundView) -> list[Block]:
    """The coupons that came both by phone and on paper, by their tags."""
    same, other = "、".join(one.doubled), "、".join(one.set_aside)
    blocks: list[Block] = []
    if one.doubles:
        blocks.append(Text(f"手机票与纸质票相同、只计一张的：{one.doubles}件（校验号 {same}）。"))
    if one.set_aside:
        blocks.append(
            Text(
                "手机票与纸质票不同、经总监票人和监票人剔除，按无效票计："
                f"{len(one.set_aside)}件（校验号 {other}）。"
            )
        )
    return blocks


def _seals(ballot: Ballot) -> list[Block]:
    """What the officers compare with the screen: the seals, and the digest over all rounds."""
    rows = [
        (f"第{one.number}轮第{n}次封箱", str(seal.papers), name, grouped(digest))
        for one in ballot.rounds
        for n, seal in enumerate(one.seals, 1)
        for name, digest in Digests(seal.sha256, seal.sm3).named()
    ]
    rows.append(("全部选票", "", "SHA-256", grouped(ballot.papers_digest)))
    columns = (Column("封箱", 2), Column("张数"), Column("算法", 2), Column("摘要", 6))
    return [Table(columns, tuple(rows))]


def officers_of(ballot: Ballot, charter: Charter) -> tuple[str, ...]:
    """Who signs the count sheet: office and name, the office alone where no name is known."""
    named, rules = ballot.officers, charter.ballot
    if named is None:
        offices = ["总监票人", *["监票人"] * rules.scrutineers, *["计票人"] * rules.tellers]
        return tuple(offices)
    offices = ["总监票人", *["监票人"] * len(named.scrutineers), *["计票人"] * len(named.tellers)]
    called = [ballot.names.get(who, "") for who in named.everybody]
    pairs = zip(offices, called, strict=True)
    return tuple(f"{office} {name.removeprefix(office).strip()}".strip() for office, name in pairs)


def sign_in_sheet(
    charter: Charter,
    session: Session,
    members: Sequence[tuple[str, str, str]],
    roll: Sequence[RollEntry],
) -> Paper:
    """签到表. ``members``: (id, name, community) of whom it expects; ``roll``: who came so far."""
    came = {one.member: stays_of(one) for one in roll if one.voting}
    guests = [one for one in roll if not one.voting]
    communities = {one.id: one.zh for one in charter.communities}
    rows = tuple(
        (str(n), name, communities.get(community, community), came.get(member, ""), "")
        for n, (member, name, community) in enumerate(members, 1)
    )
    body: list[Block] = [*_where(session, f"应到：{len(members)}人")]
    body.append(_sheet("社区", rows))
    if guests:
        body.append(_guests(guests))
    body.append(Boxes(("签到人", "确认人")))
    title = _form_title(charter, session, "签到表")
    return Paper(Kind.FORM, assembly_name(charter, chinese=True), title, tuple(body))


def early_leavers(charter: Charter, session: Session, roll: Sequence[RollEntry]) -> Paper:
    """提前离席名单: members who left and did not come back, when, and by whose word."""
    gone = [one for one in roll if one.voting and one.left and one.counted]
    communities = {one.id: one.zh for one in charter.communities}
    columns = (
        Column("序号"),
        Column("姓名", 2),
        Column("社区", 3),
        Column("签到、离席", 3),
        Column("证明人", 4),
    )
    rows = tuple(
        (
            str(n),
            one.name,
            communities.get(one.community, one.community),
            stays_of(one),
            "、".join(witness.name for witness in one.counted[-1].gone if witness.name),
        )
        for n, one in enumerate(gone, 1)
    )
    told = Table(columns, rows) if rows else Text("没有人提前离席。")
    body: tuple[Block, ...] = (*_where(session, f"提前离席：{len(rows)}人"), told)
    title = _form_title(charter, session, "提前离席名单")
    return Paper(
        Kind.FORM, assembly_name(charter, chinese=True), title, (*body, Boxes(("签到人", "确认人")))
    )


def _sheet(where: str, rows: tuple[tuple[str, ...], ...], name: str = "") -> Table:
    columns = (
        Column("序号"),
        Column("姓名", 2),
        Column(where, 3),
        Column("签到、离席", 3),
        Column("签名", 3),
    )
    return Table(columns, rows, name=name, tall=True)


def _guests(guests: Sequence[RollEntry]) -> Table:
    rows = tuple(
        (str(n), one.name, one.capacity, local_minute(one.arrived)[-5:], "")
        for n, one in enumerate(guests, 1)
    )
    return _sheet("身份", rows, "列席人员")
