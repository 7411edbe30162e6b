"""Cases in which chapters in space once broke or said too much, each as small as it was found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.errors import OptionError, StudyFileError
from farrell.report import render_study, run_study
from farrell.report.document import compose
from farrell.report.parts import Bullets, Figure, Paragraph, Table
from farrell.spacetime.markov import limit_of
from farrell.study import compute, load_results, read_study
from farrell.study.statistics import statistic
from farrell.study.statistics.space import Space

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
HEAD = """schema = 1
[data]
file = "panel.csv"
unit = "unit"
period = "year"
inputs = ["x"]
outputs = ["y"]
environment = ["v", "w", "lon", "lat"]
[[model]]
kind = "efficiency"
[space]
permutations = 99
places = ["lon", "lat"]
weights = "k-nearest"
k = 2
"""


def panel(folder, values, years=(2001, 2002, 2003), units=6, drop=()):
    rng = np.random.default_rng(5)
    rows = [
        [name(i), t, 10 + rng.random(), 5 + rng.random(), values(i, t - years[0]), rng.random(), 100 + i, 30 + i % 2]
        for t in years
        for i in range(units)
        if (i, t) not in drop
    ]
    columns = ["unit", "year", "x", "y", "v", "w", "lon", "lat"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "panel.csv", index=False)


def name(i):
    return f"Unit {i}, Ward"


def written(folder, space, head=HEAD):
    path = folder / "study.toml"
    path.write_text(head + space, encoding="utf-8")
    return path


def said(results, language="en"):
    out = []
    for section in compose(results, language).sections:
        if section.id.startswith("space-"):
            for part in section.parts:
                out += [part.text] if isinstance(part, Paragraph) else part.items if isinstance(part, Bullets) else []
                if isinstance(part, Table):
                    out += [part.caption, part.notes, *(cell for row in part.rows for cell in row)]
                if isinstance(part, Figure):
                    out.append(part.caption)
    return "\n".join(out)


def test_of_values_at_random_a_twentieth_of_the_units_stands_out():
    units = farrell.load("china-health").panel.units
    W = farrell.contiguity(units)
    rng = np.random.default_rng(0)
    found = [
        farrell.local_moran(dict(zip(units, rng.normal(size=31), strict=True)), W, permutations=199) for _ in range(60)
    ]
    share = np.mean([(one.p <= 0.05).mean() for one in found])
    assert 0.03 < share < 0.07
    assert np.mean([one.p_fdr.min() <= 0.05 for one in found]) < 0.12
    assert all((one.p == np.minimum(2 * one.p_permutation, 1)).all() for one in found)


def test_an_island_is_no_hot_spot_of_itself():
    units = farrell.load("china-health").panel.units
    W = farrell.contiguity(units, hainan=False)
    values = {t: {u: 9.0 if u == "Hainan" else 1 + i / 40 for i, u in enumerate(units)} for t in range(4)}
    spots = farrell.emerging_hot_spots(values, W).to_frame().set_index("unit")
    assert spots.loc["Hainan", "pattern"] == "none"
    found = farrell.getis_ord(values[0], W, permutations=99)
    at = units.index("Hainan")
    assert (found.statistic[at], found.p_permutation[at], found.p_fdr[at], found.kind[at]) == (0, 1, 1, "")


def test_speed_is_told_as_what_closes_and_overshooting_has_none(tmp_path):
    panel(tmp_path, lambda i, t: 1.0 + 0.5 * (i % 2) if t % 2 else 1.5 - 0.5 * (i % 2) + 0.001 * i)
    words = said(compute(read_study(written(tmp_path, "variables = ['v']\nstatistics = ['beta', 'sigma']"))))
    assert "overtake within a period" in words
    assert "a gap" not in words
    panel(
        tmp_path, lambda i, t: (2.0 + i) ** (0.5**t)
    )  # logarithms halve: half of every gap closes, at a rate of log 2
    words = said(compute(read_study(written(tmp_path, "variables = ['v']\nstatistics = ['beta', 'sigma']"))))
    assert "of a gap 50.0% closes in a period (a rate of 69.3%), half of it in 1.0 periods" in words


def test_an_exact_fit_has_an_infinite_t():
    values = {t: {f"u{i}": 2.0 if (i + t) % 2 else 1.0 for i in range(4)} for t in range(3)}
    found = farrell.beta_convergence(values, effects="none")
    assert found.beta == pytest.approx(-2)
    assert np.isneginf(found.t)
    assert found.p == 0


def test_a_chain_that_comes_round_tends_nowhere():
    assert np.isnan(limit_of(np.array([[0.0, 1.0], [1.0, 0.0]]))).all()
    values = {t: {"a": 1.0 + t % 2, "b": 2.0 - t % 2} for t in range(4)}
    found = farrell.markov(values, breaks=[1.5])
    assert np.isnan(found.limit).all()
    assert found.first_passage.tolist() == [[2.0, 1.0], [1.0, 2.0]]


def test_bias_of_effects_is_told_only_where_there_are_effects(tmp_path):
    panel(tmp_path, lambda i, t: 1 + i + 0.3 * t * (i % 3), years=(2001, 2002))
    words = said(compute(read_study(written(tmp_path, "variables = ['v']"))))
    assert "β" in words
    assert "With effects of units, β of" not in words


def test_a_cross_section_has_no_period_called_all(tmp_path):
    panel(tmp_path, lambda i, t: 1 + i, years=(2001,))
    results = compute(read_study(written(tmp_path, "variables = ['v']", HEAD.replace('period = "year"\n', ""))))
    words = said(results)
    assert "In the period studied" in words
    assert "In all" not in words
    assert ", all" not in words


def test_places_on_a_point_constant_values_and_strangers_do_not_break(tmp_path):
    panel(tmp_path, lambda i, t: float(i == 0) if t == 0 else 1.0 + i)
    assert "area of the ellipse" not in said(compute(read_study(written(tmp_path, "variables = ['v']"))))
    panel(tmp_path, lambda i, t: 3.0)
    results = compute(read_study(written(tmp_path, "variables = ['v']\ndrivers = ['w']")))
    assert "panel" in [one["statistic"] for one in results.meta["space"]["variables"][0]["refused"]]
    drop = {(i, t) for i in range(6) for t in (2001, 2002) if (i < 3) == (t == 2002)}
    panel(tmp_path, lambda i, t: 1.0 + i, years=(2001, 2002), drop=drop)
    assert "beta convergence" in said(compute(read_study(written(tmp_path, "variables = ['v']"))))


def test_who_is_left_out_is_named_and_captions_count_who_is_drawn(tmp_path):
    panel(
        tmp_path, lambda i, t: 5 + i + 0.1 * t * (i % 3), years=range(2001, 2011), units=8, drop={(3, 2010), (5, 2001)}
    )
    words = said(compute(read_study(written(tmp_path, "variables = ['v']\nhorizon = 1\nforecast = 'naive'"))))
    assert "want of a value in every period: Unit 3, Ward, Unit 5, Ward." in words
    clubs = next(line for line in words.splitlines() if line.startswith("Clubs of v"))
    assert "6 units" in clubs
    scatter = next(line for line in words.splitlines() if line.startswith("Moran scatter"))
    assert "7 units" in scatter


def test_figures_that_have_no_room_are_told(tmp_path):
    panel(tmp_path, lambda i, t: 5 + i % 7 + 0.1 * t * (i % 3), years=range(2001, 2009), units=61)
    words = said(compute(read_study(written(tmp_path, "variables = ['v']\nhorizon = 1\nforecast = 'naive'"))))
    assert "No scatter of 61 units is drawn: at most 60" in words
    assert "No figure of the forecasts of 61 units" in words


def test_names_with_commas_stay_whole_and_results_read_back_the_same(tmp_path):
    panel(tmp_path, lambda i, t: 5 + i + 0.1 * t * (i % 3), years=range(2001, 2011))
    space = "variables = ['v']\nhorizon = 2\nforecast = 'naive'\n[outputs]\nfigures = []"
    done = run_study(written(tmp_path, space), tmp_path / "out")
    club = next(
        p
        for s in compose(done.results, "en").sections
        for p in s.parts
        if isinstance(p, Table) and p.caption.startswith("Convergence clubs")
    )
    assert sum(row[1].count("Ward") for row in club.rows) == sum(int(row[2]) for row in club.rows)
    back = load_results(tmp_path / "out").tables
    for table in ("space_forecast", "space_back_test", "space_clubs"):
        pd.testing.assert_frame_equal(back[table], done.results.tables[table], check_dtype=False)
    again = render_study(tmp_path / "out", tmp_path / "again").folder
    assert (again / "tables.xlsx").read_bytes() == (tmp_path / "out" / "tables.xlsx").read_bytes()
    assert (again / "report.html").read_bytes() == (tmp_path / "out" / "report.html").read_bytes()


def test_wishes_that_come_to_nothing_are_told(tmp_path):
    panel(tmp_path, lambda i, t: 5 + i + 0.1 * t * (i % 3), years=range(2001, 2009))
    results = compute(read_study(written(tmp_path, "variables = ['v']\ndrivers = ['v']")))
    refused = {one["statistic"]: one["en"] for one in results.meta["space"]["variables"][0]["refused"]}
    assert "only driver" in refused["panel"]
    head = HEAD.replace('kind = "efficiency"', 'kind = "malmquist"')
    results = compute(read_study(written(tmp_path, "variables = ['tfpch']\nhorizon = 2", head)))
    refused = {one["statistic"]: one["en"] for one in results.meta["space"]["variables"][0]["refused"]}
    assert "index" in refused["forecast"]


def test_places_that_move_and_pairs_given_twice_are_refused(tmp_path):
    panel(tmp_path, lambda i, t: 5.0 + i)
    moved = pd.read_csv(tmp_path / "panel.csv")
    moved.loc[moved["year"] == 2003, "lon"] += 1
    moved.to_csv(tmp_path / "panel.csv", index=False)
    with pytest.raises(StudyFileError, match="one place"):
        compute(read_study(written(tmp_path, "variables = ['v']")))
    pairs = [[name(0), name(1), 1.0], [name(0), name(1), 5.0]]
    pd.DataFrame(pairs, columns=["unit", "neighbour", "weight"]).to_csv(tmp_path / "W.csv", index=False)
    from farrell.study.neighbours import read_weights

    with pytest.raises(OptionError, match="more than once"):
        read_weights(tmp_path / "W.csv", [name(i) for i in range(6)])


def test_zeros_cost_theil_l_alone_and_negative_amounts_are_forecast_unbounded():
    values = {t: {f"u{i}": float(i) for i in range(5)} for t in (1, 2)}
    table = statistic("inequality", Space(values, kind="amount"))["inequality"]
    assert table["theil_l"].isna().all()
    assert table[["gini", "theil", "atkinson", "cv"]].notna().all(axis=None)
    falling = {t: {f"u{i}": float(i - 3 - t) for i in range(5)} for t in range(8)}
    ahead = statistic("forecast", Space(falling, kind="amount", horizon=1, forecast="naive"))["forecast"]
    assert ahead.query("forecast")["value"].min() < -9


def test_the_seed_of_permutations_is_printed(tmp_path):
    panel(tmp_path, lambda i, t: 5.0 + i)
    results = compute(read_study(written(tmp_path, "variables = ['v']\nseed = 17")))
    settings = next(s for s in compose(results, "en").sections if s.id == "settings")
    rows = [row for part in settings.parts if isinstance(part, Table) for row in part.rows]
    assert ["Random seed", "17"] in rows
