"""Looking for words in the documents of a street, on both stores with the same answer.

A kind declares what may be looked at, by scope: ``search={"public": …, "staff": …}``, each a
function of the state that answers a text. The keys are written with the document itself, so a
search never lags behind. The route decides which scope a person may search.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from chassis.core.decision import S
from chassis.core.documents import Found, Kind, Listing
from chassis.store.search_keys import keys_of, searched, terms_of, wanted_keys
from chassis.store.store import Store

PAGE = 20
STEP = 50
MOST_STEPS = 10


async def search(
    store: Store,
    kind: Kind[S],
    street: str,
    scope: str,
    query: str,
    *,
    after: str = "",
    limit: int = PAGE,
) -> Listing[S]:
    """One page of the documents whose text holds every term of the query, by their sort.

    Bounded: at most 500 candidates are read for a page, so a page may be short and still have a
    ``next``. Raises ``Invalid`` for a query without any letter or digit.
    """
    terms = terms_of(query)
    keys = wanted_keys(scope, terms)
    items: list[Found[S]] = []
    for _ in range(MOST_STEPS):
        step = await store.engine.search(kind, street, keys, after, STEP)
        for sort, found in await _loaded(store, kind, street, step):
            after = sort
            if found is not None and _holds(kind, scope, found.state, terms):
                items.append(found)
            if len(items) == limit:
                return Listing(items, after)
        if len(step) < STEP:
            return Listing(items, "")
    return Listing(items, after)


def _holds(kind: Kind[Any], scope: str, state: Any, terms: Sequence[str]) -> bool:
    text = searched(kind, scope, state)
    return all(term in text for term in terms)


async def _loaded(
    store: Store, kind: Kind[S], street: str, step: Sequence[tuple[str, str]]
) -> list[tuple[str, Found[S] | None]]:
    keys = [kind.key(street, doc_id.partition("/")[2]) for _, doc_id in step]
    found = await asyncio.gather(*map(store.get, keys))
    return [(sort, one) for (sort, _), one in zip(step, found, strict=True)]


async def enter_missing(store: Store, kinds: Sequence[Kind[Any]]) -> None:
    """Enter what an earlier version or a restore stored without keys. Once, at every start."""
    for kind in kinds:
        after = ""
        while kind.search and (page := await store.engine.unsearched(kind, after, STEP)):
            for doc_id in page:
                await _enter(store, kind, doc_id)
            after = page[-1]


async def _enter(store: Store, kind: Kind[Any], doc_id: str) -> None:
    street, _, key = doc_id.partition("/")
    while (found := await store.get(kind.key(street, key))) is not None:
        # A change in between leaves the keys alone where the words are the same: so once more.
        if await store.engine.enter(kind, doc_id, found.version, keys_of(kind, found.state)):
            return
