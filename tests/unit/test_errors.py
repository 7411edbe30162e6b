"""The tree of errors: codes, exit codes, messages in two languages, hints, and where warnings point."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path

import pytest

import farrell
from farrell.errors import (
    DataError,
    DataWarning,
    FarrellError,
    FarrellWarning,
    OptionError,
    Place,
    SolveError,
    SolveWarning,
    StudyFileError,
    finding,
    nearest,
    warn,
)


@pytest.mark.parametrize(
    ("error", "base", "exit_code"),
    [
        (FarrellError, Exception, 1),
        (DataError, FarrellError, 3),
        (OptionError, FarrellError, 2),
        (StudyFileError, FarrellError, 2),
        (SolveError, FarrellError, 4),
    ],
)
def test_the_tree_of_errors_and_their_exit_codes(error, base, exit_code):
    assert error.__bases__ == (base,)
    assert error.exit_code == exit_code


def test_the_tree_of_warnings():
    assert FarrellWarning.__bases__ == (UserWarning,)
    assert DataWarning.__bases__ == SolveWarning.__bases__ == (FarrellWarning,)


def test_the_tree_drawn_at_the_top_is_the_tree():
    import farrell.errors as module

    drawn = module.__doc__
    for name in (
        "DataError",
        "OptionError",
        "StudyFileError",
        "SolveError",
        "DataWarning",
        "SolveWarning",
        "SpeedWarning",
    ):
        assert name in drawn
        assert getattr(farrell, name) is getattr(module, name)


def test_an_error_keeps_its_code_and_values_and_speaks_both_languages():
    error = OptionError("two-roles", column="beds", first="inputs", second="outputs")
    assert error.code == "two-roles"
    assert str(error) == error.text("en")
    assert "beds" in error.text("en")
    assert "beds" in error.text("zh")
    assert "列" in error.text("zh")


def test_an_unknown_code_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        OptionError("no-such-code")


def test_braces_in_the_users_words_are_not_placeholders():
    error = DataError("unknown-province", name="{file} {0} %s", hint="")
    assert "{file} {0} %s" in str(error)
    assert "{x}" in finding("missing", "error", Place("f.csv", unit="{x}"), cell="''").text()


def test_lists_of_values_are_written_out_and_their_tail_counted():
    error = DataError("missing-column", file="f.csv", row=1, missing=["a"], found=[f"c{i}" for i in range(12)], hint="")
    assert "c0, c1, c2, c3, c4, c5, c6, c7 and 4 more" in str(error)
    assert "c0、c1" in error.text("zh")


def test_an_error_of_several_findings_has_the_code_of_the_first_and_shows_five():
    items = [finding("missing", "error", Place("f.csv", row=i, column="x"), cell="''") for i in range(8)]
    error = DataError.of(items)
    assert (error.code, error.findings) == ("missing", tuple(items))
    lines = str(error).splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("f.csv, row 0, column x: ")
    assert "3 more" in lines[-1]


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        (Place(), "", ""),
        (Place("f.csv"), "f.csv", "f.csv"),
        (
            Place("f.csv", 7, "Tibet", 2016, "beds"),
            "f.csv, row 7, unit Tibet, period 2016, column beds",
            "f.csv，第 7 行，单元 Tibet，时期 2016，列 beds",
        ),
        (Place(row=0, unit="", period=0), "row 0, period 0", "第 0 行，时期 0"),
    ],
)
def test_a_place_says_what_is_known(place, english, chinese):
    assert place.text("en") == english
    assert place.text("zh") == chinese


def test_findings_can_be_compared_and_kept_in_sets():
    first, second = (finding("missing", "error", Place("f.csv", 1), cell="''") for _ in range(2))
    assert first == second
    assert len({first, second}) == 1


def test_choices_name_the_option_the_value_the_allowed_and_the_nearest():
    message = str(OptionError.choice("rts", "vsr", ("crs", "vrs")))
    for word in ("rts", "'vsr'", "crs, vrs", "'vrs'?"):
        assert word in message


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("bed", ["beds", "visits"], " → 'beds'?"),
        ("医生数", ["医生人数", "护士数"], " → '医生人数'?"),
        ("zzz", ["beds"], ""),
        ("beds", [], ""),
        ("", ["beds"], ""),
    ],
)
def test_nearest_hints_or_keeps_quiet(word, known, hint):
    assert nearest(word, known) == hint


def test_nearest_is_quick_among_very_many_names():
    assert "c1" in nearest("c1x", [f"c{i}" for i in range(20_000)])


def test_a_warning_points_at_the_callers_caller():
    def inner():
        warn(SolveWarning("absent", model="m", count=1, units=["A"]))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        inner()
    (one,) = caught
    assert Path(one.filename).name == Path(__file__).name
    assert one.category is SolveWarning
    assert "缺少数据" in one.message.text("zh")


@pytest.mark.parametrize(
    "error",
    [
        OptionError("two-roles", column="beds", first="inputs", second="outputs"),
        DataError.of([finding("missing", "error", Place("f.csv", 1), cell="''")]),
    ],
    ids=["option", "findings"],
)
def test_errors_survive_the_way_back_from_a_worker(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.code, str(again)) == (type(error), error.code, str(error))
