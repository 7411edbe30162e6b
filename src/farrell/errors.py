"""Errors and warnings, each with a code that is the key of its English and Chinese text.

FarrellError
├── DataError        the data cannot be used as they are          exit code 3
├── OptionError      an option or argument makes no sense         exit code 2
├── StudyFileError   study.toml is wrong                          exit code 2
└── SolveError       programs could not be solved                 exit code 4

FarrellWarning
├── DataWarning      something in the data deserves a look
├── SolveWarning     some units have no score
├── SpeedWarning     something takes a while, and why
└── RenderWarning    something could not be drawn

Codes of data findings live in the catalogue under ``check.``, all others under ``error.`` and ``warning.``.
"""

from __future__ import annotations

import difflib
import errno
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from farrell.catalogue import Language, listing, text

LONGEST = 200
"""Most characters of one value in a message; a cell may hold megabytes."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the data something is; what is unknown stays None."""

    file: str | None = None
    row: int | None = None
    unit: str | None = None
    period: object = None
    column: str | None = None

    def text(self, language: Language = "en") -> str:
        """``panel.csv, row 7, unit Tibet, period 2016, column beds``."""
        parts = [str(self.file)] if self.file else []
        for name in ("row", "unit", "period", "column"):
            value = getattr(self, name)
            if value is not None and value != "":
                parts.append(text(f"place.{name}", language, value=value))
        return ("，" if language == "zh" else ", ").join(parts)


@runtime_checkable
class Worded(Protocol):
    """What says itself in words."""

    def text(self, language: Language = "en") -> str: ...


def _worded(value: object, language: Language) -> object:
    """A value as a message has it: names in a row, an error in its own words, a long text cut short."""
    if isinstance(value, Worded):
        return value.text(language)
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, Worded) for item in value):
        return ("；" if language == "zh" else "; ").join(item.text(language) for item in value)
    if isinstance(value, (list, tuple)):
        return listing(value, language)
    return value if not isinstance(value, str) or len(value) <= LONGEST else value[:LONGEST] + "…"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: its code, how bad it is, where, and the values its text needs."""

    code: str
    severity: Severity
    place: Place = field(default_factory=Place)
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: Language = "en") -> str:
        """What is wrong, where, and what to do."""
        values = {key: _worded(value, language) for key, value in self.values}
        message = text(f"check.{self.code}", language, **values)
        where = self.place.text(language)
        return f"{where}{'：' if language == 'zh' else ': '}{message}" if where else message


def finding(code: str, severity: Severity, place: Place | None = None, **values: object) -> Finding:
    """A :class:`Finding` with its values by keyword."""
    return Finding(code, severity, place or Place(), tuple(sorted(values.items())))


class FarrellError(Exception):
    """Base of all errors a user can cause. ``code`` is stable; ``text(language)`` says it in words."""

    exit_code = 1

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text())

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel between processes."""
        return _rebuilt, (type(self), self.code, self.values, getattr(self, "findings", ()))

    def text(self, language: Language = "en") -> str:
        """What is wrong, where, and what to do, in one language."""
        values = {key: _worded(value, language) for key, value in self.values.items()}
        return text(f"error.{self.code}", language, **values)


def _rebuilt(
    kind: type[FarrellError], code: str, values: dict[str, Any], findings: tuple[Finding, ...]
) -> FarrellError:
    return kind(code, findings, **values) if issubclass(kind, DataError) else kind(code, **values)


class DataError(FarrellError):
    """The data cannot be used as they are. ``findings`` lists every fault, not only the first."""

    exit_code = 3

    def __init__(self, code: str, findings: Iterable[Finding] = (), **values: object) -> None:
        self.findings = tuple(findings)
        super().__init__(code, **values)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> DataError:
        """The error that carries several findings; its code is that of the first."""
        found = tuple(findings)
        return cls(found[0].code, found)

    def text(self, language: Language = "en") -> str:
        if not self.findings:
            return super().text(language)
        most = 5
        lines = [f.text(language) for f in self.findings[:most]]
        if len(self.findings) > most:
            lines.append(text("list.more-findings", language, more=len(self.findings) - most))
        return "\n".join(lines)


class OptionError(FarrellError):
    """An option or argument makes no sense."""

    exit_code = 2

    @classmethod
    def choice(cls, option: str, value: object, allowed: Iterable[object]) -> OptionError:
        """A value outside the allowed ones; names them and the nearest."""
        names = [str(a) for a in allowed]
        return cls("choice", option=option, value=repr(value), allowed=names, hint=nearest(str(value), names))


DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What the system says of a disk that is full, over its quota, read-only or broken."""


def disk_fault(error: BaseException | None) -> str | None:
    """What the disk said, where it is behind an error; None where something else is.

    Some libraries raise errors of their own while they handle the system's, and some tell its number in words only.
    """
    while error is not None:
        said = re.search(r"\(os error (\d+)\)", str(error))
        number = error.errno if isinstance(error, OSError) and error.errno else said and int(said[1])
        if number in DISK:
            return getattr(error, "strerror", None) or str(error)
        error = error.__cause__ or error.__context__
    return None


@contextmanager
def writing(out: object) -> Iterator[None]:
    """What the system says against writing ``out``, as an ``OptionError`` of code ``out-not-writable``."""
    try:
        yield
    except OSError as error:
        raise OptionError("out-not-writable", out=out, reason=error.strerror or str(error)) from error


class StudyFileError(FarrellError):
    """study.toml is wrong."""

    exit_code = 2


class SolveError(FarrellError):
    """Programs could not be solved; the command line ends with it after it has given what it has."""

    exit_code = 4


class FarrellWarning(UserWarning):
    """Base of all warnings. Like an error it has a code and a text in each language."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.text())

    def __reduce__(self) -> tuple[Any, ...]:
        """Warnings travel between processes."""
        return _rewarned, (type(self), self.code, self.values)

    def text(self, language: Language = "en") -> str:
        """What deserves a look, in one language."""
        return text(f"warning.{self.code}", language, **{k: _worded(v, language) for k, v in self.values.items()})


def _rewarned(kind: type[FarrellWarning], code: str, values: dict[str, Any]) -> FarrellWarning:
    return kind(code, **values)


class DataWarning(FarrellWarning):
    """Something in the data deserves a look: the findings of one check."""

    def __init__(self, code: str, findings: Iterable[Finding] = (), more: int = 0) -> None:
        self.findings = tuple(findings)
        self.more = more
        super().__init__(code)

    def __reduce__(self) -> tuple[Any, ...]:
        return DataWarning, (self.code, self.findings, self.more)

    def text(self, language: Language = "en") -> str:
        lines = [f.text(language) for f in self.findings]
        return "\n".join([*lines, *([text("list.more-findings", language, more=self.more)] if self.more else [])])


class SolveWarning(FarrellWarning):
    """Some units have no score."""


class SpeedWarning(FarrellWarning):
    """Something takes a while, and why."""


class RenderWarning(FarrellWarning):
    """Something could not be drawn."""


def nearest(word: object, known: Iterable[object]) -> str:
    """`` → 'x'?``, in no language's words: the nearest known name in quotes, or nothing."""
    names = [str(k) for k in known]
    match = [name for name in names if name.casefold() == str(word).casefold()]
    match = match or difflib.get_close_matches(str(word), names, n=1, cutoff=0.5)
    return f" → '{match[0]}'?" if match else ""


def warn(warning: FarrellWarning, depth: int = 3) -> None:
    """Warn at the caller's caller, so that the line shown is the user's."""
    warnings.warn(warning, stacklevel=depth)
