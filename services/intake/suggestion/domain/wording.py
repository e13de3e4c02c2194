"""A title for words that came without one."""

import re

BREAK = re.compile(r"[。！？!?；;\n]")
LONGEST_PROPOSED = 30
"""Characters of a text that are proposed as its title."""


def title_from(content: str) -> str:
    """How the text begins."""
    return BREAK.split(content.strip(), maxsplit=1)[0][:LONGEST_PROPOSED]
