"""Bytes become text: of a declared encoding, or of the one that the bytes are."""

from __future__ import annotations

import re

from farrell.errors import DataError, Finding, OptionError, Place, finding

RARE = 0.15
"""Chinese data have few characters outside GB 2312; text of another encoding read as GB18030 has many."""


def decoded(name: str, data: bytes, encoding: str | None, notes: list[Finding]) -> tuple[str, str]:
    """Text of the declared encoding, or of UTF-8, UTF-16 with its mark, GB18030, whichever the bytes are; and which."""
    if encoding is not None:
        return _declared(name, data, encoding), encoding
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise DataError("encoding", file=name, tried=["UTF-16"], line=_line_of(data, error.start)) from error
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        position = error.start
    if _mostly_utf8(data):
        raise DataError("encoding", file=name, tried=["UTF-8"], line=_line_of(data, position))
    try:
        content = data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = _line_of(data, max(position, error.start))
        raise DataError("encoding", file=name, tried=["UTF-8", "GB18030"], line=line) from error
    strange = _strange_word(content)
    if strange is not None:
        raise DataError("encoding-doubtful", file=name, line=_line_of(data, position), word=strange)
    notes.append(finding("encoding-gb18030", "note", Place(file=name)))
    return content, "gb18030"


def _declared(name: str, data: bytes, encoding: str) -> str:
    try:
        content = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError("encoding", file=name, tried=[encoding], line=_line_of(data, error.start)) from error
    except (LookupError, ValueError) as error:
        raise OptionError("encoding-unknown", encoding=repr(encoding)) from error
    try:
        other = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content
    if other != content.removeprefix("\ufeff") and not data.isascii():
        # bytes of several-byte UTF-8 are never by chance those of another encoding
        raise DataError("encoding-declared", file=name, encoding=encoding)
    return content


def _mostly_utf8(data: bytes) -> bool:
    """Whether most of the bytes beyond ASCII are UTF-8, so that the rest are faults and not another encoding."""
    text = data.decode("utf-8", errors="replace")
    good = sum(not c.isascii() and c != "\ufffd" for c in text)
    return good > 2 * text.count("\ufffd")


def _strange_word(content: str) -> str | None:
    """A word with characters outside GB 2312 where those are many: another encoding read as GB18030."""
    beyond = {c for c in content if not c.isascii() and not c.isspace()}
    rare = {c for c in beyond if not c.encode("gb2312", errors="ignore")}
    count = sum(c in rare for c in content)
    if count <= RARE * sum(c in beyond for c in content):
        return None
    return next(word for word in re.split(r"[,;\t|\r\n\"]+", content) if rare & set(word))[:20]


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
