"""What is known of the request that is being served, for logs and the audit record. Never any text."""

from __future__ import annotations

from contextvars import ContextVar

REQUEST_ID: ContextVar[str | None] = ContextVar("tonecheck_request_id", default=None)
CLIENT: ContextVar[str | None] = ContextVar("tonecheck_client", default=None)
"""The id of the API key, None without one."""
