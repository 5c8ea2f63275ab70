"""API keys: who may call, for what, how often. The file holds hashes only.

A token is `tc_` + 8 characters that name the key + 43 characters of a secret with 256 random bits. So much chance needs
no slow hash: SHA-256 of it can't be guessed back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from tonecheck.types import InputError

if sys.platform != "win32":
    import fcntl

SCHEMA = "tonecheck.keys/1"
SCOPES = ("check", "batch", "metrics", "feedback")
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_REREAD = 1.0
"""Seconds for which a running service may still honour a key that has been revoked."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept. `rate_per_minute` is 0 for no limit."""

    id: str
    name: str
    sha256: str
    scopes: tuple[str, ...]
    rate_per_minute: int
    created: str
    revoked: str | None = None

    def fits(self, token: str) -> bool:
        return hmac.compare_digest(self.sha256, _digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Keys:
    """The keys of a file; changes are seen by a running service within a second.

    Raises:
        InputError: the file is there, but it is no file of keys.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._looked = 0.0
        self._keys: dict[str, Key] = {}
        self._read()

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    @property
    def any(self) -> bool:
        """Whether there is a key that opens anything."""
        return any(key.revoked is None for key in self)

    def find(self, token: str) -> Key | None:
        """The key a token belongs to, None if there is none or it was revoked."""
        self._reread()
        key = self._keys.get(token[3:11])
        return key if key and key.fits(token) and key.revoked is None else None

    def create(self, name: str, scopes: Sequence[str], rate_per_minute: int = 0) -> tuple[Key, str]:
        """Add a key; gives it and its token, which is kept nowhere.

        Raises:
            InputError: an unknown scope, or the file can't be written.
        """
        if not scopes or (unknown := set(scopes) - set(SCOPES)):
            raise InputError(f"no scope '{min(unknown) if scopes else ''}'; scopes are {', '.join(SCOPES)}")
        with self._locked():
            mark = "".join(secrets.choice(_ALPHABET) for _ in range(8))
            token = f"tc_{mark}{secrets.token_urlsafe(32)}"
            now = datetime.now(UTC).isoformat(timespec="seconds")
            key = Key(mark, name, _digest(token), tuple(scopes), rate_per_minute, now)
            self._write({**self._keys, key.id: key})
        return key, token

    def revoke(self, id: str) -> Key:
        """Close a key for good.

        Raises:
            InputError: there is no such key.
        """
        with self._locked():
            if id not in self._keys:
                raise InputError(f"{self.path}: no key '{id}'; 'tonecheck keys list' shows them")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            key = replace(self._keys[id], revoked=self._keys[id].revoked or now)
            self._write({**self._keys, id: key})
        return key

    def _reread(self) -> None:
        if monotonic() - self._looked > _REREAD:
            try:
                self._read()
            except InputError:
                self._keys = {}  # a damaged file opens nothing

    def _read(self) -> None:
        self._looked = monotonic()
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                self._keys = {key.id: key for key in _parse(json.loads(self.path.read_text(encoding="utf-8")))}
                self._stamp = stamp
        except FileNotFoundError:
            self._keys, self._stamp = {}, None
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror or error}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{self.path}: this is no file of API keys ({SCHEMA})") from error

    def _write(self, keys: dict[str, Key]) -> None:
        content = json.dumps({"schema": SCHEMA, "keys": [asdict(key) for key in keys.values()]}, indent=2)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.path)
        self._read()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with (self.path.parent / f".{self.path.name}.lock").open("w") as lock:
                if sys.platform != "win32":
                    fcntl.flock(lock, fcntl.LOCK_EX)
                self._read()
                yield
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror or error}") from error


def _parse(content: Any) -> Iterator[Key]:
    if content["schema"] != SCHEMA:
        raise ValueError
    for entry in content["keys"]:
        yield Key(**{**entry, "scopes": tuple(entry["scopes"])})
