"""One file of the collection, the answer it must get, and how it is put to Farrell."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import farrell

PLAIN = {"A": (1.0, 2.0), "B": (2.0, 3.0), "C": (3.0, 4.0), "D": (4.0, 6.0), "E": (5.0, 5.0), "F": (6.0, 7.0)}
"""Input x and output y of each unit, of which no check has anything to say."""
SECONDS = 20.0
"""Most seconds of processor time a file may take; almost all take a hundredth."""
SAID_ANYWAY = {"isotonicity", "sizes", "outlier-ratio", "few-units", "constant"}
"""Checks of the values that a spoiled number may set off; they are not what a file is about."""


@dataclass(frozen=True)
class Accepted:
    """Read with exactly these numbers, and these codes said."""

    numbers: Mapping[str, tuple[float, float]]
    said: frozenset[str] = frozenset()
    periods: tuple[Any, ...] = ("all",)


@dataclass(frozen=True)
class Refused:
    """Refused with this code; the message, in both languages, holds these words."""

    code: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hostile:
    """A file, how it is made, how it is asked to be read, and the answer.

    Attributes
    ----------
    content : bytes or text of the file, or a function that puts it at a path
    options : of :func:`farrell.read_panel`, beside unit u, input x and output y
    """

    name: str
    content: bytes | str | Callable[[Path], None]
    answer: Accepted | Refused
    ending: str = "csv"
    options: Mapping[str, Any] = field(default_factory=dict)


def accepted(said: str = "", periods: tuple[Any, ...] = ("all",), **changed: tuple[float, float]) -> Accepted:
    """The plain numbers but for those changed."""
    return Accepted({**PLAIN, **changed}, frozenset(said.split()), periods)


def made(content: Callable[[], bytes | str]) -> Callable[[Path], None]:
    """A large file, which is made when it is asked for."""

    def write(path: Path) -> None:
        data = content()
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    return write


def put(case: Hostile, folder: Path) -> Path:
    """The file on disk."""
    path = folder / f"data.{case.ending}"
    if callable(case.content):
        case.content(path)
    else:
        path.write_bytes(case.content.encode() if isinstance(case.content, str) else case.content)
    return path


def read(path: Path, options: Mapping[str, Any]) -> farrell.Panel | farrell.FarrellError:
    """What Farrell answers; anything that is neither a panel nor its own error comes through as a crash."""
    asked = {"unit": "u", "inputs": ["x"], "outputs": ["y"], **options}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        started = time.process_time()
        try:
            answer: farrell.Panel | farrell.FarrellError = farrell.read_panel(path, **asked)
        except farrell.FarrellError as error:
            answer = error
        assert time.process_time() - started < SECONDS
    return answer


def check(case: Hostile, folder: Path) -> None:
    """Put a file to Farrell and compare the answer."""
    path = put(case, folder)
    got = read(path, case.options)
    if isinstance(case.answer, Refused):
        assert isinstance(got, farrell.FarrellError), f"accepted: {got.to_frame()}"
        assert got.code == case.answer.code, f"{got.code}: {got}"
        assert path.name in str(got) or not isinstance(got, farrell.DataError)
        for language in ("en", "zh"):
            assert len(got.text(language)) < 3000
        for word in case.answer.words:
            assert word in got.text("en"), got.text("en")
        assert got.text("zh") != got.text("en")
        return
    assert not isinstance(got, farrell.FarrellError), f"refused: {got.code}: {got}"
    assert got.periods == case.answer.periods
    numbers = {unit: (x, y) for unit, x, y in zip(got.unit_labels, got.X[:, 0], got.Y[:, 0], strict=True)}
    assert numbers == dict(case.answer.numbers)
    said = {f.code for f in got.findings}
    assert said - SAID_ANYWAY == set(case.answer.said) - SAID_ANYWAY
    assert case.answer.said <= said
