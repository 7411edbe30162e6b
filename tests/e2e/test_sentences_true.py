"""Every sentence of a brief and of the pages by unit holds: read from the HTML, each number made again from the CSV."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from running import STUDY
from scipy.stats import kruskal

import farrell

LANGUAGES = ("en", "zh")
SHOWN = 5e-4
"""Gaps below this share count as none."""
DASH = "\u2212"


class Reader(HTMLParser):
    """Headings of sections with their paragraphs, items and tables, as somebody who reads the page has them."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str], list[tuple[str, list[list[str]]]]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("style", "script", "svg", "figure"):
            self.open.append(tag)
        if tag in ("h2", "p", "li", "caption", "td", "th"):
            self.words = ""
        if tag == "table" and self.sections:
            self.sections[-1][2].append(("", []))
        if tag == "tr" and self.sections:
            self.sections[-1][2][-1][1].append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)
        if self.open:
            return
        said = self.words.replace("\u00a0", " ").strip()
        if tag == "h2":
            self.sections.append((said, [], []))
        elif self.sections and tag in ("p", "li"):
            self.sections[-1][1].append(said)
        elif self.sections and tag == "caption":
            self.sections[-1][2][-1] = (said, self.sections[-1][2][-1][1])
        elif self.sections and tag in ("td", "th"):
            self.sections[-1][2][-1][1][-1].append(said)

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.words += data


def value(shown: str) -> float:
    return float(shown.replace(",", "").replace(DASH, "-").rstrip("%").rstrip("，,"))


def says(shown: str, true: float, decimals: int | None = None) -> None:
    """A printed number is the true one, rounded as far as it is printed."""
    places = len(shown.rstrip("%").partition(".")[2])
    assert decimals is None or places == decimals, (shown, true)
    assert abs(value(shown) - true) <= 0.5 * 10.0**-places * (1 + 1e-6) + 1e-9, (shown, true)


def count(shown: str, true: float) -> None:
    assert value(shown) == true, (shown, true)


class Study:
    """The tables of a study, by pandas alone, and its words in a language."""

    def __init__(self, folder: Path, toml: Path, language: str) -> None:
        self.language, self.folder = language, folder
        self.asked = tomllib.loads(toml.read_text(encoding="utf-8"))
        self.meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        self.zh = language == "zh"
        e = self.table("efficiency")
        self.units = list(dict.fromkeys(e["unit"]))
        self.periods = sorted(set(e["period"]))
        self.last = self.periods[-1]
        self.now = e[e["period"] == self.last].set_index("unit")
        self.timed = len(self.periods) > 1
        self.spoken: dict[str, str] = {}

    def unit(self, word: str) -> str:
        """The unit that a word of the page stands for: pages stand in the order of the units."""
        return self.spoken[word]

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / "tables" / f"{name}.csv", keep_default_na=True)

    def has(self, name: str) -> bool:
        return (self.folder / "tables" / f"{name}.csv").exists()

    def column(self, word: str) -> str:
        """The column that a word of the page stands for."""
        labels = self.asked.get("labels", {})
        for column, told in labels.items():
            if str(told.get(self.language, "")).casefold() == word.casefold():
                return column
        return word

    def gaps(self, unit: str | None = None) -> pd.DataFrame:
        """Actual amount and target of the last period against the variable-returns frontier, one unit's or all's."""
        s = self.table("slacks")
        s = s[(s["rts"] == "vrs") & (s["period"] == self.last)]
        s = s if unit is None else s[s["unit"] == unit]
        made = s["actual"] + s["radial_move"] + s["slack_move"]
        assert np.allclose(made, s["target"], rtol=1e-9, atol=1e-7, equal_nan=True)
        return s.dropna(subset="target").groupby("variable", sort=False)[["actual", "target"]].sum()

    def peers(self) -> pd.DataFrame:
        """Peers of the units with a score below 1 under variable returns, or with slack, in the last period."""
        p = self.table("peers")
        p = p[(p["rts"] == "vrs") & (p["period"] == self.last) & (p["peer"] != p["unit"])]
        s = self.table("slacks").query("rts == 'vrs' and period == @self.last")
        worse = s.loc[(s["actual"] - s["target"]).abs() > 1e-6 * s["actual"], "unit"]
        return p[p["unit"].isin(worse)]


def parted(words: str, study: Study) -> list[str]:
    """A row of things said after each other, brackets kept whole."""
    return re.split(r"、" if study.zh else r", (?![^(]*\))", words)


def bracket(words: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.+?)(?: \(|（)(.+)(?:\)|）)", words)
    assert found, words
    return found[1], found[2]


def last_number(words: str) -> tuple[str, str]:
    name, _, shown = words.rpartition(" ")
    return name, shown


Checks = list[tuple[str, Callable[..., None]]]
Said = dict[str, str | None]


def through(sentences: list[str], checks: Checks, study: Study, **where: Any) -> list[str]:
    """Every sentence is one that a check knows, and holds; the names of the checks that were made."""
    made = []
    for sentence in sentences:
        for pattern, check in checks:
            found = re.fullmatch(pattern, sentence)
            if found:
                said = found.groupdict()
                said |= {key[:-1]: words for key, words in said.items() if key.endswith("2") and words}
                check(study, said, **where)
                made.append(check.__name__ if not isinstance(check, partial) else check.func.__name__)
                break
        else:
            pytest.fail(f"no check knows: {sentence}")
    return made


def ranked(values: pd.Series, own: float) -> tuple[int, int, int]:
    """Rank, of how many, shared with how many others."""
    known = values.dropna()
    return int((known > own + 1e-6).sum()) + 1, len(known), int(((known - own).abs() <= 1e-6).sum()) - 1


def place_holds(said: Said, values: pd.Series, own: float) -> None:
    rank, n, ties = ranked(values, own)
    count(said["rank"] or "", rank)
    count(said["n"] or "", n)
    count(said["ties"] or "0", ties)


PLACE = {
    "en": r"rank (?P<rank>\d+) of (?P<n>\d+)(?:, shared with (?P<ties>\d+) more)?",
    "zh": r"在 (?P<n>\d+) 个单元中列第 (?P<rank>\d+) 位(?:（另有 (?P<ties>\d+) 个并列）)?",
}


def standing(study: Study, said: Said, unit: str) -> None:
    e = study.table("efficiency")
    row = e[e["unit"] == unit].iloc[-1]
    assert said["when"] == str(row["period"])
    says(said["te"] or "", row["te_crs"], 3)
    says(said["pte"] or "", row["te_vrs"], 3)
    says(said["se"] or "", row["te_crs"] / row["te_vrs"])
    place_holds(said, e[e["period"] == row["period"]]["te_crs"], row["te_crs"])
    sizes = {"irs": ("too small", "规模偏小"), "crs": ("the right size", "规模适宜"), "drs": ("too large", "规模偏大")}
    assert said["size"] == sizes[row["scale_status"]][study.zh]
    if row["te_crs"] < row["te_vrs"] - 1e-5:
        assert value(said["se"] or "") < 1, "too large or too small beside a scale efficiency of 1.000"


def no_score(study: Study, said: Said, unit: str) -> None:
    assert unit not in study.now.index or np.isnan(study.now.loc[unit, "te_crs"])


def no_gaps(study: Study, said: Said, unit: str) -> None:
    s = study.gaps(unit)
    assert said["when"] == str(study.last)
    assert ((s["actual"] - s["target"]).abs() < SHOWN * s["actual"]).all()


def nothing(study: Study, said: Said, unit: str) -> None:
    row = study.now.loc[unit]
    assert row["te_crs"] > 1 - 2e-3, "nothing to act on, yet not on the frontier at the right size"


def first_things(study: Study, said: Said, unit: str) -> None:
    """What to do, in falling share; practice as the slacks have it, the rest marked as size."""
    d = study.table("diagnosis")
    d = d[d["unit"] == unit].set_index("column")
    vrs = study.gaps(unit)
    crs = study.table("slacks")
    crs = crs[(crs["rts"] == "crs") & (crs["period"] == study.last) & (crs["unit"] == unit)].set_index("variable")
    listed = re.split("；|; ", said["things"] or "")
    named = []
    for thing in listed:
        words, note = bracket(thing)
        name, shown = last_number(words)
        column = study.column(name)
        named.append(column)
        move = vrs.loc[column, "target"] - vrs.loc[column, "actual"]
        share, by_size = re.split("，|, ", note)[0], len(re.split("，|, ", note)) > 1
        assert by_size == (abs(move) / vrs.loc[column, "actual"] < SHOWN)
        if by_size:
            # where practice loses nothing, all the way to the constant-returns target is size
            move = crs.loc[column, "target"] - vrs.loc[column, "target"]
        says(shown, move)
        says(share, 100 * move / vrs.loc[column, "actual"], 1)
    wanted = d[(d["share_technical"] >= SHOWN) | (d["share_scale"] >= SHOWN)]
    assert set(named) == set(wanted.index), (named, wanted)
    practice = [c for c in named if d.loc[c, "share_technical"] >= SHOWN]
    assert named[: len(practice)] == practice, "practice comes before size"
    for part, share in ((practice, "share_technical"), (named[len(practice) :], "share_scale")):
        assert np.all(np.diff(d.loc[part, share]) <= 1e-9)


def learns(study: Study, said: Said, unit: str) -> None:
    own = study.peers().query("unit == @unit").set_index("peer")["lambda"]
    listed = [bracket(words) for words in parted(said["peers"] or "", study)]
    assert {study.unit(name) for name, _ in listed} == set(own.index)
    for name, weight in listed:
        says(weight, own[study.unit(name)], 2)
    alike = [study.unit(name) for name in parted(said["alike"] or "", study)]
    nearest = study.table("nearest").query("unit == @unit").sort_values("distance", kind="stable")
    assert alike == list(nearest["model"])
    assert all(study.now.loc[name, "te_vrs"] > 1 - 1e-6 for name in alike)


def peers_alone(study: Study, said: Said, unit: str) -> None:
    own = study.table("peers").query("unit == @unit and rts == 'vrs' and period == @study.last and peer != unit")
    own = own.set_index("peer")["lambda"].sort_values(ascending=False)
    listed = [bracket(words) for words in parted(said["peers"] or "", study)]
    assert len(listed) == min(5, len(own))
    for (name, weight), true in zip(listed, own, strict=False):
        says(weight, own[study.unit(name)], 2)
        says(weight, true, 2)


def is_model(study: Study, said: Said, unit: str) -> None:
    count(said["k"] or "", study.peers().query("peer == @unit")["unit"].nunique())


def years(study: Study, said: Said, unit: str) -> None:
    limit = value(said["limit"] or "") / 100
    assert limit == pytest.approx(study.asked["benchmarks"]["limit"])
    steps = study.table("milestones").query("unit == @unit")
    count(said["k"] or "", steps["year"].max())
    assert steps.loc[steps["year"] == steps["year"].max(), "te"].min() > 1 - 1e-6, "the frontier is not reached"
    for _, way in steps.sort_values("year").groupby("column"):
        walked = np.diff(np.r_[0.0, way["change"]])
        assert np.abs(walked).max() <= limit + 1e-9


def changed(study: Study, said: Said, unit: str) -> None:
    """The geometric mean of the unit's indices; a year only where an interval is a year."""
    m = study.table("malmquist").dropna(subset="tfpch")
    means = np.exp(np.log(m.set_index("unit")[["effch", "techch", "tfpch"]]).groupby(level=0, sort=False).mean())
    for part in ("effch", "techch", "tfpch"):
        says(said[part] or "", means.loc[unit, part], 3)
    place_holds(said, means["tfpch"], means.loc[unit, "tfpch"])
    yearly = all(b - a == 1 for a, b in zip(study.periods, study.periods[1:], strict=False))
    assert said["per"] == (("a year", "年均") if yearly else ("a period", "每期平均"))[study.zh]


def moves(study: Study, said: Said, unit: str, sure: bool | None = True) -> None:
    """The amounts of the plan; sure where the least and the most of all such plans lie on one side of none."""
    p = study.table("plan_moves").query("unit == @unit").set_index("column")
    p = p.assign(net=p["in"] - p["out"])
    same = np.sign(p["least_move"]) * np.sign(p["most_move"]) > 0
    if sure is None:
        assert p[["least_move", "most_move"]].isna().all(axis=None)
        chosen = p[p["net"] != 0]
    else:
        chosen = p[(p["net"] != 0) & (same if sure else ~same)]
    listed = dict(last_number(words) for words in parted(said["moves"] or "", study))
    assert {study.column(name) for name in listed} == set(chosen.index)
    for name, shown in listed.items():
        says(shown, chosen.loc[study.column(name), "net"])
        assert shown[0] == ("+" if chosen.loc[study.column(name), "net"] > 0 else DASH)


def no_moves(study: Study, said: Said, unit: str) -> None:
    p = study.table("plan_moves").query("unit == @unit")
    assert (p["in"] == p["out"]).all()


def fixed(study: Study, said: Said, **where: Any) -> None:
    """A note that holds of every study."""


PAGES: dict[str, Checks] = {
    "en": [
        (rf"Technical efficiency (?P<te>\S+) in (?P<when>\d+), {PLACE['en']}: pure technical (?P<pte>\S+), scale "
         r"(?P<se>[\d.]+); (?P<size>.+)\.", standing),
        (r"No score\.", no_score),
        (r"irs: increasing returns.*|Targets against the variable-returns.*|Made with Farrell.*", fixed),
        (r"Against the variable-returns frontier nothing is too much or too little in (?P<when>\d+)\.", no_gaps),
        (r"Nothing to act on: .*", nothing),
        (r"First things first: (?P<things>.+)\.", first_things),
        (r"Learn from (?P<peers>.+); most alike of the best: (?P<alike>.+)\.", learns),
        (r"Peers to learn from, with their weight: (?P<peers>.+)\.", peers_alone),
        (r"A role model: (?P<k>\d+) of the other units could learn from it\.", is_model),
        (r"Years to the frontier, when nothing changes by more than (?P<limit>\d+)% of today's amount a year: "
         r"(?P<k>\d+)\.", years),
        (r"Malmquist index (?P<tfpch>\S+) (?P<per>a year|a period) \(effch (?P<effch>\S+), techch (?P<techch>\S+); "
         rf"above 1 is progress\), {PLACE['en']}\.", changed),
        (r"In the plan, and the same way in every plan nearly as good \(amounts may differ\): (?P<moves>.+)\.", moves),
        (r"In the plan, but one choice among several, as other plans .*: (?P<moves>.+)\.", partial(moves, sure=False)),
        (r"In the plan; whether other plans .* not computed: (?P<moves>.+)\.", partial(moves, sure=None)),
        (r"The plan moves nothing here\.", no_moves),
    ],
    "zh": [
        (rf"(?P<when>\d+) 年综合技术效率 (?P<te>[\d.]+)，{PLACE['zh']}：纯技术效率 (?P<pte>[\d.]+)，"
         rf"规模效率 (?P<se>[\d.]+)；"
         r"(?P<size>.+)。", standing),
        (r"无得分。", no_score),
        (r"递增：规模偏小.*|目标值相对于规模报酬.*|由 Farrell.*", fixed),
        (r"以可变规模报酬前沿衡量，(?P<when>\d+) 年无冗余或不足。", no_gaps),
        (r"无需改进：.*", nothing),
        (r"按次序改进：(?P<things>.+)。", first_things),
        (r"可学习对象：(?P<peers>.+)；最相似的有效单元：(?P<alike>.+)。", learns),
        (r"可学习的标杆（括号内为权重）：(?P<peers>.+)。", peers_alone),
        (r"标杆：有 (?P<k>\d+) 个其他单元以其为标杆之一。", is_model),
        (r"每年变动不超过现有数量的 (?P<limit>\d+)% 时，到达前沿需 (?P<k>\d+) 年。", years),
        (r"Malmquist 指数(?P<per>年均|每期平均) (?P<tfpch>[\d.]+)（技术效率变化 (?P<effch>[\d.]+)、技术进步 "
         rf"(?P<techch>[\d.]+)；大于 1 表示进步），{PLACE['zh']}。", changed),
        (r"本方案的调配，所有与之相近的方案方向均相同（数量可能不同）：(?P<moves>.+)。", moves),
        (r"本方案的调配，但只是多种选择之一.*?：(?P<moves>.+)。", partial(moves, sure=False)),
        (r"本方案的调配，未计算.*?：(?P<moves>.+)。", partial(moves, sure=None)),
        (r"方案对该单元不作调配。", no_moves),
    ],
}  # fmt: skip


def level(study: Study, said: Said) -> None:
    now = study.now.dropna(subset="te_crs")
    for key, column in (("te", "te_crs"), ("pte", "te_vrs"), ("se", "se")):
        says(said[key] or "", now[column].mean(), 3)
    count(said["ones"] or "", (now["te_crs"] > 1 - 1e-6).sum())
    count(said["below"] or "", (now["te_crs"] < 1 - 1e-6).sum())
    count(said["n"] or "", len(study.now))
    count(said["none"] or "0", len(study.now) - len(now))


def on_one_frontier(study: Study, said: Said) -> None:
    e = study.table("efficiency").groupby("period")["te_crs_pooled"].mean()
    first, last = e.loc[study.periods[0]], e.loc[study.last]
    says(said["a"] or "", first, 3)
    says(said["b"] or "", last, 3)
    words = {"fell": -1, "下降": -1, "rose": 1, "上升": 1, "about the same": 0, "大致相同": 0}
    way = next(sign for word, sign in words.items() if word in (said["way"] or ""))
    assert way == (0 if abs(last - first) < 0.005 else np.sign(last - first))


def by_region(study: Study, said: Said) -> None:
    """Means in falling order, and whether a rank test of the scores themselves tells the regions apart."""
    by = study.asked["groups"]["by"]
    means = study.now.groupby(by)["te_crs"].mean().sort_values(ascending=False)
    listed = [last_number(words) for words in parted(said["regions"] or "", study)]
    assert len(listed) == len(means)
    for (_, shown), true in zip(listed, means, strict=True):
        says(shown, true, 3)
    groups = [part.dropna() for _, part in study.now.groupby(by)["te_crs"]]
    if said["h"] is None:
        assert study.now["te_crs"].round(9).nunique() == 1, "a test was possible"
        return
    # computed scores differ in their last digits where they tie
    h, p = kruskal(*[part.round(9) for part in groups])
    says(said["h"], h, 2)
    if (said["p"] or "").startswith("<"):
        assert p < 0.0005
    else:
        says((said["p"] or "").removeprefix("= "), p, 3)
    assert (p < 0.05) == (said["chance"] is None), "the hedge and the test differ"


def could_be_less(study: Study, said: Said) -> None:
    of = study.gaps()
    side = "outputs" if "output" in str(study.meta["models"][0]["options"].get("orientation")) else "inputs"
    rates = ((of["actual"] - of["target"]).abs() / of["actual"]).loc[study.meta["data"]["roles"][side]]
    listed = dict(last_number(words) for words in parted(said["gaps"] or "", study))
    assert {study.column(name) for name in listed} == set(rates.index[rates >= SHOWN])
    for name, shown in listed.items():
        says(shown, 100 * rates[study.column(name)], 1)


def still_short(study: Study, said: Said) -> None:
    of = study.gaps()
    for name, shown in (last_number(words) for words in parted(said["gaps"] or "", study)):
        row = of.loc[study.column(name)]
        says(shown, 100 * abs(row["target"] - row["actual"]) / row["actual"], 1)


def lowest(study: Study, said: Said) -> None:
    below = study.now["te_crs"][study.now["te_crs"] < 1 - 1e-6].round(8).sort_values()
    listed = [last_number(words) for words in parted(said["units"] or "", study)]
    for (name, shown), true in zip(listed, below, strict=False):
        says(shown, true, 3)
        assert abs(below[study.unit(name)] - true) < 1e-6
    if len(listed) < len(below):
        assert below.iloc[len(listed)] > below.iloc[len(listed) - 1] + 1e-7, "one that ties with the last is left out"


def productivity(study: Study, said: Said) -> None:
    m = study.table("malmquist").dropna(subset="tfpch")
    means = np.exp(np.log(m[["effch", "techch", "tfpch"]]).mean())
    for part in ("tfpch", "effch", "techch"):
        says(said[part] or "", means[part], 3)
    count(said["n"] or "", len(m))
    says(said["change"] or "", 100 * abs(means["tfpch"] - 1), 1)
    words = {"fell": -1, "下降": -1, "grew": 1, "上升": 1, "barely": 0, "基本不变": 0}
    assert words[said["way"] or ""] == (0 if abs(np.log(means["tfpch"])) < 5e-4 else np.sign(means["tfpch"] - 1))


def hangs(study: Study, said: Said) -> None:
    m = study.table("malmquist").dropna(subset="tfpch")
    label = m["period_from"].astype(str) + "–" + m["period_to"].astype(str)
    rest = np.exp(np.log(m.loc[label != said["interval"], "tfpch"]).mean())
    says(said["x"] or "", rest, 3)
    assert (rest - 1) * (np.exp(np.log(m["tfpch"]).mean()) - 1) < 0


def drags(study: Study, said: Said) -> None:
    m = study.table("malmquist").dropna(subset="tfpch")
    means = np.exp(np.log(m[["effch", "techch"]]).mean()).sort_values()
    shown = re.findall(r"[\d.]+\d", said["values"] or "")
    for one, true in zip(shown, means, strict=True):
        says(one, true, 3)
    assert means.iloc[0] < 1
    names = {"effch": ("efficiency change", "技术效率变化"), "techch": ("technological change", "技术进步")}
    assert said["part"] == names[str(means.index[0])][study.zh]


def loss(study: Study, said: Said) -> None:
    below = study.now[study.now["te_crs"] < 1 - 1e-6]
    pure = int((below["te_vrs"] < below["se"] - 1e-9).sum())
    scale = int((below["te_vrs"] > below["se"] + 1e-9).sum())
    count(said["m"] or "", len(below))
    count(said["pure"] or "", pure)
    count(said["scale"] or "", scale)
    most = said["most"] or ""
    if "neither" in most or "均不" in most:
        assert max(pure, scale) < 0.6 * len(below)
    else:
        by_use = "in how resources are used than in size" in most or "以资源使用为主" in most
        assert (pure if by_use else scale) >= 0.6 * len(below)


def returns(study: Study, said: Said) -> None:
    for status in ("irs", "crs", "drs"):
        count(said[status] or "", (study.now["scale_status"] == status).sum())


def largest(study: Study, said: Said) -> None:
    s = study.table("slacks").query("rts == 'vrs' and period == @study.last")
    s = s[s["variable"] == study.column(said["variable"] or "")].set_index("unit")
    rates = ((s["actual"] - s["target"]).abs() / s["actual"]).sort_values(ascending=False)
    listed = [last_number(words) for words in parted(said["units"] or "", study)]
    for (name, shown), true in zip(listed, rates, strict=False):
        says(shown, 100 * true, 1)
        assert abs(rates[study.unit(name)] - true) < 1e-6
    if len(listed) < len(rates):
        assert rates.iloc[len(listed)] < rates.iloc[len(listed) - 1] - 1e-7 or rates.iloc[len(listed)] < SHOWN


def act_first(study: Study, said: Said) -> None:
    d = study.table("diagnosis")
    first = d[d["order"] == 1]["column"].value_counts()
    most = set(first.index[first == first.max()])
    words = parted(said["variables"] or "", study)
    labels = {study.column(word) for word in words}
    assert labels == most, "another variable is first as often"
    count(said["k"] or "", first.max())
    count(said["total"] or "", d[d["order"] == 1]["unit"].nunique())


def learnt_from(study: Study, said: Said, weak: bool = True) -> None:
    """Nobody who is a peer as often as the last one named is left out."""
    peers = study.peers()
    peers = peers if weak else peers[peers["unit"].isin(study.now.index[study.now["te_vrs"] < 1 - 1e-6])]
    counts = peers.groupby("peer")["unit"].nunique().sort_values(ascending=False)
    listed = [bracket(words) for words in parted(said["units"] or "", study)]
    for name, shown in listed:
        count(shown, counts[study.unit(name)])
    others = counts.drop([study.unit(name) for name, _ in listed])
    assert len(others) == 0 or others.max() < min(value(shown) for _, shown in listed)


def followed(study: Study, said: Said) -> None:
    count(said["m"] or "", (study.now["te_vrs"] < 1 - 1e-6).sum())
    learnt_from(study, said, weak=False)


def plan_is_worth(study: Study, said: Said) -> None:
    record = json.loads((study.folder / "plan.json").read_text(encoding="utf-8"))
    o, m = study.table("plan_outputs"), study.table("plan_moves")
    sums = o.groupby("column")[["before", "gain"]].sum()
    gain = 100 * (sums["gain"] / sums["before"])
    weights = pd.Series(record["objective"]["weights"], dtype=float).loc[gain.index]
    says(said["gain"] or "", float((gain * weights).sum() / weights.sum()), 2)
    parts = value(said["catch_up"] or "") + value(said["moving"] or "0")
    assert abs(parts - value(said["gain"] or "")) < 0.011 or said["moving"] is None
    if not said["amounts"]:
        assert (m["in"] == m["out"]).all()
        return
    moved = m.assign(net=m["in"]).groupby("column")[["net", "before"]].sum().query("net > 0")
    listed = [bracket(words) for words in parted(said["amounts"], study)]
    assert len(listed) == len(moved)
    for words, share in listed:
        found = re.fullmatch(r"(?P<x>[\d,.]+) (?P<c>.+)" if not study.zh else r"(?P<c>.+) (?P<x>[\d,.]+)", words)
        assert found, words
        row = moved.loc[study.column(found["c"])]
        says(found["x"], row["net"])
        says(share, 100 * row["net"] / row["before"], 1)


def settled(study: Study, said: Said) -> None:
    m = study.table("plan_moves")
    m = m[m["in"] + m["out"] > 0]
    sure = int((np.sign(m["least_move"]) * np.sign(m["most_move"]) > 0).sum())
    count(said["total"] or "", len(m))
    how = said["how"] or ""
    if said.get("k"):
        count(said["k"] or "", sure)
        assert 0 < sure < len(m)
    else:
        assert sure == (len(m) if how in ("All", "全部") else 0)


def unsettled(study: Study, said: Said) -> None:
    assert study.table("plan_moves")[["least_move", "most_move"]].isna().all(axis=None)


def all_well(study: Study, said: Said) -> None:
    assert (study.now["te_crs"].dropna() > 1 - 2e-3).all()
    assert (study.table("diagnosis")["order"] == 0).all()


def none_to_do(study: Study, said: Said) -> None:
    assert not study.has("diagnosis")
    assert not study.has("plan_moves")
    assert len(study.peers()) == 0


def no_intervals(study: Study, said: Said) -> None:
    assert not study.has("intervals")


def asked(study: Study, said: Said) -> None:
    count(said["n"] or "", len(study.units))
    for role in ("inputs", "outputs"):
        named = [study.column(word) for word in parted(said[role] or "", study)]
        assert named == study.meta["data"]["roles"][role]
    ends = dict.fromkeys(str(period) for period in (study.periods[0], study.last))
    assert (said["span"] or "").split("–") == list(ends)
    # an index is spoken of where there is one, and the measure by its side
    assert (said["change"] is not None) == study.has("malmquist")
    outward = study.meta["models"][0]["options"].get("orientation") == "output"
    assert ("delivers 90%" in (said["measure"] or "") or "90%。" in (said["measure"] or "")) == outward


def limits(study: Study, said: Said) -> None:
    words = said["words"] or ""
    n = len(study.table("checks").query("severity == 'warning'")) if study.has("checks") else 0
    found = re.search(r"(\d+) finding|有 (\d+) 项检出", words)
    assert (found is not None) == (n > 0)
    if found:
        count(found[1] or found[2], n)
    roles = study.meta["data"]["roles"]
    m, s = len(roles["inputs"]), len(roles["outputs"])
    fewest = study.table("efficiency").groupby("period")["unit"].nunique().min()
    assert bool(re.search("for want of comparison|缺乏比较对象", words)) == (fewest < max(m * s, 3 * (m + s)))
    assert bool(re.search("do not compare between|不可跨期", words)) == study.timed
    assert bool(re.search("COVID|新冠", words)) == bool({2020, 2021, 2022} & set(study.periods))


BRIEF: dict[str, Checks] = {
    "en": [
        (r"How (?:well did|well do) (?P<n>\d+) units turn (?P<inputs>.+?) into (?P<outputs>.+?)(?: over "
         r"(?P<span>\S+))?\? "
         r"(?P<measure>Each unit.*?same outputs\.|Each unit.*?could\.) (?P<change>How "
         r"productivity.*? too\. )?Data: .+", asked),
        (r"Mean technical efficiency \(TE\)(?: in \S+)? is (?P<te>\S+) \(pure technical efficiency, PTE, (?P<pte>\S+); "
         r"scale efficiency, SE, (?P<se>\S+)\); (?P<ones>\d+) of (?P<n>\d+) units have a TE of 1, (?P<below>\d+) less\."
         r"(?: (?P<none>\d+) of them have no score\.)?", level),
        (r"Against one frontier of all periods, .*, mean TE (?P<way>fell|rose|is about the same) "
         r"\(?(?:from )?(?P<a>[\d.]+)"
         r" (?:to|and) (?P<b>[\d.]+?)\)?\.", on_one_frontier),
        (r"Mean technical efficiency by (?:region|group)(?: in \S+)?: (?P<regions>.+?)\. (?:A rank test "
         r"(?:does not tell|"
         r"tells) the (?:region|group)s apart \(Kruskal–Wallis H = (?P<h>\S+), p "
         r"(?P<p>.+?)\)(?:(?P<chance>: their order "
         r"may be chance)\.|[;,].*)|No rank test is possible.*)", by_region),
        (r"Measured against the variable-returns frontier, current \w+(?: in \S+)? could .+ of: (?P<gaps>.+)\.",
         could_be_less),
        (r"(?:With inputs at their|Once outputs are).*?: (?P<gaps>.+)\.", still_short),
        (r"Lowest TE(?: in \S+)?: (?P<units>.+)\.", lowest),
        (r"Total factor productivity (?P<way>fell|grew|barely)(?: by (?P<change>\S+)% a period on average| changed on "
         r"average, by (?P<change2>\S+)%) \(geometric mean (?P<tfpch>\S+) of (?P<n>\d+) indices; "
         r".*effch, (?P<effch>\S+); "
         r".*techch, (?P<techch>\S+)\)\.", productivity),
        (r"This hangs on one interval: without (?P<interval>\S+) the mean would be (?P<x>\S+)\.", hangs),
        (r"Of its parts (?P<part>.+) is the weakest: (?P<values>.+)\.", drags),
        (r"Of the (?P<m>\d+) units with TE below 1, (?P<pure>\d+) have a lower PTE than SE (?:\((?P<scale>\d+) the "
         r"reverse\)|and (?P<scale2>\d+) a lower SE than PTE): (?P<most>.+)\.", loss),
        (r"Of the (?P<m>\d+) units with TE below 1, (?P<scale>\d+) have a lower SE than PTE "
         r"\((?P<pure>\d+) the reverse\): "
         r"(?P<most>.+)\.", loss),
        (r"Returns to scale: (?P<irs>\d+) .*, (?P<crs>\d+) constant, (?P<drs>\d+) .*", returns),
        (r"(?:Highest redundancy|Largest shortfall) of (?P<variable>.+?)(?: in \d+)?: (?P<units>.+)\.", largest),
        (r"The first thing to act on is (?P<variables>.+) in (?P<k>\d+) of (?P<total>\d+) units with anything to do\.",
         act_first),
        (r"The first thing to act on is most often one of these: (?P<variables>.+), each in (?P<k>\d+) "
         r"of (?P<total>\d+) .*",
         act_first),
        (r"Most often learnt from(?: in \S+)?: (?P<units>.+) \(number of other units .*\)\.", learnt_from),
        (r"Most frequent peers of the (?P<m>\d+) units inefficient under VRS: (?P<units>.+)\.", followed),
        (r"Services could grow by (?P<gain>\S+)%(?: in \S+)?: (?P<catch_up>\S+) points by catching up .* and "
         r"(?P<moving>\S+) points by moving (?P<amounts>.+)\.", plan_is_worth),
        (r"No transfer within the limits adds .*: catching up with the best allows (?P<gain>\S+)% more services, "
         r"(?P<amounts>)and (?P<moving>)(?P<catch_up>)moving resources nothing more\.", plan_is_worth),
        (r"(?P<how>)(?P<k>\d+) of (?P<total>\d+) transfers go the same way in every plan .*", settled),
        (r"(?P<how>All|None of the) (?P<total>\d+) transfers goe?s? the same way in every plan .*", settled),
        (r"The extremes of transfers were not asked for.*", unsettled),
        (r"The study asks for no benchmarks.*", none_to_do),
        (r"The diagnosis finds nothing to act on: .*", all_well),
        (r"No confidence intervals were computed, so small differences between units and small changes over time .*",
         no_intervals),
        (r"(?P<words>Quality, severity of cases.*)", limits),
        (r"Targets against the variable-returns.*|Made with Farrell.*", fixed),
    ],
    "zh": [
        (r"(?:(?P<span>\S+?)(?: 年)?，)?(?P<n>\d+) 个单元以(?P<inputs>.+?)提供(?P<outputs>.+?)的效率如何？"
         r"(?P<measure>每个单元.*?同样的产出。|每个单元.*?90%。)(?P<change>并测算.*?。)?数据来源：.+", asked),
        (r"(?:\S+ 年)?综合技术效率均值为 (?P<te>[\d.]+)（纯技术效率 (?P<pte>[\d.]+)，规模效率 "
         r"(?P<se>[\d.]+)）；(?P<n>\d+) "
         r"个单元中 (?P<ones>\d+) 个的综合技术效率为 1，(?P<below>\d+) 个低于 1。(?:其中 (?P<none>\d+) "
         r"个没有得分。)?", level),
        (r"以各期共同前沿（可跨期比较）衡量，综合技术效率均值由 (?P<a>[\d.]+) (?P<way>下降|上升)到 (?P<b>[\d.]+)。",
         on_one_frontier),
        (r"以各期共同前沿（可跨期比较）衡量，综合技术效率均值在首末期(?P<way>大致相同)（(?P<a>[\d.]+) 与 "
         r"(?P<b>[\d.]+)）。",
         on_one_frontier),
        (r"(?:\S+ 年)?分(?:区域|组)综合技术效率均值：(?P<regions>.+?)。(?:秩检验显示(?:区域|组)间差异[无有]统计学意义"
         r"（Kruskal–Wallis H = (?P<h>[\d.]+)，p (?P<p>.+?)）(?:(?P<chance>："
         r"上述次序可能出于偶然)。|.*)|无法进行秩检验.*)",
         by_region),
        (r"(?:\S+ 年)?以可变规模报酬前沿衡量，.+比例：(?P<gaps>.+)。", could_be_less),
        (r"(?:\S+ 年)?(?:投入降至|产出提升至).*?：(?P<gaps>.+)。", still_short),
        (r"(?:\S+ 年)?综合技术效率最低：(?P<units>.+)。", lowest),
        (r"全要素生产率平均(?:每期 ?)?(?P<way>下降|上升|基本不变)(?:，"
         r"变动)? (?P<change>[\d.]+)%（(?P<n>\d+) 个指数的几何平均为 "
         r"(?P<tfpch>[\d.]+)；技术效率变化 (?P<effch>[\d.]+)；技术进步 (?P<techch>[\d.]+)）。", productivity),
        (r"这一结果取决于一个时段：若不计 (?P<interval>\S+)，均值为 (?P<x>[\d.]+)。", hangs),
        (r"各部分中(?P<part>.+)最弱：(?P<values>.+)。", drags),
        (r"综合技术效率低于 1 的 (?P<m>\d+) 个单元中，(?P<pure>\d+) 个的纯技术效率低于规模效率，(?P<scale>\d+) 个相反："
         r"(?P<most>.+)。", loss),
        (r"综合技术效率低于 1 的 (?P<m>\d+) 个单元中，(?P<scale>\d+) 个的规模效率低于纯技术效率，(?P<pure>\d+) 个相反："
         r"(?P<most>.+)。", loss),
        (r"规模报酬：.*?(?P<irs>\d+) 个，不变 ?(?P<crs>\d+) 个，.*?(?P<drs>\d+) 个。", returns),
        (r"(?:\d+ 年)?(?P<variable>.+)(?:冗余率|不足率)最高：(?P<units>.+)。", largest),
        (r"在 (?P<total>\d+) 个需要改进的单元中，有 (?P<k>\d+) 个应首先处理(?P<variables>.+)。", act_first),
        (r"在 (?P<total>\d+) 个需要改进的单元中，.*并列：(?P<variables>.+)，各 (?P<k>\d+) 个单元。", act_first),
        (r"(?:\S+ 年)?最常被学习的单元：(?P<units>.+)（括号内.*）。", learnt_from),
        (r"VRS 下 (?P<m>\d+) 个无效单元的标杆中，出现次数最多的是：(?P<units>.+)。", followed),
        (r"(?:\S+ 年)?服务量可增长 (?P<gain>[\d.]+)%：其中 (?P<catch_up>[\d.]+) "
         r"个百分点来自追赶最佳实践，.*?；(?P<moving>[\d.]+) "
         r"个百分点来自调配(?P<amounts>.+)。", plan_is_worth),
        (r"(?:\S+ 年)?在限制之内任何调配都不带来增益：追赶最佳实践可使服务量增加 "
         r"(?P<gain>[\d.]+)%(?P<amounts>)(?P<moving>)"
         r"(?P<catch_up>)，.*", plan_is_worth),
        (r"在目标值与最优.*?，(?P<total>\d+) 项调配有 (?P<k>\d+) 项方向一致；(?P<how>).*", settled),
        (r"在目标值与最优.*?，(?P<total>\d+) 项调配(?:方向)?(?P<how>全部|无一).*", settled),
        (r"未求调配极值.*", unsettled),
        (r"本研究未作标杆分析.*", none_to_do),
        (r"诊断未发现需要改进之处：.*", all_well),
        (r"未计算置信区间，单元间的小差异和时间上的小变化可能出于偶然。.*", no_intervals),
        (r"(?P<words>未衡量质量.*)", limits),
        (r"目标值相对于规模报酬.*|由 Farrell.*", fixed),
    ],
}  # fmt: skip


def scores_hold(study: Study, unit: str, rows: list[list[str]]) -> None:
    """Every period's scores, rank and returns to scale."""
    e = study.table("efficiency")
    own = e[e["unit"] == unit].set_index("period")
    words = {"irs": ("irs", "递增"), "crs": ("crs", "不变"), "drs": ("drs", "递减")}
    assert len(rows) == 1 + min(12, len(own))
    for cells in rows[1:]:
        period = int(re.sub(r"\D", "", cells[0]))
        row = own.loc[period]
        if np.isnan(row["te_crs"]):
            assert cells[1] == cells[4] == "–"
            continue
        for shown, column in zip(cells[1:4], ("te_crs", "te_vrs", "se"), strict=True):
            says(shown, row[column], 3)
        count(cells[-2], ranked(e[e["period"] == period]["te_crs"], row["te_crs"])[0])
        assert cells[-1] == words[row["scale_status"]][study.zh]


def gaps_hold(study: Study, unit: str | None, rows: list[list[str]]) -> None:
    """Actual amounts, targets, and the way from one to the other."""
    of = study.gaps(unit)
    assert len(rows) == 1 + len(of)
    for cells in rows[1:]:
        name = bracket(cells[0])[0] if cells[0].endswith((")", "）")) else cells[0]
        row = of.loc[study.column(name)]
        move = row["target"] - row["actual"]
        for shown, true in zip(
            cells[1:], (row["actual"], row["target"], move, 100 * move / row["actual"]), strict=True
        ):
            says(shown, true)


def pages_hold(study: Study, page: Path) -> list[str]:
    """Every page by unit; which checks were made."""
    sections = [s for s in Reader(page).sections if s[0] not in ("Contents", "目录")]
    assert len(sections) == len(study.units)
    study.spoken = {heading: unit for (heading, _, _), unit in zip(sections, study.units, strict=True)}
    made = []
    for heading, sentences, tables in sections:
        unit = study.unit(heading)
        made += through(sentences, PAGES[study.language], study, unit=unit)
        for caption, rows in tables:
            hold = scores_hold if re.search("scores and rank|得分与位次", caption) else gaps_hold
            hold(study, unit, rows)
    return made


def brief_holds(study: Study, page: Path) -> list[str]:
    """The brief; which checks were made."""
    made = []
    for _, sentences, tables in Reader(page).sections:
        made += through(sentences, BRIEF[study.language], study)
        for _, rows in tables:
            gaps_hold(study, None, rows)
    return made


def all_holds(folder: Path, toml: Path, language: str, out: Path) -> list[str]:
    """Both profiles of a study in a language; which checks were made."""
    farrell.render_study(folder, out, language=language, formats=["html"], profiles=["brief", "province"])
    study = Study(folder, toml, language)
    return [*pages_hold(study, out / "province.html"), *brief_holds(study, out / "brief.html")]


def falling() -> pd.DataFrame:
    """Ten units in 2015, 2017, 2019: ever fewer visits of the same beds, some units alike, one gone at the end."""
    size = np.array([10.0, 10, 12, 15, 18, 20, 24, 24, 30, 40])
    use = np.array([1.0, 1.0, 0.7, 0.95, 0.8, 1.0, 0.75, 0.75, 0.9, 0.85])
    rows = [
        (f"Unit {i}", 2015 + 2 * t, 10 * size[i], 7 * size[i] ** 1.02,
         size[i] ** 0.98 * use[i] * (0.93 - 0.01 * (i % 3)) ** t, "ab"[i % 2])
        for t in range(3) for i in range(10) if (i, t) != (4, 2)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["unit", "year", "beds", "staff", "visits", "kind"])


def alike() -> pd.DataFrame:
    """Five units of one period, each of the same mix and use: all are efficient."""
    size = np.array([1.0, 2, 3, 4, 5])
    return pd.DataFrame(
        {
            "unit": list("ABCDE"),
            "year": 2021,
            "beds": 10 * size,
            "staff": 5 * size,
            "visits": 8 * size,
            "kind": list("xyxyx"),
        }
    )


def apart() -> pd.DataFrame:
    """Sixteen units of one period, one group far ahead of the other."""
    i = np.arange(16)
    use = np.where(i < 8, 1.0 - 0.01 * i, 0.6 - 0.01 * (i - 8))
    size = 10.0 + 3 * ((5 * i) % 16)
    data = {"beds": 10 * size, "staff": 6 * size * (1 + 0.02 * (i % 3)), "visits": 9 * size**0.97 * use}
    return pd.DataFrame(
        {"unit": [f"U{k:02d}" for k in i], "year": 2023, **data, "kind": np.where(i < 8, "near", "far")}
    )


EFFICIENCY = '[[model]]\nkind = "efficiency"\n'
ADVICE = "[benchmarks]\nlimit = 0.04\n"
PLAN = '[rebalance]\nmove = ["beds", "staff"]\ncap = 0.2\n'
PANELS: dict[str, tuple[Callable[[], pd.DataFrame], str, set[str]]] = {
    "falling": (
        falling,
        EFFICIENCY + '[[model]]\nkind = "malmquist"\n' + ADVICE,
        {"standing", "changed", "on_one_frontier", "productivity", "learnt_from", "act_first"},
    ),
    "falling, with a plan": (
        lambda: falling().query("unit != 'Unit 4'"),
        EFFICIENCY + '[[model]]\nkind = "malmquist"\n' + ADVICE + PLAN,
        {"moves", "plan_is_worth", "settled"},
    ),
    "falling, its plan without extremes": (
        lambda: falling().query("unit != 'Unit 4'"),
        EFFICIENCY + PLAN + "extremes = false\n",
        {"moves", "unsettled", "peers_alone"},
    ),
    "all efficient": (alike, EFFICIENCY + ADVICE, {"no_gaps", "nothing", "level", "by_region"}),
    "two groups, to the output": (
        apart,
        EFFICIENCY + 'orientation = "output"\n',
        {"by_region", "could_be_less", "followed", "peers_alone", "lowest"},
    ),
}


def run(frame: pd.DataFrame, models: str, home: Path) -> tuple[Path, Path]:
    frame.to_csv(home / "data.csv", index=False)
    head = 'schema = 1\n[data]\nfile = "data.csv"\nunit = "unit"\nperiod = "year"\ninputs = ["beds", "staff"]\n'
    head += 'outputs = ["visits"]\n[groups]\nby = "kind"\n'
    head += '[outputs]\nfigures = []\ndocuments = []\ntables = ["csv"]\n'
    (home / "study.toml").write_text(head + models, encoding="utf-8")
    return farrell.run_study(home / "study.toml", home / "out").folder, home / "study.toml"


@pytest.mark.parametrize("panel", PANELS)
def test_sentences_hold_where_claims_flip(panel: str, tmp_path: Path) -> None:
    frame, models, wanted = PANELS[panel]
    folder, toml = run(frame(), models, tmp_path)
    for language in LANGUAGES:
        made = all_holds(folder, toml, language, tmp_path / language)
        assert wanted <= set(made), wanted - set(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_the_bundled_study_hold(study_folder: Path, language: str, tmp_path: Path) -> None:
    made = all_holds(study_folder, STUDY, language, tmp_path)
    wanted = {"standing", "no_gaps", "nothing", "first_things", "learns", "is_model", "years", "changed", "moves"}
    wanted |= {"level", "on_one_frontier", "by_region", "could_be_less", "lowest", "productivity", "loss"}
    wanted |= {"act_first", "learnt_from", "plan_is_worth", "settled", "no_intervals", "asked", "limits"}
    assert wanted <= set(made), wanted - set(made)
