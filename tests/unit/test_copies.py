"""Copies of what other services own: of what is heard in any order the newest is kept."""

from chassis.core.copied import Copy, newest


class Fact(Copy):
    """A fact of another service."""

    said: str


def test_copy_when_heard_in_any_order_then_the_newest_is_kept() -> None:
    old, new = Fact(said="old", sequence=3), Fact(said="new", sequence=5)
    assert newest(new)(newest(old)(None).state).state is new
    assert newest(old)(newest(new)(None).state).state is new


def test_copy_when_the_same_version_comes_again_then_the_first_stays() -> None:
    first = Fact(said="first", sequence=3)
    assert newest(Fact(said="again", sequence=3))(first).state is first
