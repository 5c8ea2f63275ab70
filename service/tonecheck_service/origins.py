"""By which name and from whose web page a request comes.

Without keys, being on this machine is all that a request needs, and every web page that is open in a browser here could
borrow that: through a name that it makes point to this machine, or by sending a form without reading the answer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping

from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings


def check_host(host: str, settings: Settings) -> None:
    """Whether the service goes by this name (`localhost:8765`).

    Raises:
        Problem: it doesn't.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if settings.allowed_hosts:
        known = name.lower() in settings.allowed_hosts
    else:
        known = settings.keys_file is not None or settings.insecure or is_local(name)
    if not known:
        raise Problem("bad-host", "the Host header names another service; see the setting allowed_hosts")


def check_origin(headers: Mapping[str, str], settings: Settings) -> None:
    """Whether this may be asked for from where it is.

    Raises:
        Problem: another site's page asks, and nobody would have to show a key.
    """
    if settings.keys_file is None and is_foreign(headers, settings.cors_origins):
        raise Problem("bad-origin", "another site's page asks; see the setting cors_origins")


def is_foreign(headers: Mapping[str, str], named: Collection[str]) -> bool:
    """Whether a page of another site sends this. Programs send no such headers; add-ons have an origin of their own kind."""
    origin = headers.get("origin", "")
    if origin in named or "*" in named:
        return False
    if origin and origin != "null" and not origin.lower().startswith(("http://", "https://")):
        return False
    if site := headers.get("sec-fetch-site", ""):  # what the browser knows is true behind every proxy
        return site not in ("same-origin", "none")
    return bool(origin) and origin.partition("://")[2].lower() != headers.get("host", "").lower()


def is_local(name: str) -> bool:
    """An address or a name without a dot: what no stranger's DNS can make point here."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name or name.lower().endswith(".localhost")
    return True
