"""Small words of a walk through a study file: every complaint carries the file and the path of the key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from farrell.catalogue import LANGUAGES
from farrell.errors import StudyFileError, nearest
from farrell.study.spec import Text


class Walk:
    """A file and its raw table."""

    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        self.path, self.raw = path, raw

    def known(self, table: Mapping[str, Any], prefix: str, allowed: Iterable[str]) -> None:
        names = list(allowed)
        for key in table:
            if key not in names:
                raise StudyFileError(
                    "study-unknown-key",
                    file=self.path.name,
                    key=f"{prefix}{key}",
                    allowed=", ".join(names),
                    hint=nearest(key, names),
                )

    def need(self, table: Mapping[str, Any], prefix: str, key: str, kind: Any) -> Any:
        if key not in table:
            raise StudyFileError("study-key-missing", file=self.path.name, key=f"{prefix}{key}")
        return self.get(table, prefix, key, kind, None)

    def get(self, table: Mapping[str, Any], prefix: str, key: str, kind: Any, default: Any) -> Any:
        value = table.get(key, default)
        wrong = key in table and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool))
        if wrong:
            kinds = kind if isinstance(kind, tuple) else (kind,)
            names = {str: "string", int: "integer", float: "number", bool: "true/false", dict: "table", list: "list"}
            expected = " / ".join(names[k] for k in kinds)
            raise StudyFileError("study-type", file=self.path.name, key=f"{prefix}{key}", expected=expected)
        return value

    def finite(self, table: Mapping[str, Any], prefix: str, key: str) -> float:
        value = float(self.need(table, prefix, key, (int, float)))
        if not math.isfinite(value):
            raise StudyFileError("study-type", file=self.path.name, key=f"{prefix}{key}", expected="number")
        return value

    def table(self, table: Mapping[str, Any], prefix: str, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.get(table, prefix, key, dict, {})
        return found

    def words(self, table: Mapping[str, Any], prefix: str, key: str, default: Sequence[str]) -> list[str]:
        value = self.get(table, prefix, key, list, list(default))
        if not all(isinstance(item, str) for item in value):
            raise StudyFileError("study-type", file=self.path.name, key=f"{prefix}{key}", expected="list of strings")
        return list(value)

    def text(self, table: Mapping[str, Any], prefix: str, key: str, default: str) -> Text:
        value = table.get(key, default)
        if isinstance(value, str):
            return dict.fromkeys(LANGUAGES, value)
        if not isinstance(value, dict):
            raise StudyFileError("study-type", file=self.path.name, key=f"{prefix}{key}", expected="string / {en, zh}")
        self.known(value, f"{prefix}{key}.", LANGUAGES)
        if not value or not all(isinstance(v, str) for v in value.values()):
            raise StudyFileError("study-type", file=self.path.name, key=f"{prefix}{key}", expected="string / {en, zh}")
        return {language: str(value.get(language, next(iter(value.values())))) for language in LANGUAGES}

    def choice(self, key: str, value: Any, allowed: Sequence[Any]) -> Any:
        if value not in allowed:
            names = [str(a) for a in allowed]
            raise StudyFileError(
                "study-choice",
                file=self.path.name,
                key=key,
                value=repr(value),
                allowed=", ".join(names),
                hint=nearest(str(value), names),
            )
        return value
