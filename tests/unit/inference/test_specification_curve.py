"""Every combination of choices, and the findings that outlast them."""

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import DataError, OptionError
from farrell.inference.findings import read


@pytest.fixture(scope="module")
def panel():
    return farrell.load("china-health").panel.select(periods=[2020, 2021])


@pytest.fixture(scope="module")
def small():
    """Outputs per input under constant returns: A 1, B 3/4, C 1/2, D 1/4 of the best."""
    df = pd.DataFrame(
        {
            "u": list("ABCD"),
            "x": [1.0, 2, 3, 4],
            "z": [4.0, 3, 5, 6],
            "y": [2.0, 3, 3, 2.001],
            "side": ["left", "left", "right", "right"],
        }
    )
    return farrell.Panel.from_frame(
        df, unit="u", inputs=["x"], outputs=["y"], environment=["z"], group="side", allow=["few-units"]
    )


def test_every_combination_is_solved_as_alone(panel):
    curve = farrell.specification_curve(
        panel,
        inputs=[["hospitals", "beds", "health_technicians"], ["beds", "health_technicians"]],
        drop=[[], ["Tibet"]],
        models=["dea", "fdh"],
        orientation=["input"],
    )
    assert len(curve.specifications) == 2 * 2 * (2 + 1)  # the free disposal hull knows no returns to scale
    for k in range(12):
        spec = curve.specifications[k]
        part = panel.select(units=[u for u in panel.units if u not in spec["drop"]]).with_roles(inputs=spec["inputs"])
        returns = {} if spec["model"] == "fdh" else {"rts": spec["rts"]}
        want = getattr(farrell, spec["model"])(part, orientation="input", **returns).te
        stay = ~np.isin(panel.unit_labels, spec["drop"])
        np.testing.assert_allclose(curve.te[k, stay], want, rtol=1e-12)
        assert np.isnan(curve.te[k, ~stay]).all()
        assert curve.mean[k] == pytest.approx(np.mean(want))


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("A is efficient", True),
        ("B is efficient", False),
        ("B is not efficient", True),
        ("B above C", True),
        ("B below C", False),
        ("left above right", True),
        ("B below 0.8", True),
        ("B below 0.75", False),  # it is 0.75
        ("B above 0.75", False),
        ("mean above 0.62", True),
        ("mean below 0.62", False),
        ("mean above right", True),
    ],
)
def test_findings_by_hand(small, sentence, holds):
    """te is 1, 0.75, 0.5, 0.250125; their mean 0.625."""
    curve = farrell.specification_curve(small, findings=[sentence], rts=["crs"], orientation=["input"])
    assert curve.holds.tolist() == [[float(holds)]]


def test_shares_count_specifications_and_name_the_choice_that_breaks_a_finding(small):
    curve = farrell.specification_curve(
        small, findings=["B is efficient", "A is efficient"], inputs=[["x"], ["z"]], orientation=["input"]
    )
    # x: B is inefficient under crs, efficient under vrs; z: it makes most of the least, so it is efficient under both
    table = curve.shares().set_index("finding")
    assert table.loc["B is efficient", ["specifications", "holds", "share"]].tolist() == [4, 3, 0.75]
    assert table.loc["B is efficient", "against"] == "inputs x, rts crs"
    assert table.loc["A is efficient", "against"] == "inputs z"
    by = curve.by_choice().set_index(["finding", "choice", "value"]).share
    assert by["A is efficient", "inputs", "x"] == 1.0
    assert by["A is efficient", "inputs", "z"] == 0.0
    assert by["B is efficient", "rts", "crs"] == 0.5
    assert "4 specifications" in curve.summary()
    assert "0.75" in curve._repr_html_()
    assert set(curve.to_frame().columns) >= {"B is efficient", "mean", "efficient", "refusal"}
    assert curve.units().least.tolist() == curve.te.min(axis=0).tolist()


def test_findings_of_change_are_those_of_malmquist(panel):
    curve = farrell.specification_curve(
        panel, findings=["mean tfpch below 1", "East techch above West", "Hebei effch above 1 in 2021"], rts=["crs"]
    )
    regions = dict(zip(panel.unit_labels, panel.labels["region3"], strict=True))
    for k, spec in enumerate(curve.specifications):
        frame = farrell.malmquist(panel, orientation=spec["orientation"]).to_frame()
        logs = np.log(frame.techch).groupby(frame.unit.map(regions)).mean()
        want = [
            np.log(frame.tfpch).mean() < 0,
            logs["East"] > logs["West"],
            frame.effch[frame.unit == "Hebei"].item() > 1,
        ]
        assert curve.holds[k].tolist() == [float(w) for w in want]


def test_each_index_counts_once_in_shares_of_findings_of_change(panel):
    curve = farrell.specification_curve(
        panel, findings=["Hebei effch above 1", "Hebei tfpch below 1", "East above West"],
        inputs=[["hospitals", "beds", "health_technicians"], ["hospitals"]], models=["dea", "fdh"],
        reference=["own", "pooled"],
    )  # fmt: skip
    index = {}
    for columns in (("hospitals", "beds", "health_technicians"), ("hospitals",)):
        for orientation in ("input", "output"):
            frame = farrell.malmquist(panel.with_roles(inputs=columns), orientation=orientation).to_frame()
            index[columns, orientation] = frame[frame.unit == "Hebei"].iloc[0]
    assert len(curve.specifications) == 2 * 2 * 2 * (2 + 1)
    table = curve.shares().set_index("finding")
    assert table.specifications.tolist() == [4, 4, 24]
    assert table.loc["Hebei effch above 1", "holds"] == sum(row.effch > 1 for row in index.values())
    assert table.loc["Hebei tfpch below 1", "holds"] == sum(row.tfpch < 1 for row in index.values())
    by = curve.by_choice().set_index(["finding", "choice", "value"])
    assert by.loc[("Hebei effch above 1", "inputs", "hospitals"), "specifications"] == 2
    assert by.loc[("Hebei effch above 1", "model", "fdh"), "specifications"] == 4
    assert by.loc[("East above West", "inputs", "hospitals"), "specifications"] == 12


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")  # of the unit without its later period
def test_findings_of_change_where_a_unit_ends_early(panel):
    """Without its later period a unit has no change, and the others' is what it is without it."""
    frame = panel.to_frame()
    short = farrell.Panel.from_frame(
        frame[(frame["unit"] != "Hebei") | (frame["period"] == 2020)], unit=frame.columns[0], period=frame.columns[1],
        inputs=list(panel.roles.inputs), outputs=list(panel.roles.outputs), allow=["unbalanced"],
    )  # fmt: skip
    curve = farrell.specification_curve(
        short, findings=["mean techch below 1", "Hebei tfpch below 1"], rts=["crs"], orientation=["input"]
    )
    index = farrell.malmquist(short).to_frame()
    assert curve.holds[0, 0] == float(np.log(index.techch.dropna()).mean() < 0)
    assert np.isnan(curve.holds[0, 1])


def test_a_finding_that_stands_twice_counts_once(small):
    curve = farrell.specification_curve(small, findings=["A is efficient", "B above C", "A is efficient"], rts=["crs"])
    assert curve.findings == ("A is efficient", "B above C")
    assert curve.shares().finding.tolist() == ["A is efficient", "B above C"]


def test_models_without_efficiency_have_no_share_of_efficient_units(small):
    curve = farrell.specification_curve(
        small, findings=["A above D", "A above 0.5"], models=["dea", "additive"], rts=["vrs"], orientation=["input"]
    )
    assert curve.solved.all()
    frame = curve.to_frame().set_index("model")
    assert frame.loc["additive", ["mean", "efficient", "A above 0.5"]].isna().all()
    assert frame.loc["dea", "efficient"] > 0
    assert frame.loc["additive", "A above D"] == 1


def test_what_data_or_model_refuse_says_why_and_counts_in_no_share():
    panel = farrell.load("china-health").panel  # inpatients have gaps in 2022
    curve = farrell.specification_curve(
        panel, findings=["mean below 1"], outputs=[["visits_10k"], ["inpatients_10k"]], rts=["crs"],
        orientation=["input"],
    )  # fmt: skip
    assert curve.solved.tolist() == [True, False]
    assert "inpatients_10k" in curve.refusal[1]
    assert curve.shares().specifications.tolist() == [1]
    with pytest.raises(DataError):
        farrell.specification_curve(panel, outputs=[["inpatients_10k"]])


def test_a_finding_of_a_unit_left_out_has_no_answer(small):
    curve = farrell.specification_curve(small, findings=["A is efficient"], drop=[[], ["A"]], rts=["crs"])
    assert np.isnan(curve.holds[[spec["drop"] == ("A",) for spec in curve.specifications]]).all()
    assert curve.shares().specifications.tolist() == [2]


@pytest.mark.parametrize(
    "sentence",
    ["Atlantis above Hebei", "Hebei", "0.7 above Hebei", "East is efficient", "Hebei below 0.7 in 1950",
     "Hebei tfpch above Hebei effch", 7, "mean quality below 1", "mean below"],
)  # fmt: skip
def test_sentences_that_say_nothing_are_refused(panel, sentence):
    with pytest.raises(OptionError) as caught:
        read(sentence, panel)
    assert caught.value.code == "choice"


def test_names_may_hold_the_words_of_sentences():
    df = pd.DataFrame({"u": ["Ward in 2023", "above B", "C"], "x": [1.0, 2, 3], "y": [2.0, 3, 3.5]})
    panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    assert read("C below Ward in 2023", panel).right.name == "Ward in 2023"
    assert read("Ward in 2023 is efficient", panel).left.name == "Ward in 2023"


@pytest.fixture(scope="module")
def numbered():
    """Units "1" to "10"; two groupings share the label "big", and one has names that hold the words of sentences."""
    df = pd.DataFrame({"u": [str(k) for k in range(1, 11)] * 2, "t": [2020] * 10 + [2021] * 10})
    k = np.arange(20) % 10
    df = df.assign(x=10.0 + k, y=np.r_[20.0 + k[:10] / 2, 19.0 + k[10:] / 2], size=np.where(k < 5, "big", "little"))
    df = df.assign(rank=np.where(k < 2, "big", "2"), built=np.where(k < 5, "built in 2020", "income below 10k"))
    panel = farrell.Panel.from_frame(
        df, unit="u", period="t", inputs=["x"], outputs=["y"], group="size", allow=["few-units"]
    )
    return panel.with_group("rank", df["rank"].to_numpy()).with_group("built", df["built"].to_numpy())


@pytest.mark.parametrize(
    ("sentence", "left", "relation", "right", "period"),
    [
        ("mean tfpch below 1", ("mean", ""), "below", ("number", 1.0), None),
        ("2 effch above 1 in 2021", ("unit", "2"), "above", ("number", 1.0), 2021),
        ("mean below 1", ("mean", ""), "below", ("number", 1.0), None),
        ("2 above 10", ("unit", "2"), "above", ("unit", "10"), None),
        ("2 above 0.5", ("unit", "2"), "above", ("number", 0.5), None),
        ("rank: 2 below 3", ("group", "2"), "below", ("unit", "3"), None),
        ("built in 2020 above income below 10k", ("group", "built in 2020"), "above",
         ("group", "income below 10k"), None),
        ("income below 10k below built in 2020 in 2021", ("group", "income below 10k"), "below",
         ("group", "built in 2020"), 2021),
        ("size: big above rank: 2", ("group", "big"), "above", ("group", "2"), None),
    ],
)  # fmt: skip
def test_names_that_are_numbers_or_hold_words_of_sentences(numbered, sentence, left, relation, right, period):
    found = read(sentence, numbered)
    values = [(side.kind, side.number if side.kind == "number" else side.name) for side in (found.left, found.right)]
    assert (*values, found.relation, found.period) == (left, right, relation, period)


def test_a_group_of_two_groupings_must_be_told_apart(numbered):
    with pytest.raises(OptionError, match="rank: big"):
        read("big above little", numbered)
    curve = farrell.specification_curve(
        numbered, findings=["size: big above 0.92", "rank: big above 0.92"], rts=["crs"], orientation=["input"]
    )
    te = farrell.dea(numbered, rts="crs").te
    for f, grouping in enumerate(("size", "rank")):
        mean = te[numbered.labels[grouping] == "big"].mean()
        assert curve.holds[0, f] == float(mean > 0.92)
    assert curve.holds[0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "options",
    [{"inputs": [["gold"]]}, {"drop": [["Atlantis"]]}, {"models": ["magic"]}, {"rts": []}, {"rts": ["sideways"]}],
)
def test_choices_that_are_none_are_refused(panel, options):
    with pytest.raises(OptionError):
        farrell.specification_curve(panel, **options)


def test_lists_that_read_alike_are_refused():
    df = pd.DataFrame({"u": ["A", "B", "A, B", "C"], "x": [1.0, 2, 3, 4], "y": [2.0, 3, 3.5, 4]})
    panel = farrell.Panel.from_frame(df, unit="u", inputs=["x"], outputs=["y"], allow=["few-units"])
    with pytest.raises(OptionError) as refused:
        farrell.specification_curve(panel, drop=[["A", "B"], ["A, B"]])
    assert refused.value.code == "names-collide"
    assert len(farrell.specification_curve(panel, drop=[["A, B"], ["A"]], rts=["crs"]).specifications) == 4


def test_other_roles_keep_what_still_fits(panel):
    part = panel.with_roles(inputs=["beds", "gdp_per_capita_yuan"], outputs=["visits_10k"])
    assert part.roles.environment == ("share_65plus",)
    assert part.roles.companions == ("inpatients_10k",)
    assert "visits_10k" in part.roles.precision
    assert part.sha256 == panel.sha256
    np.testing.assert_array_equal(part.X[:, 1], panel.numbers["gdp_per_capita_yuan"])
    with pytest.raises(OptionError):
        panel.with_roles(inputs=["gold"])
    with pytest.raises(OptionError):
        panel.with_roles(inputs=["visits_10k"])
