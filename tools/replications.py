"""Write docs/replications.md: run the golden cases and the published tables, and say how far off each is.

    python tools/replications.py

Takes a few minutes. Differences are of the numbers that the tests compare, as the tests compare them.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farrell.report.works import cited
from farrell.verification import common, verify

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "golden" / "cases"
PAGE = ROOT / "docs" / "replications.md"
PUBLISHED = {
    "test_china_health.py": (
        "Wan, Ye, Shi, Huang & Huang 2026, DOI 10.3389/fpubh.2025.1729223 (abstract)",
        "mean efficiency of 2023, mean productivity index; on a hypothesis of the indicators ([tutorial](tutorial.md))",
    ),
    "test_china_hospitals_2011.py": (
        "an open textbook on mathematical models in R (`china-hospitals-2011/SOURCE.md`)", "31 VRS scores"
    ),
    "test_cooper_seiford_tone.py": (
        "Cooper, Seiford & Tone 2007, DOI 10.1007/978-0-387-45283-8, tables 1.5, 1.6, chapter 4", "CCR and BCC scores"
    ),
    "test_deap_guide.py": (
        "Coelli 1996, CEPA Working Paper 96/08, examples 1 to 4", "scores, slacks, cost efficiency, Malmquist indices"
    ),
    "test_deap_eg4_tables.py": ("DEAP 2.1, EG4-out.txt", "distances, indices, annual and overall means"),
    "test_kao_hwang_2008.py": (
        "Kao & Hwang 2008, DOI 10.1016/j.ejor.2006.11.041, table 2; Chen, Cook, Li & Zhu 2009, "
        "DOI 10.1016/j.ejor.2008.05.011",
        "scores of system and stages",
    ),
    "test_frontier41.py": (
        "Coelli 1996, A Guide to FRONTIER 4.1 (CEPA 96/07), and R's frontier 1.0-2",
        "coefficients, standard errors, likelihoods, efficiencies",
    ),
    "test_slacks_frontier41.py": ("R's frontier 1.0-2", "frontiers of slacks: coefficients and likelihoods"),
    "test_tobin.py": (
        "Tobin 1958, Econometrica 26:24-36, as R's programs print it", "Tobit: coefficients, errors, likelihood"
    ),
    "test_finnish_electricity.py": (
        "Kuosmanen 2012, DOI 10.1016/j.eneco.2012.03.005, data as pyStoNED's notebooks print them",
        "convex nonparametric least squares, StoNED",
    ),
    "test_cigarettes.py": (
        "Elhorst 2014, DOI 10.1007/978-3-642-40340-8; R's SDPDmod 0.0.7", "spatial panels: coefficients, effects, tests"
    ),
    "test_spreg_china_health.py": ("spreg 1.9.0", "spatial panels of the bundled panel"),
    "test_esda_china_health.py": (
        "esda",
        "Moran, Geary, local Moran, Getis-Ord of the bundled panel; the difference is of a p-value by permutation",
    ),
    "test_giddy_china_health.py": ("giddy", "Markov chains, spatial Markov chains of the bundled panel"),
    "test_pymcdm_china_health.py": ("pymcdm", "entropy weights, TOPSIS of the bundled panel"),
    "test_geodetector_heshun.py": (
        "Wang et al. 2010, neural tube defects in Heshun, as R's gdverse and geodetector print them",
        "q, p, interactions",
    ),
    "test_coupling_guangzhou.py": ("R's coupling", "coupling and coordination, both forms"),
    "test_rsr_maternal_care.py": ("an example of Chinese textbooks", "rank-sum ratio, classes"),
}  # fmt: skip
"""Test file -> source, and what is compared."""


def off(ours: Any, theirs: Any) -> float:
    """How far off a number is: of itself where it is above 1; 0 where either is none."""
    a, b = np.broadcast_arrays(np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64))
    known = np.isfinite(a) & np.isfinite(b)
    return float((np.abs(a - b)[known] / np.maximum(1.0, np.abs(b[known]))).max(initial=0.0))


def golden() -> dict[str, float]:
    """Case -> how far off its worst number is."""
    worst: dict[str, float] = defaultdict(float)
    compare = common._distance

    def watched(case: Any, key: str, ours: Any, expected: Any, null_is_nan: bool) -> tuple[float, float]:
        ratio, difference = compare(case, key, ours, expected, null_is_nan)
        if key.startswith(common.BY_LARGEST):
            fault = difference / max(1.0, float(np.nanmax(np.abs(expected), initial=0.0)))
        else:
            values = np.asarray(ours, dtype=np.float64)
            turned = values.ndim == np.ndim(expected) == 2 and values.shape != np.shape(expected)
            fault = off((values.T if turned else values).reshape(np.shape(expected)), expected)
        worst[case.id] = max(worst[case.id], fault)
        return ratio, difference

    common._distance = watched
    try:
        report = verify(CASES)
    finally:
        common._distance = compare
    if report.count("agree") < len(report.results):
        raise SystemExit("a golden case does not agree: nothing written")
    return {result.id: worst[result.id] for result in report.results}


class Watch:
    """A plugin of pytest that keeps, for each file, how far off the numbers were that its tests compared."""

    def __init__(self) -> None:
        self.worst: dict[str, float] = defaultdict(float)
        self.tests: dict[str, int] = defaultdict(int)
        self.file = ""

    def pytest_runtest_call(self, item: Any) -> None:
        self.file = item.path.name
        self.tests[self.file] += 1

    def note(self, ours: Any, theirs: Any) -> None:
        self.worst[self.file] = max(self.worst[self.file], off(ours, theirs))

    def watch(self) -> None:
        approx: Any = type(pytest.approx(1.0))
        close, same_as = np.testing.assert_allclose, approx.__eq__

        def watched(actual: Any, desired: Any, *args: Any, **options: Any) -> None:
            close(actual, desired, *args, **options)
            self.note(actual, desired)

        def equal(this: Any, actual: Any) -> Any:
            same = same_as(this, actual)
            if same and not isinstance(actual, str | bool | None):
                self.note(actual, this.expected)
            return same

        np.testing.assert_allclose = watched
        approx.__eq__ = equal


def published() -> Watch:
    folder = ROOT / "tests" / "published"
    files = sorted(path for path in folder.glob("test_*.py") if path.name != "test_golden_cases.py")
    unknown = {path.name for path in files} ^ set(PUBLISHED)
    if unknown:
        raise SystemExit(f"tools/replications.py: not told of {sorted(unknown)}")
    watch = Watch()
    watch.watch()
    if pytest.main(["-q", "-p", "no:cacheprovider", *map(str, files)], plugins=[watch]) != 0:
        raise SystemExit("a published number is missed: nothing written")
    if unseen := {path.name for path in files} - set(watch.worst):
        raise SystemExit(f"no numbers were compared in {sorted(unseen)}: nothing written")
    return watch


def page(cases: dict[str, float], watch: Watch) -> str:
    """The page."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case in cases:
        source = json.loads((CASES / case / "case.json").read_text(encoding="utf-8"))["source"]
        groups[source["citation"].rstrip(". "), source["authority"].split(";")[0].split(" (")[0]].append(case)
    programs = [row(_linked(source), kind, found, cases) for (source, kind), found in sorted(groups.items())]
    tables = [
        f"| {source} | {what} | {watch.tests[name]} | {watch.worst[name]:.1e} "
        f"| `make test TESTS=tests/published/{name}` |"
        for name, (source, what) in sorted(PUBLISHED.items(), key=lambda item: item[1][0].lower())
    ]
    return HEAD + "\n".join([
        "\n## Published tables and other programs\n",
        "| source | what is compared | tests | largest difference | command |", "|---|---|---|---|---|", *tables,
        "\n## Golden cases\n",
        f"{len(cases)} data sets, all agree: `farrell verify tests/golden/cases` runs them through the public "
        "functions and counts agreements\nby model; `make test TESTS=tests/published/test_golden_cases.py` runs them "
        "under the compiled solver, too.\n",
        "| source of the numbers | kind | cases | models | largest difference |", "|---|---|---|---|---|", *programs,
        "",
    ])  # fmt: skip


def row(source: str, kind: str, found: list[str], cases: dict[str, float]) -> str:
    models = sorted({json.loads((CASES / case / "case.json").read_text(encoding="utf-8"))["model"] for case in found})
    worst = max(cases[case] for case in found)
    return f"| {source} | {kind} | {len(found)} | {', '.join(f'`{model}`' for model in models)} | {worst:.1e} |"


def _linked(source: str) -> str:
    known = [work.doi for work in cited([source]) if work.doi]
    return f"{source}, DOI {known[0]}" if known and "DOI" not in source else source


HEAD = """# Replications

<!-- written by `python tools/replications.py`: change tools/replications.py -->

Numbers of publications and of other programs, made again by Farrell. Differences are absolute where the number is at
most 1, else a share of it; of slacks and targets a share of the largest. A difference of 5e-4 is the rounding of a
table that prints three decimals. What programs do not agree on by definition is in
[where programs differ](conventions.md); quantities that have many right answers (weights of peers, multipliers) are
not compared number by number.

Kinds: a *published table*; a *peer test suite*, the expected values in another program's own tests; a *peer run*,
values that we had another program compute. Random draws of another generator are compared by order of magnitude only
and are not in the differences. Each test file says why its tolerance is what it is: how many digits were printed,
where another program stops, or that a p-value is drawn.
"""


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(page(golden(), published()), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
