"""Finding what is similar among all suggestions of a street, at a cost that stays the same.

The store's search keys (pairs of letters) name the candidates: each telling pair of the text is
looked up, at most ``HOLDERS`` documents of each, rare pairs counting more. What most pairs name is
then compared by ``Likeness``, with a sample of the street's suggestions beside it, so that what
everybody writes counts little. It ranks for a person; nothing is ever merged by it.
"""

import asyncio
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.rooms.tallies import tallied
from chassis.service import Context
from chassis.store.search_keys import normal
from services.intake.kinds import SUGGESTIONS
from services.intake.similar.likeness import SAME_MATTER, Likeness
from services.intake.similar.texts import Message, tidy
from services.intake.suggestion.domain.suggestion import Suggestion

PROBES = 60
"""Pairs of letters that are looked up."""
HOLDERS = 40
"""Documents read of each pair; a pair that more hold tells little."""
CANDIDATES = 30
SAMPLE = 80
COMPARED = 160
"""Characters of a text that are compared: who writes more says the matter first."""
SOMEWHAT_LIKE = 0.06
"""From this score on it is shown (有点像); from ``SAME_MATTER`` on as 很像."""
Words = Callable[[Found[Suggestion]], Message]


@dataclass(frozen=True)
class Near:
    """A suggestion that speaks of a similar matter, and how alike it is (0 to 1.7)."""

    found: Found[Suggestion]
    score: float

    @property
    def very(self) -> bool:
        """Whether it is very much alike."""
        return self.score >= SAME_MATTER


def public_words(found: Found[Suggestion]) -> Message:
    """What everybody may read of it."""
    return _cut(found.id, found.state.title, found.state.public_text)


def staff_words(found: Found[Suggestion]) -> Message:
    """What the staff read of it."""
    state = found.state
    return _cut(found.id, state.written_title or state.title, state.content)


def _cut(key: str, title: str, body: str) -> Message:
    return Message(key, title, body[:COMPARED])


async def similar_to(
    ctx: Context, street: str, message: Message, *, staff: bool, most: int = 5
) -> list[Near]:
    """What is most like it in this street, best first; by public words, or by the staff's."""
    scope, words = ("staff", staff_words) if staff else ("public", public_words)
    wanted = _cut(message.id, message.title, message.body)
    ids = await _candidates(ctx, street, scope, wanted)
    found = await asyncio.gather(*(ctx.store.get(SUGGESTIONS.key(street, one)) for one in ids))
    known = [one for one in found if one is not None]
    beside = await tallied(ctx, street, f"similar/{scope}", lambda: _sample(ctx, street, words))
    return await asyncio.to_thread(_ranked, wanted, known, words, beside, most)


async def _candidates(ctx: Context, street: str, scope: str, message: Message) -> list[str]:
    pairs = probes(f"{message.title} {message.body}")
    engine = ctx.store.engine
    held = await asyncio.gather(
        *(engine.search(SUGGESTIONS, street, (f"{scope}:{one}",), "", HOLDERS) for one in pairs)
    )
    votes: defaultdict[str, float] = defaultdict(float)
    for holders in held:
        for _, doc_id in holders:
            votes[doc_id.partition("/")[2]] += math.log(1 + HOLDERS / len(holders))
    votes.pop(message.id, None)
    return sorted(votes, key=lambda one: (-votes[one], one))[:CANDIDATES]


def probes(text: str) -> list[str]:
    """The pairs of letters that are looked up, spread over the text where it has many."""
    words = normal(tidy(text)).split()
    pairs = list(dict.fromkeys(word[at : at + 2] for word in words for at in range(len(word) - 1)))
    step = max(1, math.ceil(len(pairs) / PROBES))
    return pairs[::step]


async def _sample(ctx: Context, street: str, words: Words) -> Sequence[Message]:
    page = await ctx.store.find(SUGGESTIONS, street, {}, limit=SAMPLE)
    return [words(one) for one in page.items]


def _ranked(
    wanted: Message,
    known: Sequence[Found[Suggestion]],
    words: Words,
    beside: Sequence[Message],
    most: int,
) -> list[Near]:
    by_id = {one.id: one for one in known}
    others = [one for one in beside if one.id not in by_id and one.id != wanted.id]
    compared = Likeness([wanted, *map(words, known), *others], common=1).ranked(
        0, most + len(others)
    )
    near = [Near(by_id[one.id], one.score) for one in compared if one.id in by_id]
    return [one for one in near if one.score >= SOMEWHAT_LIKE][:most]
