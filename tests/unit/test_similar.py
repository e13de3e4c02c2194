"""Similar suggestions: what is found alike, what is not, what the command line says."""

import json
from pathlib import Path

import pytest

from launch.cli import main
from services.intake.similar.likeness import Likeness
from services.intake.similar.names import shared_names
from services.intake.similar.proposing import Learned
from services.intake.similar.texts import Message, runs, tidy

MESSAGES = [
    Message("a1", "雨花区云栖雅筑二期电梯经常停运", "我是云栖雅筑二期业主，电梯每周都停。"),
    Message("a2", "投诉云栖雅筑物业停车乱收费", "云栖雅筑小区停车位不公示价格。"),
    Message("a3", "云栖雅筑旁工地夜里施工", "位于云栖雅筑北门的工地半夜打桩，孩子睡不着。"),
    Message(
        "b1",
        "建议给老旧楼道加装扶手",
        "五一新村老楼没有扶手，老人上下楼容易摔倒。",
    ),
    Message("b2", "希望楼道里能加装扶手", "老楼道没有扶手，老人上下楼容易摔倒，希望尽快加装。"),
    Message("c1", "菜市场门口车辆乱停", "早上菜市场门口三轮车乱停，公交车进不来。"),
    Message("c2", "路灯不亮", "体院路后段路灯坏了半个月，晚上走路看不见。"),
]


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    """The messages above, compared."""
    return Likeness(MESSAGES)


def _positions() -> dict[str, int]:
    return {message.id: at for at, message in enumerate(MESSAGES)}


def test_messages_of_one_estate_are_found_by_its_name_alone(likeness: Likeness) -> None:
    assert "云栖雅筑" in shared_names([f"{tidy(m.title)} {tidy(m.body)}" for m in MESSAGES])
    assert {one.id for one in likeness.ranked(_positions()["a2"])[:2]} == {"a1", "a3"}


def test_the_same_wish_in_other_words_comes_first(likeness: Likeness) -> None:
    assert likeness.ranked(_positions()["b1"])[0].id == "b2"
    assert likeness.ranked(_positions()["b2"])[0].id == "b1"


def test_pairs_hold_what_is_one_matter_and_nothing_else(likeness: Likeness) -> None:
    assert set(likeness.pairs()) == {("a1", "a2"), ("a1", "a3"), ("a2", "a3"), ("b1", "b2")}


def test_an_area_is_no_name() -> None:
    texts = ["雨花区麓溪谷街道路灯坏了", "麓溪谷片区公交少", "位于麓溪谷的菜场脏", "麓溪谷 绿化差"]
    assert "麓溪谷" not in shared_names([tidy(text) for text in texts])


def test_the_score_is_the_same_both_ways_and_without_itself(likeness: Likeness) -> None:
    for at, message in enumerate(MESSAGES):
        for one in likeness.ranked(at, 99):
            assert one.id != message.id
            back = {it.id: it.score for it in likeness.ranked(_positions()[one.id], 99)}
            assert back[message.id] == pytest.approx(one.score, abs=2e-4)


@pytest.mark.parametrize("messages", [[], [Message("1", "", "")], [Message("1", "，。", "12345")]])
def test_nothing_to_compare_is_no_error(messages: list[Message]) -> None:
    assert Likeness(messages).pairs() == []


def test_runs_do_not_cross_a_gap() -> None:
    assert [run for _, run in runs("甲乙 丙", 2, 3)] == ["甲乙"]


def _file(folder: Path, content: str) -> Path:
    file = folder / "messages.json"
    file.write_text(content, encoding="utf-8")
    return file


def test_command_prints_five_for_each_and_the_pairs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = [{"id": m.id, "title": m.title, "body": m.body, "likes": 0} for m in MESSAGES]
    with pytest.raises(SystemExit) as ended:
        main(["similar", str(_file(tmp_path, json.dumps(listed))), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert set(said["similar"]) == set(_positions())
    assert all(len(five) <= 5 for five in said["similar"].values())
    assert ["b1", "b2"] in said["groups"]
    # A sample that says more than its messages; empty words and other lines' ends are no error.
    more = [*listed, {"id": "e1"}, {"id": "e2", "title": "", "body": "\r\n" * 9}]
    sample = json.dumps({"note": "x", "messages": more}).replace(", ", ",\r\n")
    with pytest.raises(SystemExit) as ended:
        main(["similar", str(_file(tmp_path, sample)), "--json"])
    again = json.loads(capsys.readouterr().out)
    assert (ended.value.code, again["groups"]) == (0, said["groups"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "不是 JSON"),
        ("", "不是 JSON"),
        ("\ufeff不是", "不是 JSON"),
        ("[" * 10_000, "不是 JSON"),
        ('{"id": 1}', "[messages]"),
        ("3", "应是清单"),
        ("[1]", "[0]: 应是一条"),
        ('[{"title": "x"}]', "[0][id]: 有一条没有"),
        ('[{"id": ""}]', "[0][id]: 不能为空"),
        ('[{"id": "1", "title": null}]', "[0][title]: 应是文字"),
        ('[{"id": "1"},\r\n{"id": 1}]', "twice): 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_with_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["similar", str(_file(tmp_path, content))])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["similar", str(tmp_path / "none.json")])
    assert ended.value.code == 2
    assert "No such file" in capsys.readouterr().err


# ---- what it may be --------------------------------------------------------------------------

PAST = [
    (f"{where}{what}", label)
    for where in ("体院路", "五一新村", "省人大院", "浦沅小区", "牛婆塘")
    for what, label in (
        ("路灯坏了晚上看不见", "设施"),
        ("楼道扶手松了要修", "设施"),
        ("垃圾堆在路边发臭", "卫生"),
        ("垃圾桶不够没人清运", "卫生"),
        ("老人吃饭难想办食堂", "养老"),
    )
]


def test_proposal_when_like_past_ones_then_their_label_comes_first() -> None:
    learned = Learned(PAST)
    assert learned.ranked("花园路的路灯又坏了")[0] == "设施"
    assert learned.ranked("门口的垃圾没人清运，发臭")[0] == "卫生"
    assert learned.ranked("社区能不能办个老人食堂")[0] == "养老"
    assert len(learned.ranked("完全不同的事")) == 3


def test_proposal_when_little_was_decided_then_none() -> None:
    assert Learned(PAST[:10]).ranked("路灯坏了") == []
    assert Learned([(text, "") for text, _ in PAST]).ranked("路灯坏了") == []
