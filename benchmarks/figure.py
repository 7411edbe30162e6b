"""The figure of the page: ratios of every workload, and time against the number of units."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from benchmarks.recorded import HIGHS_GOALS, RECORDED
from farrell.report.figures.style import DPI, GRID, INK, OKABE_ITO, QUIET, TEXT, WIDTH, style

NAMES = {
    "W1": "W1 scores",
    "W2": "W2 Malmquist, small",
    "W3": "W3 slacks, {n:,}",
    "W4": "W4 bootstrap",
    "W5": "W5 slacks-based",
    "W6": "W6 Malmquist, large",
    "large": "slacks, {n:,}",
    "million": "scores, {n:,}",
}
"""Short names of the workloads; n is the number of programs."""


GOAL_BESIDE_R = "_goal beside R"
"""Not in the legend: its tick has the colour of R's marks, as the other has that of HiGHS's."""
LOOKS: dict[str, dict[str, Any]] = {
    "HiGHS warm": {"marker": "o", "color": OKABE_ITO[0]},
    "scipy": {"marker": "s", "color": OKABE_ITO[1]},
    "fastest peer": {"marker": "^", "color": OKABE_ITO[2]},
    "R, recorded": {"marker": "D", "markerfacecolor": "white", "color": QUIET},
    "goals": {"marker": "|", "color": OKABE_ITO[0], "markersize": 9, "markeredgewidth": 1.4},
    GOAL_BESIDE_R: {"marker": "|", "color": QUIET, "markersize": 9, "markeredgewidth": 1.4},
}
"""What stands beside Farrell, in the order of the legend."""


def beside(row: dict[str, Any], peers: list[str]) -> dict[str, float]:
    """The ratios of one workload by the names of :data:`LOOKS`."""
    others = row["others"]
    found = {"HiGHS warm": others["HiGHS"]["ratio"], "scipy": others["scipy"]["ratio"]}
    of_peers = [others[name]["ratio"] for name in peers if name in others]
    if of_peers:
        found["fastest peer"] = min(of_peers)
    known = RECORDED.get((row["key"], row["programs"]))
    if known:
        found |= {"R, recorded": known.seconds / row["engine_s"], GOAL_BESIDE_R: known.goal}
    if (row["key"], row["programs"]) in HIGHS_GOALS:
        found["goals"] = HIGHS_GOALS[row["key"], row["programs"]]
    return found


def ratios(ax: Axes, results: dict[str, Any]) -> None:
    """One line a workload: HiGHS, scipy, the fastest peer, R as recorded, and the goals."""
    rows = results["workloads"]
    found = [beside(row, list(results["peers"])) for row in rows]
    for place in range(len(rows)):
        ax.axhline(place, color=GRID, zorder=0)
    for name, look in LOOKS.items():
        points = [(ratio[name], place) for place, ratio in enumerate(found) if name in ratio]
        if points:
            x, y = zip(*points, strict=True)
            ax.plot(x, y, linestyle="none", label=name, **{"markersize": 4.5, **look})
    ax.set_yticks(range(len(rows)), [NAMES[r["key"]].format(n=r["programs"]) for r in rows], fontsize=TEXT)
    ax.set(xscale="log", xlabel="times as long as Farrell", ylim=(len(rows) - 0.4, -0.6))
    looks = {"frameon": False, "fontsize": TEXT, "columnspacing": 1.0, "handletextpad": 0.2}
    legend = ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=5, **looks)
    legend.set_in_layout(False)
    plain(ax, "x")


def growing(ax: Axes, growth: dict[str, Any]) -> None:
    """Time against n with the fitted powers."""
    n = np.array(growth["n"], dtype=float)
    for name, label, colour, marker in (("engine", "Farrell", INK, "o"), ("HiGHS", "HiGHS warm", OKABE_ITO[0], "o")):
        seconds, k = np.array(growth["seconds"][name]), growth["exponent"][name]
        level = np.exp(np.log(seconds).mean() - k * np.log(n).mean())
        ax.plot(n, level * n**k, color=colour, linewidth=0.8)
        ax.plot(n, seconds, marker, color=colour, markersize=4)
        ax.annotate(
            f"{label}, exponent {k:.2f}", (n[-1], seconds[-1]), xytext=(-8, 8), textcoords="offset points",
            ha="right", fontsize=TEXT, color=colour,
        )  # fmt: skip
    ax.set(xscale="log", yscale="log", xlabel="thousand units", ylabel="CPU seconds")
    ax.set_xticks(n, [f"{v / 1000:g}" for v in n], fontsize=TEXT)
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(top=ax.get_ylim()[1] * 3)
    plain(ax, "y")


def plain(ax: Axes, logarithmic: str) -> None:
    """Numbers written out on the logarithmic axis, no frame."""
    axis = ax.xaxis if logarithmic == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.15g}"))
    axis.set_minor_formatter(NullFormatter())
    ax.tick_params(labelsize=TEXT, length=2)
    ax.tick_params(which="minor", length=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def draw(results: dict[str, Any]) -> bytes:
    """The PNG file."""
    buffer = io.BytesIO()
    with style():
        figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
        figure.get_layout_engine().set(rect=(0, 0, 1, 0.93))
        left, right = figure.subplots(1, 2, width_ratios=(1.5, 1.0))
        ratios(left, results)
        if "growth" in results:
            growing(right, results["growth"])
        else:
            right.set_axis_off()
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
