"""Plans from the command line and in studies: files, words in both languages, refusals, plans handed back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import farrell
from farrell.report import render_study, run_study
from farrell.report.brief import brief
from farrell.report.names import Names
from farrell.report.plan_book import read_moves

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "examples" / "china-health" / "study.toml"
HEADLINE = ["--move", "beds,health_technicians", "--most", "0.1"]


def run(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "farrell", *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return run_study(STUDY, tmp_path_factory.mktemp("plans") / "out")


def test_a_study_writes_its_plan_as_record_workbook_tables_and_chapter(done):
    record = json.loads((done.folder / "plan.json").read_text(encoding="utf-8"))
    assert record["certificate"]["clean"]
    assert {b["inefficiency"] for b in record["behaviours"]} == {"removed", "kept"}
    assert len(record["front"]["points"]) == 11
    moves = done.results.tables["plan_moves"]
    assert moves["in"].sum() == pytest.approx(moves["out"].sum())
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    assert "Services could grow by 5.42%" in page
    assert "best practice, not a forecast" in page
    assert (done.folder / "figures" / "plan-transfers.svg").exists()
    assert {"plan.json", "plan.xlsx"} <= set(json.loads((done.folder / "study.json").read_text())["files"])


def test_the_chapter_is_written_again_in_chinese_without_solving(done, tmp_path):
    again = render_study(done.folder, tmp_path / "zh", language="zh")
    page = (again.folder / "report.html").read_text(encoding="utf-8")
    assert "调配方案：谁调出、谁调入、价值几何" in page
    assert "是最佳实践，而非预测" in page
    assert (again.folder / "plan.json").read_bytes() == (done.folder / "plan.json").read_bytes()
    sheets = CalamineWorkbook.from_path(str(again.folder / "plan.xlsx"))
    assert sheets.get_sheet_by_name("beds").to_python()[3][:3] == ["单元", "调配前", "调配量"]
    assert read_moves(again.folder / "plan.xlsx", ("beds",)) == read_moves(done.folder / "plan.xlsx", ("beds",))


def test_words_are_the_numbers_of_the_record(done):
    record = json.loads((done.folder / "plan.json").read_text(encoding="utf-8"))
    names = Names.of(done.results.meta, "en")
    said = brief(record, names)
    goal = record["objective"]
    assert f"{100 * goal['gain']:.2f}%" in said[0]
    assert f"{100 * goal['catch_up']:.2f} points" in said[0]
    beds = sum(r["in"] for r in record["inputs"] if r["column"] == "beds")
    assert f"{beds:,.0f} beds" in said[0]
    sure = sum(r["sure"] for r in record["inputs"])
    assert any(sentence.startswith(f"{sure} of ") for sentence in said)
    best = sum(u["te_after"] >= 1 - 1e-6 for u in record["units"])
    assert any(f"{best} after the plan" in sentence for sentence in said)


def test_words_follow_the_plan_where_nothing_moves(done):
    plan = farrell.rebalance(farrell.load("china-health").panel, 2023, cap=0.0)
    for language, words in (("en", "nothing more"), ("zh", "不再增加")):
        said = brief(plan.to_dict(), Names.of(done.results.meta, language))
        assert words in said[0]
        assert "nan" not in " ".join(said)


@pytest.mark.parametrize(
    ("options", "english", "chinese"),
    [
        ({"objective": "balance", "equity_weight": 0.5}, "the greatest gain less 0.5 times", "增益减去 0.5 倍"),
        ({"objective": "equity"}, "the least inequality, then", "不均等最小，其次"),
        ({"objective": "moves", "target": 0.03}, "the fewest moves that reach", "达到要求增益的前提下调配最少"),
    ],
)
def test_a_plan_that_is_not_for_the_gain_alone_says_its_goal(done, options, english, chinese):
    panel = farrell.load("china-health").panel
    record = farrell.rebalance(panel, 2023, move=["beds"], extremes=False, **options).to_dict()
    for language, words in (("en", english), ("zh", chinese)):
        said = brief(record, Names.of(done.results.meta, language))
        assert any(words in sentence for sentence in said)


def test_a_workbook_handed_back_is_checked_and_scored(done, tmp_path):
    kept = run("rebalance", STUDY, "--check", done.folder / "plan.xlsx", cwd=tmp_path)
    assert kept.returncode == 0, kept.stderr
    assert "gain 5.42%; the best plan within the limits gains 5.42%" in kept.stderr
    edited = tmp_path / "edited.xlsx"
    with xlsxwriter.Workbook(edited) as book:
        sheet = book.add_worksheet("beds")
        for i, row in enumerate([["unit", "transfer"], ["Beijing", 30_000], ["Henan", -10_000]]):
            sheet.write_row(i, 0, row)
    broken = run("rebalance", STUDY, "--check", edited, "--json", cwd=tmp_path)
    assert broken.returncode == 1
    found = json.loads(broken.stdout)
    assert found["holds"] is False
    assert {(b["limit"], b["unit"]) for b in found["broken"]} == {("cap", "Beijing"), ("total", None)}
    assert found["unable"] == ["Henan"]
    words = run("rebalance", STUDY, "--check", edited, "--lang", "zh", cwd=tmp_path)
    assert "未满足限制" in words.stderr
    assert "河南" in words.stderr


def test_a_workbook_that_is_none_or_has_words_for_numbers_is_refused(tmp_path):
    (tmp_path / "plan.xlsx").write_text("no workbook")
    assert "[plan-book]" in run("rebalance", STUDY, "--check", "plan.xlsx", cwd=tmp_path).stderr
    with xlsxwriter.Workbook(tmp_path / "words.xlsx") as book:
        sheet = book.add_worksheet("beds")
        for i, row in enumerate([["unit", "transfer"], ["Beijing", "many"]]):
            sheet.write_row(i, 0, row)
    refused = run("rebalance", STUDY, "--check", "words.xlsx", cwd=tmp_path)
    assert refused.returncode == 3
    assert "words.xlsx, row 2, unit Beijing, column beds" in refused.stderr


def test_transfers_go_into_a_pipe_and_words_to_the_reader(tmp_path):
    done = run("rebalance", "china-health", "--at", "2022", *HEADLINE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("unit,column,before,in,out,after")
    assert "in 2022" in done.stderr
    written = run("rebalance", "china-health", *HEADLINE, "--out", "plan.json", cwd=tmp_path)
    assert written.stdout.strip() == "plan.json"
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["period"] == 2023


def test_options_of_the_command_replace_those_of_the_study(tmp_path):
    done = run("rebalance", STUDY, "--at", "2020", "--set", "inefficiency=kept", "--json", cwd=tmp_path)
    record = json.loads(done.stdout)
    assert (record["period"], record["settings"]["inefficiency"], record["settings"]["most"]) == (2020, "kept", 0.1)


def test_impossible_limits_are_named_and_nothing_is_written(tmp_path):
    done = run(
        "rebalance", "china-health", "--move", "beds", "--cap", "0.01", "--set", "budget={ beds = -500000 }",
        "--out", "plan.json", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 4
    assert "the total of beds changes by -500,000" in done.stderr
    assert "the caps of" in done.stderr
    text = STUDY.read_text(encoding="utf-8").replace("cap = 0.10", "cap = 0.01\nbudget = { beds = -500000 }")
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    done = run("run", "study.toml", "--out", "out", cwd=tmp_path)
    assert done.returncode == 4
    assert sorted(p.name for p in tmp_path.iterdir()) == ["study.toml"]


@pytest.mark.parametrize(
    ("line", "said"),
    [("caps = 0.1", "'cap'"), ('move = ["bed"]', "'beds'"), ('front = "many"', "rebalance.front")],
)
def test_a_wrong_key_of_the_plan_is_the_files_fault(tmp_path, line, said):
    text = STUDY.read_text(encoding="utf-8")
    key = line.split(" =")[0]
    kept = [row for row in text.splitlines() if not row.startswith(f"{key} =")]
    place = kept.index(next(row for row in kept if row.startswith("[rebalance]")))
    (tmp_path / "study.toml").write_text("\n".join([*kept[: place + 1], line, *kept[place + 1 :]]), encoding="utf-8")
    done = run("run", "study.toml", "--out", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "study.toml" in done.stderr
    assert said in done.stderr
