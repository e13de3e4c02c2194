"""How dates, money and numbers are written, in Chinese and in English."""

from datetime import date, datetime
from decimal import Decimal

from chassis.core.clock import local


def say_date(value: date | datetime | str, lang: str) -> str:
    """``2025年3月1日`` / ``1 Mar 2025``; a bare date (``2025-03-01``) keeps its day."""
    if isinstance(value, str) and len(value) == len("2025-03-01"):
        value = date.fromisoformat(value)
    day = local(value) if isinstance(value, datetime | str) else value
    if lang == "en":
        return f"{day.day} {day:%b %Y}"
    return f"{day.year}年{day.month}月{day.day}日"


def say_datetime(value: datetime | str, lang: str) -> str:
    """``2025年3月1日 09:05`` / ``1 Mar 2025, 09:05``."""
    moment = local(value)
    return f"{say_date(moment, lang)}{', ' if lang == 'en' else ' '}{moment:%H:%M}"


def say_yuan(amount: int | Decimal, lang: str) -> str:
    """Whole yuan for people: ``35 万元`` / ``¥350,000``. Exact: nothing is rounded away."""
    whole = Decimal(amount)
    if lang == "en":
        return f"¥{whole:,}"
    for unit, name in ((100_000_000, "亿元"), (10_000, "万元")):
        if abs(whole) >= unit:
            return f"{(whole / unit).normalize():,f} {name}"
    return f"{whole:,} 元"


def say_number(value: float | Decimal) -> str:
    """``12,345``: thousands grouped alike in both languages."""
    return f"{value:,}"
