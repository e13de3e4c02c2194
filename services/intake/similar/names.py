"""Names of estates, companies and schools that a street's messages speak of, found in the messages.

A name is a run of letters in few messages that mostly stands where names stand: behind a region,
a road or a verb of complaint, or before 小区, 公司, 二期 … A run that also stands before 街道, 路
or 片区 is an area, which says where and not what. No list of names is needed, so a new estate
is known with its second message.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.intake.similar.texts import runs

SHORTEST, LONGEST = 3, 7
RARE = 0.06
"""A run in more than this share of the messages names nothing."""
BEFORE = re.compile(
    r"(?:[省市区县]|街道|路|位于|投诉|举报|反映|我是|购买|购买的|坐落在|座落在|^) ?$"
)
BEHIND = re.compile(
    r"小区|花园|[一二三四五六七八九十\d]+期|期|栋|楼盘|项目|业主|公司|平台|学校|中学|小学|幼儿园|公寓|广场|大厦|"
    r"国际|酒店|案|物业|开发商|售楼|工地|搅拌站|超市|市场|医院|驾校|培训|集团|房产|地产|公园|的?房"
)
AREA = re.compile(
    r"[东南西北中]?[一二三四五六七八九十]?(?:街道|镇|乡|片区|社区|新区|路|大道|县|区|市|街|村|站|线|高速)"
)
ENDS_AS_AREA = re.compile(r"(?:街道|[路镇乡县区市省道]|大道|政府|部门|局|书记|领导|公司)$")
EVERYDAY = re.compile(
    "[的我了是在不您们这那有和与及个为到说请希望能已经还没将会被把对从向让给又但就都也很最太更其此该每各再于以着过]|"
    "业主|开发商|政府|公安|领导|规划|建设|市场|监督|管理|配套|设施|交叉|交界|问题|工作|生活|影响|严重|部门|相关|有关|"
    "公司|居民|街道|社区|小区|物业|附近|周边|情况|处理|解决|投诉|举报|反映|咨询|建议|关于"
)
"""Everyday speech and what every message to an office says: where a name ends."""
REGION_ENDS = ("省", "市", "区", "县", "镇", "乡")


@dataclass
class _Seen:
    """How often a run stood where, over all messages."""

    times: int = 0
    before: int = 0
    behind: int = 0
    area: int = 0


def shared_names(texts: Sequence[str]) -> dict[str, list[int]]:
    """Each name with the positions in ``texts`` (tidy) of the two or more texts that hold it."""
    holders = _holders(texts)
    seen = _contexts(texts, holders)
    return {run: found for run, found in holders.items() if _is_name(run, seen[run])}


def _holders(texts: Sequence[str]) -> dict[str, list[int]]:
    often = Counter(run for text in texts for run in _candidates(text))
    most = max(3, int(RARE * len(texts)))
    parts = _parts(often)
    kept = {run for run, n in often.items() if 2 <= n <= most and run not in parts}
    kept = {run for run in kept if len(run) <= LONGEST and not _is_no_name(run)}
    holders: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for run in sorted(kept & _candidates(text)):
            holders[run].append(at)
    return holders


def _candidates(text: str) -> set[str]:
    return {run for _, run in runs(EVERYDAY.sub(" ", text), SHORTEST, LONGEST + 1)}


def _parts(often: Mapping[str, int]) -> set[str]:
    """Runs that never stand without one more letter: 江山帝 where every text says 江山帝景."""
    return {
        part for run, n in often.items() for part in (run[:-1], run[1:]) if often.get(part) == n
    }


def _is_no_name(run: str) -> bool:
    return bool(ENDS_AS_AREA.search(run)) or run.startswith(REGION_ENDS) or run.isascii()


def _contexts(texts: Sequence[str], holders: dict[str, list[int]]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for text in texts:
        for at, run in runs(text, SHORTEST, LONGEST):
            if run in holders:
                _look(seen[run], text[max(0, at - 4) : at], text[at + len(run) :][:6])
    return seen


def _look(seen: _Seen, before: str, behind: str) -> None:
    seen.times += 1
    seen.before += bool(BEFORE.search(before))
    seen.behind += bool(BEHIND.match(behind))
    seen.area += bool(AREA.match(behind))


def _is_name(run: str, seen: _Seen) -> bool:
    if seen.area or not seen.before:
        return False
    in_place = seen.before + seen.behind
    if len(run) == SHORTEST:  # three letters are a word of some other name as often as a name
        return 10 * in_place >= 7 * seen.times and seen.times >= 3
    return 2 * in_place >= seen.times
