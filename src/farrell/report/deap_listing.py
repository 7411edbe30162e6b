"""Results in the layout of DEAP 2.1's listing, which other programs and people's habits read.

The words and columns of the layout are DEAP's and stay English (Coelli 1996). Three decimals; means of scores, slacks
and distances are arithmetic, those of indices geometric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from farrell.catalogue import Language, text
from farrell.errors import OptionError
from farrell.study import StudyResults

Row = Mapping[Any, Any]
"""A row of a table: column -> value."""
INDICES = ("effch", "techch", "pech", "sech", "tfpch")
NOTE = (
    "Note: crste = technical efficiency from CRS DEA",
    "      vrste = technical efficiency from VRS DEA",
    "      scale = scale efficiency = crste/vrste",
    "",
    "",
    "Note also that all subsequent tables refer to VRS results",
)
OF_DEAP = {"rts": "crs", "technology": "adjacent", "decomposition": "fgnz", "form": "geometric", "distance": "radial"}
"""Settings of a Malmquist index as DEAP has it."""


def deap_listing(results: StudyResults, language: Language) -> str:
    """Radial efficiency of every period and Malmquist indices as DEAP lists them.

    DEAP numbers firms and years: what the numbers stand for is said on top. Of efficiency there is a listing under
    constant and one under variable returns to scale. What is not DEAP's (other frontiers than a period's own, other
    decompositions) is left out.

    Parameters
    ----------
    language : of the lines on top, which are not DEAP's

    Raises
    ------
    OptionError
        ``no-deap-listing``: the study has neither model
    """
    meta = results.meta
    units, periods = list(meta["data"]["units"]), list(meta["data"]["periods"])
    blocks: list[str] = []
    for model in meta["models"]:
        if is_own(model["kind"], model["options"]):
            for period in periods:
                for rts in ("crs", "vrs"):
                    blocks.append(_text(_efficiency(results, model, period, rts, units, periods)))
        elif is_deaps(results, model):
            blocks.append(_text(_malmquist(results.tables["malmquist"], model, units, periods)))
    if not blocks:
        raise OptionError("no-deap-listing", models=[model["kind"] for model in meta["models"]])
    title = meta["title"][language]
    head = [f" {title}", " " + text("report.deap-made", language, version=meta["version"]), ""]
    if units != [str(i + 1) for i in range(len(units))]:
        head += [" " + text("report.deap-firms", language), *(f"{i + 1:5d}  {u}" for i, u in enumerate(units)), ""]
    if len(periods) > 1 and periods != list(range(1, len(periods) + 1)):
        head += [" " + text("report.deap-years", language), *(f"{i + 1:5d}  {p}" for i, p in enumerate(periods)), ""]
    return "\n".join([_text(head), *blocks])


def _text(lines: Sequence[str] | Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def is_own(kind: str, options: Mapping[str, Any]) -> bool:
    """Whether a model is radial efficiency on each period's own frontier."""
    return kind == "efficiency" and options.get("reference", "own") == "own"


def is_deaps(results: StudyResults, model: dict[str, Any]) -> bool:
    """Whether a model is the Malmquist index that DEAP has."""
    told = results.meta["indices"][model["name"]] if model["kind"] == "malmquist" else {}
    return all(told.get(key) == value for key, value in OF_DEAP.items())


def _cell(value: Any, width: int) -> str:
    """A number of three decimals; a dash where there is none."""
    return f"{'-':>{width}}" if not np.isfinite(value) else f"{value + 0.0:{width}.3f}"


def _mean(values: Any) -> float:
    known = [v for v in values if np.isfinite(v)]
    return float(np.mean(known)) if known else np.nan


def _geometric(values: Any) -> float:
    known = [v for v in values if np.isfinite(v) and v > 0]
    return float(np.exp(np.mean(np.log(known)))) if known else np.nan


def _orientated(model: dict[str, Any]) -> str:
    return f"{str(model['options'].get('orientation', 'input')).capitalize()} orientated"


def _efficiency(
    results: StudyResults, model: dict[str, Any], period: Any, rts: str, units: list[str], periods: list[Any]
) -> Iterator[str]:
    """The listing of one period under one assumption of returns to scale."""

    def here(name: str) -> pd.DataFrame:
        frame = results.tables[name]
        chosen: pd.DataFrame = frame[(frame["model"] == model["name"]) & (frame["period"] == period)]
        own: pd.DataFrame = chosen[chosen["rts"] == rts] if "rts" in chosen else chosen
        return own

    scores = {row["unit"]: row for row in here("efficiency").to_dict("records")}
    firms = [(i + 1, unit) for i, unit in enumerate(units) if unit in scores]
    yield from ["", f" {_orientated(model)} DEA", "", f" Scale assumption: {rts.upper()}", ""]
    yield from [" Slacks calculated using 2-stage method", ""]
    if len(periods) > 1:
        yield from [f" year = {periods.index(period) + 1:5d}", ""]
    yield from ["", " EFFICIENCY SUMMARY:", ""]
    columns = ["te_crs"] if rts == "crs" else ["te_crs", "te_vrs", "se"]
    yield from ["  firm     te"] if rts == "crs" else ["  firm  crste  vrste  scale", ""]
    for number, unit in firms:
        row = scores[unit]
        sign = "" if rts == "crs" else f" {row['scale_status']}" if row["scale_status"] in ("irs", "drs") else "  -"
        yield f"{number:5d}" + "".join(_cell(row[c], 7) for c in columns) + sign
    yield from ["", " mean" + "".join(_cell(_mean(row[c] for row in scores.values()), 7) for c in columns), ""]
    yield from [*NOTE, ""] if rts == "vrs" else []
    moves, peers = here("slacks"), _rows_of(here("peers"), units)
    moves_of = _rows_of(moves, units)
    sides = [("output", 1.0), ("input", -1.0)]
    for role, sign_of in sides:
        yield from _amounts(f"{role.upper()} SLACKS", role, moves, "slack_move", sign_of, firms, mean=True)
    yield from _peers(peers, firms)
    for role, _ in sides:
        yield from _amounts(f"{role.upper()} TARGETS", role, moves, "target", 1.0, firms, mean=False)
    yield from ["", " FIRM BY FIRM RESULTS:", "", ""]
    for number, unit in firms:
        yield from _firm(number, scores[unit], moves_of[unit], peers[unit], rts, firms)


def _rows_of(frame: pd.DataFrame, units: list[str]) -> dict[str, list[Row]]:
    """Unit -> its rows, in their order."""
    found: dict[str, list[Row]] = {unit: [] for unit in units}
    for row in frame.to_dict("records"):
        found[row["unit"]].append(row)
    return found


def _amounts(
    title: str, role: str, moves: pd.DataFrame, column: str, sign: float, firms: list[tuple[int, str]], mean: bool
) -> Iterator[str]:
    mine = moves[moves["role"] == role]
    wide = mine.pivot(index="unit", columns="variable", values=column)[list(dict.fromkeys(mine["variable"]))] * sign
    yield from ["", f" SUMMARY OF {title}:", ""]
    yield f" firm  {role + ':':7s}" + "".join(f"{i + 1:12d}" for i in range(wide.shape[1]))
    for number, unit in firms:
        yield f"{number:5d}{'':9s}" + "".join(_cell(v, 12) for v in wide.loc[unit])
    if mean:
        yield from ["", f" mean{'':9s}" + "".join(_cell(_mean(wide[c]), 12) for c in wide)]
    yield ""


def _peers(peers: dict[str, list[Row]], firms: list[tuple[int, str]]) -> Iterator[str]:
    number_of = {unit: number for number, unit in firms}
    yield from ["", " SUMMARY OF PEERS:", "", "  firm  peers:"]
    yield from (f"{n:5d}  " + "".join(f"{number_of[row['peer']]:5d}" for row in peers[u]) for n, u in firms)
    yield from ["", "", " SUMMARY OF PEER WEIGHTS:", "   (in same order as above)", "", "  firm  peer weights:"]
    yield from (f"{n:5d}  " + "".join(_cell(row["lambda"], 6) for row in peers[u]) for n, u in firms)
    counted = Counter(row["peer"] for unit, rows in peers.items() for row in rows if row["peer"] != unit)
    yield from ["", "", " PEER COUNT SUMMARY:", "   (i.e., no. times each firm is a peer for another)", ""]
    yield "  firm  peer count:"
    yield from (f"{n:5d}{counted[u]:8d}" for n, u in firms)
    yield ""


def _firm(
    number: int,
    score: Row,
    moves: list[Row],
    peers: list[Row],
    rts: str,
    firms: list[tuple[int, str]],
) -> Iterator[str]:
    number_of = {unit: n for n, unit in firms}
    yield from [f"Results for firm: {number:5d}", f"Technical efficiency = {_cell(score[f'te_{rts}'], 5)}"]
    if rts == "vrs":
        yield f"Scale efficiency     = {_cell(score['se'], 5)} ({score['scale_status']})"
    yield " PROJECTION SUMMARY:"
    yield f"  variable{'original':>19s}{'radial':>14s}{'slack':>14s}{'projected':>14s}"
    yield f"{'value':>29s}{'movement':>14s}{'movement':>14s}{'value':>14s}"
    for role in ("output", "input"):
        for i, row in enumerate((row for row in moves if row["role"] == role), start=1):
            amounts = "".join(_cell(row[c], 14) for c in ("radial_move", "slack_move", "target"))
            yield f" {role:7s}{i:5d}{_cell(row['actual'], 16)}{amounts}"
    yield from [" LISTING OF PEERS:", "  peer   lambda weight"]
    yield from (f"{number_of[row['peer']]:5d}{_cell(row['lambda'], 11)}" for row in peers)
    yield from ["", ""]


def _malmquist(table: pd.DataFrame, model: dict[str, Any], units: list[str], periods: list[Any]) -> Iterator[str]:
    mine = table[table["model"] == model["name"]]
    at = {t: mine[mine["period_to"] == period].set_index("unit") for t, period in enumerate(periods)}
    yield from ["", f" {_orientated(model)} Malmquist DEA", "", "", " DISTANCES SUMMARY", ""]
    for t in range(len(periods)):
        yield from ["", f" year = {t + 1:5d}", "", "   firm      crs te rel to tech in yr      vrs"]
        yield from ["    no.      ************************       te", "              t-1         t       t+1", " "]
        rows = [_distances(at.get(t), at.get(t + 1), unit) for unit in units]
        yield from (f"{i + 1:6d}" + "".join(_cell(v, 10) for v in row) for i, row in enumerate(rows))
        means = [_mean(column) for column in zip(*rows, strict=True)]
        yield from ["", " mean " + "".join(_cell(v, 10) for v in means)]
    yield from [" ", " [Note that t-1 in year 1 and t+1 in the final year are not defined]", ""]
    yield from ["", " MALMQUIST INDEX SUMMARY", ""]
    header = "".join(f"{name:>8s}" for name in INDICES)
    annual = []
    for t in range(1, len(periods)):
        rows = [[at[t][c].get(unit, np.nan) for c in INDICES] for unit in units]
        annual.append([_geometric(column) for column in zip(*rows, strict=True)])
        yield from [f" year = {t + 1:5d}", "", f"   firm{header}", " "]
        yield from (f"{i + 1:6d}" + "".join(_cell(v, 8) for v in row) for i, row in enumerate(rows))
        yield from ["", " mean " + "".join(_cell(v, 8) for v in annual[-1]), ""]
    by_firm = [[_geometric(mine.loc[mine["unit"] == unit, c]) for c in INDICES] for unit in units]
    for title, word, first, rows in (("ANNUAL", "year", 2, annual), ("FIRM", "firm", 1, by_firm)):
        yield from ["", f" MALMQUIST INDEX SUMMARY OF {title} MEANS", "", f"   {word}{header}", " "]
        yield from (f"{i + first:6d}" + "".join(_cell(v, 8) for v in row) for i, row in enumerate(rows))
        means = [_geometric(column) for column in zip(*rows, strict=True)]
        yield from ["", " mean " + "".join(_cell(v, 8) for v in means), ""]
    yield " [Note that all Malmquist index averages are geometric means]"


def _distances(into: pd.DataFrame | None, out: pd.DataFrame | None, unit: str) -> list[float]:
    """Efficiency of a firm's data of year t against frontiers of t - 1, t, t + 1, and under variable returns of t.

    DEAP prints 0.000 where a year before the first or after the last would be needed.
    """

    def value(frame: pd.DataFrame | None, name: str) -> float:
        found: Any = np.nan if frame is None or unit not in frame.index else frame.loc[unit, name]
        return float(found)

    has_before, has_after = into is not None and len(into) > 0, out is not None
    own = value(out, "d_from_from") if has_after else value(into, "d_to_to")
    vrs = value(out, "d_vrs_from") if has_after else value(into, "d_vrs_to")
    if not np.isfinite(own):
        own, vrs = value(into, "d_to_to"), value(into, "d_vrs_to")
    before = value(into, "d_to_from") if has_before else 0.0
    return [before, own, value(out, "d_from_to") if has_after else 0.0, vrs]
