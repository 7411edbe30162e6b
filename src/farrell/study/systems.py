"""``[space.subsystems]`` of a study: coupling coordination of its subsystems, and rankings beside efficiency."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from farrell.catalogue import LANGUAGES
from farrell.errors import OptionError
from farrell.spacetime import coupling, obstacles, rank_agreement, rsr, topsis
from farrell.spacetime.indicators import Direction
from farrell.study.spec import ModelSpec
from farrell.study.statistics.space import Values

if TYPE_CHECKING:
    from farrell.study.space import Variable

SYSTEM_KEYS = ("subsystems", "coupling_form")
GRADES = 3
"""Of the rank-sum ratio."""
LESS = "-"
"""Before the name of an indicator of which less is better."""
KEY = ["unit", "period"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a subsystem."""

    subsystem: str
    direction: Direction
    variable: Variable

    @property
    def told(self) -> dict[str, str]:
        """What the report must know of it."""
        named = {key: getattr(self.variable, key) for key in ("name", "kind", "model", "column", "below", "logged")}
        return {"subsystem": self.subsystem, "direction": self.direction, **named}


def made(
    wanted: Mapping[str, Any], models: Sequence[ModelSpec], find: Callable[[str], Variable]
) -> tuple[dict[str, pd.DataFrame], dict[str, Any] | None]:
    """Tables of the subsystems, and what the report must know of them; nothing where a study has none.

    Parameters
    ----------
    wanted : the ``[space]`` table
    models : of the study
    find : a variable by its name

    Raises
    ------
    OptionError
        an unknown indicator, or one given twice; what :func:`farrell.coupling` and :func:`farrell.topsis` refuse
    """
    if "subsystems" not in wanted:
        return {}, None
    listed = _indicators(wanted["subsystems"], find)
    values = {one.variable.name: one.variable.values for one in listed}
    directions = {one.variable.name: one.direction for one in listed}
    closeness = topsis(values, directions)
    told: dict[str, Any] = {
        "indicators": [one.told for one in listed],
        "form": wanted.get("coupling_form", "original"),
        "left_out": [list(key) for key in closeness.left_out],
        "efficiency": next((model.name for model in models if model.kind == "efficiency"), None),
        "rank_sums": None,
        "refused": None,
    }
    tables = {"space_indicators": _weighted(listed, closeness.weights)}
    if len(wanted["subsystems"]) > 1:
        tables["space_coupling"] = _coupled(listed, directions, told["form"])
    gaps = obstacles(values, directions, groups={one.variable.name: one.subsystem for one in listed})
    rankings = closeness.scores.rename(columns={"closeness": "topsis", "rank": "topsis_rank"})
    rankings = rankings[[*KEY, "topsis", "topsis_rank"]]
    scores: dict[str, Values] = {"topsis": closeness.by_period()}
    try:
        sums = rsr(values, directions, grades=GRADES)
    except OptionError as error:
        told["refused"] = {language: error.text(language) for language in LANGUAGES}
    else:
        ranked = sums.scores.rename(columns={"rank": "rsr_rank", "grade": "rsr_grade"})
        rankings = rankings.merge(ranked[[*KEY, "rsr", "rsr_rank", "rsr_grade"]], on=KEY)
        scores["rsr"] = sums.by_period()
        told["rank_sums"] = _line(sums)
    rankings = rankings.merge(_foremost(gaps.degrees), on=KEY, how="left")
    if told["efficiency"] is not None:
        scores["te_crs"] = find(f"{told['efficiency']}:te_crs").values
        rankings = _with_efficiency(rankings, scores["te_crs"], find(f"{told['efficiency']}:rank").values)
    tables |= {"space_rankings": rankings, "space_obstacles": _obstacles(listed, gaps.means)}
    agreed = _agreement(scores)
    return tables | ({"space_agreement": agreed} if len(agreed) else {}), told


def _indicators(subsystems: Mapping[str, Sequence[str]], find: Callable[[str], Variable]) -> list[Indicator]:
    """Every indicator with its subsystem, direction and values."""
    out = []
    for subsystem, items in subsystems.items():
        for item in items:
            direction: Direction = "-" if item.startswith(LESS) else "+"
            try:
                found = find(item.removeprefix(LESS))
            except OptionError as error:
                raise OptionError(error.code, **error.values | {"option": f"subsystems.{subsystem}"}) from error
            out.append(Indicator(subsystem, direction, found))
    names = [one.variable.name for one in out]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError("coupling-twice", names=twice)
    return out


def _weighted(listed: Sequence[Indicator], weights: Any) -> pd.DataFrame:
    """Each indicator's weight by entropy among all, and in its subsystem."""
    weight = dict(zip(weights["indicator"], weights["weight"], strict=True))
    rows = [(one.subsystem, one.variable.name, one.direction, weight[one.variable.name]) for one in listed]
    frame = pd.DataFrame(rows, columns=["subsystem", "indicator", "direction", "weight"])
    return frame.assign(weight_within=frame["weight"] / frame.groupby("subsystem")["weight"].transform("sum"))


def _coupled(listed: Sequence[Indicator], directions: Mapping[str, Direction], form: Any) -> pd.DataFrame:
    """Unit, period, U of each subsystem, coupling, development, coordination, grade."""
    systems: dict[str, dict[str, Any]] = {}
    for one in listed:
        systems.setdefault(one.subsystem, {})[one.variable.name] = one.variable.values
    degrees = coupling(systems, directions, form=form).degrees
    found: pd.DataFrame = degrees[[*KEY, *(column for column in degrees if column not in KEY)]]
    return found


def _line(sums: Any) -> dict[str, Any]:
    """How well the last period's rank-sum ratios lie on the line that grades them, and grades of fewer than two."""
    last = sums.regression.iloc[-1]
    return {"r2": float(last["r2"]), "thin": [int(grade) for period, grade in sums.thin if period == last["period"]]}


def _foremost(degrees: Any) -> pd.DataFrame:
    """Each unit-period's greatest obstacle; none where nothing is lacking."""
    first = degrees[degrees["rank"] == 1].drop_duplicates(KEY)
    found: pd.DataFrame = first[[*KEY, "indicator"]].rename(columns={"indicator": "obstacle"})
    return found


def _with_efficiency(rankings: pd.DataFrame, scores: Values, ranks: Values) -> pd.DataFrame:
    """The scores and ranks of the study's first efficiency model, empty where it has none."""
    keys = list(zip(rankings["unit"], rankings["period"], strict=True))
    te = [scores.get(period, {}).get(unit) for unit, period in keys]
    places = pd.array([ranks.get(period, {}).get(unit) for unit, period in keys], dtype="Int64")
    return rankings.assign(te_crs=pd.array(te, dtype="float64"), te_rank=places)


def _obstacles(listed: Sequence[Indicator], means: Any) -> pd.DataFrame:
    """Period, indicator, subsystem, mean degree."""
    subsystem = {one.variable.name: one.subsystem for one in listed}
    frame: pd.DataFrame = means.assign(subsystem=means["indicator"].map(subsystem))
    return frame[["period", "indicator", "subsystem", "degree"]]


def _agreement(scores: Mapping[str, Values]) -> pd.DataFrame:
    """Rank correlations of every two rankings by period; none of those with too few units in common."""
    blocks = []
    for first, second in itertools.combinations(scores, 2):
        with suppress(OptionError):
            found = rank_agreement(scores[first], scores[second])
            found.insert(1, "first", first)
            found.insert(2, "second", second)
            blocks.append(found)
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame()
