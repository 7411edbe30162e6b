"""Decompositions: their parts by formula in scipy, their products, and where they differ."""

from __future__ import annotations

import numpy as np
import pytest
from test_technologies import CERTIFIED, Written, made, rows_of

import farrell

IDENTITY = 1e-9
pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")
PRODUCTS = {
    "fglr": ("effch", "techch"),
    "fgnz": ("pech", "sech", "techch"),
    "ray-desli": ("pech", "techch_vrs", "scalech"),
    "grifell-lovell": ("pech", "techch_vrs", "scalech"),
    "zofio": ("pech", "sech", "techch_vrs", "stech"),
    "bias": ("effch", "matech", "obtech", "ibtech"),
}


@pytest.mark.parametrize("decomposition", PRODUCTS)
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("seed", range(4))
def test_parts_multiply_to_the_index(decomposition, orientation, seed):
    result = farrell.malmquist(made(seed, ties=seed == 3), orientation=orientation, decomposition=decomposition)
    parts = np.prod([result.part(name) for name in PRODUCTS[decomposition]], axis=0)
    known = np.isfinite(parts)
    assert known.any()
    assert parts[known] == pytest.approx(result.tfpch[known], rel=IDENTITY)
    assert result.components[-1] == "tfpch"
    means = result.means("overall").iloc[0]
    assert np.prod([means[name] for name in PRODUCTS[decomposition]]) == pytest.approx(means["tfpch"], rel=IDENTITY)


@pytest.mark.parametrize("decomposition", ["fglr", "fgnz", "ray-desli", "zofio", "bias"])
def test_all_but_the_generalised_index_share_one_total(decomposition):
    panel = made(2)
    result = farrell.malmquist(panel, decomposition=decomposition)
    assert result.tfpch == pytest.approx(farrell.malmquist(panel).tfpch, rel=1e-12)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_parts_by_their_formulas(orientation):
    """Ray & Desli, Zofío, Grifell-Tatjé & Lovell and the biases, distance by distance."""
    panel = made(1)
    found = {
        name: farrell.malmquist(panel, orientation=orientation, decomposition=name)
        for name in ("ray-desli", "zofio", "grifell-lovell", "bias")
    }
    C, V = (Written(panel, rts, orientation) for rts in ("crs", "vrs"))
    seen = 0
    for k, a, b, at, later, _ in rows_of(found["zofio"]):
        points = {"a": at, "b": later, "m": (later[0], at[1])}
        points["s"] = (at[0], later[1]) if orientation == "input" else points["m"]  # what is not scaled moves
        c = {(s, p): C([t], q) for s, t in (("a", a), ("b", b)) for p, q in points.items()}
        v = {(s, p): V([t], q) for s, t in (("a", a), ("b", b)) for p, q in points.items()}
        techch = np.sqrt(c["a", "b"] / c["b", "b"] * c["a", "a"] / c["b", "a"])
        techch_vrs = np.sqrt(v["a", "b"] / v["b", "b"] * v["a", "a"] / v["b", "a"])
        pech, sech = v["b", "b"] / v["a", "a"], (c["b", "b"] / v["b", "b"]) / (c["a", "a"] / v["a", "a"])
        ratio = {key: c[key] / v[key] for key in c}
        scalech = np.sqrt(ratio["a", "b"] / ratio["a", "a"] * ratio["b", "b"] / ratio["b", "a"])
        obtech = np.sqrt(c["a", "b"] / c["b", "b"] * c["b", "m"] / c["a", "m"])
        ibtech = np.sqrt(c["b", "a"] / c["a", "a"] * c["a", "m"] / c["b", "m"])
        expected = {
            ("ray-desli", "techch_vrs"): techch_vrs, ("ray-desli", "scalech"): scalech, ("ray-desli", "pech"): pech,
            ("zofio", "sech"): sech, ("zofio", "techch_vrs"): techch_vrs, ("zofio", "stech"): techch / techch_vrs,
            ("grifell-lovell", "techch_vrs"): v["a", "b"] / v["b", "b"],
            ("grifell-lovell", "scalech"): ratio["a", "s"] / ratio["a", "a"],
            ("bias", "matech"): c["a", "a"] / c["b", "a"], ("bias", "obtech"): obtech, ("bias", "ibtech"): ibtech,
        }  # fmt: skip
        for (name, part), value in expected.items():
            ours = float(found[name].part(part)[k])
            if found[name].status[k] == "infeasible":
                assert name == "grifell-lovell"
                assert np.isnan(v["a", "b"]) or np.isnan(v["a", "s"])
            elif np.isnan(value):
                assert np.isnan(ours), (name, part)
            else:
                seen += 1
                assert ours == pytest.approx(value, rel=CERTIFIED), (name, part)
    assert seen > 100


def test_scale_change_of_ray_and_desli_is_that_of_size_and_of_technology():
    panel = made(3)
    rd, zofio = (farrell.malmquist(panel, decomposition=name) for name in ("ray-desli", "zofio"))
    product = zofio.sech * zofio.part("stech")
    known = np.isfinite(product)
    assert rd.part("scalech")[known] == pytest.approx(product[known], rel=IDENTITY)


def test_ray_and_desli_over_a_biennial_frontier_is_that_of_pastor_asmild_and_lovell():
    """pech, the VRS best-practice change, and scale change to the CRS index; all feasible."""
    panel = made(4)
    result = farrell.malmquist(panel, technology="biennial", decomposition="ray-desli", orientation="output")
    inner = farrell.malmquist(panel, technology="biennial", rts="vrs", orientation="output")
    assert (result.status == "optimal").all()
    assert (result.pech * result.part("techch_vrs")) == pytest.approx(inner.tfpch, rel=IDENTITY)
    assert result.part("techch_vrs") == pytest.approx(inner.techch, rel=IDENTITY)


def test_shephards_convention_gives_reciprocals_of_input_indices_only():
    panel = made(5)
    ours, theirs = (farrell.malmquist(panel, convention=c) for c in ("farrell", "shephard"))
    assert theirs.tfpch == pytest.approx(1 / ours.tfpch, rel=1e-12)
    assert theirs.progress_is == "below"
    assert "below 1 is progress" in theirs.summary()
    assert "above 1 is progress" in ours.summary()
    assert (theirs.is_progress(theirs.tfpch) == ours.is_progress(ours.tfpch)).all()
    same = farrell.malmquist(panel, convention="shephard", orientation="output")
    assert same.tfpch == pytest.approx(farrell.malmquist(panel, orientation="output").tfpch, rel=1e-12)
    assert same.progress_is == "above"


def test_contributions_are_shares_of_growth():
    result = farrell.malmquist(made(6))
    shares = result.contributions("unit")
    assert shares[["pech", "sech", "techch"]].sum(axis=1).to_numpy() == pytest.approx(np.ones(6), rel=1e-9)
    means = result.means("unit")
    assert shares["techch"].to_numpy() == pytest.approx((np.log(means.techch) / np.log(means.tfpch)).to_numpy())
    assert "effch" not in shares
    bias = farrell.malmquist(made(6), decomposition="bias").contributions()
    assert bias[["effch", "matech", "obtech", "ibtech"]].sum(axis=1).iloc[0] == pytest.approx(1)


def test_weighted_means_are_of_sizes():
    result = farrell.malmquist(made(7))
    size = np.arange(1.0, len(result.units) + 1)
    expected = np.exp((np.log(result.tfpch) * size).sum() / size.sum())
    assert result.means("overall", weights=size)["tfpch"].iloc[0] == pytest.approx(expected)
    china = farrell.load("china-health").panel.select(periods=[2022, 2023])
    change = farrell.malmquist(china)
    people = china.numbers["population_10k"][china.rows_of(2022)]
    weighted = np.exp((np.log(change.tfpch) * people).sum() / people.sum())
    assert change.means("overall", weights="population_10k")["tfpch"].iloc[0] == pytest.approx(weighted)
    with pytest.raises(farrell.OptionError):
        change.means("overall", weights="people")
    with pytest.raises(farrell.OptionError) as caught:
        change.means("overall", weights=[1.0, 2.0])
    assert caught.value.code == "group-length"


def test_a_chain_may_begin_in_any_year():
    result = farrell.malmquist(made(8))
    first, third = result.cumulative(), result.cumulative(base=2012)
    for unit in result.panel.units:
        one, other = (f[f.unit == unit].set_index("period")["tfpch"] for f in (first, third))
        assert other.to_numpy() == pytest.approx((one / one[2012]).to_numpy())


def test_a_view_without_some_years_leaves_out_their_intervals():
    result = farrell.malmquist(made(9))
    view = result.without([2011])
    assert set(zip(view.period_from, view.period_to, strict=True)) == {(2012, 2013)}
    assert view.tfpch.tolist() == result.tfpch[[p == 2012 for p in result.period_from]].tolist()
