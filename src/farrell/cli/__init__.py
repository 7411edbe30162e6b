"""The command line: data to stdout, progress and messages to stderr, an exit code that says what happened."""

from farrell.cli.main import main

__all__ = ["main"]
