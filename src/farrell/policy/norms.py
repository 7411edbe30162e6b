"""Norms of health planning: dated, sourced, and yours to replace."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from farrell import show
from farrell.catalogue import Language
from farrell.data.frozen import Frozen
from farrell.data.toml_text import parsed
from farrell.errors import OptionError

KINDS = ("floor", "target", "ceiling", "ratio", "guide")
"""What a norm is: a level not to fall below, to reach, not to exceed; one amount for another; a size to go by."""
NEEDED = ("en", "value", "per", "kind", "year", "reference")
RESOURCES = {
    "private-beds": r"(民营|社会办|私立).*床|private.*(?<![a-z])beds?(?![a-z])|(?<![a-z])beds?(?![a-z]).*private",
    "beds": r"床|(?<![a-z])beds?(?![a-z])",
    "general-practitioners": r"全科|general.?practi|(?<![a-z])gps?(?![a-z])",
    "nurses": r"护士|护理人员|nurs",
    "doctors": r"(?<!乡村)医[师生]|(?<!village.)doctor|physician",
    "health-technicians": r"卫生技术|卫技|卫生人员|technician|health.?(worker|staff|personnel)",
    "hospitals": r"(医院|机构)(数量?|总数|个数)?([（(]|\W*$)|^(number of )?(hospitals?|institutions?)\W*$",
}
"""What norms are about, and the headers by which a column is known to count it; the first that fits, so that beds of
hospitals are beds."""


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm.

    Attributes
    ----------
    key : its name
    en, zh : what is counted
    resource : which of :data:`RESOURCES` that is; empty where none is named
    value : how many
    per, people : of how many of whom: 1000 permanent residents, 1 doctor
    kind : one of :data:`KINDS`
    year : the year it is set for
    document_en, document_zh, issuer, date : where it is set, by whom, when made public
    reference : where that can be read
    """

    key: str
    en: str
    zh: str
    resource: str
    value: float
    per: float
    people: str
    kind: str
    year: int
    document_en: str
    document_zh: str
    issuer: str
    date: str
    reference: str

    def name(self, language: Language = "en") -> str:
        return self.zh if language == "zh" else self.en

    @property
    def per_1000(self) -> float:
        """The level for 1,000 people.

        Raises
        ------
        OptionError
            code ``norm-not-of-people``: a ratio or the size of one hospital
        """
        if self.kind in ("ratio", "guide"):
            raise OptionError("norm-not-of-people", key=self.key, people=self.people)
        return self.value * 1000.0 / self.per


@dataclass(frozen=True, slots=True)
class Norms:
    """All norms by key."""

    by_key: Mapping[str, Norm]

    def __getitem__(self, key: str) -> Norm:
        if key not in self.by_key:
            raise OptionError.choice("norm", key, self.by_key)
        return self.by_key[key]

    def __len__(self) -> int:
        return len(self.by_key)

    def to_frame(self) -> Any:
        """One row a norm, a column an attribute."""
        import pandas as pd

        names = [f.name for f in fields(Norm)]
        return pd.DataFrame([[getattr(n, name) for name in names] for n in self.by_key.values()], columns=names)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [n.key, n.en, n.resource, n.value, f"{n.per:g}", n.kind, str(n.year), n.reference]
            for n in self.by_key.values()
        ]
        return ["key", "what", "resource", "value", "per", "kind", "year", "reference"], rows

    def summary(self) -> str:
        """One line a norm, with where it can be read."""
        return show.text_table(*self._table())

    def _repr_html_(self) -> str:
        return show.html_table(*self._table())

    def __repr__(self) -> str:
        return f"Norms: {', '.join(self.by_key)}"


def resource_of(*names: str) -> str | None:
    """Which of :data:`RESOURCES` a column counts, by its header and its labels; None where they do not say."""
    for resource, pattern in RESOURCES.items():
        if any(re.search(pattern, name, re.IGNORECASE) for name in names):
            return resource
    return None


def norms(path: str | Path | None = None) -> Norms:
    """Norms of Chinese health planning that a public document confirms, and those of a file of your own.

    Parameters
    ----------
    path : a TOML file in the form of the bundled one, a table a norm; its norms replace bundled ones of the same key

    Returns
    -------
    Norms

    Raises
    ------
    OptionError
        code ``norms-file``: no such file, or an entry that is not whole; names the entry and the key

    Notes
    -----
    A norm is a plan of its time: the bundled ones were set for 2020 to 2030. What newer plans ask for belongs in a
    file of your own, with its reference. In a plan, ``floors={"beds": "norm:beds-2020"}`` takes a norm by its key.

    Examples
    --------
    >>> import farrell
    >>> farrell.norms()["general-practitioners-2020"].per_1000
    0.2
    """
    known = dict(_bundled())
    if path is not None:
        known |= _read(Path(path).name, _loaded(Path(path)))
    return Norms(Frozen(known))


@cache
def _bundled() -> Mapping[str, Norm]:
    text = resources.files("farrell.policy").joinpath("norms.toml").read_text(encoding="utf-8")
    return Frozen(_read("norms.toml", parsed(text)))


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return parsed(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise OptionError("norms-file", file=path.name, key="–", reason=str(error)) from error


def _read(file: str, raw: Mapping[str, Any]) -> dict[str, Norm]:
    out = {}
    kinds = {f.name: f.type for f in fields(Norm) if f.name != "key"}
    for key, entry in raw.items():
        if not isinstance(entry, dict):
            raise OptionError("norms-file", file=file, key=key, reason="table")
        for name in NEEDED:
            if name not in entry:
                raise OptionError("norms-file", file=file, key=f"{key}.{name}", reason="–")
        for name, value in entry.items():
            if name not in kinds:
                raise OptionError.choice(f"{file}: {key}", name, kinds)
            number = kinds[name] in ("float", "int")
            good = (
                isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value > 0
            )
            if not (good if number else isinstance(value, str)):
                raise OptionError("norms-file", file=file, key=f"{key}.{name}", reason=repr(value))
        if entry["kind"] not in KINDS:
            raise OptionError.choice(f"{file}: {key}.kind", entry["kind"], KINDS)
        if entry.get("resource", "") not in ("", *RESOURCES):
            raise OptionError.choice(f"{file}: {key}.resource", entry["resource"], RESOURCES)
        texts = {name: "" for name, kind in kinds.items() if kind == "str"}
        out[key] = Norm(**{**texts, "key": key, "zh": entry["en"], **entry})
    return out
