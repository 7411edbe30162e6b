"""The command that opens the page."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farrell.cli.options import Lang
from farrell.cli.output import Output

if TYPE_CHECKING:
    from farrell.app.adopt import Adopted

serve_app = typer.Typer()


@serve_app.command()
def serve(
    study: Annotated[
        str | None,
        typer.Argument(
            metavar="STUDY",
            help="study.toml, a folder of results that farrell run wrote, or a bundled study (china-health): it is "
            "copied into the workspace, with its results, and the page opens on it.",
        ),
    ] = None,
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

    def ready(app: App, address: str, adopted: Adopted | None) -> None:
        access, local = app.server.access, app.server.access.mode == "local"
        place = "" if adopted is None else f"#/study/{adopted.id}"
        typer.echo(f"{address}?token={access.token}{place}" if local else address)
        if adopted is not None:
            _tell(output, adopted)
        output.say("serving", folder=app.server.workspace.folder)
        if not local:
            output.say("serving-others", host=host)
        if not no_open:
            import webbrowser

            webbrowser.open(f"{address}?token={access.ticket()}{place}" if local else address)

    signal.signal(signal.SIGTERM, _end)
    with output.catch(), suppress(KeyboardInterrupt):
        run_server(
            workspace, study=study, host=host, port=port, password_file=password_file, names=name or (), ready=ready
        )


def _tell(output: Output, adopted: Adopted) -> None:
    """What became of a study, and of results of it."""
    output.say(f"study-{adopted.news}", file=adopted.origin)
    if adopted.refused is not None:
        output.warnings([adopted.refused.text(output.language)])
    if adopted.results is not None:
        output.say("results-taken", folder=adopted.results)
    elif not adopted.is_run:
        output.say("results-none")


def _end(number: int, frame: object) -> None:
    """End as told, in order."""
    sys.exit(0)
