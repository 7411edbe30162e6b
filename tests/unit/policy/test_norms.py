"""Norms and limits of single units: read strictly, taken by plans, refused with their place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.errors import DataError, OptionError
from farrell.policy.norms import RESOURCES, resource_of

OWN = """
[beds-2030]
en = "Beds"
value = 7.5
per = 1000
kind = "target"
year = 2030
reference = "ours"
[beds-2020]
en = "Beds"
value = 5.0
per = 1000
kind = "floor"
year = 2020
reference = "ours"
"""


def test_every_bundled_norm_says_where_it_can_be_read():
    frame = farrell.norms().to_frame()
    assert len(frame) == 13
    for column in ("en", "zh", "resource", "document_en", "document_zh", "issuer", "date", "reference"):
        assert (frame[column].str.len() > 0).all(), column
    assert farrell.norms()["beds-2020"].per_1000 == 6.0
    assert farrell.norms()["general-practitioners-2020"].per_1000 == 0.2
    assert "beds-2020" in farrell.norms().summary()
    assert set(frame["resource"]) <= set(RESOURCES)


def test_a_norm_is_about_the_resource_its_texts_name():
    for norm in farrell.norms().by_key.values():
        counted = norm.en.removesuffix(" for one doctor").removesuffix(" for one doctor in public hospitals")
        assert resource_of(counted) == norm.resource, norm.key
        assert resource_of(norm.zh.replace("每名医师配备", "")) == norm.resource, norm.key


@pytest.mark.parametrize(
    ("names", "resource"),
    [
        (("beds",), "beds"),
        (("x1", "Beds", "床位"), "beds"),
        (("床位（张）",), "beds"),
        (("hospital_beds_10k",), "beds"),
        (("医院床位数",), "beds"),
        (("民营医院床位",), "private-beds"),
        (("private_beds",), "private-beds"),
        (("执业（助理）医师",), "doctors"),
        (("doctors",), "doctors"),
        (("Physicians",), "doctors"),
        (("注册护士",), "nurses"),
        (("n_nurses",), "nurses"),
        (("全科医生",), "general-practitioners"),
        (("GPs",), "general-practitioners"),
        (("health_technicians", "卫生技术人员"), "health-technicians"),
        (("hospitals", "医院"), "hospitals"),
        (("医疗机构数（个）",), "hospitals"),
        (("乡村医生",), None),
        (("village doctors",), None),
        (("embedded",), None),
        (("hospital_staff",), None),
        (("x1",), None),
    ],
    ids=str,
)
def test_what_a_column_counts_is_known_by_its_names(names, resource):
    assert resource_of(*names) == resource


def test_a_norm_of_another_resource_is_no_error_in_a_plan(china):
    plan = farrell.rebalance(
        china, 2023, move=["hospitals"], cap=1.0, most=0.1, ceilings={"hospitals": "norm:beds-2020"}
    )
    assert plan.certificate.clean


def test_a_file_of_ones_own_adds_and_replaces(tmp_path):
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    found = farrell.norms(tmp_path / "mine.toml")
    assert len(found) == 14
    assert (found["beds-2020"].value, found["beds-2030"].zh) == (5.0, "Beds")
    assert found["beds-2030"].resource == ""
    assert farrell.norms()["beds-2020"].value == 6.0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = 1", "norms-file"),
        ("[x]\nen = 'a'", "norms-file"),
        (OWN.replace("7.5", "-1"), "norms-file"),
        (OWN.replace("7.5", "'many'"), "norms-file"),
        (OWN.replace('kind = "target"', 'kind = "wish"'), "choice"),
        (OWN.replace("[beds-2030]", "[beds-2030]\ncolour = 'red'"), "choice"),
        (OWN.replace("[beds-2030]", "[beds-2030]\nresource = 'bedz'"), "choice"),
        ("[", "norms-file"),
    ],
)
def test_a_norm_that_is_not_whole_is_refused(tmp_path, text, code):
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OptionError) as caught:
        farrell.norms(tmp_path / "mine.toml")
    assert caught.value.code == code


def test_a_plan_takes_a_norm_as_a_floor(china, tmp_path):
    plan = farrell.rebalance(china, 2023, move=["beds"], cap=1.0, most=0.1, floors={"beds": "norm:beds-2020"})
    room = np.maximum(plan.before_in[:, 1] - 6.0 * plan.people, 0)
    assert plan.limits.out[:, 1] == pytest.approx(room)
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    own = farrell.rebalance(
        china, 2023, move=["beds"], cap=1.0, most=0.1, floors={"beds": "norm:beds-2030"}, norms=tmp_path / "mine.toml"
    )
    assert own.limits.out[:, 1] == pytest.approx(np.maximum(plan.before_in[:, 1] - 7.5 * plan.people, 0))
    assert own.settings["norms"] == "mine.toml"
    for key, code in (("norm:beds-2040", "choice"), ("norm:hospital-beds-city", "norm-not-of-people")):
        with pytest.raises(OptionError) as caught:
            farrell.rebalance(china, 2023, move=["beds"], floors={"beds": key})
        assert caught.value.code == code


ROWS = [
    ["Tibet", "beds", "floor", 5.5],
    ["Beijing", "beds", "cap", 0.02],
    ["Beijing", "beds", "ceiling", 6.0],
    ["Hainan", "visits_10k", "most", 0.25],
    ["Hainan", "discharges_10k", "least", 0.01],
]


@pytest.mark.parametrize("source", ["frame", "csv"])
def test_limits_of_single_units_take_the_place_of_general_ones(china, tmp_path, source):
    table = pd.DataFrame(ROWS, columns=["unit", "column", "limit", "value"])
    table.to_csv(tmp_path / "limits.csv", index=False)
    plan = farrell.rebalance(
        china, 2023, move=["beds"], cap=0.1, most=0.1, overrides=table if source == "frame" else tmp_path / "limits.csv"
    )
    limits, beds, k = plan.limits, plan.before_in[:, 1], {u: i for i, u in enumerate(plan.units)}
    assert limits.out[k["Beijing"], 1] == pytest.approx(0.02 * beds[k["Beijing"]])
    assert limits.into[k["Beijing"], 1] == 0  # already above 6 per 1,000
    assert limits.out[k["Hebei"], 1] == pytest.approx(0.1 * beds[k["Hebei"]])
    tibet = k["Tibet"]
    assert limits.out[tibet, 1] == pytest.approx(min(0.1 * beds[tibet], max(beds[tibet] - 5.5 * plan.people[tibet], 0)))
    assert limits.most[k["Hainan"], 0] == pytest.approx(0.25 * plan.before_out[k["Hainan"], 0])
    assert limits.least[k["Hainan"], 1] == pytest.approx(0.01 * plan.before_out[k["Hainan"], 1])
    assert plan.certificate.clean
    assert plan.settings["overrides"] == ("given" if source == "frame" else "limits.csv")


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        (["Tibett", "beds", "cap", 0.1], "override-unknown", "Tibet"),
        (["Tibet", "bed", "cap", 0.1], "override-unknown", "beds"),
        (["Tibet", "beds", "least", 0.1], "override-unknown", "row 3"),
        (["Tibet", "beds", "roof", 0.1], "override-unknown", "floor"),
        (["Tibet", "beds", "cap", "ten"], "override-value", "ten"),
        (["Tibet", "beds", "cap", -1], "override-value", "-1"),
    ],
)
def test_an_unknown_word_is_refused_with_its_row(china, tmp_path, row, code, said):
    pd.DataFrame([ROWS[1], row], columns=["unit", "column", "limit", "value"]).to_csv(tmp_path / "x.csv", index=False)
    with pytest.raises(DataError, match=said) as caught:
        farrell.rebalance(china, 2023, move=["beds"], overrides=tmp_path / "x.csv")
    assert caught.value.code == code
    assert "row 3" in str(caught.value)
