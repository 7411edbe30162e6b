"""An index over time, whatever its distances: who is compared, against which frontiers, and what that gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea.frontier import Floats, Ints, count, provenance
from farrell.productivity.change import ChangeResult, warn_without_index
from farrell.productivity.decompositions import (
    DIFFERENCES,
    MIXED,
    PARTS,
    RATIOS,
    SPLIT,
    Algebra,
    Decomposition,
    Distances,
    Form,
    index_of,
)
from farrell.productivity.pairs import Pairs, Unbalanced, pairs_of
from farrell.productivity.scores import Distance, Scores
from farrell.productivity.technologies import Key, Technologies


def index_over_time(
    panel: Panel,
    distance: Distance,
    technologies: Technologies,
    shapes: Sequence[tuple[Decomposition, Form | None]],
    unbalanced: Unbalanced,
    settings: Mapping[str, Any],
    *,
    is_sum: bool = False,
    flips: bool = False,
) -> list[ChangeResult]:
    """Score what the index needs, put its parts together, and say what has no value.

    Parameters
    ----------
    shapes : decompositions with their forms; each gives a result, and no distance is computed twice for them
    is_sum : whether changes are differences of distances, not ratios of efficiencies
    flips : whether reciprocals are reported
    """
    pairs = pairs_of(panel, str(settings["model"]), unbalanced)
    over = technologies.over(pairs.panel)
    posed = [(name, Comparison(pairs, over, form, distance.orientation)) for name, form in shapes]
    extra = _mixed(pairs) if any(decomposition in MIXED for decomposition, _ in shapes) else None
    main = Scores(pairs.panel, distance, extra)
    vrs = Scores(pairs.panel, replace(distance, rts="vrs", bounds=None), extra)
    for decomposition, comparison in posed:
        comparison.ask(main, decomposition)
        if decomposition in SPLIT:
            comparison.ask_vrs(vrs, decomposition)
    diagnostics: dict[str, int] = {}
    for scores in (main, vrs):
        scores.solve()
        count(diagnostics, scores.diagnostics)
    solved = {**settings, **({"solver": main.solver} if main.solver else {}), "unbalanced": unbalanced}
    return [
        _result(comparison, decomposition, (main, vrs), solved, diagnostics, is_sum, flips)
        for decomposition, comparison in posed
    ]


def _result(
    comparison: Comparison,
    decomposition: Decomposition,
    scores: tuple[Scores, Scores],
    settings: Mapping[str, Any],
    diagnostics: Mapping[str, int],
    is_sum: bool,
    flips: bool,
) -> ChangeResult:
    pairs = comparison.pairs
    parts, distances, status = comparison.read(*scores, decomposition, DIFFERENCES if is_sum else RATIOS)
    known = np.isfinite(parts["tfpch"]) & (is_sum | (parts["tfpch"] > 0))
    status[(status == "optimal") & ~known] = "undefined"
    for name, values in parts.items():
        values[status != "optimal"] = np.nan
        parts[name] = frozen(1.0 / values if flips else values)
    result = ChangeResult(
        panel=pairs.panel, units=pairs.units, period_from=pairs.period_from, period_to=pairs.period_to,
        parts=Frozen(parts), distances=Frozen({k: frozen(v) for k, v in distances.items()}), status=frozen(status),
        settings=Frozen({**settings, "decomposition": decomposition, "form": comparison.form}),
        diagnostics=Frozen(dict(diagnostics)), provenance=provenance(pairs.panel), is_sum=is_sum,
    )  # fmt: skip
    warn_without_index(result, str(settings["model"]))
    return result


def _mixed(pairs: Pairs) -> tuple[Floats, Floats]:
    """(2 K, m), (2 K, s) points of no period: inputs of the second beside outputs of the first, then the other way."""
    a, b = pairs.before, pairs.after
    X, Y = pairs.panel.X, pairs.panel.Y
    return np.vstack([X[b], X[a]]), np.vstack([Y[a], Y[b]])


class Comparison:
    """The comparisons, and the frontiers that each is held against."""

    def __init__(self, pairs: Pairs, technologies: Technologies, form: Form | None, orientation: str) -> None:
        self.pairs, self.technologies, self.form = pairs, technologies, form
        self.a, self.b = pairs.before, pairs.after
        self.own_a = technologies.own(pairs.start, self.a)
        self.own_b = technologies.own(pairs.end, self.b)
        self.common = technologies.common(pairs)
        missing = (self.a < 0) | (self.b < 0)
        size = len(pairs.panel)
        ahead, back = (np.where(missing, -1, size + shift + np.arange(len(self.a))) for shift in (0, len(self.a)))
        self.inputs_ahead = ahead  # (x_b, y_a)
        self.scaled = back if orientation == "input" else ahead  # what moves is the side that is not scaled

    def _asked(self) -> dict[str, tuple[list[Key], Ints]]:
        """Name -> frontiers and rows of the distances that the index needs."""
        found = {"from_from": (self.own_a, self.a), "to_to": (self.own_b, self.b)}
        if self.common is not None:
            return {**found, "from_common": (self.common, self.a), "to_common": (self.common, self.b)}
        if self.form != "base":
            found["from_to"] = (self.own_b, self.a)
        if self.form != "current":
            found["to_from"] = (self.own_a, self.b)
        return found

    def _of_index(self) -> tuple[str, ...]:
        """Names of the distances without which there is no index; own ones only serve the parts of one frontier's."""
        return ("from_common", "to_common") if self.common is not None else tuple(self._asked())

    def _in_groups(self) -> dict[str, tuple[list[Key], Ints]]:
        if self.technologies.labels is None:
            return {}
        of_group = self.technologies.of_group
        return {"from_group": (of_group(self.a), self.a), "to_group": (of_group(self.b), self.b)}

    def _of_mixed(self, decomposition: Decomposition) -> dict[str, tuple[list[Key], Ints]]:
        if decomposition == "bias":
            return {"mixed_from": (self.own_a, self.inputs_ahead), "mixed_to": (self.own_b, self.inputs_ahead)}
        return {"mixed_from": (self.own_a, self.scaled)} if decomposition == "grifell-lovell" else {}

    def ask(self, scores: Scores, decomposition: Decomposition) -> None:
        for keys, rows in (self._asked() | self._in_groups() | self._of_mixed(decomposition)).values():
            scores.need(self.technologies, keys, rows)

    def ask_vrs(self, scores: Scores, decomposition: Decomposition) -> None:
        for keys, rows in self._asked_vrs(decomposition).values():
            scores.need(self.technologies, keys, rows)

    def _asked_vrs(self, decomposition: Decomposition) -> dict[str, tuple[list[Key], Ints]]:
        asked = self._asked()
        if decomposition == "fgnz":
            return {name: asked[name] for name in ("from_from", "to_to")}
        return asked | self._of_mixed(decomposition)

    def read(
        self, main: Scores, vrs: Scores, decomposition: Decomposition, by: Algebra
    ) -> tuple[dict[str, Floats], dict[str, Floats], NDArray[np.str_]]:
        """The parts, the distances by name, and the status of the index."""
        E: Distances = {}
        V: Distances = {}
        status = np.full(len(self.a), "optimal", dtype="<U10")
        needed = self._asked() | self._in_groups()
        for name, (keys, rows) in (needed | self._of_mixed(decomposition)).items():
            E[name], states = main.of(keys, rows)
            if name in self._of_index() or decomposition == "grifell-lovell":
                status = np.where(status == "optimal", states, status)
        if decomposition in SPLIT:
            for name, (keys, rows) in self._asked_vrs(decomposition).items():
                V[name], states = vrs.of(keys, rows)
                if decomposition == "grifell-lovell":  # the index of the others is under constant returns
                    status = np.where(status == "optimal", states, status)
        status[(self.a < 0) | (self.b < 0)] = "absent"

        def index(distances: Distances) -> Floats:
            return index_of(distances, self.form, by)

        with np.errstate(divide="ignore", invalid="ignore"):
            parts = PARTS["metafrontier" if self._in_groups() else decomposition](E, V, index, by)
        names = {"from_from": "vrs_from", "to_to": "vrs_to"} if decomposition == "fgnz" else {}
        return parts, E | {names.get(name, f"vrs_{name}"): value for name, value in V.items()}, status
