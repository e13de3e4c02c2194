"""Ways of voting from the charter to the announcement: phones, paper votes, count, papers, files.

Each way of voting is one journey through one small hall: a charter of its own decides everything.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contracts.assembly import CharterAdopted
from contracts.charter import Role
from contracts.screening import SlateFinalised
from services.ballot.kinds import SLIPS
from services.ballot.slips.credential import APART
from services.ballot.tally.pb.checking import Report, tally
from tests.drivers.visitor import visitor
from tests.service.ballot_world import TELLERS, Hall, a_hall, appointed, charter, slate_item
from tests.service.test_ballot_papers import told
from tests.service.test_bundle import counted_offline, public, read, sealed

COSTS = (600_000, 500_000, 300_000, 300_000)


async def furnished(hall: Hall, **rules: Any) -> None:
    """Ten members, four projects that cost something, no panels."""
    adopted = charter(hall.street, seats_of_street=10, panels=(), **rules)
    await hall.say(CharterAdopted(charter=adopted, version=1), "charters/charter")
    for n in range(10):
        await hall.say(appointed(f"m{n:02}"), f"members/m{n:02}")
    items = tuple(
        slate_item(no).model_copy(update={"budget_yuan": cost}) for no, cost in enumerate(COSTS, 1)
    )
    await hall.say(SlateFinalised(cycle="2025", slate="s", items=items), "ledgers/2025")
    await hall.world.settle()


async def opened(hall: Hall) -> None:
    """Everything up to the open ballot; all ten are there."""
    await hall.call()
    await hall.open_doors(10)
    await hall.arrive(*(f"m{n:02}" for n in range(10)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.prepare()
    await hall.open()


async def by_phone(hall: Hall, code: str, **fields: str) -> str:
    """A vote by the pages of a phone: fill in, look again, cast; what the last page says."""
    at = f"/ballot/vote/{hall.street}/{hall.session}"
    for step in ("review", "cast"):
        data = {"code": code, "step": step, **fields}
        answer = await hall.world.http.post(at, data=data, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 422), answer.text
    return str(answer.text)


async def piled(hall: Hall, lines: Sequence[str]) -> str:
    """Both tellers type the paper votes by the line; what the second is told."""
    at = f"/ballot/streets/{hall.street}/ballots/{hall.ballot}/pile"
    for who in TELLERS:
        teller = visitor(hall.world, Role.TELLER, sub=who, street=hall.street)
        answer = await teller.send(at, at, lines="\n".join(lines))
    return answer.text


async def recounted(hall: Hall, folder: Path) -> None:
    """Both bundles count again offline, to the same."""
    for name, archive in (("public", await public(hall)), ("sealed", await sealed(hall))):
        (folder / name).mkdir(parents=True)
        done = counted_offline(archive, folder / name)
        assert done.returncode == 0, done.stdout + done.stderr


async def polled(hall: Hall, file: Path) -> Report:
    """The first round as a ``.pb`` file, read and counted again."""
    answer = await hall.ask("GET", f"ballots/{hall.ballot}/poll.pb")
    return counted_again(file, answer.text)


def counted_again(file: Path, text: str) -> Report:
    file.write_text(text, encoding="utf-8")
    return tally(file)


async def test_ranks_when_held_by_phone_and_paper_then_points_decide_to_the_last_sheet(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path / "data") as hall:
        await furnished(hall, seats=2, method="RANKS", ranks={"least": 2, "most": 3})
        await opened(hall)
        assert "最多排 3 名" in await hall.ask_page(f"sessions/{hall.session}/screen")
        paper = await told(hall, f"ballots/{hall.ballot}/paper", Role.NPC_COMMITTEE)
        assert "最多排3项，至少排2项" in paper
        assert "名次\n" in paper
        assert "弃权" not in paper
        wrong = {"w-p01": "1", "w-p02": "1"}
        assert "第 1 名写了不止一项" in await by_phone(hall, hall.codes[0], **wrong)
        for code in hall.codes[:5]:
            said = await by_phone(hall, code, **{"w-p01": "１", "w-p03": "2", "w-p02": "3"})
            assert "选票已投入票箱" in said, said
        await hall.close()
        await hall.seal()
        lines = [f"{code} 3 1 2" for code in hall.codes[5:9]]
        assert "两份录入一致" in await piled(hall, [*lines, f"{hall.codes[9]} 废"])
        figures = (await hall.count())["figures"]
        points = {one["candidate"]: one["points"] for one in figures["tallies"]}
        assert points == {"p01": 23, "p02": 9, "p03": 22, "p04": 0}
        assert (figures["selected"], figures["invalid"]) == (["p01", "p03"], 1)
        assert "得分" in await told(hall, f"ballots/{hall.ballot}/report", Role.NPC_COMMITTEE)
        await hall.finish()
        announced = await told(hall, f"ballots/{hall.ballot}/announcement", None)
        assert "1\n项目1\n23\n9\n入选" in announced
        assert "第一名计3分" in announced
        for shown in (f"sessions/{hall.session}", f"ballots/{hall.ballot}/announcement"):
            assert re.search(r"得分", await hall.ask_page(shown))
        assert "23" in await hall.ask_page(f"sessions/{hall.session}/screen")
        await recounted(hall, tmp_path / "offline")
        assert (await hall.ask("GET", f"ballots/{hall.ballot}/poll.pb")).status_code == 404
        board = await hall.world.http.get(f"/ballot/board/{hall.street}/{hall.ballot}")
        assert "bundle.zip" in board.text
        assert "poll.pb" not in board.text


async def test_budget_when_held_by_equal_shares_then_money_decides_to_the_last_sheet(
    tmp_path: Path,
) -> None:
    rule = {"amount": 1_000_000, "rule": "EQUAL_SHARES", "completion": ["ADD1"], "threshold": False}
    async with a_hall(tmp_path / "data") as hall:
        await furnished(hall, seats=3, method="BUDGET", budget=rule, pass_of="VALID")
        await opened(hall)
        assert "总预算 1,000,000 元" in await hall.ask_page(f"sessions/{hall.session}/screen")
        paper = await told(hall, f"ballots/{hall.ballot}/paper", Role.NPC_COMMITTEE)
        assert "项目总预算1,000,000元" in paper
        assert "600,000" in paper
        for code in hall.codes[:6]:
            assert (await hall.cast(code, "p01", "p02")).status_code == 201
        await hall.close()
        await hall.seal()
        await piled(hall, [f"{code} 3 4" for code in hall.codes[6:]])
        figures = (await hall.count())["figures"]
        # By votes alone p01 takes 600,000 and p03 300,000; equal shares give each group its part.
        assert (figures["selected"], figures["spent"]) == (["p01", "p03"], 900_000)
        assert figures["split"] == [["p01", "p02"], ["p03", "p04"]]
        assert (figures["pending"], figures["vacancies"]) == (False, 0)
        await hall.finish()
        announced = await told(hall, f"ballots/{hall.ballot}/announcement", None)
        assert "项目总预算1,000,000元，入选项目预算合计900,000元" in announced
        assert "项目3、项目4得票相同" in announced
        for page in ("screen", ""):
            shown = await hall.ask_page(f"sessions/{hall.session}/{page}".rstrip("/"))
            assert "得票较少的项目也可能入选" in shown
        await recounted(hall, tmp_path / "offline")
        report = await polled(hall, tmp_path / "poll.pb")
        assert (report.selected, report.agrees) == (("1", "3"), True)
        sheet = await hall.ask("GET", f"ballots/{hall.ballot}/result.xlsx")
        assert sheet.status_code == 200


GRADES: list[dict[str, Any]] = [
    {"id": "GOOD", "zh": "满意", "en": "Satisfied", "good": True},
    {"id": "FAIR", "zh": "基本满意", "en": "Rather", "good": True},
    {"id": "BAD", "zh": "不满意", "en": "Not"},
]
LAST_YEAR = ("门口修路", "加装路灯")


async def rated_before_the_ballot(hall: Hall) -> None:
    """Last year's two projects, rated by six phones and four paper votes; the result is out."""
    await hall.call(["上一年项目满意度测评", "无记名投票产生项目"])
    await hall.open_doors(10)
    await hall.arrive(*(f"m{n:02}" for n in range(10)))
    at = f"sessions/{hall.session}"
    await hall.post(f"{at}/begin", Role.CHAIR)
    made = await hall.post(f"{at}/satisfaction", Role.NPC_COMMITTEE, {"projects": LAST_YEAR})
    hall.ballot = made["id"]
    early = await hall.ask("POST", f"{at}/ballot", Role.NPC_COMMITTEE)
    assert (early.status_code, early.json()["code"]) == (409, "ballot-there")
    await hall.name_officers()
    await hall.open()
    await hall.void("BREAKDOWN", "停电")
    made = await hall.post(f"{at}/satisfaction", Role.NPC_COMMITTEE, {"projects": LAST_YEAR})
    hall.ballot = made["id"]
    await hall.name_officers()
    await hall.open()
    assert "对上一年 2 个项目逐项评价" in await hall.ask_page(f"{at}/screen")
    paper = await hall.world.http.get(f"/ballot/vote/{hall.street}/{hall.session}")
    assert paper.text.count('value="" checked') == 2  # no answer, until one is chosen
    for code in hall.codes[:6]:
        said = await by_phone(hall, code, **{"w-last-year-1": "GOOD", "w-last-year-2": "BAD"})
        assert "选票已投入票箱" in said, said
    await hall.close()
    await hall.seal()
    lines = [f"{code} 2 0" for code in hall.codes[6:9]]
    assert "两份录入一致" in await piled(hall, [*lines, f"{hall.codes[9]} 3 1"])
    await hall.count()
    await hall.sign()


async def refused_where_the_gate_came_after_the_call(hall: Hall) -> None:
    """Rules that got a gate once the members were called have no group in this session."""
    for version, gate in ((2, GATE), (3, {})):
        rules = {"seats": 2, "categories": ("NPC_DEPUTY",), "gate": gate, "panels": ()}
        rules["satisfaction"] = {"grades": GRADES, "line": "7/10"}
        adopted = charter(hall.street, seats_of_street=10, **rules)
        await hall.say(CharterAdopted(charter=adopted, version=version), "charters/charter")
        await hall.world.settle()
        if gate:
            answer = await hall.ask("POST", f"sessions/{hall.session}/ballot", Role.NPC_COMMITTEE)
            assert (answer.status_code, answer.json()["code"]) == (409, "group-not-called")


async def test_satisfaction_when_rated_in_the_session_of_the_ballot_then_both_results_stand(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path / "data") as hall:
        await furnished(hall, seats=2, satisfaction={"grades": GRADES, "line": "7/10"})
        await rated_before_the_ballot(hall)
        at, survey = f"sessions/{hall.session}", hall.ballot
        paper = await told(hall, f"ballots/{survey}/paper", Role.NPC_COMMITTEE)
        assert "2024年度民生实事项目满意度测评票" in paper
        assert "满意\n基本满意\n不满意" in paper
        await hall.certify()
        await hall.world.settle()
        said = (await hall.get("said", Role.NPC_COMMITTEE))["said"]
        assert said["yishi.ballot.satisfaction-announced.v1"] == 1
        assert "yishi.ballot.ballot-announced.v1" not in said
        for sheet in ("report", "announcement"):
            assert "90%" in await hall.ask_page(f"ballots/{survey}/{sheet}", Role.NPC_COMMITTEE)
        told_of = await told(hall, f"ballots/{survey}/announcement", None)
        assert "1\n门口修路\n6\n3\n1\n90%" in told_of
        assert "2\n加装路灯\n1\n0\n6\n10%\n低于满意线，整改" in told_of
        await recounted(hall, tmp_path / "offline")
        assert (await hall.ask("GET", f"ballots/{survey}/poll.pb")).status_code == 404
        assert "90%" in await hall.ask_page(f"{at}/screen")
        again = await hall.ask(
            "POST", f"{at}/satisfaction", Role.NPC_COMMITTEE, json={"projects": ["a"]}
        )
        assert (again.status_code, again.json()["code"]) == (409, "ballot-there")
        await refused_where_the_gate_came_after_the_call(hall)

        # Each kind has its own repeats: the vote on the projects is void too, and held again.
        await hall.prepare()
        await hall.open()
        await hall.void("DISTURBANCE")
        await hall.prepare()
        await hall.open()
        for code in hall.codes:
            assert (await hall.cast(code, "p01", "p02")).status_code == 201
        await hall.close()
        await hall.count()
        await hall.finish()
        page = await hall.ask_page(at)
        assert "停电、断网或设备故障：停电" in page
        assert "会场秩序被扰乱，投票中断" in page
        assert "加装路灯" in page
        assert "上一年项目满意度测评" in page
        minutes = {"host": "主持", "recorder": "记录"}
        await hall.post(f"{at}/minutes", Role.NPC_COMMITTEE, minutes)
        papers = await hall.ask_page(f"{at}/papers", Role.NPC_COMMITTEE)
        assert "门口修路满意率90%；加装路灯满意率10%" in papers
        assert "入选项目2个" in papers
        assert papers.count("无记名投票（收回票 10 张）") == 2

        items = (slate_item(1),)
        await hall.say(SlateFinalised(cycle="2026", slate="t", items=items), "ledgers/2026")
        await hall.world.settle()
        await hall.call(cycle="2026", number=2)
        await hall.post(f"sessions/{hall.session}/freeze", Role.NPC_COMMITTEE)
        form = await hall.ask_page(f"sessions/{hall.session}", Role.NPC_COMMITTEE)
        assert "项目1\n项目2</textarea>" in form


DEPUTIES, OTHERS = 8, 12
GATE = {"categories": ["NPC_DEPUTY"], "over": "1/2", "of": "EXPECTED"}


async def gated(hall: Hall) -> None:
    """Eight deputies and twelve others, each drew a slip of their group; the ballot is open."""
    rules = {"seats": 2, "pass_over": "2/3", "pass_of": "PRESENT", "extra_rounds": 0, "gate": GATE}
    adopted = charter(
        hall.street, seats_of_street=20, panels=(), categories=("NPC_DEPUTY", "RESIDENT"), **rules
    )
    await hall.say(CharterAdopted(charter=adopted, version=1), "charters/charter")
    for n in range(DEPUTIES + OTHERS):
        category = "NPC_DEPUTY" if n < DEPUTIES else "RESIDENT"
        await hall.say(appointed(f"m{n:02}", category), f"members/m{n:02}")
    items = tuple(map(slate_item, range(1, 4)))
    await hall.say(SlateFinalised(cycle="2025", slate="s", items=items), "ledgers/2025")
    await hall.world.settle()
    await hall.call()
    await hall.open_doors(20, apart=DEPUTIES)
    await hall.arrive(*(f"m{n:02}" for n in range(20)))
    await hall.post(f"sessions/{hall.session}/begin", Role.CHAIR)
    await hall.prepare()


async def refused_where_a_coupon_changes_its_group(hall: Hall) -> None:
    """Whoever writes to the database makes a deputy's coupon an ordinary one: no vote opens."""
    engine = hall.world.context("ballot").store.engine
    rows = await engine.rows(SLIPS, f"{hall.street}/{hall.session}/1/", "", 50)
    red = next(row_id for row_id, _ in rows if row_id.endswith(APART))
    await engine.remove(SLIPS, red)
    await engine.insert(SLIPS, red.removesuffix(APART), {})
    answer = await hall.ask("POST", f"ballots/{hall.ballot}/open", Role.CHAIR)
    assert (answer.status_code, answer.json()["code"]) == (409, "slips-differ")
    await engine.remove(SLIPS, red.removesuffix(APART))
    await engine.insert(SLIPS, red, {})


async def test_gate_when_a_group_must_pass_apart_then_its_slips_are_counted_apart(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path / "data") as hall:
        await gated(hall)
        at = f"sessions/{hall.session}"
        assert "领红色票码条" in await hall.ask_page(f"{at}/door", Role.NPC_COMMITTEE)
        assert "人大代表（红色）：印制 8 张" in await hall.ask_page(
            f"{at}/slips", Role.NPC_COMMITTEE
        )
        # One red slip spoiled and an ordinary one printed for it: all add up, the group does not.
        spoiled = next(slip for slip in hall.hand if slip["apart"])
        await hall.cancel(spoiled)
        await hall.print_slips(1, "损坏补发")
        answer = await hall.ask("POST", f"ballots/{hall.ballot}/open", Role.CHAIR)
        assert (answer.status_code, answer.json()["code"]) == (409, "slips-do-not-add-up")
        await hall.cancel_left()
        fresh = await hall.print_slips(1, "损坏补发", apart=1)
        hall.hand = [slip for slip in hall.hand if slip is not spoiled] + fresh
        hall.box = []
        await refused_where_a_coupon_changes_its_group(hall)
        await hall.open()

        by_group = sorted(hall.hand, key=lambda slip: not slip["apart"])
        codes = [slip["coupons"][0]["code"] for slip in by_group]
        papers = [("p01", "p02")] * 4 + [("p01", "p03")] * 4 + [("p01", "p02")] * 12
        for code, paper in zip(codes[:-1], papers, strict=False):
            assert (await hall.cast(code, *paper)).status_code == 201
        await hall.close()
        await hall.seal()
        await piled(hall, [f"{codes[-1]} 1 2"])
        figures = (await hall.count())["figures"]
        # 16 of 20 are for the second project, but only 4 of 8 deputies: not more than half.
        votes = {one["candidate"]: (one["votes_for"], one["apart"]) for one in figures["tallies"]}
        assert votes == {"p01": (20, 8), "p02": (16, 4), "p03": (4, 4)}
        assert (figures["selected"], figures["vacancies"]) == (["p01"], 1)
        report = await told(hall, f"ballots/{hall.ballot}/report", Role.NPC_COMMITTEE)
        assert "其中：人大代表" in report
        await hall.finish()
        announced = await told(hall, f"ballots/{hall.ballot}/announcement", None)
        assert "人大代表赞成" in announced
        for shown in (announced, await hall.ask_page(at), await hall.ask_page(f"{at}/screen")):
            assert "人大代表赞成票须超过8人的二分之一，即至少5票" in shown
        assert "2\n项目2\n16\n4\n转入储备库" in announced
        board = await hall.world.http.get(f"/ballot/board/{hall.street}/{hall.ballot}")
        poll = await hall.ask("GET", f"ballots/{hall.ballot}/poll.pb")
        assert ("poll.pb" in board.text) is poll.is_success
        await recounted(hall, tmp_path / "offline")
        assert '.a"' not in json.dumps(read(await public(hall)))
