"""The Malmquist index several ways, side by side: by every decomposition, over every technology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import numpy as np

from farrell import show
from farrell.catalogue import LANGUAGES, Language, text
from farrell.data import Panel
from farrell.dea.models import refuse_options
from farrell.errors import OptionError
from farrell.productivity.change import unwarned
from farrell.productivity.decompositions import DECOMPOSITIONS, Decomposition
from farrell.productivity.malmquist import decomposed, malmquist
from farrell.productivity.technologies import OWN, TECHNOLOGIES, TechnologyName

PRINTED = 3
"""Decimals in sentences: parts that agree to so many are the same there."""


@dataclass(frozen=True, slots=True)
class DecompositionComparison:
    """Decompositions side by side.

    Attributes
    ----------
    table : DataFrame, one row a decomposition: every component's geometric mean over all comparisons that have it,
        ``tfpch``, ``n`` of them, ``left_out``
    """

    table: Any

    def reasons(self, language: Language = "en") -> list[str]:
        """Where the decompositions differ, and why, in sentences."""
        return reasons(self.table, language)

    def summary(self, language: Language = "en") -> str:
        """The table and the reasons."""
        return "\n".join([show.text_table(*self._cells()), *self.reasons(language)])

    def _cells(self) -> tuple[list[str], list[list[Any]]]:
        return list(self.table.columns), self.table.to_numpy(dtype=object).tolist()

    def _repr_html_(self) -> str:
        return show.html_table(*self._cells(), caption=" ".join(self.reasons()))

    def __repr__(self) -> str:
        return f"DecompositionComparison: {', '.join(self.table['decomposition'])}"


def reasons(table: Any, language: Language = "en") -> list[str]:
    """Where decompositions differ, and why: what the table of :func:`compare_decompositions` shows, in sentences.

    Raises
    ------
    OptionError
        an unknown language
    """
    if language not in LANGUAGES:
        raise OptionError.choice("language", language, LANGUAGES)
    rows: Mapping[str, Mapping[str, Any]] = {row["decomposition"]: row for row in table.to_dict("records")}
    said = []
    both = rows.get("zofio")
    if both is not None and both["n"]:
        said += _returns(both, language)
    if "grifell-lovell" in rows and rows["grifell-lovell"]["n"] and rows["fglr"]["n"]:
        own, usual = rows["grifell-lovell"], rows["fglr"]
        values = {"own": _shown(own["tfpch"]), "n": own["n"], "usual": _shown(usual["tfpch"]), "whole": usual["n"]}
        said.append(text("decompositions.grifell-lovell", language, **values))
    if "bias" in rows and rows["bias"]["n"]:
        values = {name: _shown(rows["bias"][name]) for name in ("matech", "obtech", "ibtech")}
        is_neutral = values["obtech"] == values["ibtech"] == _shown(1.0)
        neutral, biased = (
            text("decompositions.bias-neutral", language, **values),
            text("decompositions.bias-biased", language, **values),
        )
        said.append(neutral if is_neutral else biased)
    whole = rows["fglr"]["n"] if "fglr" in rows else 0
    if both is not None and both["n"] < whole:
        said.append(text("decompositions.left-out", language, n=whole - both["n"], whole=whole))
    return said


def _returns(row: Mapping[str, Any], language: Language) -> list[str]:
    """Technical change and scale under both returns, over the comparisons that have all parts."""
    technical, inner = row["techch_vrs"] * row["stech"], row["techch_vrs"]
    values = {"techch": _shown(technical), "techch_vrs": _shown(inner), "stech": _shown(row["stech"]), "n": row["n"]}
    values |= {"sech": _shown(row["sech"]), "scalech": _shown(row["sech"] * row["stech"])}
    if values["techch"] == values["techch_vrs"] and values["sech"] == values["scalech"]:
        return [text("decompositions.same", language, **values)]
    opposed = (float(values["techch"]) - 1) * (float(values["techch_vrs"]) - 1) < 0
    said = [text("decompositions.techch", language, **values)]
    if opposed:
        said.append(text("decompositions.opposed", language))
    return [*said, text("decompositions.scale", language, **values)]


def _shown(value: float) -> str:
    return f"{value:.{PRINTED}f}"


def compare_decompositions(panel: Panel, **options: Any) -> DecompositionComparison:
    """All decompositions of the Malmquist index side by side, and which question each part answers.

    ``fgnz`` measures technical change on the constant-returns frontier, where only units of optimal size are, and
    scale by the unit's distance from that size; ``ray-desli`` and ``zofio`` measure it on the variable-returns
    frontier, where the units are. Where returns are constant all agree; where ``stech`` (how the technology's own
    optimal size changes) is far from 1, ``techch`` and ``techch_vrs`` tell different stories, and so do ``sech`` and
    ``scalech``. ``grifell-lovell`` holds the outputs, so that its index is not that of the others.

    Parameters
    ----------
    panel, **options : as in :func:`farrell.malmquist`, but for ``decomposition``, ``rts`` and ``form``

    Returns
    -------
    DecompositionComparison
        its ``table`` has one row a decomposition: every component's geometric mean over all comparisons that have it,
        ``n`` of them, ``left_out`` (of Ray & Desli and its kin those whose programs under variable returns have no
        solution); ``reasons(language)`` says where they differ and why
    """
    import pandas as pd

    for name in ("decomposition", "rts", "form"):
        if name in options:
            raise OptionError("compare-fixed", option=name)
    refuse_options("compare_decompositions", _taken(), options)
    possible = [name for name in DECOMPOSITIONS if _is_possible(name, options)]
    usual = {name: option.default for name, option in _taken().items() if name != "decomposition"}
    with unwarned():
        results = decomposed(panel, possible, **(usual | options))
    means = [result.means("overall").drop(columns="overall").iloc[0].to_dict() for result in results]
    rows = [{"decomposition": name, **row} for name, row in zip(possible, means, strict=True)]
    frame = pd.DataFrame(rows)
    ends = ["tfpch", "n", "left_out"]
    frame = frame[[*(c for c in frame if c not in ends), *ends]].astype({"n": int, "left_out": int})
    return DecompositionComparison(frame)


def _is_possible(name: Decomposition, options: dict[str, Any]) -> bool:
    two = options.get("technology", "adjacent") in ("adjacent", "sequential", "window")
    return name not in ("bias", "grifell-lovell") or (two and options.get("distance", "radial") == "radial")


def compare_technologies(
    panel: Panel, *, technologies: tuple[TechnologyName, ...] | None = None, group: str | None = None, **options: Any
) -> Any:
    """The Malmquist index over several technologies side by side, overall and by group.

    Parameters
    ----------
    panel : at least two periods
    technologies : which; all that the panel allows by default (a metafrontier needs a grouping)
    group : the grouping of rows beside "all", and of the metafrontier
    **options : as in :func:`farrell.malmquist`; decomposition is fglr. ``form`` is of technologies of two frontiers

    Returns
    -------
    DataFrame
        technology, group ("all" first), effch, techch (of a metafrontier bpc times tgc), tfpch, n, left_out, and
        infeasible: the share of the comparisons of observed units whose programs across periods have no solution
    """
    import pandas as pd

    for name in ("technology", "decomposition"):
        if name in options:
            raise OptionError("compare-fixed", option=name)
    refuse_options("compare_technologies", _taken(), options)
    if not isinstance(panel, Panel):
        raise OptionError("not-a-panel", kind=type(panel).__name__)
    groups = panel.roles.groups
    chosen = technologies or tuple(t for t in TECHNOLOGIES if t != "metafrontier" or group is not None or groups)
    if isinstance(chosen, str) or not isinstance(chosen, Sequence):
        raise OptionError.choice("technologies", chosen, TECHNOLOGIES)
    rows = []
    for technology in chosen:
        extra: dict[str, Any] = {k: v for k, v in options.items() if k != "form" or technology in OWN}
        if technology == "metafrontier" and group is not None:
            extra["group"] = group
        with unwarned():
            result = malmquist(panel, technology=technology, decomposition="fglr", **extra)
        labels = [["all"] * len(result.units)]
        if group is not None:
            labels.append(result.group_labels(group))
        for one in labels:
            for _, row in result.means(one).iterrows():
                here = np.array([label == row["group"] for label in one]) & (result.status != "absent")
                lost = np.isin(result.status[here], ("infeasible", "unbounded"))
                techch = row["techch"] if "techch" in row else row["bpc"] * row["tgc"]
                infeasible = float(lost.mean()) if here.any() else float("nan")
                rows.append(
                    [
                        technology,
                        row["group"],
                        row["effch"],
                        techch,
                        row["tfpch"],
                        row["n"],
                        row["left_out"],
                        infeasible,
                    ]
                )
    columns = ["technology", "group", "effch", "techch", "tfpch", "n", "left_out", "infeasible"]
    return pd.DataFrame(rows, columns=columns)


def _taken() -> dict[str, Parameter]:
    """Options of the Malmquist index by name."""
    return dict(list(signature(malmquist).parameters.items())[1:])
