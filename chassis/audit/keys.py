"""The key that signs heads and anchors, and the public keys that prove it (decision 0016).

The private key (Ed25519, PEM) is a file outside of every database. Beside it lies ``<file>.pub``,
the *ring*: all public keys so far, each signed by the one before it. So a key can be changed and
what it signed still holds, and a key that somebody brought along fits nowhere.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

NAME_LENGTH = 16


class KeyFileError(Exception):
    """A key file or a ring cannot be read, or does not hold together."""


class PublicKey(BaseModel):
    """One key of the ring: ``key`` its name, ``public`` 32 bytes in hex, in use since .. until.

    ``endorsed``: the signature of the key before it over this one; the first has none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    public: str
    since: datetime
    until: datetime | None = None
    endorsed: str = ""

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made this signature."""
        found = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public))
        try:
            found.verify(signature, message)
        except InvalidSignature:
            return False
        return True


_RING = TypeAdapter(tuple[PublicKey, ...])


@dataclass(frozen=True)
class Ring:
    """The public keys of an installation, oldest first."""

    keys: tuple[PublicKey, ...] = ()

    def find(self, name: str) -> PublicKey | None:
        """The key of this name, or of a name that begins with it (8 characters or more)."""
        wanted = name.lower()
        if len(wanted) < 8:
            return None
        return next((key for key in self.keys if key.key.startswith(wanted)), None)

    def place(self, name: str) -> int:
        """The how manieth key it is; -1 for a stranger."""
        return next((n for n, key in enumerate(self.keys) if key.key == name), -1)

    def as_json(self) -> list[dict[str, Any]]:
        """As it is kept beside the key, and published."""
        return [key.model_dump(mode="json") for key in self.keys]


@dataclass(frozen=True)
class AuditKey:
    """The key that signs now."""

    private: Ed25519PrivateKey
    ring: Ring
    path: Path
    near_the_store: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """Its name: the first 16 hex digits of the SHA-256 of the public key."""
        return name_of(public_bytes(self.private))

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(message)


def name_of(public: bytes) -> str:
    """What a public key is called, in statements and on paper."""
    return hashlib.sha256(public).hexdigest()[:NAME_LENGTH]


def public_bytes(private: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return private.public_key().public_bytes_raw()


def ring_path(path: Path) -> Path:
    """Where the ring of this key file lies."""
    return path.with_name(path.name + ".pub")


def load_key(path: Path, *, near_the_store: bool = False) -> AuditKey:
    """The key in this file, with its ring. Raises ``KeyFileError``."""
    ring = load_ring(ring_path(path))
    found = _private(path)
    if name_of(public_bytes(found)) != ring.keys[-1].key and _next(path).exists():
        _next(path).replace(path)  # a rotation died between its last two steps
        found = _private(path)
    if name_of(public_bytes(found)) != ring.keys[-1].key:
        raise KeyFileError(f"{ring_path(path)} does not end with the key in {path}")
    return AuditKey(found, ring, path, near_the_store)


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise KeyFileError(f"{path}: {error}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyFileError(f"{path} is no Ed25519 key")
    return found


def load_ring(path: Path) -> Ring:
    """The ring in this file, each key endorsed by the one before it. Raises ``KeyFileError``."""
    try:
        keys = _RING.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise KeyFileError(f"{path}: {error}") from None
    if not keys:
        raise KeyFileError(f"{path} holds no key")
    return checked(Ring(keys), path)


def checked(ring: Ring, path: Path) -> Ring:
    """The ring, where it holds together."""
    for before, key in zip(ring.keys, ring.keys[1:], strict=False):
        if not before.holds(_endorsing(key.public, key.since), read_signature(key.endorsed)):
            raise KeyFileError(f"{path}: {key.key} is not endorsed by {before.key}")
    for key in ring.keys:
        if key.key != name_of(bytes.fromhex(key.public)):
            raise KeyFileError(f"{path}: {key.key} is not the name of its key")
    return ring


def make_key(path: Path, at: datetime) -> AuditKey:
    """A first key. Raises ``KeyFileError``, also where there is one already."""
    if path.exists():
        raise KeyFileError(f"{path} is there already")
    private = Ed25519PrivateKey.generate()
    public = public_bytes(private)
    first = PublicKey(key=name_of(public), public=public.hex(), since=at)
    return _install(path, private, Ring((first,)))


def rotate_key(path: Path, at: datetime) -> AuditKey:
    """A new key in place of the old one, which endorses it and is gone. Raises ``KeyFileError``."""
    old, private = load_key(path), Ed25519PrivateKey.generate()
    public = public_bytes(private)
    endorsed = text_of(old.sign(_endorsing(public.hex(), at)))
    new = PublicKey(key=name_of(public), public=public.hex(), since=at, endorsed=endorsed)
    ended = old.ring.keys[-1].model_copy(update={"until": at})
    return _install(path, private, Ring((*old.ring.keys[:-1], ended, new)))


def _install(path: Path, private: Ed25519PrivateKey, ring: Ring) -> AuditKey:
    # In this order a crash leaves the old key whole, or all that the new one needs.
    _write(_next(path), _pem(private), 0o600)
    _write(ring_path(path), json.dumps(ring.as_json(), indent=1).encode() + b"\n", 0o644)
    _next(path).replace(path)
    return load_key(path)


def _next(path: Path) -> Path:
    return path.with_name(path.name + ".next")


def text_of(signature: bytes) -> str:
    """A signature as base32 without padding: what a QR code holds cheaply and a person can type."""
    return base64.b32encode(signature).decode().rstrip("=")


def read_signature(text: str) -> bytes:
    """The bytes of a signature as ``text_of`` wrote it; empty where it is no base32."""
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return b""


def _endorsing(public: str, since: datetime) -> bytes:
    return f"yishi audit key\n{public}\n{since.isoformat()}".encode()


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all."""
    new = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise KeyFileError(f"{path}: {error}") from None
