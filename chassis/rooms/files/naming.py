"""Names of uploaded files: whatever a browser sends becomes a plain, short, safe name."""

import re
import unicodedata

LONGEST = 80
_PATH = re.compile(r"[/\\]")
_RESERVED = re.compile(r'[<>:"|?*]')


def normal_name(given: str, extension: str, otherwise: str) -> str:
    """The name without path, control and direction characters, with the extension of its type.

    ``otherwise`` is the name of a file that has none left. NFC; at most 80 characters.
    """
    last = _PATH.split(unicodedata.normalize("NFC", given))[-1]
    # Category C: control, format (text direction, zero width), surrogate, unassigned.
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = " ".join(_RESERVED.sub(" ", visible).split())
    stem = plain.rpartition(".")[0] or plain
    stem = stem.strip(" .")[: LONGEST - len(extension)].strip(" .")
    return f"{stem or otherwise}{extension}"
