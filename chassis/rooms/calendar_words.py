"""The working of a due date in one line, as a page or a paper prints it."""

from datetime import date

from chassis.pages.words import say_date
from chassis.rooms.calendar import WEEKEND, Due, Rest, Term

MOST_LISTED = 6
"""More runs of weekends than this are given as a number of days."""
HOLIDAYS_EN = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn",
    "国庆节": "National Day",
    WEEKEND: "weekend",
}


def say_due(due: Due, lang: str) -> str:
    """From when to when, how many days of which kind, what was left out, what counted again."""
    return _english(due) if lang == "en" else _chinese(due)


def _chinese(due: Due) -> str:
    kind = "个工作日" if due.term is Term.WORKING else "天"
    parts = [
        f"起算日{say_date(due.first, 'zh')}，到期日{say_date(due.on, 'zh')}（{due.days}{kind}）"
    ]
    if due.before_moving:
        parts.append(f"届满日{_short(due.before_moving)}不是工作日，顺延")
    if due.rests:
        parts.append("去除" + "、".join(_rests(due.rests, "zh")))
    if due.make_up:
        parts.append("、".join(map(_short, due.make_up)) + "调休上班，计入")
    end = f"。暂定：{due.on.year}年放假安排公布后重新计算。" if due.provisional else "。"
    return "；".join(parts) + end


def _english(due: Due) -> str:
    kind = "working days" if due.term is Term.WORKING else "days"
    first, on = say_date(due.first, "en"), say_date(due.on, "en")
    parts = [f"Day one {first}, due {on} ({due.days} {kind})"]
    if due.before_moving:
        parts.append(f"{_brief(due.before_moving)} is no working day, so it moves on")
    if due.rests:
        parts.append("left out: " + ", ".join(_rests(due.rests, "en")))
    if due.make_up:
        parts.append("worked to make up: " + ", ".join(map(_brief, due.make_up)))
    later = f" Provisional: counted again once the holidays of {due.on.year} are published."
    return "; ".join(parts) + "." + (later if due.provisional else "")


def _rests(rests: tuple[Rest, ...], lang: str) -> list[str]:
    weekends = [rest for rest in rests if rest.zh == WEEKEND]
    if len(weekends) <= MOST_LISTED:
        return [_rest(rest, lang) for rest in rests]
    days = sum(rest.days for rest in weekends)
    summed = f"{WEEKEND}{days}天" if lang == "zh" else f"{days} days of weekends"
    return [*(_rest(rest, lang) for rest in rests if rest.zh != WEEKEND), summed]


def _rest(rest: Rest, lang: str) -> str:
    day = _short if lang == "zh" else _brief
    span = day(rest.first) if rest.days == 1 else f"{day(rest.first)}—{day(rest.last)}"
    return f"{rest.zh}{span}" if lang == "zh" else f"{_holiday(rest.zh)} {span}"


def _holiday(zh: str) -> str:
    return " and ".join(HOLIDAYS_EN.get(name, name) for name in zh.split("、"))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _brief(day: date) -> str:
    return f"{day.day} {day:%b}"
