"""The command that opens the page."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from farrell.cli.options import Lang
from farrell.cli.output import Output

serve_app = typer.Typer()


@serve_app.command()
def serve(
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes a free port.")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on; any but this machine needs --password-file.")] = (
        "127.0.0.1"
    ),
    workspace: Annotated[
        Path | None, typer.Option(help="Folder that keeps files, studies and results; that of the user by default.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", help="File whose first line people sign in with.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="A name browsers know the server by, that of a proxy; may be repeated.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    lang: Lang = None,
) -> None:
    """Open the page in the browser: data, studies, maps, plans and documents. Nothing leaves this machine.

    The first line printed is the address to begin with. Ctrl-C ends the server; what it keeps stays.
    """
    from farrell.app import serve as run_server
    from farrell.app.server import App

    output = Output(lang, False)

    def ready(app: App, address: str) -> None:
        access, local = app.server.access, app.server.access.mode == "local"
        typer.echo(f"{address}?token={access.token}" if local else address)
        output.say("serving", folder=app.server.workspace.folder)
        if not local:
            output.say("serving-others", host=host)
        if not no_open:
            import webbrowser

            webbrowser.open(f"{address}?token={access.ticket()}" if local else address)

    signal.signal(signal.SIGTERM, _end)
    with output.catch(), suppress(KeyboardInterrupt):
        run_server(workspace, host=host, port=port, password_file=password_file, names=name or (), ready=ready)


def _end(number: int, frame: object) -> None:
    """End as told, in order."""
    sys.exit(0)
