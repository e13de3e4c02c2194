"""Every setting, read once from the environment and checked at start.

A wrong value stops the start and names itself; no other module reads the environment.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from chassis.core.digests import sm3_there
from chassis.core.faults import read_fault

PREFIX = "YISHI_"


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what it takes."""


class Settings(BaseModel):
    """Settings of one process. Field ``port`` is the variable ``YISHI_PORT``, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: Literal["demo", "production"] = "demo"
    store_url: str = "embedded:.yishi"
    bus_url: str = "local:"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    base_url: str = ""
    secret: str = ""
    secret_old: str = ""
    oidc_issuer: str = ""
    oidc_audience: str = "yishi"
    oidc_jwks: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_discovery: str = ""
    oidc_scopes: tuple[str, ...] = ("openid", "profile")
    oidc_claim_roles: str = "roles"
    oidc_claim_streets: str = "streets"
    oidc_claim_member: str = "member"
    oidc_claim_community: str = "community"
    oidc_claim_department: str = "department"
    session_idle: float = Field(default=1800.0, ge=60)
    session_limit: float = Field(default=36000.0, ge=60)
    session_store_url: str = ""
    retry_rungs: tuple[float, ...] = (5.0, 60.0, 600.0, 3600.0)
    quick_tries: tuple[float, ...] = (0.05, 0.2, 0.8)
    relay_lease: float = Field(default=30.0, gt=0)
    relay_poll: float = Field(default=1.0, gt=0)
    relay_linger: float = Field(default=0.05, ge=0)
    due_poll: float = Field(default=10.0, gt=0)
    prefetch: int = Field(default=16, ge=1, le=500)
    log_days: int = Field(default=400, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_body_bytes: int = Field(default=5_000_000, ge=1_000)
    max_upload_bytes: int = Field(default=24_000_000, ge=1_000)
    body_seconds: float = Field(default=60.0, gt=0)
    photo_bytes: int = Field(default=12_000_000, ge=1_000)
    attachment_bytes: int = Field(default=10_000_000, ge=1_000)
    cast_deadline: float = Field(default=5.0, gt=0)
    count_wait: float = Field(default=10.0, gt=0)
    audit_check_seconds: float = Field(default=3600.0, ge=0)
    audit_key: str = ""
    audit_store_url: str = ""
    audit_sign_seconds: float = Field(default=600.0, ge=0)
    audit_anchor_seconds: float = Field(default=3600.0, ge=0)
    hash: Literal["sha256", "sm3"] = "sha256"
    bundle_signer: str = ""
    tsa_url: str = ""
    public_rate: str = "30/minute"
    webhook_private: bool = False
    webhook_timeout: float = Field(default=8.0, gt=0, le=9.0)
    webhook_days: int = Field(default=5, ge=1, le=30)
    calendar: str = ""
    fonts: str = ""
    request_days: int = Field(default=7, ge=1, le=366)
    rehearsal: bool = False
    rehearsal_port: int = Field(default=0, ge=0, le=65535)
    rehearsal_url: str = ""
    city_name: str = Field(default="", max_length=30)
    city_ranking: bool = False
    finished_days: int = Field(default=60, ge=30)
    fault: str = ""

    @field_validator("retry_rungs", "quick_tries", "oidc_scopes", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        return tuple(value.split(",")) if isinstance(value, str) else value

    @field_validator("fault")
    @classmethod
    def _fault(cls, value: str) -> str:
        if value:
            read_fault(value)
        return value

    @field_validator("store_url", "audit_store_url")
    @classmethod
    def _store(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name == "audit_store_url":
            return value
        if not value.startswith(("embedded:", "mongodb://", "mongodb+srv://")):
            raise ValueError("takes embedded:<directory> or mongodb://…")
        return value

    @field_validator("session_store_url")
    @classmethod
    def _session_store(cls, value: str) -> str:
        if value and not value.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("takes mongodb://…, or nothing for the store of YISHI_STORE_URL")
        return value

    @field_validator("bus_url")
    @classmethod
    def _bus(cls, value: str) -> str:
        if not value.startswith(("local:", "amqp://", "amqps://")):
            raise ValueError("takes local: or amqp://…")
        return value

    @field_validator("hash")
    @classmethod
    def _hash(cls, value: str) -> str:
        if value == "sm3" and not sm3_there():
            raise ValueError(
                "本机的 OpenSSL 不支持 SM3，请改用 sha256，或换用支持国密的 OpenSSL。"
                "The OpenSSL of this machine has no SM3: take sha256, which works everywhere, "
                "or a build of OpenSSL with SM3"
            )
        return value

    @field_validator("fonts")
    @classmethod
    def _fonts(cls, value: str) -> str:
        if value and not Path(value).is_dir():
            raise ValueError("takes a folder that is there")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        if self.bus_url == "local:" and not self.store_url.startswith("embedded:"):
            raise ValueError("YISHI_BUS_URL=local: needs YISHI_STORE_URL=embedded:<directory>")
        if self.cast_deadline >= self.count_wait:
            raise ValueError("YISHI_CAST_DEADLINE must be shorter than YISHI_COUNT_WAIT")
        if self.oidc_client_id and not (self.oidc_issuer and self.oidc_jwks and self.base_url):
            raise ValueError(
                "YISHI_OIDC_CLIENT_ID needs YISHI_OIDC_ISSUER, YISHI_OIDC_JWKS and YISHI_BASE_URL"
            )
        if self.oidc_client_id == self.oidc_audience:
            # Else an ID token, which stands in the address of a sign-out, would open the APIs.
            raise ValueError("YISHI_OIDC_CLIENT_ID and YISHI_OIDC_AUDIENCE must differ")
        if self.env == "production":
            self._fit_for_production()
        return self

    def _fit_for_production(self) -> None:
        if self.rehearsal:
            raise ValueError("YISHI_REHEARSAL is what `yishi rehearse` sets for its own copy")
        if self.fault:
            raise ValueError("YISHI_FAULT is for tests and refused in production")
        if len(self.secret) < 32:
            raise ValueError("YISHI_SECRET must have at least 32 characters in production")
        if self.secret_old and len(self.secret_old) < 32:
            raise ValueError("YISHI_SECRET_OLD must have at least 32 characters in production")
        if not (self.oidc_issuer and self.oidc_jwks):
            raise ValueError("YISHI_OIDC_ISSUER and YISHI_OIDC_JWKS are required in production")

    @property
    def demo(self) -> bool:
        """Whether demo people and the demo issuer exist, and pages are marked 演示数据."""
        return self.env == "demo"

    @property
    def mark(self) -> str:
        """What pages, papers and workbooks are marked with where nothing on them counts."""
        if self.rehearsal:
            return "演练 Rehearsal"
        return "演示数据 Demo data" if self.demo else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that still verifies, the one that signs first."""
        return (self.secret, self.secret_old) if self.secret_old else (self.secret,)

    @property
    def sm3(self) -> bool:
        """Whether SM3 stands beside SHA-256 wherever a digest is kept, printed or exported."""
        return self.hash == "sm3"

    @property
    def directory(self) -> Path | None:
        """The directory of an embedded store, else nothing."""
        scheme, _, rest = self.store_url.partition(":")
        return Path(rest or ".yishi") if scheme == "embedded" else None


def load_settings(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Read ``YISHI_*`` variables; ``given`` values win. Raises ``SettingsError``.

    In demo a missing secret is made and kept in the embedded directory (or only in memory).
    """
    found = os.environ if environ is None else environ
    known = {name.lower().removeprefix("yishi_"): name for name in found if name.startswith(PREFIX)}
    values: dict[str, object] = {
        field: found[name] for field, name in known.items() if not field.startswith("test_")
    }
    values.update({name: value for name, value in given.items() if value is not None})
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_named(error)) from None
    return (
        settings if settings.secret else settings.model_copy(update={"secret": _secret(settings)})
    )


def _named(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        name = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else ""
        unknown = problem["type"] == "extra_forbidden"
        told = "there is no such setting" if unknown else problem["msg"]
        lines.append(f"{name}: {told.removeprefix('Value error, ')}".removeprefix(": "))
    return "\n".join(lines)


def _secret(settings: Settings) -> str:
    if settings.directory is None:
        return secrets.token_hex(32)
    try:
        return _kept_secret(settings.directory)
    except OSError as error:
        raise no_directory(settings.directory, error) from None


def _kept_secret(directory: Path) -> str:
    directory.mkdir(0o700, parents=True, exist_ok=True)
    path = directory / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def no_directory(path: Path, error: OSError) -> SettingsError:
    """The directory of an embedded store cannot be written."""
    return SettingsError(
        f"YISHI_STORE_URL: 目录 {path} 无法写入，请检查权限和磁盘。\n"
        f"YISHI_STORE_URL: the directory {path} cannot be written ({error.strerror})."
    )


def host_of(url: str) -> str:
    """Host and port of a URL without its user and password, for logs."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or ''}".strip(":")
