"""The rebalancing plan: what it says in words, its transfers, gains, flows, prices, and equity against gain."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.brief import brief, moving
from farrell.report.names import Names, digits, number, percent, signed
from farrell.report.parts import Bullets, Figure, Paragraph, Part, Section, Subheading, Table
from farrell.study import StudyResults

MOST_ROWS = 40
"""Longer tables are folded."""
MOST_PRICES = 12
"""Most shadow prices shown, the greatest first."""


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study asks for a plan."""
    record = results.records.get("plan")
    if record is None:
        return []
    columns = moving(record)
    parts: list[Part] = [Paragraph(names.say("plan-lead", when=names.when(record["period"])))]
    parts.append(Bullets(tuple(brief(record, names))))
    if columns:
        parts.append(_figure(results, record, columns, names))
        parts += [_transfers(results.tables["plan_moves"], columns, record, names)]
    parts += [_totals(results.tables["plan_totals"], names), _gains(results.tables, names)]
    if len(results.tables["plan_flows"]):
        parts.append(_flows(results.tables["plan_flows"], names))
    if len(results.tables["plan_prices"]):
        parts.append(_prices(results.tables["plan_prices"], record, names))
    if "plan_front" in results.tables:
        parts += _front(results, record, names)
    parts.append(_checks(results.tables["plan_checks"], names))
    return [Section("plan", names.say("h-plan"), parts)]


def _caption(results: StudyResults, record: dict[str, Any], key: str, names: Names) -> str:
    data = results.meta["data"]
    scope = [names.say("units", n=len(record["units"]))]
    if record["period"] != "all":
        scope.append(names.at(record["period"]))
    scope.append(names.say("plan-technology", rts=str(record["settings"]["rts"]).upper()))
    source = names.say("figure-data", source=data["attribution"][names.language])
    return names.joined([names.sentence([names.say(key)]), names.sentence(scope), source])


def _figure(results: StudyResults, record: dict[str, Any], columns: list[str], names: Names) -> Figure:
    drawn = figures.transfers(results.tables["plan_moves"], columns, names)
    caption = _caption(results, record, "fig-plan", names)
    shown, units = drawn.data["unit"].nunique(), len(record["units"])
    if shown < units:
        caption = names.joined([caption, names.say("plan-shown", shown=shown, n=units)])
    return Figure(drawn, caption)


def _transfers(moves: pd.DataFrame, columns: list[str], record: dict[str, Any], names: Names) -> Table:
    """Each unit's transfers: before, transfer, its range, per 1,000 people before and after; open directions marked."""
    known = "before_per_1000" in moves
    keys = ["before", "plan-transfer", "plan-least", "plan-most", *(["plan-per", "plan-per-after"] if known else [])]
    header, spans = [names.say("unit")], [("", 1)]
    parts = {column: moves[moves["column"] == column].set_index("unit") for column in columns}
    places = {column: digits(parts[column]["before"]) for column in columns}
    for column in columns:
        header += [names.say(key) for key in keys]
        spans.append((names.headed(column), len(keys)))
    rows = []
    for unit in dict.fromkeys(moves["unit"]):
        if not any(parts[c].loc[unit, "in"] + parts[c].loc[unit, "out"] > 0 for c in columns):
            continue
        line = [names.unit(unit)]
        for column in columns:
            row, d = parts[column].loc[unit], places[column]
            net = row["in"] - row["out"]
            mark = "" if row["sure"] or net == 0 else "*"
            line += [number(row["before"], d), (signed(net, d) + mark) if net else "–"]
            line += [signed(row["least_move"], d), signed(row["most_move"], d)]
            line += [number(row["before_per_1000"], 2), number(row["after_per_1000"], 2)] if known else []
        rows.append(line)
    note = names.say("plan-moves-note", within=percent(record["settings"]["within"], 1))
    return Table(
        names.say("t-plan-moves", when=names.when(record["period"])), header, rows,
        notes=note, spans=tuple(spans), folded=len(rows) > MOST_ROWS,
    )  # fmt: skip


def _totals(totals: pd.DataFrame, names: Names) -> Table:
    rows = []
    for _, row in totals.iterrows():
        d = digits([row["before"]])
        moved = "–" if row["role"] == "output" else number(row["moved"], d)
        cells = [number(row["before"], d), moved, signed(row["change"], d) if abs(row["change"]) > 1e-6 else "0"]
        equality = [percent(row[c]) for c in ("inequality_before", "inequality_after")]
        rows.append([names.headed(row["column"]), *cells, percent(row["share"], 2), *equality])
    keys = ("variable", "before", "plan-moved", "plan-change", "plan-share", "plan-unequal", "plan-unequal-after")
    header = [names.say(key) for key in keys]
    return Table(names.say("t-plan-totals"), header, rows, notes=names.say("plan-totals-note"))


def _gains(tables: dict[str, pd.DataFrame], names: Names) -> Table:
    """Every unit's outputs before and after, and its efficiency."""
    outputs, units = tables["plan_outputs"], tables["plan_units"].set_index("unit")
    columns = list(dict.fromkeys(outputs["column"]))
    header, spans = [names.say("unit")], [("", 1)]
    for column in columns:
        header += [names.say("before"), names.say("plan-gain"), "%"]
        spans.append((names.headed(column), 3))
    header += [names.say("plan-te"), names.say("plan-te-after")]
    spans.append((names.say("plan-efficiency"), 2))
    parts = {column: outputs[outputs["column"] == column].set_index("unit") for column in columns}
    places = {column: digits(parts[column]["before"]) for column in columns}
    rows = []
    for unit in units.index:
        line = [names.unit(unit)]
        for column in columns:
            row, d = parts[column].loc[unit], places[column]
            line += [number(row["before"], d), number(row["gain"], d), percent(row["share"])]
        rows.append([*line, *(number(units.loc[unit, c]) for c in ("te_before", "te_after"))])
    return Table(
        names.say("t-plan-gains"), header, rows, spans=tuple(spans), folded=True, notes=names.say("plan-gains-note")
    )


def _flows(flows: pd.DataFrame, names: Names) -> Table:
    rows = [
        [
            names.variable(row["column"]), names.unit(row["donor"]), names.unit(row["receiver"]),
            number(row["amount"], digits([row["amount"]])), number(row["distance"], 0),
        ]
        for _, row in flows.iterrows()
    ]  # fmt: skip
    header = [names.say(key) for key in ("variable", "plan-donor", "plan-receiver", "plan-transfer", "plan-distance")]
    return Table(names.say("t-plan-flows"), header, rows, names_in=3, notes=names.say("plan-flows-note"), folded=True)


def _prices(prices: pd.DataFrame, record: dict[str, Any], names: Names) -> Table:
    order = prices["percent"].abs().sort_values(ascending=False, kind="stable").index[:MOST_PRICES]
    rows = []
    for _, row in prices.loc[order].iterrows():
        pair = " / ".join(names.variable(c) for c in str(row["column"]).split("/"))
        unit = (
            names.say("plan-country")
            if row["unit"] is None or pd.isna(row["unit"]) or row["unit"] == ""
            else names.unit(row["unit"])
        )
        rows.append([names.say(f"limit-{row['limit']}"), unit, pair, number(100 * row["percent"], 3)])
    header = [names.say(key) for key in ("plan-limit", "unit", "variable", "plan-price")]
    note = names.say(f"plan-prices-note-{record['prices_of']}")
    return Table(names.say("t-plan-prices"), header, rows, names_in=3, notes=note)


def _front(results: StudyResults, record: dict[str, Any], names: Names) -> list[Part]:
    points, present = results.tables["plan_front"], float(record["front"]["present"])
    first, last = points.iloc[0], points.iloc[-1]
    said = names.say(
        "plan-front", equal=percent(first["inequality"]), gain=percent(first["gain"], 2),
        most=percent(last["gain"], 2), unequal=percent(last["inequality"]), present=percent(present),
    )  # fmt: skip
    drawn = figures.equity_front(points, present, names)
    rows = [
        [str(int(r["point"]) + 1), percent(r["inequality"], 2), percent(r["gain"], 2), percent(r["moves"], 2)]
        for _, r in points.iterrows()
    ]
    header = [names.say(key) for key in ("plan-point", "plan-unequal", "plan-gain", "plan-moved-share")]
    caption = _caption(results, record, "fig-front", names)
    table = Table(names.say("t-plan-front"), header, rows, notes=names.say("plan-front-note"), folded=True)
    return [Subheading(names.say("h-front")), Paragraph(said), Figure(drawn, caption), table]


def _checks(checks: pd.DataFrame, names: Names) -> Table:
    rows = []
    for _, row in checks.iterrows():
        known = isinstance(row["column"], str) and row["column"]
        column = " / ".join(names.variable(c) for c in row["column"].split("/")) if known else "–"
        unit = names.unit(row["unit"]) if isinstance(row["unit"], str) and row["unit"] else "–"
        kept = names.say("plan-kept" if row["clean"] else "plan-missed")
        rows.append([names.say(f"limit-{row['limit']}"), column, unit, number(row["slack"], 6), kept])
    header = [names.say(key) for key in ("plan-limit", "variable", "plan-closest", "plan-slack", "plan-verdict")]
    caption, words = names.say("t-plan-checks"), frozenset({4})
    return Table(caption, header, rows, names_in=3, words=words, folded=True, notes=names.say("plan-checks-note"))
