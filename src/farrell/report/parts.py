"""Small parts that all sections of a report share: tables, figures, captions, access to one model's rows."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from farrell.report.names import Names
from farrell.study import StudyResults

Table = dict[str, Any]


def make_table(
    caption: str,
    header: list[str],
    rows: list[list[str]],
    *,
    names_in: int = 1,
    notes: str = "",
    means: Any = (),
    spans: Any = (),
) -> Table:
    """A table for the template: ``names_in`` leading columns are words, ``means`` are numbers of rows that hold means,
    ``spans`` are (text, columns) of a header row above the header."""
    return {
        "caption": caption,
        "header": header,
        "rows": rows,
        "names_in": names_in,
        "notes": notes,
        "means": set(means),
        "spans": list(spans),
    }


def rows_of(results: StudyResults, table: str, model: str) -> pd.DataFrame:
    frame = results.tables[table]
    return frame[frame["model"] == model]


def last_period(results: StudyResults) -> Any:
    return results.meta["data"]["periods"][-1]


def has_periods(results: StudyResults) -> bool:
    return len(results.meta["data"]["periods"]) > 1


def in_last_period(results: StudyResults, names: Names) -> str:
    return names.when(last_period(results))


def options_of(results: StudyResults, model: str) -> dict[str, Any]:
    return next(m["options"] for m in results.meta["models"] if m["name"] == model)


def caption_facts(results: StudyResults, names: Names, model: str) -> dict[str, str]:
    """What a caption states: how many units, when, orientation, reference."""
    data, options = results.meta["data"], options_of(results, model)
    periods = data["periods"]
    when = "" if periods == ["all"] else str(periods[0]) if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"
    return {
        "n": str(len(data["units"])),
        "when": when,
        "last": "" if last_period(results) == "all" else str(last_period(results)),
        "orientation": names.say(f"orientation-{options.get('orientation', 'input')}"),
        "reference": _reference(names, options.get("reference", "own")),
        "source": data["attribution"][names.language],
    }


def _reference(names: Names, reference: Any) -> str:
    if reference in ("own", "pooled"):
        return names.say(f"reference-{reference}")
    return names.say("reference-period", period=reference)


def make_figure(svg: str, caption: str) -> dict[str, Any]:
    return {"svg": Markup(svg), "caption": caption}
