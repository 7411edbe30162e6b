"""Rank tests of groups against printed examples, another program's answers and their own symmetries."""

from __future__ import annotations

import numpy as np
import pytest

from farrell import OptionError, kruskal_wallis
from farrell.inference.groups import holm

HOLLANDER_WOLFE = {
    "normal": [2.9, 3.0, 2.5, 2.6, 3.2],
    "obstructive": [3.8, 2.7, 4.0, 2.4],
    "asbestosis": [2.8, 3.4, 3.7, 2.2, 2.0],
}
"""Mucociliary clearance, Hollander & Wolfe 1973, p. 115; printed H = 0.77143, df = 2."""
TIED = [0.61, 1, 0.73, 1, 0.88, 0.9, 1, 0.55, 0.71, 0.71, 0.82, 1, 0.93, 0.66, 0.78]
TIED_GROUPS = ["E"] * 6 + ["C"] * 4 + ["W"] * 5
SCIKIT_POSTHOCS = {("E", "C"): (0.274252, 0.822756), ("E", "W"): (0.852070, 0.852070), ("C", "W"): (0.376846, 0.822756)}
"""posthoc_dunn of scikit-posthocs 0.17.1 on TIED, uncorrected and with p_adjust="holm"."""


def test_kruskal_wallis_gives_the_printed_figures_of_hollander_and_wolfe() -> None:
    values = [v for group in HOLLANDER_WOLFE.values() for v in group]
    found = kruskal_wallis(values, [name for name, group in HOLLANDER_WOLFE.items() for _ in group])
    assert found.statistic == pytest.approx(0.77143, abs=5e-6)
    assert (found.df, found.groups, found.sizes) == (2, tuple(HOLLANDER_WOLFE), (5, 4, 5))
    assert found.p == pytest.approx(0.68, abs=5e-4)


def test_dunn_with_ties_agrees_with_another_program() -> None:
    found = kruskal_wallis(TIED, TIED_GROUPS)
    assert {(p.a, p.b): (round(p.p, 6), round(p.p_holm, 6)) for p in found.pairs} == SCIKIT_POSTHOCS


def test_holm_of_r() -> None:
    """R 4: p.adjust(c(0.05, 0.01, 0.04, 0.02, 0.03), "holm")."""
    assert holm([0.05, 0.01, 0.04, 0.02, 0.03]) == pytest.approx([0.09, 0.05, 0.09, 0.08, 0.09])
    assert holm([0.6, 0.7]) == pytest.approx([1.0, 1.0])


def test_two_groups_square_the_pair() -> None:
    """With two groups H is the square of Dunn's z, ties or not."""
    found = kruskal_wallis(TIED, ["a" if g == "E" else "b" for g in TIED_GROUPS])
    assert found.pairs[0].z ** 2 == pytest.approx(found.statistic)


def test_ranks_alone_matter_and_turning_the_values_turns_the_signs() -> None:
    values = np.array(TIED)
    found, stretched, turned = (kruskal_wallis(v, TIED_GROUPS) for v in (values, np.exp(5 * values), -values))
    assert stretched.statistic == pytest.approx(found.statistic)
    assert turned.statistic == pytest.approx(found.statistic)
    assert [p.z for p in turned.pairs] == pytest.approx([-p.z for p in found.pairs])


def test_missing_values_are_left_out_with_their_labels() -> None:
    found = kruskal_wallis([*TIED, np.nan], [*TIED_GROUPS, "alone"])
    assert found == kruskal_wallis(TIED, TIED_GROUPS)


@pytest.mark.parametrize(("values", "labels"), [([1, 1, 1, 1], list("aabb")), ([1, 2, 3], list("aaa")), ([], [])])
def test_nothing_to_compare_is_nan_and_no_pairs(values: list[float], labels: list[str]) -> None:
    found = kruskal_wallis(values, labels)
    assert np.isnan(found.statistic)
    assert np.isnan(found.p)
    assert found.pairs == ()


def test_a_label_too_few_is_refused() -> None:
    with pytest.raises(OptionError) as caught:
        kruskal_wallis([1, 2, 3], ["a", "b"])
    assert caught.value.code == "group-length"


def test_the_summary_shows_the_test_and_its_pairs() -> None:
    text = kruskal_wallis(TIED, TIED_GROUPS).summary()
    assert "H = 1.291, df = 2, p = 0.5244; n: E 6, C 4, W 5" in text
    assert "0.8228" in text
