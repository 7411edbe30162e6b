"""What a checked study file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from farrell.catalogue import Language
from farrell.data.bundles import ROLES
from farrell.data.roles import Period
from farrell.dea.models import MODULES
from farrell.productivity.models import OVER_TIME

Kind = str
KINDS: tuple[Kind, ...] = ("efficiency", *OVER_TIME, *MODULES)
"""The radial pair with scale efficiency, and every change over time and model of static efficiency by the name of its
function."""
OF_THE_STUDY = ("without", "cumulative_from")
"""Options of indices in a study that say how they are told, not how they are measured."""
Text = Mapping[Language, str]
SCORES: dict[str, Literal["crs", "vrs"]] = {"te_crs": "crs", "te_vrs": "vrs"}
"""Scores of the radial pair -> their returns to scale."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One ``[[model]]`` entry: its name, kind, and the options the model takes."""

    name: str
    kind: Kind
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure to stand beside the computed one.

    Attributes
    ----------
    label : what it is, per language
    table, column : where the computed values are
    where : column -> value that rows must have
    mean : arithmetic or geometric mean of those rows
    value, decimals : as printed
    """

    label: Text
    table: str
    column: str
    where: Mapping[str, Any]
    mean: Literal["arithmetic", "geometric"]
    value: float
    decimals: int


@dataclass(frozen=True, slots=True)
class MapSpec:
    """The ``[maps]`` table.

    Attributes
    ----------
    base : a bundled base map, or ``none``; None leaves it to the units: the outline where they are provinces of China
    file, match : a boundary file beside the study file, and its attribute with codes or names
    source : whom captions name for the boundaries of ``file``, per language
    approval : the map-approval number (审图号) of ``file``, empty for none
    periods : drawn ones, empty for up to four spread evenly
    """

    base: str | None
    file: str | None
    match: str | None
    source: Text
    approval: str
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class StudySpec:
    """A checked study file.

    Attributes
    ----------
    path : where it was read from; relative data files are looked for beside it
    title : per language
    language : of the report
    data : the ``[data]`` table as written
    source : whom captions name as the data's source, per language
    groups : a column with group labels, or a bundled grouping of provinces; None for the data's first, empty for none
    models : in order
    formats, figures, documents, profiles : what is written: formats of tables, of figures, of the report, and its
        profiles; which there are, the registry of formats knows
    maps : what maps are drawn on
    benchmarks : the options of diagnosis, benchmarks and milestones, as written; None where none are asked for
    scenarios : each ``[[scenario]]`` as written
    determinants : the options of what goes with efficiency, as written; None where it is not asked for
    stochastic : the options of three-stage DEA and of frontiers with noise, as written; None where none are asked for
    inference : the options of intervals, means and tests, as written; None where none are asked for
    robustness : the options of which findings stand, as written; None where it is not asked
    space : the options of the chapters in space, as written; None where none are asked for
    rebalance : the options of the plan, as written; None where none is asked for
    compare_source, compare_note, compare : published figures, where they are from, on what hypothesis
    """

    path: Path
    title: Text
    language: Language
    data: Mapping[str, Any]
    source: Text
    groups: str | None
    models: tuple[ModelSpec, ...]
    formats: tuple[str, ...]
    figures: tuple[str, ...]
    documents: tuple[str, ...]
    profiles: tuple[str, ...]
    maps: MapSpec
    benchmarks: Mapping[str, Any] | None
    space: Mapping[str, Any] | None
    rebalance: Mapping[str, Any] | None
    scenarios: tuple[Mapping[str, Any], ...]
    stochastic: Mapping[str, Any] | None
    inference: Mapping[str, Any] | None
    robustness: Mapping[str, Any] | None
    determinants: Mapping[str, Any] | None
    compare_source: str
    compare_note: Text
    compare: tuple[Published, ...]
    raw: Mapping[str, Any]


def panel_arguments(spec: StudySpec) -> dict[str, Any]:
    """Keyword arguments of the reader: those of the bundled study, overridden by what the file says."""
    own = {k: v for k, v in spec.data.items() if k not in ("bundled", "file", "source")}
    if "bundled" not in spec.data:
        return own
    return {**{k: v for k, v in ROLES[spec.data["bundled"]].items() if k != "file"}, **own}
