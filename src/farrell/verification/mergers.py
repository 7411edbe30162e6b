"""Golden cases of mergers."""

from __future__ import annotations

from farrell.dea.frontier import RTS
from farrell.policy import merger_gains
from farrell.verification.cases import Case
from farrell.verification.common import NULL_IS_NAN, Quantities, Runner, Unsupported, options_of, technology_of


def _merger_gains(case: Case) -> Quantities:
    """Groups name units, or number the rows of the data from 1."""
    options = options_of(case, rts=RTS, orientation=("input", "output"), groups=None, L=None, U=None, bounds=None)
    panel = case.panel()
    names = {int(row): panel.unit_at(r) for r, row in enumerate(panel.rows)}
    in_order = [names[row] for row in sorted(names)]
    groups = options.get("groups")
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise Unsupported(f"groups {groups}")
    members = [[in_order[u - 1] if isinstance(u, int) else str(u) for u in group] for group in groups]
    found = merger_gains(panel, groups={str(k): units for k, units in enumerate(members)}, **technology_of(options))
    return {
        "overall": found.overall,
        "adjusted": found.adjusted,
        "learning": found.learning,
        "harmony": found.harmony,
        "size": found.size,
        NULL_IS_NAN: True,
    }


RUNNERS: dict[str, Runner] = {"merger_gains": _merger_gains}
