"""`qa serve`: open the page."""

from __future__ import annotations

import ipaddress
import os
import socket
from pathlib import Path

import click

from index.errors import VerbatimError
from qa.commands.libraries import is_of_samples, open_library
from qa.commands.options import library_option

PORT = 7860


@click.command(name="serve")
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
@click.option("--read-only", is_flag=True, help="Nothing on the page changes the library.")
@click.option("--auth", metavar="USER:PASSWORD-FILE", help="Ask for this user and password.")
@click.option("--reader", envvar="QA_READER", help="As for qa ask.")
def main(
    path: Path | None, host: str, port: int, read_only: bool, auth: str | None, reader: str | None
) -> None:
    """Open the page: questions and answers, with the source beside them."""
    user = _user(auth) if auth else None
    with _listening(host, port) as listener, open_library(path) as library:
        from ui.server import serve

        read_only = read_only or is_of_samples(library.path)
        address = _address(host, listener)
        if not _is_loopback(host) and user is None:
            changed = "read" if read_only else "read and change"
            click.echo(
                f"warning: whoever can reach {address} can {changed} this library; "
                "ask for a password with --auth USER:PASSWORD-FILE",
                err=True,
            )
        serve(
            library,
            listener,
            reader=reader,
            read_only=read_only,
            user=user,
            ready=lambda: click.echo(f"Verbatim is at {address} (Ctrl-C stops it)", err=True),
        )


def _listening(host: str, port: int) -> socket.socket:
    """Take the port before anything slow is loaded."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as exc:
        reason = os.strerror(exc.errno) if isinstance(exc, OSError) and exc.errno else str(exc)
        raise VerbatimError(
            f"cannot listen on {host} port {port} ({reason}); name another with --host or --port"
        ) from exc


def _user(auth: str) -> tuple[str, str]:
    """Read USER:PASSWORD-FILE; the password is the first line of the file."""
    user, colon, name = auth.partition(":")
    if not (user and colon and name):
        raise click.UsageError(f"--auth should be USER:PASSWORD-FILE, is now {auth!r}")
    try:
        lines = Path(name).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise VerbatimError(f"cannot read the password in {name} ({exc}); check the file") from exc
    if not lines or not lines[0]:
        raise VerbatimError(f"{name} has no password; expected one in its first line")
    return user, lines[0]


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
