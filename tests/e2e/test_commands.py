"""Every command of the program, data on stdout and the rest on stderr."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from running import ROOT, farrell

CASES = ROOT / "tests" / "golden" / "cases"


def test_dea_prints_csv_to_a_pipe() -> None:
    done = farrell("dea", "china-health")
    assert done.returncode == 0
    frame = pd.read_csv(io.StringIO(done.stdout))
    assert len(frame) == 310
    assert frame.loc[frame["period"] == 2023, "te"].mean() == pytest.approx(0.91323, abs=5e-6)
    assert "Tibet" in done.stderr  # warnings of the checks


def test_dea_scale_as_json() -> None:
    done = farrell("dea", "china-health", "--rts", "scale", "--json")
    answer = json.loads(done.stdout)
    assert answer["settings"]["orientation"] == "input"
    assert {"te_crs", "te_vrs", "se", "scale_status"} <= set(answer["rows"][0])


def test_dea_against_one_period_and_generalised_returns(tmp_path: Path) -> None:
    done = farrell("dea", "china-health", "--reference", "2014", "--out", tmp_path / "a.csv")
    assert done.returncode == 0
    assert (pd.read_csv(tmp_path / "a.csv")["efficiency"] == "beyond").any()
    done = farrell("dea", "china-health", "--rts", "grs", "--bounds", "0.8,1.2", "--json")
    assert json.loads(done.stdout)["settings"]["bounds"] == [0.8, 1.2]


def test_dea_by_another_model_takes_its_options() -> None:
    done = farrell(
        "dea", "china-hospitals-2011", "--model", "additive", "--set", "weights=ram", "--rts", "crs", "--json"
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["settings"]["model"] == "additive"
    assert answer["settings"]["weights"] == "ram"
    assert answer["settings"]["rts"] == "crs"
    by_column = farrell("dea", "china-health", "--model", "sbm", "--set", "weights={beds=2.0}", "--json")
    assert json.loads(by_column.stdout)["settings"]["weights"] == {"beds": 2.0}
    hull = farrell(
        "dea", "china-hospitals-2011", "--model", "fdh", "--set", "variant=fdh+", "--set", "parameter=[0.9,1.1]"
    )
    assert hull.returncode == 0, hull.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--model", "smb"), ("smb", "sbm")),
        (("--model", "sbm", "--set", "weight=1"), ("weight", "weights")),
        (("--model", "sbm", "--set", "weights"), ("name=value",)),
        (("--model", "sbm", "--rts", "constant"), ("constant", "crs")),
    ],
)
def test_dea_by_another_model_names_what_is_wrong(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    done = farrell("dea", "china-hospitals-2011", *arguments)
    assert done.returncode == 2
    assert all(word in done.stderr for word in words)
    assert "Traceback" not in done.stderr


def test_explain_says_what_a_model_is() -> None:
    said = farrell("explain", "super-sbm").stdout
    for word in ("slacks-based super-efficiency", "min delta", "Tone 2002", "orientation = 'none'"):
        assert word in said
    assert "超效率" in farrell("explain", "super_sbm", "--lang", "zh").stdout
    answer = json.loads(farrell("explain", "sbm", "--json").stdout)
    assert {"name_en", "when_zh", "formula", "source", "options"} <= set(answer)


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (["malmquist", "china-health", "--technology", "global"], ["effch", "techch", "pech", "sech", "tfpch"]),
        (
            ["malmquist", "china-health", "--technology=fixed-base", "--set", "base=2016", "--decomposition=zofio"],
            ["pech", "sech", "techch_vrs", "stech", "tfpch"],
        ),
        (["index", "china-health", "--kind", "hicks-moorsteen"], ["outch", "inch", "tfpch"]),
        (
            ["index", "china-health", "--kind=fare-primont", "--set=orientation=input"],
            ["techch", "itech", "imech", "risech", "tfpch"],
        ),
    ],
)
def test_indices_over_time_print_their_parts(words: list[str], columns: list[str]) -> None:
    frame = pd.read_csv(io.StringIO(farrell(*words).stdout))
    assert list(frame.columns) == ["unit", "period_from", "period_to", *columns, "status"]
    assert len(frame) == 279


def test_indices_say_which_side_is_progress() -> None:
    assert "above 1 is progress" in farrell("malmquist", "china-health").stderr
    turned = farrell("malmquist", "china-health", "--set", "convention=shephard", "--lang", "zh")
    assert "小于 1 表示进步" in turned.stderr
    told = farrell("index", "china-health", "--kind", "luenberger", "--json")
    assert "above 0 is progress" in told.stderr
    assert json.loads(told.stdout)["settings"]["progress"] == "above 0"


@pytest.mark.parametrize("name", ["malmquist", "malmquist-luenberger", "cost-malmquist", "hicks-moorsteen"])
def test_an_index_explains_itself(name: str) -> None:
    words = farrell("explain", name, "--lang", "zh").stdout
    assert "指数" in words
    assert "unbalanced = 'intervals'" in words
    answer = json.loads(farrell("explain", name, "--json").stdout)
    assert answer["key"] == name.replace("-", "_")
    assert answer["source"]


def test_an_index_at_prices_asks_for_them() -> None:
    refused = farrell("index", "china-health", "--kind", "lowe")
    assert refused.returncode == 2
    assert "input_prices" in refused.stderr


def test_malmquist_prints_every_interval() -> None:
    frame = pd.read_csv(io.StringIO(farrell("malmquist", "china-health").stdout))
    assert len(frame) == 279
    assert list(frame.columns[:3]) == ["unit", "period_from", "period_to"]


def test_verify_counts_and_names(tmp_path: Path) -> None:
    done = farrell("verify", CASES, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["disagree"] == 0
    assert report["agree"] + report["unsupported"] == 295
    assert report["models"]["multiplier"] == {"agree": 9, "disagree": 0, "unsupported": 0}
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for file in (CASES / "deap-eg1-crs-input").iterdir():
        (wrong / file.name).write_bytes(file.read_bytes())
    case = json.loads((wrong / "case.json").read_text(encoding="utf-8"))
    case["expected"]["efficiency"][0] = 0.6
    (wrong / "case.json").write_text(json.dumps(case), encoding="utf-8")
    done = farrell("verify", wrong)
    assert done.returncode == 1
    assert "deap-eg1-crs-input" in done.stdout
    assert "efficiency" in done.stdout


def test_explain_in_both_languages() -> None:
    assert "scale efficiency" in farrell("explain", "规模效率").stdout
    assert "规模过小或过大" in farrell("explain", "SE", "--lang", "zh").stdout
    done = farrell("explain", "slak")
    assert done.returncode == 2
    assert "'slack'" in done.stderr


def test_data_list_show_export(tmp_path: Path) -> None:
    assert "china-hospitals-2011" in farrell("data", "list").stdout
    assert "National Bureau of Statistics" in farrell("data", "show", "china-health").stdout
    out = tmp_path / "panel.csv"
    assert farrell("data", "export", "china-health", "--out", out).returncode == 0
    assert len(pd.read_csv(out)) == 310
    assert farrell("data", "export", "china-health", "--out", out).returncode == 2


def test_check_tells_errors_apart_by_exit_code(tmp_path: Path) -> None:
    done = farrell("check", "china-health", "--json")
    assert done.returncode == 0
    codes = {f["code"] for f in json.loads(done.stdout)["findings"]}
    assert {"outlier-ratio", "outlier-jump", "peer-concentration"} <= codes
    bad = tmp_path / "bad.csv"
    bad.write_text("地区,年份,床位数,诊疗人次\n北京,2019,1,2\n北京,2019,x,2\n天津,2019,2,\n", encoding="gb18030")
    done = farrell("check", bad)
    assert done.returncode == 3
    assert "床位数" in done.stderr  # the roles that were guessed are said
    for word in ("duplicate", "non-numeric", "missing"):
        assert word in done.stdout


def test_check_of_a_study_file() -> None:
    done = farrell("check", ROOT / "examples" / "china-health" / "study.toml", "--lang", "zh")
    assert done.returncode == 0
    assert "稳健 z 值" in done.stdout


def test_init_guesses_roles_and_the_study_runs(tmp_path: Path) -> None:
    data = tmp_path / "面板.csv"
    farrell("data", "export", "china-health", "--out", data)
    done = farrell("init", data)
    assert done.returncode == 0
    study = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert study["data"]["period"] == "year"
    assert {"beds", "health_technicians"} <= set(study["data"]["inputs"])
    assert "visits_10k" in study["data"]["outputs"]
    assert study["groups"]["by"] == "region3"
    assert farrell("init", data).returncode == 2, "an existing file is not replaced unasked"


def test_files_of_deap_are_a_study_in_two_commands(tmp_path: Path) -> None:
    """Example 4 of its guide (Coelli 1996)."""
    (tmp_path / "eg4-dta.txt").write_text(
        "1 2\n2 4\n3 3\n4 5\n5 6\n1 2\n3 4\n4 3\n3 5\n5 5\n1 2\n3 4\n4 3\n3 5\n5 5\n", encoding="ascii"
    )
    values = ("eg4-dta.txt", "eg4-out.txt", 5, 3, 1, 1, 1, 0, 2)
    (tmp_path / "eg4-ins.txt").write_text("".join(f"{value}  COMMENT\n" for value in values), encoding="ascii")
    assert farrell("init", tmp_path / "eg4-ins.txt").returncode == 0
    done = farrell("run", tmp_path / "study.toml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out" / "tables" / "malmquist.csv").read_text(encoding="utf-8").splitlines()
    index = lines[0].split(",").index("tfpch")
    assert [round(float(line.split(",")[index]), 3) for line in lines[1:6]] == [1.0, 1.5, 1.333, 0.75, 1.2]
    (tmp_path / "study.toml").unlink()
    assert farrell("init", tmp_path / "eg4-ins.txt").returncode == 2, "nor is an existing table"


def test_init_on_chinese_headers_runs_as_written(tmp_path: Path) -> None:
    data = tmp_path / "hospitals.csv"
    farrell("data", "export", "china-hospitals-2011", "--out", data)
    assert farrell("init", data).returncode == 0
    study = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert study["data"]["inputs"] == ["床位数(万个)", "卫技人员数(万个)"]
    assert study["data"]["outputs"] == ["诊疗人次数(万人次)", "入院人数(万人)"]
    done = farrell("run", tmp_path / "study.toml", "--out", tmp_path / "out", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "广西" in page
    assert "省" not in page.split("<main>")[1].split("</main>")[0].replace("省份", ""), "no sentence about provinces"


def test_roles_are_never_guessed_for_scores(tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    farrell("data", "export", "china-health", "--out", data)
    done = farrell("dea", data)
    assert done.returncode == 2
    assert "--inputs" in done.stderr


def test_usage_errors_exit_with_2() -> None:
    assert farrell("dea").returncode == 2
    assert farrell("dea", "china-health", "--rts", "vsr").returncode == 2
    assert farrell("nonsense").returncode == 2
    assert farrell("--version").stdout.startswith("farrell ")


@pytest.mark.parametrize("option", [["--set", "slack_weights=mean"], ["--undesirable", "b"], ["--solver", "highs"]])
def test_options_that_a_large_file_cannot_take_are_named(tmp_path: Path, option: list[str]) -> None:
    pd.DataFrame({"u": ["A", "B"], "x": [1.0, 2.0], "y": [1.0, 1.0], "b": [1.0, 1.0]}).to_parquet(
        tmp_path / "in.parquet"
    )
    done = farrell(
        "dea", tmp_path / "in.parquet", "--unit", "u", "--inputs", "x", "--outputs", "y", *option, "--out",
        tmp_path / "out.parquet",
    )  # fmt: skip
    assert done.returncode == 2
    assert option[0] in done.stderr
    assert not (tmp_path / "out.parquet").exists()
