"""Names of units, periods and columns, headers, totals, notes: what a table says of itself."""

from __future__ import annotations

from hostile_case import PLAIN, Accepted, Hostile, Refused, accepted
from hostile_makers import ROWS, csv_of, quoted, with_unit
from hostile_text import renamed

TOTALS = (
    *(
        "全国",
        "全国合计",
        "全省",
        "合计",
        "合 计",
        "合计（31省）",
        "总计：",
        "共计",
        "汇总",
        "总数",
        "小计",
        "平均",
        "全国平均",
    ),
    *("Total", "TOTAL:", "Grand Total", "Sub-total", "Eastern total", "Total (31)", "All provinces", "Whole country"),
    *("Mean", "Median"),
)
"""Names that no unit has."""
INJECTIONS = {
    "html": "<script>alert(1)</script>",
    "formula": "=cmd|' /C calc'!A0",
    "formula-plus": "+1+1",
    "formula-at": "@SUM(1)",
    "latex": "\\input{/etc/passwd}",
    "typst": "#read(\"/etc/passwd\")",
    "jinja": "{{ 7 * 7 }}",
    "braces": "{unit} {0}",
    "percent": "%s%n",
    "path": "../../etc/passwd",
    "path-windows": "..\\..\\x",
    "device": "CON",
    "slash": "/",
    "null-word": "null",
    "long": "长" * 5_000,
    "emoji": "🏥",
    "toml": '"]\n[data]',
}  # fmt: skip
"""Names of a unit that something behind might run, and that are names here."""


def period_rows(periods: list[str]) -> str:
    return "u,p,x,y\n" + "".join(f"{u},{p},{x},{y}\n" for u, (x, y) in PLAIN.items() for p in periods)


def pair(first: str, second: str) -> str:
    """Units A and B under other names."""
    return csv_of([ROWS[0], [first, 1, 2], [second, 2, 3], *ROWS[3:]])


def both(first: str, second: str, said: str) -> Accepted:
    return Accepted({first: PLAIN["A"], second: PLAIN["B"], **dict(list(PLAIN.items())[2:])}, frozenset({said}))


def cut(name: str) -> str:
    """A name as a person reads it: line breaks are blanks."""
    return name.replace("\n", " ")


UNITS = [
    *(Hostile(f"total-{n}", csv_of([*ROWS, [n, 22, 31]]), Refused("total-row", ("row 8",))) for n in TOTALS),
    Hostile("total-by-values", csv_of([*ROWS, ["Z", 21, 27]]), accepted("adds-up", Z=(21.0, 27.0))),
    Hostile("total-china", csv_of([*ROWS, ["China", 21, 27]]), Refused("total-row", ("row 8", "unit China"))),
    Hostile("twice-alike", csv_of([*ROWS, ["C", 3, 4]]), Refused("duplicate", ("row 8", "row 4", "unit C"))),
    Hostile("twice-unlike", csv_of([*ROWS, ["C", 9, 4]]), Refused("duplicate-unlike", ("row 8", "row 4", "x"))),
    Hostile("twice-first", csv_of([*ROWS, ["C", 9, 4]]), accepted("excluded-unlike"), "csv", {"duplicates": "first"}),
    Hostile("unlike-capitals", pair("Hospital", "hospital"), both("Hospital", "hospital", "alike-units")),
    Hostile("unlike-blanks", pair("甲 院", "甲院"), both("甲 院", "甲院", "alike-units")),
    Hostile("unlike-hyphens", pair("Unit-1", "Unit 1"), both("Unit-1", "Unit 1", "alike-units")),
    Hostile("unlike-numbers", pair("1.1", "11"), Accepted({**both("1.1", "11", "").numbers})),
    Hostile("outer-blanks", pair("甲院", " 甲院\u3000"), Refused("duplicate-unlike", ("row 3",))),
    Hostile("normal-forms", pair("é", "e\u0301"), Refused("duplicate-unlike", ("row 3",))),
    Hostile("full-width-letters", pair("U1", "Ｕ１"), Refused("duplicate-unlike", ("row 3",))),
    Hostile("zero-width-in-name", pair("甲院", "甲\u200b院"), Refused("duplicate-unlike", ("row 3",))),
    Hostile("direction-in-name", pair("甲院", "\u202e甲院"), Refused("duplicate-unlike", ("row 3",))),
    Hostile("provinces-twice", pair("北京", "北京市"), Refused("same-province", ("北京市",))),
    Hostile("blank-name", csv_of(with_unit("")), Refused("unit-blank", ("row 4",))),
    Hostile("invisible-name", csv_of(with_unit("\u200b\u00a0")), Refused("unit-blank", ("row 4",))),
    Hostile("nan-as-name", csv_of(with_unit("nan")), renamed("nan")),
    Hostile("note-below", csv_of() + "注：数据来源于统计年鉴,,\n", Refused("missing", ("row 8", "注"))),
    Hostile("note-below-one-cell", csv_of() + "Source: yearbook\n", Refused("missing", ("row 8",))),
    Hostile(
        "number-as-name",
        csv_of([ROWS[0], *([i, *r[1:]] for i, r in enumerate(ROWS[1:]))]),
        Accepted({str(i): v for i, v in enumerate(PLAIN.values())}),
    ),
    *(Hostile(f"injection-{n}", csv_of(with_unit(quoted(w))), renamed(cut(w))) for n, w in INJECTIONS.items()),
]
COLUMNS = [
    Hostile("column-missing", csv_of([["u", "z", "y"], *ROWS[1:]]), Refused("missing-column", ("row 1", "x"))),
    Hostile("column-capital", csv_of([["u", "X", "y"], *ROWS[1:]]), Refused("missing-column", ("'X'",))),
    Hostile("column-twice", "u,x,x,y\nA,1,9,2\n", Refused("duplicate-column", ("x",))),
    Hostile("column-twice-full-width", "u,x,ｘ,y\nA,1,9,2\n", Refused("duplicate-column", ("x",))),
    Hostile("column-invisible", csv_of([["u", "\u200bx\ufeff", " y\u00a0"], *ROWS[1:]]), accepted()),
    Hostile("column-empty-header", csv_of([["", "x", "y"], *ROWS[1:]]), Refused("missing-column", ("u",))),
    Hostile("header-in-two-rows", "u,床位,\n,x,y\n" + csv_of(ROWS[1:]), accepted("header-row")),
    Hostile("header-twice", csv_of([*ROWS[:4], ROWS[0], *ROWS[4:]]), Refused("non-numeric", ("row 5",))),
    Hostile("header-units-below", "u,x,y\n,(张),(人)\n" + csv_of(ROWS[1:]), Refused("unit-blank", ("row 2",))),
    Hostile("title-above", "表1 各省卫生资源,,\n单位：万,,\n" + csv_of(), accepted("header-row")),
    Hostile("header-below-far", "x\n" * 45 + csv_of(), Refused("missing-column", ("u",))),
    Hostile("column-two-roles", csv_of(), Refused("two-roles", ("x",)), "csv", {"outputs": ["x"]}),
]
PERIODS = [
    Hostile(
        "period-total",
        period_rows(["2020", "2021", "合计"]),
        Refused("total-period", ("合计",)),
        "csv",
        {"period": "p"},
    ),
    Hostile("period-all", period_rows(["2020", "Total"]), Refused("total-period", ("Total",)), "csv", {"period": "p"}),
    Hostile("period-blank", period_rows(["2020", ""]), Refused("period-blank", ("row 3",)), "csv", {"period": "p"}),
    Hostile("period-not-named", period_rows(["2020", "2021"]), Refused("duplicate", ("row 3",))),
    Hostile("period-date", period_rows(["2020-12-31"]), accepted(periods=(2020,)), "csv", {"period": "p"}),
    Hostile("period-chinese", period_rows(["2020年"]), accepted(periods=(2020,)), "csv", {"period": "p"}),
    Hostile("period-full-width", period_rows(["２０２０"]), accepted(periods=(2020,)), "csv", {"period": "p"}),
    Hostile("period-float", period_rows(["2020.0"]), accepted(periods=(2020,)), "csv", {"period": "p"}),
    Hostile("period-long", period_rows(["9" * 30]), accepted(periods=("9" * 30,)), "csv", {"period": "p"}),
    Hostile("period-half", period_rows(["2020.5"]), accepted(periods=("2020.5",)), "csv", {"period": "p"}),
    Hostile(
        "period-day-that-is-none",
        period_rows(["2021-02-30"]),
        accepted(periods=("2021-02-30",)),
        "csv",
        {"period": "p"},
    ),
    Hostile(
        "period-twice-written",
        period_rows(["2020", "2020年"]),
        Refused("duplicate", ("row 3",)),
        "csv",
        {"period": "p"},
    ),
]
NAMES = [*UNITS, *COLUMNS, *PERIODS]
