"""The bundled studies: real panels with the provenance of every column, and the geography of the provinces."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, get_args

from farrell.catalogue import Language
from farrell.data.build import read_panel
from farrell.data.panel import Panel
from farrell.data.provinces import province_code
from farrell.errors import DataWarning, OptionError

BundleName = Literal["china-health", "china-hospitals-2011"]
BUNDLES: tuple[BundleName, ...] = get_args(BundleName)
STUDIES: tuple[BundleName, ...] = ("china-health",)
"""Bundled panels that come with a study file."""

ROLES: dict[str, dict[str, Any]] = {
    "china-health": {
        "file": "panel.csv",
        "unit": "province_en",
        "period": "year",
        "inputs": ["hospitals", "beds", "health_technicians"],
        "outputs": ["visits_10k", "discharges_10k"],
        "companions": ["inpatients_10k"],
        "group": "region3",
        "weight": "population_10k",
        "persons": 10_000,
        "environment": ["gdp_per_capita_yuan", "share_65plus"],
        "precision": {"visits_10k": {"step": 100, "kind": "truncated", "periods": [2022, 2023]}},
    },
    "china-hospitals-2011": {
        "file": "hospitals.csv",
        "unit": "DMU",
        "period": None,
        "inputs": ["床位数(万个)", "卫技人员数(万个)"],
        "outputs": ["诊疗人次数(万人次)", "入院人数(万人)"],
    },
}
"""How each bundled file is read; ``inputs`` and ``outputs`` are those of the study it comes from."""

ATTRIBUTION: dict[str, dict[Language, str]] = {
    "china-health": {
        "en": "National Bureau of Statistics and National Health Commission of China",
        "zh": "国家统计局、国家卫生健康委员会",
    },
    "china-hospitals-2011": {
        "en": "hospitals in 2011, as printed in a textbook on mathematical models in R",
        "zh": "2011 年医院数据，取自一部 R 数学模型教材",
    },
}
"""Whom to name wherever the figures are shown."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundled study.

    Attributes
    ----------
    name : one of :data:`BUNDLES`
    panel : the checked panel with the roles of its study
    table : every column of the file, a DataFrame
    source : where it comes from and how sure each column is, as text
    columns : provenance of every column: name, unit, complete, how sure (china-health)
    expected : printed results to compare with (china-hospitals-2011), else None
    regions, tile_grid, adjacency, centroids : geography of the provinces, DataFrames with their codes; ``unit`` is the
        panel's own label, where it has the province
    """

    name: BundleName
    panel: Panel
    table: Any
    source: str
    columns: Any
    expected: Any
    regions: Any
    tile_grid: Any
    adjacency: Any
    centroids: Any


def bundle_path(name: str) -> Traversable:
    """The file of a bundled panel.

    Raises
    ------
    OptionError
        an unknown name
    """
    if name not in BUNDLES:
        raise OptionError.choice("bundle", name, BUNDLES)
    return _root().joinpath(name, ROLES[name]["file"])


def study_path(name: str) -> Path:
    """The study file of a bundled study: packed beside its data, or in the examples of a checkout.

    Raises
    ------
    OptionError
        a name that has none
    """
    if name not in STUDIES:
        raise OptionError.choice("bundle", name, STUDIES)
    packed = Path(__file__).parent / "bundled" / name / "study.toml"
    checkout = Path(__file__).parents[3] / "examples" / name / "study.toml"
    return packed if packed.is_file() else checkout


def study_text(name: str) -> str:
    """The text of :func:`study_path`."""
    return study_path(name).read_text(encoding="utf-8")


def _root() -> Traversable:
    return resources.files("farrell.data").joinpath("bundled")


def load(name: BundleName) -> Bundle:
    """Load a bundled study: ``china-health`` or ``china-hospitals-2011``.

    Warnings about the panel are not raised here; ``bundle.panel.findings`` has them.

    Examples
    --------
    >>> import farrell
    >>> len(farrell.data.load("china-health").panel)
    310
    """
    import pandas as pd

    path = bundle_path(name)
    roles = {key: value for key, value in ROLES[name].items() if key != "file"}

    with resources.as_file(path) as real, warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        panel = read_panel(real, **roles)
    unit_of = {province_code(unit): unit for unit in panel.units}

    def frame(folder: str, file: str) -> Any:
        with resources.as_file(_root().joinpath(folder, file)) as real:
            table = pd.read_csv(real, dtype={"code": str, "code_a": str, "code_b": str, "province_code": str})
        if "code" in table:
            table.insert(0, "unit", table["code"].map(unit_of))
        return table

    source = _root().joinpath(name, "SOURCE.md").read_text(encoding="utf-8")
    return Bundle(
        name=name,
        panel=panel,
        table=frame(name, ROLES[name]["file"]),
        source=source,
        columns=pd.DataFrame(provenance(source)),
        expected=frame(name, "expected_vrs_input.csv") if name == "china-hospitals-2011" else None,
        regions=frame("geography", "regions.csv"),
        tile_grid=frame("geography", "tilegrid34.csv"),
        adjacency=frame("geography", "adjacency31.csv"),
        centroids=frame("geography", "centroids31.csv"),
    )


def provenance(source: str) -> list[dict[str, str]]:
    """The first table of a SOURCE.md that has the header ``column``, one entry a column it names."""
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for line in source.splitlines():
        if not line.startswith("|"):
            if header:
                break
            continue
        cells = [c.strip() for c in line.strip("|").split("|")]
        if cells[0] == "column":
            header = cells
        elif header and not set(cells[0]) <= set("-: "):
            for column in cells[0].split(", "):
                rows.append({"column": column, **dict(zip(header[1:], cells[1:], strict=False))})
    return rows
