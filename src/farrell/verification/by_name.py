"""Golden cases of any model by the name of its function: its options, and the columns of its table."""

from __future__ import annotations

from inspect import signature
from typing import Any

import numpy as np

from farrell.dea import models
from farrell.productivity import models as indices
from farrell.verification.cases import Case
from farrell.verification.common import Quantities, Runner, Unsupported

ROLES = (
    *("input_prices", "output_prices", "intermediates", "carry_overs", "environment"),
    *("non_discretionary", "fixed", "integer", "group", "weight"),
)
"""Keys of a case's data, beyond inputs and outputs, that are roles of columns under the same name."""
BESIDE = ("note", "layout")
"""Options of a case that are for its readers."""


def _run(case: Case) -> Quantities:
    """The numbers of the model's table by column: in the order of the data's rows where the table has one row for each,
    else as the table has them."""
    is_static = case.model in models.MODULES
    function = (models if is_static else indices).function(case.model)
    known = list(signature(function).parameters)[1:]
    chosen = {name: value for name, value in case.options.items() if name not in BESIDE and value is not None}
    if unknown := [name for name in chosen if name not in known]:
        raise Unsupported(f"option {', '.join(unknown)}")
    if not case.needs_only("bad_outputs", *ROLES):
        raise Unsupported("data roles the model does not use")
    panel = case.panel(**{role: case.data[role] for role in ROLES if case.data.get(role)})
    frame = (models if is_static else indices).run(case.model, panel, chosen).to_frame()
    keys = [name for name in ("unit", "period") if name in frame]
    rows = dict(zip(zip(panel.unit_labels, panel.period_labels, strict=True), panel.rows, strict=True))
    if len(frame) == len(panel) and "unit" in frame and not frame.duplicated(keys).any():
        periods = frame.get("period", panel.period_labels)
        order = np.argsort([rows[key] for key in zip(frame["unit"], periods, strict=True)])
        frame = frame.iloc[order]
    numbers = frame.select_dtypes("number").drop(columns=["period"], errors="ignore")
    made: dict[str, Any] = {str(name): values.to_numpy(dtype=float) for name, values in numbers.items()}
    return made


RUNNERS: dict[str, Runner] = dict.fromkeys((*models.MODULES, *indices.INDICES, *indices.OTHERS), _run)
"""Every model of the registries; a kind of case with options and quantities of its own has its own runner instead."""
