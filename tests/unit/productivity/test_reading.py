"""Reading indices: innovators, chains, technologies and decompositions side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_technologies import made

import farrell
from farrell.errors import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")


@pytest.fixture(scope="module")
def china():
    return farrell.load("china-health").panel


def test_innovators_meet_the_three_conditions(china):
    result = farrell.malmquist(china)
    found = farrell.innovators(result)
    assert 5 < len(found) < 60
    D = result.distances
    named = set(zip(found.unit, found.period_from, found.period_to, strict=True))
    for k, key in enumerate(zip(result.units, result.period_from, result.period_to, strict=True)):
        meets = result.techch[k] > 1 + 1e-6 and D["to_from"][k] > 1 + 1e-6 and D["to_to"][k] >= 1 - 1e-6
        assert (key in named) == meets
    scored = farrell.dea(china, rts="crs")
    row = found.iloc[-1]
    users = [
        u for i, u in enumerate(china.unit_labels)
        if china.period_labels[i] == row.period_to and u != row.unit and (row.unit, row.period_to) in _peers(scored, i)
    ]  # fmt: skip
    assert row.peer_of == len(users)


def test_innovators_are_the_same_under_either_convention(china):
    ours, turned = (farrell.innovators(farrell.malmquist(china, convention=c)) for c in ("farrell", "shephard"))
    assert turned.drop(columns="techch").equals(ours.drop(columns="techch"))
    assert (turned.techch * ours.techch).to_numpy() == pytest.approx(1, abs=1e-12)


def test_decompositions_agree_where_returns_are_constant():
    """The least and the largest unit are the best, and grow alike: any size is optimal in both years."""
    frame = pd.DataFrame({"unit": list("ABC") * 2, "year": [1] * 3 + [2] * 3, "x": [1.0, 2.0, 4.0] * 2})
    frame["y"] = frame.x * [1, 0.5, 1, 1.2, 0.9, 1.2]
    panel = farrell.Panel.from_frame(
        frame, unit="unit", period="year", inputs=["x"], outputs=["y"], allow=["few-units", "constant"]
    )
    found = farrell.compare_decompositions(panel, technology="biennial", orientation="output")
    assert "agree to three decimals" in found.reasons()[0]


def _peers(scored, i):
    names = list(zip(scored.reference_units, scored.reference_periods, strict=True))
    return {names[j] for j in np.nonzero(scored.lambdas[i] > 1e-6)[0]}


def test_only_one_frontier_for_all_makes_chains_direct(china):
    one = farrell.transitivity(farrell.malmquist(china, technology="global"))
    assert one.gap.abs().max() < 1e-12
    adjacent = farrell.transitivity(farrell.malmquist(china))
    assert adjacent.gap.abs().max() > 1e-3
    ends = farrell.malmquist(china.select(periods=[2014, 2023]))
    assert adjacent.direct.to_numpy() == pytest.approx(ends.tfpch, rel=1e-12)
    back = farrell.transitivity(farrell.malmquist(china, technology="global", convention="shephard"))
    assert back.direct.to_numpy() == pytest.approx(1 / one.direct.to_numpy(), rel=1e-12)


def test_decompositions_side_by_side(china):
    found = farrell.compare_decompositions(china)
    table = found.table.set_index("decomposition")
    assert list(table.index) == ["fgnz", "fglr", "ray-desli", "grifell-lovell", "zofio", "bias"]
    assert table.loc["fgnz", "techch"] == pytest.approx(0.98418, abs=5e-6)
    assert (table.n + table.left_out == 279).all()
    for name, row in table.iterrows():  # computed together as one by one
        alone = farrell.malmquist(china, decomposition=name).means("overall").iloc[0]
        for part in alone.index.drop("overall"):
            assert row[part] == pytest.approx(alone[part], rel=1e-12)
    said = found.reasons()
    zofio = table.loc["zofio"]
    assert f"Technical change is {zofio.techch_vrs * zofio.stech:.3f}" in said[0]
    assert f"and {zofio.techch_vrs:.3f} on the variable-returns" in said[0]
    assert "(scalech = sech × stech)" in said[1]
    assert f"and {zofio.sech * zofio.stech:.3f} with" in said[1]
    assert f"{zofio.left_out:.0f} of 279 comparisons" in said[-1]
    assert len(found.reasons("zh")) == len(said)
    assert said[0] in found.summary()
    one = farrell.compare_decompositions(china, technology="global").table
    assert list(one.decomposition) == ["fgnz", "fglr", "ray-desli", "zofio"]
    assert (one.left_out == 0).all()
    with pytest.raises(OptionError):
        farrell.compare_decompositions(china, rts="vrs")


def test_technologies_side_by_side(china):
    table = farrell.compare_technologies(china, group="region3")
    assert set(table.technology) == {
        "adjacent", "fixed-base", "sequential", "window", "global", "biennial", "metafrontier"
    }  # fmt: skip
    assert (table.effch * table.techch).to_numpy() == pytest.approx(table.tfpch.to_numpy(), rel=1e-9)
    whole = table[table.group == "all"].set_index("technology")
    assert whole.loc["adjacent", "tfpch"] == pytest.approx(0.98423, abs=5e-6)
    assert whole.loc["sequential", "techch"] >= 1
    assert (whole.infeasible == 0).all()
    variable = farrell.compare_technologies(china, technologies=("adjacent", "biennial"), rts="vrs")
    assert variable.infeasible.tolist()[0] > 0
    assert variable.infeasible.tolist()[1] == 0


def test_readings_refuse_results_they_cannot_read():
    panel = made(0)
    for options in ({"decomposition": "zofio"}, {"technology": "global"}):
        with pytest.raises(OptionError) as caught:
            farrell.compare_technologies(panel, **options)
        assert caught.value.code == "compare-fixed"
    others = ({"technology": "global"}, {"distance": "sbm"}, {"form": "base"})
    for result in (farrell.malmquist(panel, **options) for options in others):
        with pytest.raises(OptionError) as caught:
            farrell.innovators(result)
        assert caught.value.code == "innovators-adjacent"
    for result in (farrell.luenberger(panel), farrell.malmquist(panel, technology="sequential")):
        with pytest.raises(OptionError) as caught:
            farrell.transitivity(result)
        assert caught.value.code == "reading-malmquist"
