"""What a service does with uploads: check, clean, keep, and note them in the owning document."""

import hashlib
from collections.abc import Sequence

from starlette.datastructures import UploadFile

from chassis.core.decision import Cause
from chassis.core.errors import TooLarge
from chassis.rooms.files.attachments import attachment_type
from chassis.rooms.files.naming import normal_name
from chassis.rooms.files.photos import EXTENSION, TYPE, Photo, clean_photo
from chassis.rooms.files.reference import FULL, SMALL, FileRef, Owner, too_many_files
from chassis.rooms.files.store import FileStore
from chassis.rooms.turns import Turns
from chassis.service import Context

_CLEANING = Turns()


async def keep_photos(
    ctx: Context,
    owner: Owner,
    uploads: Sequence[UploadFile],
    most: int,
    cause: Cause,
    known: Sequence[FileRef] = (),
) -> list[FileRef]:
    """Clean and keep the photos of one request, in their order; the document is not touched.

    ``known``: the photos that the document has; nothing is kept where there would be more than
    ``most``. Empty file fields of a form do not count. Raises ``Invalid``, ``TooLarge``, ``Busy``.
    """
    filled = _filled(uploads, most)
    for upload in filled:
        _check_size(upload, ctx.settings.photo_bytes)
    if len(known) + len(filled) > most:
        await _check_count(owner, filled, most, known)
    return [await _keep_photo(ctx, owner, upload, cause) for upload in filled]


async def _check_count(
    owner: Owner, filled: Sequence[UploadFile], most: int, known: Sequence[FileRef]
) -> None:
    """A photo that the document has already does not count twice."""
    digests = [await _CLEANING.run(_digest_of, upload) for upload in filled]
    if len({one.id for one in known} | {owner.file_id(digest) for digest in digests}) > most:
        raise too_many_files(most)


async def _keep_photo(ctx: Context, owner: Owner, upload: UploadFile, cause: Cause) -> FileRef:
    digest, photo = await _CLEANING.run(_cleaned, upload)
    file, store = owner.file_id(digest), FileStore(ctx.store.engine)
    await store.put(owner, file, SMALL, photo.small, cause.at)
    await store.put(owner, file, FULL, photo.full, cause.at)
    return FileRef(
        id=file,
        # Not the name it came with: that may tell who took it or where.
        name=f"照片-{file[:6]}{EXTENSION}",
        type=TYPE,
        bytes=len(photo.full),
        sha256=hashlib.sha256(photo.full).hexdigest(),
        width=photo.width,
        height=photo.height,
        added_by=cause.actor,
        added_at=cause.at,
    )


def _cleaned(upload: UploadFile) -> tuple[str, Photo]:
    """Runs on the thread that cleans: the upload is in memory only while it is its turn."""
    data = _bytes_of(upload)
    return hashlib.sha256(data).hexdigest(), clean_photo(data)


def _digest_of(upload: UploadFile) -> str:
    return hashlib.sha256(_bytes_of(upload)).hexdigest()


async def keep_attachments(
    ctx: Context, owner: Owner, uploads: Sequence[UploadFile], most: int, cause: Cause
) -> list[FileRef]:
    """The same for PDF, DOCX and XLSX files, which are kept as they are, under a plain name."""
    filled = _filled(uploads, most)
    for upload in filled:
        _check_size(upload, ctx.settings.attachment_bytes)
    return [await _keep_attachment(ctx, owner, upload, cause) for upload in filled]


async def _keep_attachment(ctx: Context, owner: Owner, upload: UploadFile, cause: Cause) -> FileRef:
    data = await _CLEANING.run(_bytes_of, upload)
    kind = await _CLEANING.run(attachment_type, data)
    digest = hashlib.sha256(data).hexdigest()
    file = owner.file_id(digest)
    await FileStore(ctx.store.engine).put(owner, file, FULL, data, cause.at)
    return FileRef(
        id=file,
        name=normal_name(upload.filename or "", kind.extension, "附件"),
        type=kind.type,
        bytes=len(data),
        sha256=digest,
        added_by=cause.actor,
        added_at=cause.at,
    )


def _bytes_of(upload: UploadFile) -> bytes:
    upload.file.seek(0)
    return upload.file.read()


def _filled(uploads: Sequence[UploadFile], most: int) -> list[UploadFile]:
    filled = [upload for upload in uploads if upload.size]
    if len(filled) > most:
        raise too_many_files(most)
    return filled


def _check_size(upload: UploadFile, most: int) -> None:
    if (upload.size or 0) > most:
        megabytes = most // 1_000_000
        raise TooLarge(
            "file-too-large",
            f"文件太大，每个最多 {megabytes} MB。",
            f"The file is too large: at most {megabytes} MB each.",
        )
