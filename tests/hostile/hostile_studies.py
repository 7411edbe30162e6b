"""Study files that are broken, strange or malicious: what is changed in a plain one, and the code of the refusal."""

from __future__ import annotations

PLAIN = """schema = 1
[data]
file = "data.csv"
unit = "u"
inputs = ["x"]
outputs = ["y"]
[[model]]
kind = "efficiency"
"""
ACCEPTED: dict[str, str] = {
    "plain": PLAIN,
    "windows-line-ends": PLAIN.replace("\n", "\r\n"),
    "number-in-hexadecimal": PLAIN.replace("schema = 1", "schema = 0x1"),
    "dotted-keys": PLAIN.replace('kind = "efficiency"', 'kind = "efficiency"\n[labels]\nx.en = "Beds"\nx.zh = "床位"'),
    "quoted-keys": PLAIN.replace('"data.csv"', '"data.csv"').replace("unit =", '"unit" ='),
}
"""Name -> text that is a study file."""


def data(line: str) -> str:
    return PLAIN.replace("[[model]]", f"{line}\n[[model]]")


def top(line: str) -> str:
    return f"{line}\n{PLAIN}"


def model(line: str) -> str:
    return f"{PLAIN}{line}\n"


REFUSED: dict[str, tuple[str | bytes, str, tuple[str, ...]]] = {
    "empty": ("", "study-key-missing", ("schema",)),
    "binary": (bytes(range(256)), "study-toml", ()),
    "utf-16": (PLAIN.encode("utf-16"), "study-toml", ()),
    "gbk": (PLAIN.replace('"u"', '"省份"').encode("gbk"), "study-toml", ()),
    "nul": (PLAIN.replace('"u"', '"u\x00"'), "study-toml", ("\\x00",)),
    "surrogate": (PLAIN.replace('"u"', '"\\ud800"'), "study-toml", ()),
    "not-closed": (PLAIN.replace('"efficiency"', '"efficiency'), "study-toml", ("line 8",)),
    "key-twice": (PLAIN.replace("schema = 1", "schema = 1\nschema = 1"), "study-toml", ("line 2",)),
    "table-twice": (PLAIN + "[data]\n", "study-toml", ("data",)),
    "deep-lists": (top("x = " + "[" * 100_000), "study-toml", ("deep",)),
    "deep-tables": (top("x = " + "{a = " * 50_000), "study-toml", ("deep",)),
    "long-key": (top(".".join("a" * 100_000) + " = 1"), "study-toml", ("200",)),
    "long-table": (PLAIN + "[" + ".".join("a" * 100_000) + "]", "study-toml", ("200",)),
    "huge-integer": (PLAIN.replace("schema = 1", "schema = " + "9" * 5_000), "study-toml", ("digits",)),
    "other-schema": (PLAIN.replace("schema = 1", "schema = 2"), "study-schema", ("2",)),
    "schema-true": (PLAIN.replace("schema = 1", "schema = true"), "study-type", ("schema",)),
    "schema-word": (PLAIN.replace("schema = 1", 'schema = "1"'), "study-type", ("schema",)),
    "unknown-key": (top("modle = 1"), "study-unknown-key", ("modle", "'model'")),
    "unknown-key-of-data": (data("untis = []"), "study-unknown-key", ("data.untis", "'unit")),
    "unknown-key-of-a-model": (model("rtss = 1"), "study-unknown-key", ("model[1].rtss",)),
    "very-long-key": (top("k" * 1_000_000 + " = 1"), "study-unknown-key", ("kkk",)),
    "unit-is-a-date": (PLAIN.replace('unit = "u"', "unit = 2020-01-01"), "study-type", ("data.unit",)),
    "unit-is-a-list": (PLAIN.replace('unit = "u"', 'unit = ["u"]'), "study-type", ("data.unit",)),
    "inputs-a-word": (PLAIN.replace('["x"]', '"x"'), "study-type", ("data.inputs",)),
    "inputs-nested": (PLAIN.replace('["x"]', '[["x"]]'), "study-type", ("data.inputs",)),
    "header-row-float": (data("header_row = 1.0"), "study-type", ("data.header_row",)),
    "missing-unknown": (data('missing = "zero"'), "study-choice", ("data.missing", "exclude")),
    "file-and-bundle": (data('bundled = "china-health"'), "study-data-source", ()),
    "no-file": (PLAIN.replace('file = "data.csv"\n', ""), "study-data-source", ()),
    "model-no-list": (PLAIN.replace("[[model]]", "[model]"), "study-type", ("model",)),
    "model-a-number": (PLAIN.replace('[[model]]\nkind = "efficiency"', "").replace("schema", "model = [1]\nschema"),
                       "study-type", ("model[1]",)),
    "kind-unknown": (PLAIN.replace('"efficiency"', '"eficiency"'), "study-choice", ("'efficiency'",)),
    "kind-a-list": (PLAIN.replace('"efficiency"', '["efficiency"]'), "study-type", ("model[1].kind",)),
    "model-twice": (model('[[model]]\nkind = "efficiency"'), "study-model-twice", ("efficiency",)),
    "model-name-hidden": (model('name = "a\\u202Eb"'), "study-model-name", ("model[1].name",)),
    "model-name-lines": (model('name = "a\\nb"'), "study-model-name", ("model[1].name",)),
    "orientation-a-list": (model('orientation = ["input"]'), "study-choice", ("model[1].orientation",)),
    "language-unknown": (top('language = "../en"'), "study-choice", ("language",)),
    "label-a-number": (model("[labels.x]\nen = 5"), "study-type", ("labels.x.en",)),
    "label-a-table": (model("[labels.x]\nen = {a = 1}"), "study-type", ("labels.x.en",)),
    "label-of-nothing": (model('[labels.z]\nen = "Z"'), "study-choice", ("labels", "z")),
    "scenario-a-number": (top("scenario = [1]"), "study-type", ("scenario[1]",)),
    "published-infinite": (
        model('[compare]\nfigures = [{table = "a", column = "b", value = inf}]'), "study-type", ("value",),
    ),
    "table-a-list": (top("space = [1]"), "study-type", ("space",)),
    "table-a-word": (top('rebalance = "x"'), "study-type", ("rebalance",)),
    "table-true": (top("inference = true"), "study-type", ("inference",)),
}  # fmt: skip
"""Name -> text, code, words of the message."""
RUN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "file-outside-is-not-there": (PLAIN.replace("data.csv", "../" * 30 + "no-such.csv"), "file-missing", ()),
    "file-is-a-folder": (PLAIN.replace("data.csv", "folder"), "file-missing", ("folder",)),
    "file-is-a-pipe": (PLAIN.replace("data.csv", "pipe"), "file-missing", ("pipe",)),
    "file-is-a-device": (PLAIN.replace("data.csv", "/dev/zero"), "file-missing", ("zero",)),
    "file-is-a-link-to-a-device": (PLAIN.replace("data.csv", "link"), "file-missing", ("link",)),
    "file-is-a-loop": (PLAIN.replace("data.csv", "loop"), "file-missing", ("loop",)),
    "file-is-huge": (PLAIN.replace("data.csv", "sparse"), "file-large", ("3000",)),
    "file-with-nul": (PLAIN.replace("data.csv", "a\\u0000b"), "file-missing", ()),
    "file-of-a-long-name": (PLAIN.replace("data.csv", "a" * 5_000), "file-missing", ()),
    "file-of-passwords": (PLAIN.replace("data.csv", "/etc/passwd"), "missing-column", ("passwd",)),
    "inputs-twice": (PLAIN.replace('["x"]', '["x", "x"]'), "study-option", ("x",)),
    "header-row-negative": (data("header_row = -5"), "header-missing", ("-5",)),
    "persons-nan": (data("persons = nan"), "study-option", ("persons",)),
    "unit-not-there": (data('units = ["Z"]'), "study-option", ("Z",)),
    "exclude-all": (data('exclude = ["A", "B", "C", "D", "E", "F"]'), "no-rows", ()),
    "reference-nested": (model("reference = [[1]]"), "study-option", ("reference",)),
}
"""Name -> text that is a study file, whose data or options are refused when it is run."""
