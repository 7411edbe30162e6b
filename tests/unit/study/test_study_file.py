"""study.toml: what is accepted, and what each mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from farrell import StudyFileError
from farrell.data.guess import Guess
from farrell.study import read_study
from farrell.study.template import study_template

BASE = """
schema = 1
[data]
file = "panel.csv"
unit = "unit"
inputs = ["x"]
outputs = ["y"]
[[model]]
kind = "efficiency"
"""


@pytest.fixture
def study(tmp_path: Path):
    def read(text: str):
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        return read_study(path)

    return read


def test_the_least_study(study) -> None:
    spec = study(BASE)
    assert spec.language == "en"
    assert spec.title == {"en": "study", "zh": "study"}
    assert [m.name for m in spec.models] == ["efficiency"]
    assert spec.formats == ("csv", "xlsx")
    assert (spec.documents, spec.profiles) == (("html",), ("full",))


def test_a_folder_is_that_of_its_study_file(study, tmp_path: Path) -> None:
    assert study(BASE).path == read_study(tmp_path).path == tmp_path / "study.toml"
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyFileError) as caught:
        read_study(tmp_path / "empty")
    assert caught.value.code == "study-missing"


def test_a_bundled_study_is_read_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_study("china-health").data["bundled"] == "china-health"
    Path("china-health").write_text(BASE, encoding="utf-8")
    assert read_study("china-health").data["file"] == "panel.csv"


def test_a_byte_order_mark_is_no_mistake(study) -> None:
    assert study("\ufeff" + BASE).models


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("schema = 1", "", "study-key-missing", ["schema"]),
        ("schema = 1", "schema = true", "study-type", ["schema", "integer"]),
        ('unit = "unit"', "", "study-key-missing", ["data.unit"]),
        ('inputs = ["x"]', "inputs = [1]", "study-type", ["data.inputs"]),
        ('inputs = ["x"]', 'group = 1\ninputs = ["x"]', "study-type", ["data.group"]),
        ('inputs = ["x"]', 'group = [1]\ninputs = ["x"]', "study-type", ["data.group"]),
        ('inputs = ["x"]', 'sheet = ["S"]\ninputs = ["x"]', "study-type", ["data.sheet"]),
        ('file = "panel.csv"', "", "study-data-source", ["bundled"]),
        ('file = "panel.csv"', 'file = "a.csv"\nbundled = "china-health"', "study-data-source", ["bundled"]),
        ('file = "panel.csv"', 'file = "a.csv"\nmising = "exclude"', "study-unknown-key", ["data.mising", "'missing'"]),
        ('file = "panel.csv"', 'file = "a.csv"\nduplicates = "frist"', "study-choice", ["data.duplicates", "'first'"]),
        ('file = "panel.csv"', 'bundled = "china-health"\ndecimal = ","', "study-data-source", ["decimal"]),
        ('kind = "efficiency"', "", "study-key-missing", ["model[1].kind"]),
        ('kind = "efficiency"', 'kind = "efficiency"\nrts = "vrs"', "study-unknown-key", ["model[1].rts"]),
        (
            'kind = "efficiency"',
            'kind = "efficiency"\norientation = "inptu"',
            "study-choice",
            ["model[1].orientation", "'input'"],
        ),
        (
            'kind = "efficiency"',
            'kind = "efficiency"\n[[model]]\nkind = "efficiency"',
            "study-model-twice",
            ["model[2].name"],
        ),
        ("[[model]]", "[outputs]\nprofiles = 'brief'\n[[model]]", "study-type", ["outputs.profiles"]),
        ("[[model]]", "[outputs]\nreport = true\n[[model]]", "study-unknown-key", ["outputs.report", "documents"]),
        ("[data]", 'language = "de"\n[data]', "study-choice", ["language", "zh"]),
        ("[data]", "title = 3\n[data]", "study-type", ["title"]),
        ("[[model]]", "[models]", "study-type", ["models"]),
        ("[data]", "[labels]\nx = 'beds'\n[data]", "study-type", ["labels.x"]),
        ("[data]", "[labels]\nx = { de = 'Betten' }\n[data]", "study-unknown-key", ["labels.x.de"]),
    ],
)
def test_mistakes_name_the_file_and_the_key(study, old: str, new: str, code: str, words: list[str]) -> None:
    with pytest.raises(StudyFileError) as caught:
        study(BASE.replace(old, new, 1))
    assert caught.value.code == code
    for language in ("en", "zh"):
        message = caught.value.text(language)
        assert "study.toml" in message
        for word in words:
            assert word in message


def test_labels_name_scenarios_too(study) -> None:
    told = BASE.replace("[data]", '[labels]\n"more" = { zh = "更多" }\n[data]', 1)
    wanted = '[[scenario]]\nname = "more"\nkind = "demand"\ngrowth = { y = 0.1 }\n'
    assert study(f"{told}\n{wanted}").raw["labels"]["more"] == {"zh": "更多"}
    with pytest.raises(StudyFileError) as caught:
        study(told)
    assert caught.value.code == "study-choice"


def test_no_models_is_a_mistake(study) -> None:
    with pytest.raises(StudyFileError) as caught:
        study(BASE.split("[[model]]", maxsplit=1)[0])
    assert caught.value.code == "study-key-missing"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"schema = 1\nschema = 2\n", b"= 3"])
def test_what_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(StudyFileError) as caught:
        read_study(path)
    assert caught.value.code == "study-toml"


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StudyFileError, match="farrell init"):
        read_study(tmp_path / "none.toml")


def test_a_template_of_awkward_names_is_valid(study) -> None:
    guess = Guess('省"份', None, ("床\\位",), ("y\n1",), None, None, ("a\nb",))
    spec = study(study_template(guess, "a.csv", 'My "title"'))
    assert spec.data["unit"] == '省"份'
    assert spec.data["inputs"] == ["床\\位"]
    assert spec.title["en"] == 'My "title"'
