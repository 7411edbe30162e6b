"""study.toml, schema 1: what to read, which models to run, what to write.

A wrong key names the file, the path of the key, the allowed ones and the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from farrell.catalogue import LANGUAGES
from farrell.data.boundaries import BASES
from farrell.data.bundles import ATTRIBUTION, BUNDLES, STUDIES, study_path
from farrell.data.roles import LISTS, MARKS
from farrell.data.toml_text import parsed
from farrell.data.twice import DUPLICATES
from farrell.dea import models
from farrell.dea.compare import RESERVED
from farrell.dea.frontier import ANY_ORIENTATION, RTS
from farrell.errors import StudyFileError
from farrell.productivity import models as indices
from farrell.productivity.decompositions import DECOMPOSITIONS, FORMS
from farrell.productivity.malmquist import CONVENTIONS
from farrell.productivity.scores import DISTANCES
from farrell.productivity.technologies import TECHNOLOGIES
from farrell.study.benchmarks import BENCHMARK_KEYS
from farrell.study.determinants_file import read_determinants
from farrell.study.inference_file import read_inference
from farrell.study.plans import FILES, PLAN_KEYS
from farrell.study.robustness_file import read_robustness
from farrell.study.scenarios import SCENARIO_KINDS, keys_of
from farrell.study.space_file import read_space
from farrell.study.spec import KINDS, OF_THE_STUDY, Kind, MapSpec, ModelSpec, Published, StudySpec, Text
from farrell.study.stochastic_file import read_stochastic
from farrell.study.walk import Walk

SCHEMA = 1
DATA_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
"""Endings of files that are data and no study file."""
OUTPUTS = {"tables": ("csv", "xlsx"), "figures": ("svg", "png"), "documents": ("html",), "profiles": ("full",)}
"""What is written unasked. What else can be asked for, the registry of formats knows."""
MAP_BASES = (*BASES, "none")
MISSING = ("error", "exclude")
_KEYS = (
    "schema",
    "title",
    "language",
    "data",
    "labels",
    "groups",
    "model",
    "models",
    "maps",
    "space",
    "benchmarks",
    "rebalance",
    "scenario",
    "outputs",
    "compare",
    "stochastic",
    "inference",
    "robustness",
    "determinants",
)
_MAP_KEYS = ("base", "file", "match", "source", "approval", "periods")

_ROLE_LISTS = (*LISTS, *MARKS)
_FILE_KEYS = ("file", "sheet", "encoding", "header_row", "thousands", "decimal", "percent")
_DATA_KEYS = (
    "bundled",
    *_FILE_KEYS,
    "unit",
    "period",
    *_ROLE_LISTS,
    "group",
    "weight",
    "persons",
    "precision",
    "missing",
    "duplicates",
    "exclude",
    "allow",
    "units",
    "periods",
    "source",
)
_EFFICIENCY = ("orientation", "reference", "slack_weights")
"""Options of the kind that is no single function."""
_OF_EFFICIENCY: dict[str, tuple[Any, ...]] = {"orientation": ("input", "output"), "slack_weights": ("ones", "mean")}
BY_INTERVAL = ("intervals", "common", "refuse")
"""A study's tables of change go by interval, so none is over a gap."""
_OF_INDICES: dict[str, tuple[Any, ...]] = {
    "orientation": ANY_ORIENTATION,
    "rts": RTS,
    "decomposition": DECOMPOSITIONS,
    "technology": TECHNOLOGIES,
    "form": FORMS,
    "distance": DISTANCES,
    "convention": CONVENTIONS,
    "unbalanced": BY_INTERVAL,
}
"""What options may be; indices refuse the rest themselves."""


def read_study(path: str | Path) -> StudySpec:
    """Read and check a study file. A folder is that of its ``study.toml``; the name of a bundled study is its file,
    where there is no other of that name.

    Raises
    ------
    StudyFileError
        codes ``study-missing``, ``study-toml``, ``study-unknown-key``, ``study-key-missing``, ``study-type``,
        ``study-choice``, ``study-schema``, ``study-model-twice``, ``study-period``
    """
    path = Path(path)
    if str(path) in STUDIES and not path.exists():
        path = study_path(str(path))
    try:
        if path.is_dir():
            path = path / "study.toml"
        if path.suffix.lower() in DATA_FILES and path.is_file():
            raise StudyFileError("study-is-data", file=path.name)
        raw = parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise StudyFileError("study-missing", file=path) from error
    except (ValueError, OSError) as error:
        raise StudyFileError("study-toml", file=path.name, reason=str(error)) from error
    return check_study(path, raw)


def check_study(path: Path, raw: Mapping[str, Any]) -> StudySpec:
    """Check the table of a study file that stands, or would stand, at ``path``; raises as :func:`read_study`."""
    return _Reader(path, raw).study()


def _model_options(kind: Kind) -> tuple[str, ...]:
    """The options a kind takes: those of its function but for the solver, and how the study tells it."""
    if kind == "efficiency":
        return _EFFICIENCY
    given = indices.options(kind) if kind in indices.OVER_TIME else models.options(kind)
    return (*(k for k in given if k != "solver"), *(OF_THE_STUDY if kind in indices.INDICES else ()))


def _choices(kind: Kind) -> Mapping[str, tuple[Any, ...]]:
    """The options of a kind whose values are checked before it is run."""
    if kind == "efficiency":
        return _OF_EFFICIENCY
    if kind in indices.INDICES:
        return _OF_INDICES
    return {"unbalanced": BY_INTERVAL} if kind in indices.OTHERS else {}


class _Reader(Walk):
    """Walks the raw table of a study."""

    def study(self) -> StudySpec:
        raw = self.raw
        self.known(raw, "", _KEYS)
        schema = self.need(raw, "", "schema", int)
        if schema != SCHEMA:
            raise StudyFileError("study-schema", file=self.path.name, schema=schema, known=SCHEMA)
        for column, label in self.table(raw, "", "labels").items():
            if not isinstance(label, dict):
                raise StudyFileError("study-type", file=self.path.name, key=f"labels.{column}", expected="table")
            self.known(label, f"labels.{column}.", (*LANGUAGES, "unit"))
            for language in LANGUAGES:
                self.get(label, f"labels.{column}.", language, str, "")
            self.text(label, f"labels.{column}.", "unit", "")
        self.labels_of_columns(raw)
        outputs = self.table(raw, "", "outputs")
        self.known(outputs, "outputs.", OUTPUTS)
        written = {key: tuple(self.words(outputs, "outputs.", key, usual)) for key, usual in OUTPUTS.items()}
        groups = self.table(raw, "", "groups")
        self.known(groups, "groups.", ("by",))
        source, note, published = self.compare()
        return StudySpec(
            path=self.path,
            title=self.text(raw, "", "title", self.path.stem),
            language=self.choice("language", raw.get("language", "en"), LANGUAGES),
            data=self.data(),
            source=self.source(),
            groups=self.get(groups, "groups.", "by", str, None),
            models=self.models(),
            formats=written["tables"],
            figures=written["figures"],
            documents=written["documents"],
            profiles=written["profiles"],
            compare_source=source,
            compare_note=note,
            maps=self.maps(),
            benchmarks=self.options("benchmarks", BENCHMARK_KEYS),
            space=read_space(self),
            rebalance=self.options("rebalance", PLAN_KEYS),
            scenarios=self.scenarios(),
            stochastic=read_stochastic(self),
            inference=read_inference(self),
            robustness=read_robustness(self),
            determinants=read_determinants(self),
            compare=published,
            raw=raw,
        )

    def labels_of_columns(self, raw: Mapping[str, Any]) -> None:
        """A label for what is no column with a role, no subsystem and no scenario would be silently without effect."""
        data = raw.get("data", {})
        if not isinstance(data, dict) or "bundled" in data:
            return
        columns = [c for key in _ROLE_LISTS if isinstance(data.get(key), list) for c in data[key]]
        columns += self.table(self.table(raw, "", "space"), "space.", "subsystems")
        entries = raw.get("scenario")
        columns += (
            [e["name"] for e in entries if isinstance(e, dict) and "name" in e] if isinstance(entries, list) else []
        )
        columns += self.nodes(raw)
        for column in self.table(raw, "", "labels"):
            if column not in columns:
                self.choice("labels", column, columns)

    def nodes(self, raw: Mapping[str, Any]) -> list[str]:
        """Nodes of models' graphs, which may have labels like columns; what is no graph is refused later."""
        found: list[str] = []
        for entry in raw.get("model", raw.get("models", ())):
            graph = entry.get("graph") if isinstance(entry, dict) else None
            listed = graph.get("nodes") if isinstance(graph, dict) else None
            found += listed if isinstance(listed, dict) else ()
        return found

    def data(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self.need(self.raw, "", "data", dict)
        self.known(data, "data.", _DATA_KEYS)
        if ("bundled" in data) == ("file" in data):
            raise StudyFileError("study-data-source", file=self.path.name)
        if "bundled" in data:
            self.choice("data.bundled", data["bundled"], BUNDLES)
            for key in _FILE_KEYS:
                if key in data:
                    raise StudyFileError("study-data-source", file=self.path.name)
        else:
            self.need(data, "data.", "file", str)
            for key in ("unit", "inputs", "outputs"):
                if key not in data:
                    raise StudyFileError("study-key-missing", file=self.path.name, key=f"data.{key}")
        for key in ("unit", "period", "weight", "encoding", "thousands", "decimal", "percent", "missing", "duplicates"):
            self.get(data, "data.", key, str, None)
        for key in (*_ROLE_LISTS, "exclude", "allow", "units"):
            self.words(data, "data.", key, ())
        self.get(data, "data.", "persons", (int, float), None)
        self.get(data, "data.", "periods", list, [])
        self.get(data, "data.", "precision", dict, {})
        self.get(data, "data.", "header_row", int, None)
        if "missing" in data:
            self.choice("data.missing", data["missing"], MISSING)
        if "duplicates" in data:
            self.choice("data.duplicates", data["duplicates"], DUPLICATES)
        self.get(data, "data.", "sheet", (str, int), None)
        if not isinstance(data.get("group"), str):
            self.words(data, "data.", "group", ())
        return data

    def source(self) -> Text:
        data = self.raw["data"]
        known = ATTRIBUTION.get(data.get("bundled", ""), {})
        return self.text(data, "data.", "source", "") if "source" in data or not known else known

    def models(self) -> tuple[ModelSpec, ...]:
        if "model" in self.raw and "models" in self.raw:
            raise StudyFileError("study-two-lists", file=self.path.name)
        listed = self.need(self.raw, "", "models" if "models" in self.raw else "model", list)
        if not listed:
            raise StudyFileError("study-key-missing", file=self.path.name, key="model")
        out: list[ModelSpec] = []
        taken: set[str] = set()
        for number, entry in enumerate(listed, start=1):
            prefix = f"model[{number}]."
            if not isinstance(entry, dict):
                raise StudyFileError("study-type", file=self.path.name, key=f"model[{number}]", expected="table")
            kind = self.choice(f"{prefix}kind", self.need(entry, prefix, "kind", str), KINDS)
            self.known(entry, prefix, ("name", "kind", *_model_options(kind)))
            name = self.get(entry, prefix, "name", str, kind)
            if not name.isprintable():
                raise StudyFileError("study-model-name", file=self.path.name, key=f"{prefix}name")
            if name in RESERVED:
                raise StudyFileError("study-model-reserved", file=self.path.name, key=f"{prefix}name", name=name)
            if {name, f"{name} (crs)", f"{name} (vrs)"} & taken:
                raise StudyFileError("study-model-twice", file=self.path.name, key=f"{prefix}name", name=name)
            for key, allowed in _choices(kind).items():
                if key in entry:
                    self.choice(f"{prefix}{key}", entry[key], allowed)
            self.get(entry, prefix, "reference", (str, int, list), "own")
            self.get(entry, prefix, "without", list, [])
            taken |= {f"{name} (crs)", f"{name} (vrs)", name} if kind == "efficiency" else {name}
            out.append(ModelSpec(name, kind, {k: v for k, v in entry.items() if k not in ("name", "kind")}))
        return tuple(out)

    def compare(self) -> tuple[str, Text, tuple[Published, ...]]:
        compare = self.table(self.raw, "", "compare")
        self.known(compare, "compare.", ("source", "note", "figures"))
        figures = []
        for number, entry in enumerate(self.get(compare, "compare.", "figures", list, []), start=1):
            prefix = f"compare.figures[{number}]."
            if not isinstance(entry, dict):
                raise StudyFileError("study-type", file=self.path.name, key=prefix.rstrip("."), expected="table")
            self.known(entry, prefix, ("label", "table", "column", "where", "mean", "value", "decimals"))
            mean = self.choice(f"{prefix}mean", entry.get("mean", "arithmetic"), ("arithmetic", "geometric"))
            figures.append(
                Published(
                    self.text(entry, prefix, "label", ""),
                    self.need(entry, prefix, "table", str),
                    self.need(entry, prefix, "column", str),
                    self.get(entry, prefix, "where", dict, {}),
                    mean,
                    self.finite(entry, prefix, "value"),
                    self.get(entry, prefix, "decimals", int, 3),
                )
            )
        return (
            self.get(compare, "compare.", "source", str, ""),
            self.text(compare, "compare.", "note", ""),
            tuple(figures),
        )

    def maps(self) -> MapSpec:
        maps = self.table(self.raw, "", "maps")
        self.known(maps, "maps.", _MAP_KEYS)
        for key in ("base", "file", "match", "approval"):
            self.get(maps, "maps.", key, str, None)
        if "base" in maps:
            self.choice("maps.base", maps["base"], MAP_BASES)
        for key in ("base",) if "file" in maps else ("match", "source", "approval"):
            if key in maps:
                raise StudyFileError("study-map-file", file=self.path.name, key=f"maps.{key}")
        return MapSpec(
            base=maps.get("base"),
            file=maps.get("file"),
            match=maps.get("match"),
            source=self.text(maps, "maps.", "source", maps.get("file", "")),
            approval=maps.get("approval", ""),
            periods=tuple(self.get(maps, "maps.", "periods", list, [])),
        )

    def options(self, name: str, keys: Sequence[str]) -> Mapping[str, Any] | None:
        """A table of options of policy functions, which check their values; None where it is not there."""
        if name not in self.raw:
            return None
        wanted = self.table(self.raw, "", name)
        self.known(wanted, f"{name}.", keys)
        self.get(wanted, f"{name}.", "front", int, 0)
        for key in FILES:
            self.get(wanted, f"{name}.", key, str, None)
        return wanted

    def scenarios(self) -> tuple[Mapping[str, Any], ...]:
        taken: set[str] = set()
        out: list[Mapping[str, Any]] = []
        for number, entry in enumerate(self.get(self.raw, "", "scenario", list, []), start=1):
            prefix = f"scenario[{number}]."
            if not isinstance(entry, dict):
                raise StudyFileError("study-type", file=self.path.name, key=prefix.rstrip("."), expected="table")
            kind = self.choice(f"{prefix}kind", self.need(entry, prefix, "kind", str), SCENARIO_KINDS)
            self.known(entry, prefix, keys_of(kind))
            name = self.get(entry, prefix, "name", str, kind)
            if name in taken:
                raise StudyFileError("study-model-twice", file=self.path.name, key=f"{prefix}name", name=name)
            taken.add(name)
            out.append(entry)
        return tuple(out)
