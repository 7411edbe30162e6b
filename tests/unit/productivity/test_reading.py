"""Reading indices: innovators, chains, technologies and decompositions side by side."""

from __future__ import annotations

import numpy as np
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
    table = farrell.compare_decompositions(china).set_index("decomposition")
    assert list(table.index) == ["fgnz", "fglr", "ray-desli", "grifell-lovell", "zofio", "bias"]
    assert table.loc["fgnz", "techch"] == pytest.approx(0.98418, abs=5e-6)
    assert (table.n + table.left_out == 279).all()
    one = farrell.compare_decompositions(china, technology="global")
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
    others = ({"technology": "global"}, {"convention": "shephard"}, {"distance": "sbm"}, {"form": "base"})
    for result in (farrell.malmquist(panel, **options) for options in others):
        with pytest.raises(OptionError) as caught:
            farrell.innovators(result)
        assert caught.value.code == "innovators-adjacent"
    for result in (farrell.luenberger(panel), farrell.malmquist(panel, technology="sequential")):
        with pytest.raises(OptionError) as caught:
            farrell.transitivity(result)
        assert caught.value.code == "reading-malmquist"
