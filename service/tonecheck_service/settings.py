"""Settings of the service: a TOML file, then the environment (`TONECHECK_PORT=8081`), then the command line."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tonecheck.pipeline import MAX_CHARACTERS
from tonecheck.types import InputError

PREFIX = "TONECHECK_"
OTHERS = "llm"
SALT = 16
"""Least characters of the audit record's salt."""


def _listed(value: Any) -> Any:
    """`a, b` of an environment variable; a list of a file stays one."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Everything an operator can set; each field is `TONECHECK_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on; anything but loopback needs API keys.")
    port: int = Field(default=8765, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64, description="Processes; they share nothing but the files named here.")
    insecure: bool = Field(default=False, description="Listen beyond loopback although there are no API keys.")
    model: str = Field(default="en", description="Name or folder of a model.")
    threads: int | None = Field(default=None, ge=1, le=256, description="Threads of the model; by default one a core.")

    max_body: int = Field(default=2_000_000, ge=1_000, description="Most bytes of a request's body.")
    max_text: int = Field(
        default=50_000,
        ge=1,
        le=MAX_CHARACTERS,
        description="Most characters of one text; 5,000 words have some 30,000.",
    )
    max_items: int = Field(
        default=500, ge=1, le=10_000, description="Most items of one batch; NDJSON is streamed and has no such limit."
    )
    max_concurrent: int = Field(
        default=64, ge=1, description="Most requests that are worked on at once; beyond them: 503."
    )
    max_queue: int = Field(default=256, ge=1, description="Most texts that wait for the model; beyond them: 503.")
    timeout_ms: int = Field(default=30_000, ge=100, description="Most time of one request, body included.")
    typing_ms: int = Field(
        default=10_000,
        ge=1,
        description="Longest a client of LanguageTool, who is typing, waits for rewordings; then it gets none.",
    )

    batching: bool = Field(default=True, description="Gather the texts of several requests for the model.")
    batch_size: int = Field(default=32, ge=1, le=64, description="Most texts the model is given at once.")
    batch_wait_ms: float = Field(
        default=2.0, ge=0, le=1000, description="Longest wait for more texts while the model is busy."
    )

    rate_per_minute: int = Field(
        default=0, ge=0, description="Requests a minute of one client without a key; 0 is no limit."
    )
    keys_file: Path | None = Field(
        default=None, description="JSON file with the hashes of API keys (`tonecheck keys create`)."
    )
    cors_origins: Names = Field(default=(), description="Origins of web pages that may call; comma-separated.")
    allowed_hosts: Names = Field(
        default=(), description="Names the service may be called by; on loopback only those of loopback."
    )

    # The salt stands before the URL, whose check looks at it.
    audit_salt: SecretStr | None = Field(
        default=None, description="Secret salt of the texts' hashes in the audit record."
    )
    audit_url: SecretStr | None = Field(
        default=None, description="Where to keep the text-free audit record: sqlite:///FILE or postgresql://…"
    )
    feedback_file: Path | None = Field(
        default=None, description="SQLite file for suggested scores; nothing is kept without it."
    )
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    drain_ms: int = Field(default=20_000, ge=0, description="On SIGTERM, longest wait for what was accepted.")

    @field_validator("audit_url")
    @classmethod
    def _salted(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        salt = info.data.get("audit_salt")
        if url is not None and (salt is None or len(salt.get_secret_value()) < SALT):
            raise ValueError(f"needs audit_salt as well: a secret of at least {SALT} characters")
        return url

    @field_validator("allowed_hosts")
    @classmethod
    def _lower(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(host.lower() for host in hosts)


def load(file: Path | None = None) -> Settings:
    """Settings of a file (by default the one that `TONECHECK_CONFIG` names) and the environment, which wins.

    The table `[llm]` of the same file belongs to the rewordings (docs/llm.md), which read and check it themselves.

    Raises:
        InputError: names the field and what is wrong with it, never its value.
    """
    given = os.environ.get(f"{PREFIX}CONFIG")
    path = file or (Path(given) if given else None)
    values = _toml(path) if path else {}
    values.pop(OTHERS, None)
    set_outside = {name.upper() for name, value in os.environ.items() if value}
    try:
        return Settings(**{key: value for key, value in values.items() if PREFIX + key.upper() not in set_outside})
    except ValidationError as error:
        raise InputError("; ".join(_line(found, path, set_outside) for found in error.errors())) from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: this is no TOML file: {type(error).__name__}") from None


def _line(error: Any, path: Path | None, set_outside: set[str]) -> str:
    field = ".".join(map(str, error["loc"]))
    variable = PREFIX + str(error["loc"][0]).upper() if error["loc"] else ""
    where = f" ({variable} in the environment)" if variable in set_outside else f" (in {path})" if path else ""
    if error["type"] == "extra_forbidden":
        return f"setting {field}: there is no such setting{where}"
    return f"setting {field}: {error['msg'].removeprefix('Value error, ')}{where}"
