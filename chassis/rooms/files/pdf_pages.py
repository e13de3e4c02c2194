"""How many pages a PDF has that somebody handed in, read by qpdf; nothing of it is run."""

import io

MOST_PAGES = 300


def pages_in(data: bytes) -> int:
    """The pages of a PDF that may be bound into a booklet: 0 for one that is locked or broken.

    Also 0 for one of more than 300 pages.
    """
    import pikepdf  # only processes that are handed a PDF

    try:
        with pikepdf.open(io.BytesIO(data)) as found:
            pages = 0 if found.is_encrypted else len(found.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return 0
    return pages if pages <= MOST_PAGES else 0
