"""What ``farrell three-stage`` and ``farrell sfa`` do, apart from their options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from farrell.cli.output import Output
from farrell.cli.work import grouped, open_data
from farrell.data import BUNDLES, Panel
from farrell.data.provinces import GROUPINGS
from farrell.errors import OptionError


def show_three_stage(
    data: str,
    on: str | None,
    roles: dict[str, str | None],
    reading: dict[str, Any],
    options: dict[str, Any],
    table: str,
    group: str | None,
    out: Path | None,
    output: Output,
) -> None:
    """A table of three-stage DEA; what speaks against it goes to stderr."""
    from farrell.inference import three_stage
    from farrell.study.stochastic import arguments

    names = split(on)
    column = None if group in GROUPINGS else group
    panel = grouped(opened(data, names, roles, {**reading, "group": column}), group)
    chosen = group or (panel.roles.groups[0] if panel.roles.groups else None)
    found = three_stage(panel, **arguments(panel, {"on": names} if names else {}, []), **options)
    tables = {
        "stages": found.to_frame, "means": lambda: found.means(chosen), "regressions": found.estimates,
        "tests": found.tests, "adjustments": found.adjustments,
    }  # fmt: skip
    if table not in tables:
        raise OptionError.choice("--table", table, list(tables))
    output.warnings(found.objections(output.language))
    output.table(tables[table](), dict(found.settings), out)


def show_sfa(
    data: str,
    determinants: str | None,
    roles: dict[str, str | None],
    reading: dict[str, Any],
    options: dict[str, Any],
    table: str,
    out: Path | None,
    output: Output,
) -> None:
    """A table of a stochastic frontier; what speaks against it goes to stderr."""
    from farrell.inference import sfa

    names = split(determinants)
    panel = opened(data, names, roles, reading)
    found = sfa(panel, determinants=names, **options)
    tables = {"scores": found.to_frame, "estimates": lambda: found.coefficients, "tests": found.tests}
    if table not in tables:
        raise OptionError.choice("--table", table, list(tables))
    output.warnings(found.objections(output.language))
    output.table(tables[table](), dict(found.settings), out)


def split(listed: str | None) -> list[str]:
    """Names with commas between."""
    return [name.strip() for name in (listed or "").split(",") if name.strip()]


def opened(data: str, names: list[str], roles: dict[str, str | None], reading: dict[str, Any]) -> Panel:
    """The panel of a file, with the columns behind variables as its environment; others have roles of their own."""
    from farrell.data.bundles import ROLES
    from farrell.data.derived import DENSITY, parts_of
    from farrell.data.roles import LISTS

    given: dict[str, Any] = {}
    if not data.lower().endswith(".toml"):
        bundled = data in BUNDLES and not Path(data).exists()
        own = ROLES[data] if bundled else {}
        known = [column for key in LISTS for column in own.get(key, [])]
        taken = {*split(roles["inputs"]), *split(roles["outputs"]), *known, own.get("weight")}
        taken |= {DENSITY} if bundled else set()
        columns = dict.fromkeys(part for name in names for part in parts_of(name)[1:] if part and part not in taken)
        given = {"environment": [*own.get("environment", []), *columns]} if columns else {}
    return open_data(data, roles["unit"], roles["period"], roles["inputs"], roles["outputs"], {**reading, **given})
