"""The papers of a session: 票决结果公告, 监票报告单, 签到表. Pure: state in, paper out."""

from collections.abc import Sequence
from datetime import date

from chassis.core.clock import local
from chassis.core.digests import Digests, grouped
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from contracts.screening import SlateItem
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.views import Figures, RoundView, figures
from services.ballot.booklet.content import marks
from services.ballot.roll.domain import RollEntry
from services.ballot.roll.views import local_minute, stays_of
from services.ballot.session.domain import Session

LONG_BLANK = "　" * 12
"""Room to write a slip's code by hand."""


def session_title(session: Session) -> str:
    """``第1届第2次会议``."""
    return f"第{session.term}届第{session.number}次会议"


def announcement(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """票决结果公告 of an announced ballot; few papers are not broken down (C-11)."""
    found = figures(ballot, whole=False)
    on = date.fromisoformat(ballot.announced_on)
    return Paper(
        kind=Kind.NOTICE,
        issuer=assembly_name(charter, chinese=True),
        # Whoever keeps the register writes the number in.
        number=f"〔{on.year}〕　　号",
        title=f"{charter.zh}{ballot.cycle}年度{charter.projects.zh}\n票决结果公告",
        body=(
            Text(_opening(charter, session, found)),
            *_result(ballot, found),
            *(Text(line) for line in _remarks(charter, found)),
        ),
        dated=on,
        one_page=True,
    )


def _opening(charter: Charter, session: Session, found: Figures) -> str:
    return (
        f"{say_day(local(session.at).date())}，{assembly_name(charter, chinese=True)}"
        f"举行{session_title(session)}，应到{found.expected}人，实到{found.present}人，"
        f"发出票{found.issued}张，收回票{found.returned}张，其中有效票{found.valid}张、"
        f"无效票{found.invalid}张。现将票决结果公告如下。"
    )


def _result(ballot: Ballot, found: Figures) -> tuple[Block, ...]:
    if not found.tallies:
        chosen = (f"{n}.{item.title}" for n, item in enumerate(ballot.selected, 1))
        few = "有效票少于5张，不公布分项得票。入选项目如下。"
        return Text(few), *(Text(line) for line in chosen)
    columns = (
        Column("名次", 2),
        Column("项目名称", 14, centred=False),
        Column("赞成票", 3),
        Column("结果", 4),
    )
    rows = tuple(
        (str(one.rank), one.title, str(one.votes_for), "入选" if one.chosen else "转入储备库")
        for one in found.tallies
    )
    return (Table(columns, rows),)


def _remarks(charter: Charter, found: Figures) -> list[str]:
    said = []
    if len(found.rounds) > 1:
        rounds = len(found.rounds)
        said.append(f"本次票决共进行{rounds}轮，各项目的票数为其最后参加一轮的票数。")
    if found.vacancies:
        said.append(f"有{found.vacancies}个名额无项目达到通过要求，作缺额处理。")
    if days := charter.ballot.announce_notice_days:
        said.append(f"公示期{days}天。如有意见，请向人大街道工委反映。")
    return said


def ballot_paper(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """票决票 of the round that is open, due, or still to come; on one page with its seal."""
    race = ballot.next_race or (ballot.round.race if ballot.rounds else None)
    seats = race.seats if race else ballot.rules.seats
    items = [i for i in ballot.items if race is None or i.candidate in race.candidates]
    number = len(ballot.rounds) + (1 if ballot.next_race else 0)
    issuer = assembly_name(charter, chinese=True)
    turn = f"（第{number}轮）" if number > 1 else ""
    return Paper(
        kind=Kind.FORM,
        issuer=issuer,
        title=f"{issuer}{session_title(session)}\n{ballot.cycle}年度{charter.projects.zh}票决票{turn}",
        body=(
            Text(f"票码：{LONG_BLANK}（抄写或粘贴，不写姓名）"),
            Text(
                "请在赞成、反对、弃权中选一栏打“√”，不打即为弃权。"
                f"赞成最多{seats}项，超过的整张无效；少选、不选都有效。"
            ),
            _to_mark(items),
            *marks(session),
            Boxes((), seal=True),
        ),
        one_page=True,
    )


def _to_mark(items: Sequence[SlateItem]) -> Table:
    columns = (
        Column("编号", 2),
        Column("项目名称", 12, centred=False),
        *(Column(word, 2) for word in ("赞成", "反对", "弃权")),
    )
    rows = tuple((str(item.no), item.title, "", "", "") for item in items)
    return Table(columns, rows)


def count_sheet(charter: Charter, session: Session, ballot: Ballot) -> Paper:
    """监票报告单 of a counted ballot, with a box for everybody who counted and watched."""
    found = figures(ballot, whole=True)
    body: list[Block] = [*_where(session)]
    for one in found.rounds:
        if found.rounds[1:]:
            body.append(Heading(f"第{one.number}轮（{one.zh}）"))
        body += [_counts(one), *_votes(ballot, one), *_aside(session, one)]
    vacant = "还需再投一轮" if found.pending else f"缺额{found.vacancies}个"
    body.append(Text(f"入选{len(found.selected)}项，{vacant}。"))
    body += _seals(ballot)
    body.append(Boxes(officers_of(ballot, charter), seal=True))
    title = _form_title(charter, session, "监票报告单")
    return Paper(Kind.FORM, assembly_name(charter, chinese=True), title, tuple(body))


def _aside(session: Session, one: RoundView) -> list[Text]:
    """回避 as it stood when the round opened; as it stands now where that was not kept."""
    aside = len(session.recusals) if one.recused is None else one.recused
    return [Text(f"申请回避{aside}人。")] if aside else []


def _form_title(charter: Charter, session: Session, name: str) -> str:
    return f"{assembly_name(charter, chinese=True)}\n{session_title(session)}{name}"


def _where(session: Session, *more: str) -> list[Text]:
    begins = local(session.at)
    when = "　".join((f"时间：{say_day(begins.date())} {begins:%H:%M}", *more))
    return [Text(when), Text(f"地点：{session.venue}")]


def _counts(one: RoundView) -> Table:
    names = ("应到", "实到", "发出票", "收回票", "有效票", "无效票", "应选")
    figures_of_round = (
        one.expected, one.present, one.issued, one.returned, one.valid, one.invalid, one.seats,
    )  # fmt: skip
    return Table(tuple(map(Column, names)), (tuple(map(str, figures_of_round)),))


def _votes(ballot: Ballot, one: RoundView) -> list[Block]:
    items = {item.candidate: item for item in ballot.items}
    ranked = sorted(one.tallies.items(), key=lambda pair: (-pair[1], items[pair[0]].no))
    columns = (
        Column("编号"),
        Column("项目名称", 5, centred=False),
        Column("赞成票"),
        Column("结果", 2),
    )
    rows = tuple(
        (str(items[key].no), items[key].title, str(votes), _outcome(one, key))
        for key, votes in ranked
    )
    told = [Text("有效票少于5张，不列分项得票。")] if ballot.small else [Table(columns, rows)]
    return [*(told if rows or ballot.small else []), *_twice(one)]


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


def _outcome(one: RoundView, candidate: str) -> str:
    if candidate in one.chosen:
        return "入选"
    return "得票相同，再次投票" if candidate in one.tied else ""


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
