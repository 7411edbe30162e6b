"""Figures of a study as SVG, drawn from its tables. Text stays text, so the reader's fonts show Chinese."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure

from farrell.report.names import Names

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#000000")
"""Eight colours that colour-blind readers tell apart; always the same one for the same region."""
REDUNDANCY, REDUNDANCY_SLACK = "#B5532A", "#E6B08F"
SHORTFALL, SHORTFALL_SLACK = "#2A6F97", "#9CC5DD"
INK, FAINT = "#222222", "#9A9A9A"
WIDTH = 7.1
"""Inches: 180 mm, the full width of a printed page."""
MOST_UNITS = 60
"""Most units drawn with their names; of more, the least efficient are shown and the caption says so."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei")


@contextmanager
def _style() -> Iterator[None]:
    """One style for all figures; texts are measured with a CJK font where there is one."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    family = [*(name for name in FONTS if name in known), "DejaVu Sans"]
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "farrell",
        "font.family": family,
        "font.size": 8,
        "axes.titlesize": 8.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.edgecolor": FAINT,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
        "lines.linewidth": 1.2,
        "lines.markersize": 3.5,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "text.parse_math": False,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # without a CJK font only the measured widths are rough: the text itself is left to the reader's fonts
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _svg(figure: Figure, alt: str) -> str:
    """The figure as an inline SVG element with its description."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", pad_inches=0.04)
    body = buffer.getvalue()
    body = body[body.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", body, count=1)
    body = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", body, count=1)
    escaped = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return body.replace("<svg", f'<svg role="img" aria-label="{escaped}"', 1)


def _unique_ids(svg: str, prefix: str) -> str:
    """Ids of several figures in one page must differ."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)


def efficiency_by_region(regions: pd.DataFrame | None, means: pd.DataFrame, names: Names) -> str:
    """TE, PTE and SE over time, a line a region with its name at its end; all units together in grey."""
    panels = [("te_crs", names.say("te")), ("te_vrs", names.say("pte")), ("se", names.say("se"))]
    periods = [str(p) for p in means["period"]]
    whole = all(isinstance(p, (int, np.integer)) for p in means["period"])
    places = [int(p) for p in means["period"]] if whole else list(range(len(periods)))
    with _style():
        figure = Figure(figsize=(WIDTH, 2.6))
        axes = figure.subplots(1, 3, sharey=True)
        for ax, (column, title) in zip(axes, panels, strict=True):
            ax.plot(places, means[column], color=FAINT, linewidth=2.4, zorder=1)
            if regions is not None:
                for i, region in enumerate(dict.fromkeys(regions["region"])):
                    part = regions[regions["region"] == region].set_index("period")[column]
                    line = part.reindex(means["period"]).to_numpy(dtype=float)
                    colour, marker = OKABE_ITO[i % 8], MARKERS[i % 8]
                    ax.plot(places, line, color=colour, marker=marker, markeredgewidth=0)
            ax.set_title(title)
            ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
            ax.tick_params(length=2)
            step = max(1, int(np.ceil(len(periods) / 5)))
            ax.set_xticks(places[::step], periods[::step])
            ax.margins(x=0.02)
        low, high = axes[0].get_ylim()
        for ax, (column, _) in zip(axes, panels, strict=True):
            _label_ends(ax, _ends(regions, means, column, names), places[-1], (high - low) * 0.075)
        figure.subplots_adjust(wspace=0.42, right=0.93)
        return _unique_ids(_svg(figure, names.say("fig-region-alt")), "f1-@@")


def _ends(regions: pd.DataFrame | None, means: pd.DataFrame, column: str, names: Names) -> list[tuple[float, str, str]]:
    ends = [(float(means[column].iloc[-1]), names.say("all"), FAINT)]
    last = means["period"].iloc[-1]
    if regions is not None:
        for i, region in enumerate(dict.fromkeys(regions["region"])):
            value = regions.loc[(regions["region"] == region) & (regions["period"] == last), column]
            if len(value):
                ends.append((float(value.iloc[0]), names.region(region), OKABE_ITO[i % 8]))
    return ends


def _label_ends(ax: Any, ends: list[tuple[float, str, str]], x: float, gap: float) -> None:
    """Names at the ends of lines, moved apart until none covers another."""
    ends = sorted(end for end in ends if np.isfinite(end[0]))
    heights = [value for value, _, _ in ends]
    for _ in range(60):
        for i in range(len(heights) - 1):
            overlap = gap - (heights[i + 1] - heights[i])
            if overlap > 0:
                heights[i] -= overlap / 2
                heights[i + 1] += overlap / 2
    for height, (_, label, colour) in zip(heights, ends, strict=True):
        ax.annotate(
            label, (x, height), xytext=(5, 0), textcoords="offset points", va="center", fontsize=7.5,
            color="#6B6B6B" if colour == FAINT else colour, annotation_clip=False,
        )  # fmt: skip


def heat_map(efficiency: pd.DataFrame, group: str | None, names: Names) -> str:
    """te_crs of every unit in every period, units in blocks by region and sorted by their mean."""
    grid = efficiency.pivot(index="unit", columns="period", values="te_crs")
    order = grid.mean(axis=1).sort_values(ascending=False).index
    blocks: list[tuple[str, list[str]]] = [("", list(order))]
    if len(order) > MOST_UNITS:
        blocks = [("", list(order[-MOST_UNITS:]))]
    elif group is not None:
        region_of = efficiency.drop_duplicates("unit", keep="last").set_index("unit")[group]
        blocks = [(r, [u for u in order if region_of[u] == r]) for r in dict.fromkeys(efficiency[group])]
    rows = [unit for _, members in blocks for unit in members]
    gaps = 0.6 * (len(blocks) - 1)
    with _style():
        figure = Figure(figsize=(WIDTH, 0.155 * len(rows) + 0.16 * gaps + 0.7))
        ax = figure.subplots()
        cmap = mpl.colormaps["cividis_r"].with_extremes(bad="#DDDDDD")
        low = float(np.floor(np.nanmin(grid.to_numpy()) * 10) / 10)
        y, ticks = 0.0, []
        for region, members in blocks:
            values = grid.loc[members].to_numpy(dtype=float)
            edges_y = np.arange(len(members) + 1) + y
            mesh = ax.pcolormesh(
                np.arange(grid.shape[1] + 1), edges_y, values, cmap=cmap, vmin=min(low, 0.99), vmax=1.0,
                edgecolors="white", linewidth=0.6,
            )  # fmt: skip
            for i, unit in enumerate(members):
                ticks.append((y + i + 0.5, names.unit(unit)))
                for j in range(grid.shape[1]):
                    value = values[i, j]
                    if np.isfinite(value):
                        ax.text(
                            j + 0.5, y + i + 0.52, f"{value:.3f}", ha="center", va="center", fontsize=6.2,
                            color=_readable(mesh.to_rgba(value)),
                        )  # fmt: skip
            if region:
                ax.text(
                    grid.shape[1] + 0.15,
                    y + len(members) / 2,
                    names.region(region),
                    va="center",
                    fontsize=8,
                    weight="bold",
                )
            y += len(members) + 0.6
        ax.set_ylim(y - 0.6, 0)
        ax.set_yticks([t for t, _ in ticks], [label for _, label in ticks], fontsize=7)
        ax.set_xticks(np.arange(grid.shape[1]) + 0.5, [str(p) for p in grid.columns])
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        for spine in ax.spines.values():
            spine.set_visible(False)
        bar = figure.colorbar(mesh, ax=ax, orientation="horizontal", fraction=0.016, pad=0.02, aspect=50)
        bar.outline.set_visible(False)
        bar.ax.tick_params(length=2, labelsize=7)
        bar.set_label(names.say("te"), fontsize=7.5)
        return _unique_ids(_svg(figure, names.say("fig-heat-alt")), "f2-@@")


def _readable(ground: Any) -> str:
    """White or ink, whichever stands out more from a colour (relative luminance of WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in ground[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.066 else INK


def malmquist_components(interval_means: pd.DataFrame, names: Names) -> str:
    """effch, techch and tfpch by interval around the line of no change."""
    intervals = list(interval_means["name"])
    series = (("effch", OKABE_ITO[0], "s"), ("techch", OKABE_ITO[1], "^"), ("tfpch", INK, "o"))
    with _style():
        figure = Figure(figsize=(WIDTH, 2.5))
        ax = figure.subplots()
        ax.axhline(1.0, color=FAINT, linewidth=0.8)
        ends = []
        for column, colour, marker in series:
            values = interval_means[column].to_numpy(dtype=float)
            ax.plot(intervals, values, color=colour, marker=marker, linewidth=1.8 if column == "tfpch" else 1.2)
            ends.append((float(values[-1]), names.say(column), colour))
        low, high = ax.get_ylim()
        _label_ends(ax, ends, len(intervals) - 1, (high - low) * 0.085)
        ax.grid(axis="y", color="#E6E6E6", linewidth=0.6)
        ax.tick_params(length=2)
        ax.margins(x=0.02)
        if len(intervals) > 6:
            ax.set_xticks(range(len(intervals)), [i.replace("–", "–\n") for i in intervals])
        ax.set_ylabel(names.say("fig-malmquist-axis"))
        figure.subplots_adjust(right=0.8)
        return _unique_ids(_svg(figure, names.say("fig-malmquist-alt")), "f3-@@")


def gap_bars(slacks: pd.DataFrame, role: str, names: Names) -> str:
    """Redundancy of inputs or shortfall of outputs by unit: radial part and slack part, one panel a variable."""
    part = slacks[slacks["role"] == role]
    columns = list(dict.fromkeys(part["variable"]))
    sign = -1.0 if role == "input" else 1.0
    whole = part["actual"].where(part["actual"] != 0)
    share = part.assign(radial=sign * part["radial_move"] / whole, slack=sign * part["slack_move"] / whole)
    total = share.groupby("unit", sort=False)[["radial", "slack"]].mean().sum(axis=1)
    order = list(total.sort_values().index)[-MOST_UNITS:]
    strong, pale = (REDUNDANCY, REDUNDANCY_SLACK) if role == "input" else (SHORTFALL, SHORTFALL_SLACK)
    with _style():
        figure = Figure(figsize=(WIDTH, 0.145 * len(order) + 0.7))
        axes = np.atleast_1d(figure.subplots(1, len(columns), sharey=True, sharex=True))
        for ax, column in zip(axes, columns, strict=True):
            rows = share[share["variable"] == column].set_index("unit").loc[order]
            places = np.arange(len(order))
            radial, slack = 100 * rows["radial"].to_numpy(), 100 * rows["slack"].to_numpy()
            ax.barh(places, radial, color=strong, height=0.72, label=names.say("radial-part"))
            ax.barh(places, slack, left=radial, color=pale, height=0.72, label=names.say("slack-part"))
            ax.set_title(names.variable(column))
            ax.set_yticks(places, [names.unit(u) for u in order], fontsize=7)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", length=2)
            ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
            ax.set_ylim(-0.6, len(order) - 0.4)
            ax.set_xlabel(names.say("fig-redundancy-axis"))
        handles, labels = axes[0].get_legend_handles_labels()
        axes[-1].legend(handles, labels, loc="lower right", frameon=False, fontsize=7.5)
        figure.subplots_adjust(wspace=0.08)
        return _unique_ids(_svg(figure, names.say(f"fig-alt-gaps-{role}")), "f4-@@")


def efficiency_bars(efficiency: pd.DataFrame, names: Names) -> str:
    """One period: TE and PTE of every unit as dots on one line, sorted."""
    frame = efficiency.sort_values(["te_crs", "te_vrs"]).head(MOST_UNITS)
    with _style():
        figure = Figure(figsize=(WIDTH, 0.15 * len(frame) + 0.7))
        ax = figure.subplots()
        places = np.arange(len(frame))
        ax.hlines(places, frame["te_crs"], frame["te_vrs"], color="#BBBBBB", linewidth=1.0, zorder=1)
        ax.scatter(frame["te_crs"], places, color=OKABE_ITO[0], s=16, zorder=2, label=names.say("te"))
        ax.scatter(
            frame["te_vrs"], places, facecolor="white", edgecolor=OKABE_ITO[1], s=16, zorder=2, marker="s",
            label=names.say("pte"),
        )  # fmt: skip
        ax.set_yticks(places, [names.unit(u) for u in frame["unit"]], fontsize=7)
        ax.set_ylim(-0.7, len(frame) - 0.3)
        ax.grid(axis="x", color="#E6E6E6", linewidth=0.6)
        ax.tick_params(length=2)
        ax.legend(loc="lower right", frameon=False, fontsize=7.5)
        return _unique_ids(_svg(figure, names.say("fig-bars-alt")), "f1-@@")
