"""Every defensible model beside each other, and which findings outlast the choice between them."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.dea import models as dea_models
from farrell.dea.compare import higher_is_better
from farrell.dea.frontier import Floats, provenance
from farrell.errors import FarrellError, OptionError, SolveWarning
from farrell.inference.findings import read
from farrell.inference.ranks import ranks
from farrell.inference.specification_result import SpecificationCurve, side
from farrell.lp.batch import bar

MOST = 10_000
"""Specifications at most."""


def specification_curve(
    panel: Panel,
    *,
    findings: Sequence[str] = (),
    inputs: Sequence[Sequence[str]] | None = None,
    outputs: Sequence[Sequence[str]] | None = None,
    drop: Sequence[Sequence[str]] = ((),),
    models: Sequence[str] = ("dea",),
    rts: Sequence[str] = ("crs", "vrs"),
    orientation: Sequence[str] = ("input", "output"),
    reference: Sequence[Any] = ("own",),
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> SpecificationCurve:
    """Solve every combination of inputs, outputs and models one could defend, and see which findings they share.

    A finding is a sentence. Names are of units and groups of the panel, ``mean`` is that of all units; ``in 2023``
    behind it says of which period, else it is of the mean over all periods (of changes the geometric mean), and "is
    efficient" of every one::

        "Zhejiang is efficient in 2023"    "Hebei below 0.7"    "Zhejiang above Hebei"    "East above West"
        "mean below 0.9"                   "mean tfpch below 1"                           "Hebei techch above 1"

    Findings of tfpch, effch, techch, pech and sech are of :func:`farrell.malmquist` with the specification's inputs,
    outputs, units and orientation (the input one for a model without).

    Parameters
    ----------
    panel : its numeric columns are what inputs and outputs can be chosen from
    findings : sentences; one that stands twice counts once
    inputs, outputs : lists of columns, each a choice; the panel's own by default
    drop : lists of units to leave out, each a choice: ``[[], ["Tibet"]]``
    models : names of models, as in study files: dea, sbm, fdh, ...
    rts, orientation, reference : values of these options; a model that lacks an option does not vary by it, and one
        that does not take a value is left out for it
    options : further options by model, ``{"order_m": {"m": 50}}``

    Returns
    -------
    SpecificationCurve

    Raises
    ------
    OptionError
        a sentence that is none, an unknown column, unit or model; ``out-of-range``: no specification, or above 10,000
    FarrellError
        what the first specification was refused for, where all are

    Notes
    -----
    The idea is that of Simonsohn, Simmons & Nelson 2020, DOI 10.1038/s41562-020-0912-z: state beforehand what is
    reasonable, run all of it, show all of it. The share that keeps a finding is no probability: specifications are not
    drawn from anything, and share their data. A specification that the data or the model refuse has its reason in
    ``refusal`` and counts in no share. Of a finding of change each index counts once, as neither model nor its other
    options enter it. Ranks and comparisons between units use the score with its sign turned where a
    model has no efficiency; comparisons with a number need efficiency.

    Examples
    --------
    >>> import farrell
    >>> panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    >>> curve = farrell.specification_curve(panel, findings=["Zhejiang is efficient", "East above West"])
    >>> len(curve.specifications), curve.shares().share.tolist()
    (4, [1.0, 0.5])
    """
    read_findings = list({finding.text: finding for finding in (read(text, panel) for text in findings)}.values())
    chosen = _specifications(
        panel,
        {"inputs": inputs, "outputs": outputs, "drop": drop},
        models,
        {"rts": rts, "orientation": orientation, "reference": reference},
    )
    changes = _Changes(any(finding.of_change for finding in read_findings))
    S, N = len(chosen), len(panel)
    te, order = np.full((S, N), np.nan), np.full((S, N), np.nan)
    holds, refusal = np.full((S, len(read_findings)), np.nan), [""] * S
    parts: dict[Any, Any] = {}
    failed: FarrellError | None = None
    with bar("specification curve", S) as told, warnings.catch_warnings():
        warnings.simplefilter("ignore", SolveWarning)  # a unit without a score is a value here
        for k, spec in enumerate(chosen):
            try:
                key = (spec["inputs"], spec["outputs"], spec["drop"])
                if key not in parts:
                    parts[key] = _part(panel, *key)
                result = dea_models.run(spec["model"], parts[key], _options(spec, options))
                if not dea_models.is_scored(result):
                    raise OptionError("compare-kind", name=spec["model"], kind=type(result).__name__)
                stay = ~np.isin(panel.unit_labels, spec["drop"])
                te[k, stay], order[k, stay] = result.te, higher_is_better(result)
                scores = _frame(panel, te[k], order[k])
                change = changes.of(key, spec["orientation"], parts[key])
                answers = [finding.holds(scores, change) for finding in read_findings]
                holds[k] = [np.nan if answer is None else float(answer) for answer in answers]
            except FarrellError as error:
                refusal[k] = str(error)
                failed = failed or error
            told(k + 1, S)
    if all(refusal) and failed is not None:
        raise failed
    known = np.isfinite(te)
    mean = np.where(known.any(axis=1), np.nansum(te, axis=1) / np.maximum(known.sum(axis=1), 1), np.nan)
    return SpecificationCurve(
        panel=panel,
        specifications=tuple(Frozen(spec) for spec in chosen),
        te=frozen(te),
        rank=frozen(np.array([ranks(row, panel.period_index) for row in order])),
        mean=frozen(mean),
        findings=tuple(finding.text for finding in read_findings),
        of_change=tuple(finding.of_change for finding in read_findings),
        holds=frozen(holds),
        refusal=tuple(refusal),
        refused_for=failed,
        settings=Frozen({"model": "specification_curve", "specifications": S}),
        provenance=provenance(panel),
    )


def _specifications(
    panel: Panel, data: Mapping[str, Any], models: Sequence[str], options: Mapping[str, Sequence[Any]]
) -> list[dict[str, Any]]:
    """All combinations, each once: a model does not vary by an option it lacks."""
    sides = {
        name: [tuple(choice) for choice in ((getattr(panel.roles, name),) if data[name] is None else data[name])]
        for name in ("inputs", "outputs")
    }
    sides["drop"] = [tuple(choice) for choice in data["drop"]]
    for name, known in (("inputs", panel.numbers), ("outputs", panel.numbers), ("drop", panel.units)):
        for value in itertools.chain.from_iterable(sides[name]):
            if value not in known:
                raise OptionError.choice(name, value, known)
    for name, choices in sides.items():
        tell_apart(name, choices)
    found: dict[Any, dict[str, Any]] = {}
    for model in models:
        has = dea_models.options(model)
        values = [options[name] if name in has else ("–",) for name in options]
        for combination in itertools.product(*sides.values(), *values):
            spec = dict(zip((*sides, *options), combination, strict=True))
            found.setdefault((model, *map(str, combination)), {**spec, "model": model})
    if not 0 < len(found) <= MOST:
        raise OptionError("out-of-range", option="specifications", value=str(len(found)), allowed=f"1 to {MOST:,}")
    return list(found.values())


def tell_apart(option: str, choices: Sequence[Sequence[str]]) -> None:
    """Refuse different lists of names that are one text when joined, as tables have them.

    Raises
    ------
    OptionError
        ``names-collide``: two of them, whose names hold commas
    """
    known: dict[str, tuple[str, ...]] = {}
    for choice in choices:
        first = known.setdefault(", ".join(choice), tuple(choice))
        if first != tuple(choice):
            raise OptionError("names-collide", option=option, first=repr(list(first)), second=repr(list(choice)))


def _options(spec: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Any]:
    chosen = {name: spec[name] for name in ("rts", "orientation", "reference") if spec[name] != "–"}
    return {**chosen, **(options or {}).get(spec["model"], {})}


def _part(panel: Panel, inputs: tuple[str, ...], outputs: tuple[str, ...], drop: tuple[str, ...]) -> Panel:
    part = panel.select(units=[unit for unit in panel.units if unit not in drop]) if drop else panel
    if (inputs, outputs) == (panel.roles.inputs, panel.roles.outputs):
        return part
    return part.with_roles(inputs=inputs, outputs=outputs)


class _Changes:
    """Productivity change of each part of the data and orientation, solved once."""

    def __init__(self, needed: bool) -> None:
        self.needed, self.known = needed, dict[Any, Any]()

    def of(self, key: Any, orientation: Any, part: Panel) -> Any:
        from farrell.productivity import malmquist

        if not self.needed:
            return None
        chosen = side(orientation)
        if (key, chosen) not in self.known:
            frame = malmquist(part, orientation=chosen).to_frame().rename(columns={"period_to": "period"})
            there = set(zip(part.unit_labels, part.period_labels, strict=True))
            kept = [row in there for row in zip(frame["unit"], frame["period"], strict=True)]
            self.known[key, chosen] = _grouped(frame[kept].copy(), part)
        return self.known[key, chosen]


def _frame(panel: Panel, te: Floats, order: Floats) -> Any:
    import pandas as pd

    labels = {"unit": panel.unit_labels, "period": panel.period_labels}
    return _grouped(pd.DataFrame({**labels, "te": te, "order": order}), panel)


def _grouped(frame: Any, panel: Panel) -> Any:
    """The frame with a column ``group:NAME`` for each grouping, by unit and period."""
    rows = {key: r for r, key in enumerate(zip(panel.unit_labels, panel.period_labels, strict=True))}
    places = [rows[key] for key in zip(frame["unit"], frame["period"], strict=True)]
    for name, labels in panel.labels.items():
        frame[f"group:{name}"] = [str(label) for label in labels[places]]
    return frame
