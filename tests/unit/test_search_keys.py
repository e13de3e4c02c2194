"""Keys of a text: whatever a text holds is found by the keys of that query."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.core.documents import Kind
from chassis.store.search_keys import keys_of, normal, searched, terms_of, wanted_keys
from tests.parity.stores import Item

POSTS = Kind("post", Item, search={"public": lambda item: item.title})
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS, st.integers(0, 60), st.integers(1, 9))
def test_keys_when_a_part_of_the_text_is_asked_then_all_its_keys_are_there(
    text: str, start: int, length: int
) -> None:
    item = Item(title=text)
    whole = searched(POSTS, "public", item)
    part = whole[start : start + length]
    if normal(part):
        assert set(wanted_keys("public", terms_of(part))) <= set(keys_of(POSTS, item))


@given(TEXTS)
def test_normal_when_done_twice_then_as_once(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_keys_when_scoped_then_never_mixed() -> None:
    assert keys_of(POSTS, Item(title="路灯")) == ("public:灯", "public:路", "public:路灯")
    assert wanted_keys("staff", ("路灯坏", "x")) == ("staff:灯坏", "staff:路灯", "staff:x")
