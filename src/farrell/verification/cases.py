"""A golden case on disk, and what running it gave."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from farrell.data import Panel, read_panel
from farrell.data.checks import CODES
from farrell.errors import DataError, DataWarning

Outcome = Literal["agree", "disagree", "unsupported"]
PLAIN_DATA = frozenset({"file", "dmu", "period", "inputs", "outputs"})
PRICES = frozenset({"input_prices", "output_prices"})


@dataclass(frozen=True, slots=True)
class Case:
    """One folder with ``case.json`` and its data file.

    Attributes
    ----------
    id, model, options, data, expected, tolerance : as the file has them
    skipped : quantities the case itself says not to assert
    """

    folder: Path
    id: str
    model: str
    options: Mapping[str, Any]
    data: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: Mapping[str, float]
    skipped: frozenset[str]

    @classmethod
    def read(cls, folder: Path) -> Case:
        """Read a case.

        Raises
        ------
        DataError
            code ``bad-case``: not JSON, or a part is missing
        """
        path = folder / "case.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            skipped = frozenset(content.get("do_not_assert") or ())
            parts = {key: content[key] for key in ("id", "model", "options", "data", "expected", "tolerance")}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError("bad-case", file=path, reason=repr(error)) from error
        parts["tolerance"] = {"abs": 0.0, "rel": 0.0, **parts["tolerance"]}
        return cls(folder=folder, skipped=skipped, **parts)

    def panel(self, **roles: Any) -> Panel:
        """The case's panel; textbook data may break rules of thumb, so every check is allowed.

        ``bad_outputs`` have the role ``undesirable``; ``roles`` are further roles, marks, or other inputs and outputs.
        """
        data = self.data
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            return read_panel(
                self.folder / data["file"],
                unit=data["dmu"],
                period=data.get("period"),
                allow=CODES,
                **{
                    "inputs": data["inputs"],
                    "outputs": data["outputs"],
                    "undesirable": data.get("bad_outputs") or (),
                    **roles,
                },
            )

    def needs_only(self, *roles: str) -> bool:
        """Whether it needs inputs, outputs and these roles only (prices may stand by unused)."""
        return all(not value for key, value in self.data.items() if key not in PLAIN_DATA | PRICES | {*roles})


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What running a case gave.

    Attributes
    ----------
    outcome : agree, disagree, unsupported
    key : the quantity that differs most, in disagreements
    difference : its largest absolute difference
    reason : in words, where there is no number
    compared : quantities that were compared with the case's numbers
    drawn : quantities of random draws, of which only the order of magnitude was compared
    self_checked : quantities with many right answers, of which ours was checked against its own program
    left_out : quantities that hang on a program without bound, or on a factor that is not what it is called, which no
        number of ours could agree with
    """

    id: str
    model: str
    outcome: Outcome
    key: str | None = None
    difference: float | None = None
    reason: str | None = None
    compared: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    self_checked: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "case": self.id,
            "model": self.model,
            "outcome": self.outcome,
            "key": self.key,
            "difference": self.difference,
            "reason": self.reason,
            "compared": list(self.compared),
            "drawn": list(self.drawn),
            "self_checked": list(self.self_checked),
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All results of a folder of cases."""

    results: tuple[CaseResult, ...]

    def count(self, outcome: Outcome, model: str | None = None) -> int:
        """How many cases ended so, of one model or of all."""
        return sum(r.outcome == outcome and model in (None, r.model) for r in self.results)

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(sorted({r.model for r in self.results}))

    def to_dict(self) -> dict[str, Any]:
        """Counts in all and per model, and every disagreement."""
        outcomes: tuple[Outcome, ...] = ("agree", "disagree", "unsupported")
        return {
            **{o: self.count(o) for o in outcomes},
            "models": {m: {o: self.count(o, m) for o in outcomes} for m in self.models},
            "disagreements": [r.to_dict() for r in self.results if r.outcome == "disagree"],
            "cases": [r.to_dict() for r in self.results],
        }
