"""`tonecheck serve` and `tonecheck keys`: a shell over the package `tonecheck_service`, which needs its extra."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tonecheck.cli.options import Format
from tonecheck.types import InputError

keys = typer.Typer(no_args_is_help=True, help="API keys of the service: make, list and revoke them.")

File = Annotated[
    Path | None,
    typer.Option("--file", help="The file of keys; by default the setting keys_file.", show_default=False),
]
Config = Annotated[Path | None, typer.Option("--config", help="TOML file with settings.", show_default=False)]


def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on.  [default: 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port.  [default: 8765]", show_default=False)] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes; they share nothing.  [default: 1]", show_default=False)
    ] = None,
    config: Config = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Listen beyond this machine without API keys.")] = False,
) -> None:
    """Run the HTTP service and its web page, on this machine only unless told otherwise.

    Settings come from a file and from the environment (TONECHECK_PORT and so on); options win.
    """
    server = service_module("server")
    given = {"HOST": host, "PORT": port, "WORKERS": workers, "CONFIG": config and config.absolute()}
    # Workers are processes of their own; the environment is how they learn of the options.
    os.environ |= {f"TONECHECK_{name}": str(value) for name, value in given.items() if value is not None}
    if insecure:
        os.environ["TONECHECK_INSECURE"] = "true"
    server.serve(server.load())


@keys.command("create")
def create(
    name: Annotated[str, typer.Option("--name", help="Whom or what it is for.")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="check, batch, metrics or feedback; several times for several.")
    ] = None,
    rate: Annotated[int, typer.Option("--rate", help="Texts a minute; 0 for no limit.", min=0)] = 0,
    file: File = None,
    config: Config = None,
) -> None:
    """Make a key and print it. It is shown this once: the file keeps a hash only."""
    key, token = _keys(file, config).create(name, scope or ["check", "batch"], rate)
    print(f"key {key.id} for {', '.join(key.scopes)}; keep it, it is not shown again:", file=sys.stderr)
    print(token)


@keys.command("list")
def show(
    file: File = None,
    config: Config = None,
    format: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.text,
) -> None:
    """List the keys; never the secrets, which nobody has."""
    shown = [
        {
            "id": key.id,
            "name": key.name,
            "scopes": list(key.scopes),
            "rate_per_minute": key.rate_per_minute,
            "created": key.created,
            "revoked": key.revoked,
        }
        for key in _keys(file, config)
    ]
    if format is Format.json:
        print(json.dumps(shown, indent=2))
    else:
        for row in shown:
            print(json.dumps(row) if format is Format.jsonl else _line(row))


@keys.command("revoke")
def revoke(
    id: Annotated[str, typer.Argument(help="The key's id, as 'tonecheck keys list' shows it.")],
    file: File = None,
    config: Config = None,
) -> None:
    """Close a key for good; a running service honours it for one second more."""
    key = _keys(file, config).revoke(id)
    print(f"key {key.id} ({key.name}) is revoked")


def _line(row: dict[str, Any]) -> str:
    rate = f"{row['rate_per_minute']}/min" if row["rate_per_minute"] else "no limit"
    state = f"revoked {row['revoked']}" if row["revoked"] else "active"
    return f"{row['id']}  {row['name']:20}  {','.join(row['scopes']):28}  {rate:10}  {row['created']}  {state}"


def _keys(file: Path | None, config: Path | None) -> Any:
    path = file or service_module("settings").load(config).keys_file
    if path is None:
        raise InputError("which file of keys? say --file FILE, or set keys_file (TONECHECK_KEYS_FILE)")
    return service_module("keys").Keys(path)


def service_module(name: str) -> Any:
    """A module of the service.

    The service stands on top of this package, so nothing here imports it by name.

    Raises:
        InputError: the extra is not installed.
    """
    try:
        return importlib.import_module(f"tonecheck_service.{name}")
    except ImportError as error:
        missing = error.name or "tonecheck_service"
        raise InputError(
            f"this needs the service extra ({missing} is missing): pip install 'tonecheck[service]'"
        ) from error
