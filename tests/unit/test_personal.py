"""Personal data in free text: what is found, what is left alone, what the proposal leaves out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.rooms.personal import Personal, find_personal, is_id_number, kinds_in, masked


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("身份证999999199001010016请核对", Personal.ID_NUMBER, "999999199001010016"),
        ("证号11010519491231002X", Personal.ID_NUMBER, "11010519491231002X"),
        ("抄错一位的110105194912310021也要看", Personal.ID_NUMBER, "110105194912310021"),
        ("请打13800001111找我", Personal.PHONE, "13800001111"),
        ("电话138 0000 1111", Personal.PHONE, "138 0000 1111"),
        ("138-0000-1111", Personal.PHONE, "138-0000-1111"),
        ("+86 13800001111", Personal.PHONE, "+86 13800001111"),
        ("座机0731-85551234", Personal.PHONE, "0731-85551234"),
        ("湘A12345挡住消防通道", Personal.PLATE, "湘A12345"),
        ("湘A·D12345天天停在门口", Personal.PLATE, "湘A·D12345"),
        ("发到 wang.wu@example.com", Personal.ACCOUNT, "wang.wu@example.com"),
        ("加微信号：abc_12345", Personal.ACCOUNT, "微信号：abc_12345"),
        ("卡号6222 0212 3456 7890 128", Personal.BANK_CARD, "6222 0212 3456 7890 128"),
        ("住在3栋2单元501室", Personal.DOOR, "3栋2单元501室"),
        ("我家5栋304漏水", Personal.DOOR, "5栋304"),
        ("体院路12号2108室", Personal.DOOR, "12号2108室"),
        ("家住3-2-501", Personal.DOOR, "3-2-501"),
        ("三栋一单元四〇二房", Personal.DOOR, "三栋一单元四〇二房"),
        ("我叫王小明，住在这里", Personal.NAME, "王小明"),
        ("姓名：欧阳文", Personal.NAME, "欧阳文"),
        ("联系人:谈俊", Personal.NAME, "谈俊"),
        ("我是李四，请尽快处理", Personal.NAME, "李四"),
        ("请联系 王女士", Personal.NAME, "王女士"),
    ],
)
def test_what_tells_of_a_person_is_found(text: str, kind: Personal, part: str) -> None:
    assert (kind, part) in [(one.kind, text[one.start : one.end]) for one in find_personal(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月15日起，每天8点到22点施工，噪音85分贝。",
        "体院路36号的路灯坏了，第三小学门口也不亮。",
        "3栋和5栋之间的停车位不够，1200户只有300个车位。",
        "12345热线工单20250612003456一直没有答复。",
        "预算150000元，建成后受益1500人。",
        "我是一名老党员，希望加装电梯。",
        "我是业主，请街道协调。",
        "坐804路公交，在长沙大道下车。",
        "请王家湾社区的老师们来看看。",
        "",
    ],
)
def test_everyday_words_and_figures_are_left_alone(text: str) -> None:
    assert find_personal(text) == []


def test_of_two_that_overlap_the_more_telling_stands() -> None:
    (one,) = find_personal("999999199001010016")
    assert one.kind is Personal.ID_NUMBER


def test_kinds_are_named_once_most_telling_first() -> None:
    assert kinds_in("我叫王小明，13800001111", "或者13900002222") == (Personal.PHONE, Personal.NAME)


def test_the_proposal_keeps_the_words_and_drops_the_person() -> None:
    proposed = masked("我叫王小明，住3栋2单元501室，电话13800001111，请加装扶手。")
    assert proposed == "我叫〔个人姓名〕，住〔门牌到户〕，电话〔电话号码〕，请加装扶手。"
    assert find_personal(proposed) == []


def test_check_character_of_an_id_number() -> None:
    assert is_id_number("11010519491231002X")
    assert is_id_number("11010519491231002x")
    assert not is_id_number("110105194912310021")


@given(st.text(alphabet="0123456789-－ 栋单元室号湘A王我叫是姓名:，x@.", max_size=200))
def test_any_text_is_masked_in_pieces_that_fit(text: str) -> None:
    found = find_personal(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert masked(text).count("〔") >= len(found)
