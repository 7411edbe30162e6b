"""The page of the documentation, from the measurements alone."""

from __future__ import annotations

import math
from typing import Any

from benchmarks.recorded import (
    BOOTSTRAP_GOALS,
    GROWTH_GOAL,
    HIGHS_GOALS,
    INSIDE_GOALS,
    PANEL_GOAL,
    RECORDED,
    SPACE_GOAL,
    TECHNOLOGY_GOAL,
)
from farrell.show import text_table

Results = dict[str, Any]
COMMAND = (
    "python -m benchmarks --json benchmarks/results.json --figure docs/images/performance.png "
    "--page docs/performance.md"
)
BASELINES = ("HiGHS", "scipy", "HiGHS on the frontier")
SHAPES = {"radial": "radial", "slacks": "additive and slacks-based"}


OPENING = (
    "Linear programs of data envelopment analysis are small, many, and share one technology. Farrell's engine is made\n"
    "for that shape and proves every answer it gives. Here it stands beside general solvers and other libraries.",
    "![Ratios of time, and time against the number of units](images/performance.png)",
    "*Left: how many times as long as Farrell's engine others take on one thread; hollow: R, recorded in another run;\n"
    "ticks: the goals beside HiGHS and R, in their colours. Right: time against the number of units, VRS input scores\n"
    "with slacks, 3 in 3 out.*",
)
WHERE = (
    "At n = 310 a program takes 1 µs (CRS) to 1.6 µs (VRS) of compiled code, and posing, scaling and reading back\n"
    "add a fifth. Two of three programs find a facet of their own, after three pivots in the mean: choosing where\n"
    "to start takes 9 % of the compiled time, pricing all units 9 %, the ratio test 8 %, and the rest is spread\n"
    "over the proof, the pivots and the answer. Counting only its arithmetic, at 16 operations a cycle, such a\n"
    "program would take about 0.3 µs: the rest is short vectors that wait for each other, branches, and memory. At\n"
    "n = 5,000 pricing all units took a third, 2.7 µs a facet where reading the columns from the second-level cache\n"
    "alone takes about 2.4 µs, and choosing the facet another third; units that are beaten are not priced again\n"
    "since, which saves a sixth of all. W5 makes 7.5 pivots a unit; its units have no facet in common to start\n"
    "from."
)
GOALS = (
    "The goals were set beside a HiGHS that took 0.36 ms a VRS program at n = 310 and 4.9 ms at 5,000, about twice\n"
    "what it takes here. Runs on this machine differ by a fifth. Short of their goals in this one:\n"
    "{}."
)
FIRST_USE = (
    "A kernel is compiled once a machine, at its first use, and loaded from disk later. Wall time, with the import of\n"
    "numba in it."
)
BESIDE_R = (
    "CPU seconds that R took, recorded once in another run on two shared cores, the goal set by it, and how many\n"
    "times as fast Farrell is, by its engine and by the whole call."
)
AGAIN = (
    "`--only W1 W3` runs some parts, `--quick` smaller ones, `--from FILE` shows earlier measurements. Other\n"
    "libraries take part where they are installed, best in an environment of its own:\n"
    "`pip install Pyfrontier DEAPack orange3-dea`. Farrell depends on none of them."
)


def significant(value: float | None, digits: int = 3) -> str:
    """A number with so many significant digits and thousands separated; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def seconds(entry: dict[str, Any] | None, programs: int) -> str:
    """The seconds of a baseline or peer, with an asterisk where a sample was extrapolated."""
    if entry is None:
        return "–"
    return significant(entry["seconds"]) + ("*" if entry["programs"] < programs else "")


def ratio(entry: dict[str, Any] | None) -> str:
    """How many times longer it takes than Farrell."""
    return "–" if entry is None else significant(entry["ratio"], 2 if entry["ratio"] < 100 else 3)


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table: the first column is left-aligned, numbers are right-aligned."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main_rows(results: Results) -> list[list[str]]:
    """Workload, programs, Farrell's two times, and the two solvers'."""
    rows = []
    for row in results["workloads"]:
        highs, scipy = (row["others"].get(name) for name in BASELINES[:2])
        n = row["programs"]
        rows.append(
            [
                row["what"] if row["key"] in ("large", "million") else f"{row['key']} {row['what']}",
                f"{n:,}",
                significant(row["engine_s"]),
                significant(row["call_s"]),
                seconds(highs, n),
                significant(highs["ms_per_program"], 2),
                ratio(highs),
                f"{HIGHS_GOALS.get((row['key'], n), '–')}",
                seconds(scipy, n),
                ratio(scipy),
            ]
        )
    return rows


MAIN = [
    "workload",
    "programs",
    "engine, s",
    "call, s",
    "HiGHS warm, s",
    "ms a program",
    "ratio",
    "goal",
    "scipy, s",
    "ratio",
]


def peer_part(results: Results) -> str:
    """The peers' times and ratios, or that there are none."""
    used = [name for name in results["peers"] if any(name in row["others"] for row in results["workloads"])]
    known = "; ".join(f"{name}: {status}" for name, status in results["peers"].items())
    if not used:
        return f"None was there when this page was made ({known})."
    rows = []
    for row in results["workloads"]:
        if any(name in row["others"] for name in used):
            entries = [row["others"].get(name) for name in used]
            ours = significant(row["call_s"] or row["engine_s"])
            rows.append([f"{row['key']} {row['what']}", ours])
            rows[-1] += [text for e in entries for text in (seconds(e, row["programs"]), ratio(e))]
    header = ["workload", "Farrell, s", *[text for name in used for text in (f"{name}, s", "ratio")]]
    return f"{table(header, rows)}\n\n{known}."


def frontier_part(results: Results) -> str:
    """HiGHS with the frontier given to it."""
    name = BASELINES[2]
    rows = [
        [row["what"], seconds(row["others"][name], row["programs"]), ratio(row["others"][name])]
        for row in results["workloads"]
        if name in row["others"]
    ]
    if not rows:
        return ""
    return (
        "\nOf the largest technologies few units are on the frontier, and Farrell finds them first. HiGHS on a model\n"
        "of those units alone, as if somebody had told it which they are:\n\n"
        + table(["workload", "HiGHS on the frontier, s", "ratio"], rows)
        + "\n"
    )


def growth_part(results: Results) -> str:
    """Time against n."""
    growth = results["growth"]
    rows = [
        [f"{n:,}", significant(growth["seconds"]["engine"][i]), significant(growth["seconds"]["HiGHS"][i])]
        for i, n in enumerate(growth["n"])
    ]
    k = growth["exponent"]
    rows.append(["exponent k of n^k", f"{k['engine']:.2f}", f"{k['HiGHS']:.2f}"])
    head = "VRS input scores with largest slacks, 3 in 3 out; of HiGHS the scores only. k is by least squares on\n"
    goal = f"logarithms; the goal is {GROWTH_GOAL} or less."
    return head + goal + "\n\n" + table(["units", "engine, s", "HiGHS warm, s"], rows)


def technology_rows(results: Results) -> list[list[str]]:
    """Seconds of every technology, and times those of the adjacent one."""
    measured = results["technologies"]
    return [[name, significant(s), significant(measured["ratio"][name], 2)] for name, s in measured["seconds"].items()]


def space_rows(results: Results) -> list[list[str]]:
    """Seconds of every statistic's first call, and of all together."""
    seconds = results["space"]["seconds"]
    return [*([name, significant(s)] for name, s in seconds.items()), ["all", significant(sum(seconds.values()))]]


def inside_rows(results: Results) -> list[list[str]]:
    """Seconds of every model that looks inside units, beside the goal."""
    return [
        [row["what"], significant(row["wall_s"]), f"{INSIDE_GOALS.get(row['what'], '')}"]
        for row in results["inside"]["rows"]
    ]


def inside_words(results: Results) -> str:
    """Of what data, and what few columns save."""
    found = results["inside"]
    units, years = found["size"]
    few, every, ratio = (significant(v) for v in (found["few_s"], found["all_s"], found["all_s"] / found["few_s"]))
    return (
        f"{units:,} units, {years} years, 3 in 2 out, 2 carried over; wall time on all cores, in a fresh process. "
        f"Of dynamic models HiGHS sees the columns only that could matter: dynamic SBM of {found['fewer']:,} "
        f"units so takes {few} s of CPU time, with all columns {every} s, {ratio} times as long."
    )


def bootstrap_rows(results: Results) -> list[list[str]]:
    """Seconds of every bootstrap by one thread and by all cores, beside the goal."""
    rows = results["bootstraps"]["rows"]
    return [
        [row["what"], significant(row["one_s"]), significant(row["all_s"]), f"{BOOTSTRAP_GOALS.get(row['what'], '')}"]
        for row in rows
    ]


def goal_rows(results: Results) -> list[list[str]]:
    """How far the goals are met."""
    rows = []
    for row in results["workloads"]:
        known = RECORDED.get((row["key"], row["programs"]))
        if known:
            call = None if row["call_s"] is None else known.seconds / row["call_s"]
            name = f"{row['key']}, {row['programs']:,} programs"
            numbers = [known.seconds, known.goal, known.seconds / row["engine_s"], call]
            rows.append([name, known.package, *[significant(value) for value in numbers]])
    return rows


def memory_rows(results: Results) -> list[list[str]]:
    """Wall time and peak of what ran alone."""
    numbers = ("wall_s", "before_mb", "peak_mb")
    rows = [[job["what"], *[significant(job[name]) for name in numbers]] for job in results["memory"]]
    return rows


def compile_rows(results: Results) -> list[list[str]]:
    """The first use of each kernel."""
    return [
        [f"{SHAPES[c['form']]}, up to {c['rows']} rows", significant(c["compiled_s"]), significant(c["loaded_s"], 2)]
        for c in results["compile"]
    ]


def printed(results: Results) -> str:
    """All tables for the terminal."""
    parts = []
    if results["workloads"]:
        header = [*MAIN[:6], "times", *MAIN[7:9], "times"]
        parts.append(text_table(header, main_rows(results)))
        parts += [agreement(results), peer_part(results), frontier_part(results).strip()]
        if goal_rows(results):
            parts.append(
                text_table(["beside R, recorded", "package", "s", "goal", "engine", "call"], goal_rows(results))
            )
    if "growth" in results:
        parts.append(growth_part(results))
    if "technologies" in results:
        parts.append(text_table(["technology", "call, s", "times adjacent"], technology_rows(results)))
    if "inside" in results:
        parts.append(text_table(["inside", "all cores, s", "goal, s"], inside_rows(results)))
    if "space" in results:
        parts.append(text_table(["in space", "first call, s"], space_rows(results)))
    if "bootstraps" in results:
        parts.append(text_table(["how sure", "one thread, s", "all cores, s", "goal, s"], bootstrap_rows(results)))
    if "memory" in results:
        parts.append(text_table(["alone", "wall s", "before MB", "peak MB"], memory_rows(results)))
    if "compile" in results:
        parts.append(text_table(["kernel", "compile s", "load s"], compile_rows(results)))
    return "\n\n".join(part for part in parts if part)


METHOD = """\
- Times are CPU seconds of one thread on both sides (`joblib.parallel_config(n_jobs=1)`), in one process, in turn:
  the best of {rounds} runs or more, or of one where a run takes more than {patience:g} s. The time of processes that a
  library starts counts with it. The kernel is compiled beforehand; what that takes is stated above.
- *engine* takes arrays and gives certified arrays (`farrell.lp`); *call* is the whole function of the library that a
  user calls on a panel. HiGHS and scipy are set against the engine, other libraries against the call where there is
  one.
- Every answer of the engine is proved, by its certificate or in exact arithmetic; the run stops where one is not.
- *HiGHS warm* is one `highspy` model a technology with {options},
  default tolerances, data divided by their means. Only the evaluated unit's coefficients, costs and bounds change, and
  the simplex method goes on from the last basis (`benchmarks/baselines.py`). Building the model and its first program
  are not counted. It gives scores only, no slacks, and proves nothing.
- *scipy* is `linprog(method="highs")`, one cold model a program, and a second one for the slacks where the workload has
  them.
- An asterisk marks a sample of evenly spread units, or of replicates or years, extrapolated to all.
- All scores are compared, and those of scipy's second phase too: a relative difference above {agree:g} stops the
  run. Pyfrontier rounds scores to six decimals, which is allowed for.
- Data are seeded: inputs lognormal with a common size, outputs Cobb-Douglas with half-normal inefficiency
  (`benchmarks/data.py`). W4 draws its technologies by the smoothed bootstrap of Simar & Wilson (1998)."""


def method(results: Results) -> str:
    """How it was measured."""
    options = ", ".join(f"`{k}={v}`" for k, v in results["highs_options"].items() if k != "output_flag")
    return METHOD.format(options=options, **{name: results[name] for name in ("rounds", "patience", "agree")})


def agreement(results: Results) -> str:
    """The largest difference of all."""
    worst = max(e["difference"] for row in results["workloads"] for e in row["others"].values())
    return f"All agree; the largest relative difference is {worst:.1e}. * extrapolated from a sample."


def kit(results: Results) -> str:
    """The machine and the versions."""
    machine = results["machine"]
    words = [machine["processor"], f"{machine['cores']} cores", f"{machine['memory_gb']} GB", machine["system"]]
    versions = [f"{name} {number}" for name, number in results["versions"].items()]
    return ", ".join([*words, f"Python {machine['python']}"]) + "; " + ", ".join(versions) + "."


def short_of_goals(results: Results) -> str:
    """Which workloads are less far ahead of HiGHS than they are meant to be."""
    short = []
    for row in results["workloads"]:
        goal = HIGHS_GOALS.get((row["key"], row["programs"]))
        if goal and row["others"]["HiGHS"]["ratio"] < goal:
            short.append(f"{row['key']} ({row['programs']:,} programs)")
    return GOALS.format(", ".join(short) or "none")


def page(results: Results) -> str:
    """The whole page in Markdown."""
    parts = ["# Performance", f"<!-- written by `{COMMAND}`: change benchmarks/page.py -->", *OPENING]
    if results["workloads"]:
        both = [table(MAIN, main_rows(results)), agreement(results) + "\n" + frontier_part(results).rstrip()]
        parts += ["## Beside HiGHS and scipy", *both]
        if any((row["key"], row["programs"]) in HIGHS_GOALS for row in results["workloads"]):
            parts += [short_of_goals(results), "## Where the time goes", WHERE]
        parts += ["## Beside other libraries", peer_part(results)]
    if "growth" in results:
        parts += ["## Growth", growth_part(results)]
    if "technologies" in results:
        words = results["technologies"]["what"] + f"; the goal is {TECHNOLOGY_GOAL} times the adjacent one or less."
        rows = table(["technology", "call, s", "times adjacent"], technology_rows(results))
        parts += ["## Technologies of productivity over time", words, rows]
    if "inside" in results:
        rows = table(["model", "all cores, s", "goal, s"], inside_rows(results))
        parts += ["## Inside units and over periods", inside_words(results), rows]
    if "space" in results:
        words = f"{results['space']['what']}; each statistic once, in a fresh process; the goal is {SPACE_GOAL} s."
        parts += ["## In space and over time", words, table(["statistic", "first call, s"], space_rows(results))]
    if "bootstraps" in results:
        words = f"{results['bootstraps']['what']}; wall time, warm, in a fresh process."
        header = ["bootstrap of", "one thread, s", "all cores, s", "goal, s"]
        parts += ["## How sure", words, table(header, bootstrap_rows(results))]
    if "memory" in results:
        words = "Each job alone in a fresh process, on all cores. The goal for W6 is {:g} s and {} MB.".format(
            *PANEL_GOAL
        )
        header = ["job", "wall time, s", "memory before, MB", "peak, MB"]
        parts += ["## Memory and wall time", words, table(header, memory_rows(results))]
    if "compile" in results:
        parts += ["## First use", FIRST_USE, table(["kernel", "compile, s", "load, s"], compile_rows(results))]
    if goal_rows(results):
        header = ["workload", "fastest R package", "R, s", "goal", "engine, times", "call, times"]
        parts += ["## Beside R", BESIDE_R, table(header, goal_rows(results))]
    parts += ["## Method", method(results), "## Machine and versions", kit(results)]
    return "\n\n".join([*parts, "## Again", f"```\n{COMMAND}\n```", AGAIN]) + "\n"
