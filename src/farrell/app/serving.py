"""``farrell serve``: a workspace, a socket, a server, the first URL."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import uvicorn

from farrell.app.access import read_password
from farrell.app.adopt import Adopted, adopt
from farrell.app.connections import Connection
from farrell.app.server import App, create_app
from farrell.app.workspace import Workspace
from farrell.errors import OptionError

PORT = 8765
FAREWELL_SECONDS = 3
"""How long open connections are waited for at the end."""


def default_workspace() -> Path:
    """``FARRELL_WORKSPACE``, else the folder for data of programs."""
    named = os.environ.get("FARRELL_WORKSPACE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "farrell"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "farrell"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "farrell"


def serve(
    workspace: str | Path | None = None,
    *,
    study: str | Path | None = None,
    host: str = "127.0.0.1",
    port: int = PORT,
    password_file: str | Path | None = None,
    names: Sequence[str] = (),
    ready: Callable[[App, str, Adopted | None], None] = lambda app, address, adopted: None,
) -> None:
    """Serve the page until the process is told to end.

    Parameters
    ----------
    workspace : the folder that keeps everything
    study : a study file, a bundled study or a folder of results to copy into the workspace (:func:`adopt`)
    host, port : where to listen; port 0 takes a free one
    password_file : its first line is what people sign in with; needed to listen anywhere but on this machine
    names : further names by which browsers know the server: that of a proxy before it
    ready : called with the application, its address and the study copied when the socket listens

    Raises
    ------
    OptionError
        codes ``host-needs-password``, ``host-taken``, ``workspace-taken``, ``workspace-version``, ``password-file``,
        ``password-short``, ``study-of-nobody``
    FarrellError
        what is wrong with the study
    """
    password = None if password_file is None else read_password(Path(password_file))
    if password is None and not is_loopback(host):
        raise OptionError("host-needs-password", host=host)
    if password is not None and study is not None:
        raise OptionError("study-of-nobody")
    listening = listen(host, port)
    with listening:
        port = listening.getsockname()[1]
        kept = Workspace(default_workspace() if workspace is None else workspace)
        try:
            adopted = None if study is None else adopt(kept, study)
            quick, long = processes()
            hosts = known_hosts(host, port, names)
            app = create_app(kept, hosts=hosts, port=port, password=password, quick=quick, long=long)
            ready(app, address(host, port), adopted)
            server_of(app).run(sockets=[listening])
        finally:
            kept.close()


def server_of(app: App) -> uvicorn.Server:
    """The server that brings requests to the application."""
    return uvicorn.Server(
        uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, http=Connection, ws="none", lifespan="on",
            timeout_graceful_shutdown=FAREWELL_SECONDS,
        )
    )  # fmt: skip


def address(host: str, port: int) -> str:
    """Where the server is for a browser on this machine."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def processes() -> tuple[int, int]:
    """Quick and long workers for the cores of this machine."""
    cores = os.cpu_count() or 2
    return max(2, min(4, cores // 2)), 1 if cores <= 4 else 2


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def known_hosts(host: str, port: int, names: Iterable[str] = ()) -> set[str]:
    """What browsers may call the server: names of this machine with its port; given names with and without it."""
    own = {"127.0.0.1", "localhost", "[::1]"}
    if not is_loopback(host):
        own |= {host, socket.gethostname(), socket.getfqdn(), *_addresses()}
    given = [name.strip().lower() for name in names]
    return {f"{name.lower()}:{port}" for name in (*own, *given)} | set(given)


def _addresses() -> set[str]:
    """Addresses of this machine."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return set()
    return {f"[{item[4][0]}]" if ":" in str(item[4][0]) else str(item[4][0]) for item in found}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; its connections send small answers at once, which else wait 40 ms to be acknowledged."""
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128
        )
    except (OSError, OverflowError) as error:
        raise OptionError("host-taken", host=host, port=port, reason=str(error)) from error
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
