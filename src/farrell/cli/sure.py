"""What ``farrell bootstrap`` and ``farrell test`` do, apart from their options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from farrell.cli.output import Output
from farrell.cli.work import grouped, open_data
from farrell.data.provinces import GROUPINGS
from farrell.errors import OptionError

OF_SCORES = {"method": "homogeneous", "draws": None, "rts": "vrs", "reference": "own"}
"""Options of the bootstrap of scores, with their defaults."""


def show_bootstrap(
    data: str,
    index: bool,
    roles: dict[str, str | None],
    reading: dict[str, Any],
    options: dict[str, Any],
    of_scores: dict[str, Any],
    out: Path | None,
    output: Output,
) -> None:
    """Scores, or changes, with bias and intervals."""
    from farrell.inference import bootstrap, bootstrap_malmquist, bootstrap_subsample

    panel = open_data(data, roles["unit"], roles["period"], roles["inputs"], roles["outputs"], reading)
    if index:
        for key, default in OF_SCORES.items():
            if of_scores[key] != default:
                raise OptionError("no-effect", option=f"--{key}", other="--index")
        change = bootstrap_malmquist(panel, **options)
        output.table(change.to_frame(), dict(change.settings), out)
        return
    method = of_scores.pop("method")
    if method == "subsample":
        if of_scores.pop("draws") is not None:
            raise OptionError("no-effect", option="--draws", other="--method subsample")
        parts = bootstrap_subsample(panel, **options, **of_scores)
        output.table(parts.to_frame(), dict(parts.settings), out)
        return
    found = bootstrap(panel, method=method, **options, **of_scores)
    output.table(found.to_frame(), dict(found.settings), out)


def show_test(
    data: str,
    test: str,
    group: str | None,
    at: str | None,
    roles: dict[str, str | None],
    reading: dict[str, Any],
    options: dict[str, Any],
    out: Path | None,
    output: Output,
) -> None:
    """A test of one period, a row each null, group or column."""
    from farrell.study.inference import OF_GROUPS, TESTS, tested

    if test not in TESTS:
        raise OptionError.choice("--test", test, list(TESTS))
    column = None if group in GROUPINGS else group
    given = {**reading, "group": column}
    panel = grouped(open_data(data, roles["unit"], roles["period"], roles["inputs"], roles["outputs"], given), group)
    chosen = group or (panel.roles.groups[0] if panel.roles.groups else None)
    if test in OF_GROUPS and chosen is None:
        raise OptionError.choice("--test", test, [name for name in TESTS if name not in OF_GROUPS])
    if at is not None:
        known = {str(period): period for period in panel.periods}
        if at not in known:
            raise OptionError.choice("--at", at, list(known))
        panel = panel.select(periods=[known[at]])
    found = tested(panel, options, [test], chosen, options["orientation"])
    output.table(found, {"test": test, **options, "group": chosen}, out)
