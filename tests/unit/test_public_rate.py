"""The rate of public writes: a moving window, exact, in bounded memory."""

import pytest
from limits import parse

from chassis.web import public_rate
from chassis.web.public_rate import Window

RATE = parse("2/minute")
HERE, THERE = ("10.0.0.1", "430111005"), ("10.0.0.2", "430111005")


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_window_when_the_rate_is_used_up_then_refused_until_the_first_is_a_minute_old() -> None:
    clock = Clock()
    window = Window(clock)
    assert window.hit(RATE, HERE)
    clock.now += 40
    assert [window.hit(RATE, HERE) for _ in range(2)] == [True, False]
    assert window.hit(RATE, THERE)
    clock.now += 19.9
    assert not window.hit(RATE, HERE)
    clock.now += 0.1
    assert [window.hit(RATE, HERE) for _ in range(2)] == [True, False]


def test_window_when_rates_differ_then_counted_apart() -> None:
    window = Window(Clock())
    assert all(window.hit(RATE, HERE) for _ in range(2))
    assert window.hit(parse("1/hour"), HERE)


def test_window_when_there_are_many_places_then_the_silent_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(public_rate, "PLACES", 3)
    window = Window(Clock())
    for number in range(9):
        assert window.hit(RATE, (str(number), ""))
        assert window.hit(RATE, HERE) is (number < 2)
    assert len(window.moments) == 3
