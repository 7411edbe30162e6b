"""report.html: one self-contained page, rendered from the tables of a finished study."""

from __future__ import annotations

from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from farrell.catalogue import Language
from farrell.data.bundles import ROLES
from farrell.report import models, sections
from farrell.report.names import Names, number, percent
from farrell.report.parts import in_last_period, last_period, make_table, rows_of
from farrell.study import StudyResults


def render_html(results: StudyResults, language: Language) -> str:
    """The whole page as text. Everything shown is computed from ``results``; nothing is fetched from anywhere."""
    names = Names.of(results.meta, language)
    environment = Environment(
        loader=PackageLoader("farrell.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.j2")
    return template.render(
        language="zh-Hans" if language == "zh" else "en",
        say=names.say,
        title=results.meta["title"][language],
        meta=results.meta,
        sections=_sections(results, names),
        key_figures=_key_figures(results, names),
        reproduce=_reproduce(results),
        published=_published(results, names),
    )


def _sections(results: StudyResults, names: Names) -> list[dict[str, Any]]:
    """Sections in reading order: id, heading, sentences, tables, figures."""
    found = [sections.data(results, names), sections.checks(results, names)]
    for model in results.meta["models"]:
        if model["kind"] == "efficiency":
            found += [make(results, names, model["name"]) for make in (models.efficiency, models.redundancy)]
        else:
            found.append(models.malmquist(results, names, model["name"]))
    found.append(sections.settings(results, names))
    return found


# --- what the study says first ---------------------------------------------------------------------------


def _key_figures(results: StudyResults, names: Names) -> list[str]:
    """The first sentences, each computed from the tables."""
    out: list[str] = []
    for model in results.meta["models"]:
        if model["kind"] == "efficiency":
            out += _efficiency_sentences(results, names, model["name"])
        else:
            overall = rows_of(results, "malmquist_means", model["name"]).query("by == 'overall'").iloc[0]
            if np.isfinite(overall["tfpch"]):
                key = "key-tfp-up" if overall["tfpch"] > 1 else "key-tfp-down"
                parts = {c: number(overall[c]) for c in ("tfpch", "effch", "techch")}
                change = percent(abs(overall["tfpch"] - 1))
                out.append(names.say(key, change=change, n=int(overall["n"]), **parts))
                weaker = min(("effch", "techch"), key=lambda c: overall[c])
                if overall[weaker] < 1:
                    out.append(names.say(f"key-drag-{weaker}", **parts))
    return out


def _efficiency_sentences(results: StudyResults, names: Names, model: str) -> list[str]:
    frame = rows_of(results, "efficiency", model)
    last = frame[frame["period"] == last_period(results)]
    means = rows_of(results, "means", model).iloc[-1]
    n, ones = int(means["n"]), int(means["n_efficient"])
    out = [
        names.say(
            "key-efficiency",
            when=in_last_period(results, names),
            te=number(means["te_crs"]),
            pte=number(means["te_vrs"]),
            se=number(means["se"]),
            ones=ones,
            n=n,
            below=n - ones,
        )
    ]
    if "te_crs_low" in last:
        low, high = last["te_crs_low"].mean(), last["te_crs_high"].mean()
        if high - low > 5e-4:
            out.append(names.say("key-range", low=number(low), high=number(high)))
    if "regions" in results.tables:
        regions = rows_of(results, "regions", model)
        now = regions[regions["period"] == last_period(results)].sort_values("te_crs", ascending=False)
        listed = [f"{names.region(r)} {number(te)}" for r, te in zip(now["region"], now["te_crs"], strict=True)]
        out.append(names.say("key-regions", when=in_last_period(results, names), regions=names.many(listed)))
    total = rows_of(results, "redundancy", model)
    inputs = total[(total["period"] == last_period(results)) & (total["rts"] == "vrs") & (total["role"] == "input")]
    if len(inputs) and inputs["rate"].max() > 0:
        listed = [f"{names.variable(v)} {percent(r)}%" for v, r in zip(inputs["variable"], inputs["rate"], strict=True)]
        out.append(names.say("key-redundancy", when=in_last_period(results, names), inputs=names.many(listed)))
    return out


def _published(results: StudyResults, names: Names) -> dict[str, Any] | None:
    if "published" not in results.tables:
        return None
    frame = results.tables["published"]
    rows = [
        [
            row[f"label_{names.language}"],
            number(row["published"]),
            number(row["computed"], 5),
            names.say("agrees" if row["agrees"] else "differs"),
        ]
        for _, row in frame.iterrows()
    ]
    header = [names.say("figure"), names.say("published"), names.say("computed"), names.say("to-printed-digits")]
    compare = results.meta["compare"]
    table = make_table(names.say("published-caption"), header, rows, notes=compare["note"][names.language])
    return {"table": table, "source": compare["source"], "all_agree": bool(frame["agrees"].all())}


def _reproduce(results: StudyResults) -> str:
    """Python lines that give the same numbers from the same data."""
    meta = results.meta
    data, roles = meta["data"], dict(meta["data"]["roles"])
    lines = ["import farrell", ""]
    arguments = [f"unit={data['unit']!r}"] + ([f"period={data['period']!r}"] if data["period"] else [])
    rename = {"groups": "group"}
    for key, value in roles.items():
        arguments.append(f"{rename.get(key, key)}={value!r}")
    settings = meta["settings"]["data"]
    arguments += [
        f"{k}={settings[k]!r}"
        for k in ("sheet", "encoding", "header_row", "missing", "exclude", "allow", "thousands")
        if k in settings
    ]
    own = ROLES.get(data["source"], {}) if data["bundled"] else {}
    if data["bundled"] and all(own.get(key) == value for key, value in settings.items() if key in own):
        lines.append(f"panel = farrell.load({data['source']!r}).panel")
    elif data["bundled"]:
        lines.append("from importlib.resources import as_file")
        lines.append("from farrell.data.bundles import bundle_path")
        lines.append("")
        lines.append(f"with as_file(bundle_path({data['source']!r})) as path:")
        lines.append("    panel = farrell.read_panel(path, " + ", ".join(arguments) + ")")
    else:
        lines.append(f"panel = farrell.read_panel({data['source']!r}, " + ", ".join(arguments) + ")")
    chosen = [f"{k}={settings[k]!r}" for k in ("units", "periods") if settings.get(k)]
    if chosen:
        lines.append(f"panel = panel.select({', '.join(chosen)})")
    for number_, model in enumerate(meta["models"], start=1):
        options = "".join(f", {k}={v!r}" for k, v in model["options"].items())
        function = "scale_efficiency" if model["kind"] == "efficiency" else "malmquist"
        lines.append(f"result_{number_} = farrell.{function}(panel{options})  # {model['name']}")
        lines.append(f"print(result_{number_}.summary())")
    return "\n".join(lines)
