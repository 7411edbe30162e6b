"""Every word a user reads: the same keys and placeholders in both languages, none missing, none unused."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import farrell
from farrell.catalogue import LANGUAGES, catalogue, has, listing, text
from farrell.data import provinces
from farrell.dea.models import MODULES as STATIC
from farrell.policy.models import MODULES as ALLOCATIONS
from farrell.productivity.models import INDICES, OTHERS

SOURCE = Path(farrell.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
TEMPLATES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(SOURCE.rglob("*"))
    if path.suffix in {".html", ".j2", ".jinja", ".txt"}
)
PAGE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "web" / "src").rglob("*.ts*"))
)
"""The source of the page."""
ERRORS = ("FarrellError", "DataError", "OptionError", "StudyFileError", "SolveError", "RequestError")
RAISED = set(re.findall(rf"\b(?:{'|'.join(ERRORS)})\(\s*\"([^\"]+)\"", CODE))
FOUND = set(re.findall(r"\bfinding\(\s*\"([^\"]+)\"", CODE)) | set(re.findall(r"math\.nan, \"([^\"]+)\"", CODE))
TOLD = set(re.findall(r"(?<![\w.])text\(\s*\"([^\"]+)\"", CODE)) - set(LANGUAGES)
SAID = {key for key in re.findall(r"\bsay\(\s*\"([^\"]+)\"", PAGE) if not key.startswith("term.")}
"""Keys of the page; terms come from the glossary."""
INNER = set(re.findall(r"\b(?:say|caption|text)\(\s*f\"(?:(?:plan|report|page)\.)?([\w-]+-)\{", CODE))
INNER |= set(re.findall(r"\bsay\(\s*`page\.([\w-]+-)\$\{", PAGE))
"""Beginnings of keys put together in the code, such as ``check-`` of ``report.check-zero``."""
PREFIXED = ("error.", "check.", "warning.")
WORDS = set(re.findall(r"\"([^\"\n]*)\"", CODE + TEMPLATES + PAGE))
WORDS |= set(re.findall(r"'([^'\n]+)'", CODE + TEMPLATES))
"""Every quoted word of the code, the templates and the page."""
REGIONS = {region for province in provinces() for _, region in province.groups}
BLANK = {"report.scale-none"}
"""Texts that are empty on purpose: a unit without a diagnosis has an empty cell."""


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_both_languages_have_the_same_keys():
    assert LANGUAGES == ("en", "zh")
    assert set(catalogue("en")) == set(catalogue("zh"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_sorted_and_texts_filled(language):
    words = catalogue(language)
    assert list(words) == sorted(words)
    assert {key for key, value in words.items() if not value.strip()} <= BLANK


def test_every_key_has_the_same_placeholders_in_both_languages():
    english, chinese = catalogue("en"), catalogue("zh")
    unlike = {key for key in english if placeholders(english[key]) != placeholders(chinese.get(key, ""))}
    assert unlike == set()


def test_every_placeholder_has_a_name():
    for language in LANGUAGES:
        for key, words in catalogue(language).items():
            assert all(re.fullmatch(r"[a-z_]+", name) for name in placeholders(words)), key


def test_chinese_texts_are_chinese():
    for key, words in catalogue("zh").items():
        bare = re.sub(r"\{[^}]*\}", "", words)
        english = re.sub(r"\{[^}]*\}", "", catalogue("en")[key])
        if key.startswith(PREFIXED) and english.strip():
            assert re.search(r"[\u4e00-\u9fff]", bare), key


def test_there_is_a_text_for_every_code_in_the_source():
    assert len(RAISED) > 20
    assert len(FOUND) > 20
    missing = {f"error.{c}" for c in RAISED if not has(f"error.{c}") and not has(f"check.{c}")}
    missing |= {f"check.{c}" for c in FOUND if not has(f"check.{c}")}
    missing |= {key for key in TOLD | SAID if not has(key)}
    assert missing == set()


def arguments(source: str, at: int) -> list[str]:
    """The arguments of a call in the page's source, from behind its opening bracket."""
    out, depth, end = [""], 0, at
    while depth >= 0:
        letter = source[end]
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(letter, 0)
        out[-1:] = [out[-1], ""] if letter == "," and depth == 0 else [out[-1] + letter]
        end += 1
    return [*out[:-1], out[-1].removesuffix(")")]


def said_on_the_page() -> list[tuple[str, set[str]]]:
    """Every key that the page writes out, and the names of the values beside it where those are written out, too."""
    out = []
    for found in re.finditer(r"\bsay\(", PAGE):
        key, values = (*arguments(PAGE, found.end()), "")[:2]
        if "`" in key or (values.strip() and not values.strip().startswith("{")) or "..." in values:
            continue  # put together elsewhere
        inner = values.strip().removeprefix("{").removesuffix("}")
        names = {re.split(r"\W", part.strip(), maxsplit=1)[0] for part in arguments(inner + ")", 0)}
        out += [(one, names) for one in re.findall(r"\"([\w-]+\.[\w.-]+)\"", key)]
    return out


def test_the_page_gives_every_text_its_values():
    calls = said_on_the_page()
    assert len(calls) > 400
    lacking = {
        (key, frozenset(placeholders(catalogue("en")[key]) - names))
        for key, names in calls
        if key in catalogue("en") and not placeholders(catalogue("en")[key]) <= names
    }
    assert lacking == set()


def test_no_text_is_unused():
    def used(key: str) -> bool:
        prefix, _, code = key.partition(".")
        if prefix == "model":
            return code.rpartition(".")[0] in {*STATIC, *ALLOCATIONS, *INDICES, *OTHERS}
        inner = any(code.startswith(begin) and code[len(begin) :] in WORDS for begin in INNER)
        return key in WORDS or code in (REGIONS if prefix == "region" else WORDS) or inner

    assert {key for key in catalogue("en") if not used(key)} == set()


def test_a_text_is_filled_and_an_unknown_key_is_a_fault_of_ours():
    assert text("place.row", "en", value=7) == "row 7"
    assert text("place.row", "zh", value=7) == "第 7 行"
    with pytest.raises(KeyError):
        text("no.such.key")
    assert has("place.row")
    assert not has("no.such.key")


@pytest.mark.parametrize(
    ("items", "english", "chinese"),
    [
        (["a"], "a", "a"),
        (("a", "b"), "a, b", "a、b"),
        ([], "", ""),
        ("word", "word", "word"),
        (7, "7", "7"),
        (list("abcdefghij"), "a, b, c, d, e, f, g, h and 2 more", "a、b、c、d、e、f、g、h等，另有 2 个"),
    ],
)
def test_names_in_a_row_are_listed_and_the_tail_counted(items, english, chinese):
    assert listing(items) == english
    assert listing(items, "zh") == chinese
