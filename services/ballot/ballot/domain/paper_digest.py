"""The papers of a round as lines of text, and their digest: what seals and counts are held to."""

import hashlib
import json
from collections.abc import Iterable, Mapping


def lines_of_papers(rows: Iterable[tuple[str, Mapping[str, object]]]) -> list[str]:
    """A line of JSON for each paper (id, body), sorted: what digests and seals are taken of."""
    return sorted(
        json.dumps([row_id, body], ensure_ascii=False, sort_keys=True) for row_id, body in rows
    )


def digest_of_papers(rows: Iterable[tuple[str, Mapping[str, object]]], salt: str) -> str:
    """SHA-256 over salt and sorted ids and bodies of a round's papers, in hex.

    It is published: without the salt of the seal, who knows the codes of a print could try which
    of them voted what. Empty in rounds of a version that knew no seals.
    """
    lines = lines_of_papers(rows)
    return hashlib.sha256("\n".join([salt, *lines] if salt else lines).encode()).hexdigest()
