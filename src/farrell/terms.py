"""The glossary: the field's words, one word for one thing. Code, command line, tables and documents read it."""

from __future__ import annotations

from dataclasses import dataclass

from farrell.catalogue import Language
from farrell.errors import OptionError, nearest


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the field.

    Attributes
    ----------
    key : how code and tables call it
    symbol : how papers write it
    en, zh : its name
    definition_en, definition_zh : one or two sentences
    source : where the definition comes from, with DOI where there is one
    """

    key: str
    symbol: str
    en: str
    zh: str
    definition_en: str
    definition_zh: str
    source: str

    def name(self, language: Language = "en") -> str:
        return self.zh if language == "zh" else self.en

    def definition(self, language: Language = "en") -> str:
        return self.definition_zh if language == "zh" else self.definition_en


_FARRELL = "Farrell 1957, DOI 10.2307/2343100"
_CCR = "Charnes, Cooper & Rhodes 1978, DOI 10.1016/0377-2217(78)90138-8"
_BCC = "Banker, Charnes & Cooper 1984, DOI 10.1287/mnsc.30.9.1078"
_FGNZ = "Färe, Grosskopf, Norris & Zhang 1994, American Economic Review 84(1):66-83"
_HOUSE = "Cooper, Seiford & Tone 2007, DOI 10.1007/978-0-387-45283-8"

TERMS: tuple[Term, ...] = (
    Term("unit", "DMU", "decision-making unit", "决策单元", "What is compared: a province, county, hospital or country.",
         "被比较的对象：省、县、医院或国家。", _CCR),
    Term("period", "t", "period", "时期", "The time a row of data belongs to, usually a year.", "数据所属时间，通常为年份。", _FGNZ),
    Term("input", "x", "input", "投入", "A resource that is used up or tied up: hospitals, beds, staff.",
         "被占用或消耗的资源：医院、床位、人员。", _FARRELL),
    Term("output", "y", "output", "产出", "A service that is produced: visits, discharges.", "产生的服务：诊疗人次、出院人数。", _FARRELL),
    Term("te", "TE", "technical efficiency", "技术效率",
         "The share of its inputs with which a unit could produce its outputs (theta), or its outputs as a share of what its "
         "inputs could produce (1/phi). 1 is best.",
         "以现有产出所需投入占实际投入的比例（theta），或实际产出占可达产出的比例（1/phi）。1 为最优。", _FARRELL),
    Term("te_crs", "TE", "technical efficiency (CRS)", "综合技术效率",
         "Technical efficiency against the constant-returns frontier; te_crs = te_vrs x se.",
         "相对于规模报酬不变前沿的技术效率；te_crs = te_vrs × se。", _CCR),
    Term("te_vrs", "PTE", "pure technical efficiency (VRS)", "纯技术效率",
         "Technical efficiency against the variable-returns frontier: management at the given size.",
         "相对于规模报酬可变前沿的技术效率：给定规模下的管理水平。", _BCC),
    Term("se", "SE", "scale efficiency", "规模效率", "te_crs / te_vrs: what is lost because the unit is too small or too large.",
         "te_crs / te_vrs：因规模过小或过大造成的损失。", _BCC),
    Term("scale_status", "RTS", "returns to scale", "规模报酬",
         "irs: too small, output would grow more than inputs; crs: the right size; drs: too large. Decided by comparing "
         "scores under CRS, VRS and non-increasing returns.",
         "irs：规模偏小，产出增幅大于投入增幅；crs：规模适宜；drs：规模偏大。由 CRS、VRS 与非递增规模报酬得分比较判定。",
         "Färe, Grosskopf & Lovell 1985; Seiford & Zhu 1999, DOI 10.1016/S0305-0483(98)00025-5"),
    Term("theta", "θ", "input radial score", "投入径向得分", "Smallest factor by which all inputs can shrink together.",
         "所有投入可同比例缩减到的最小系数。", _CCR),
    Term("phi", "φ", "output radial score", "产出径向得分", "Largest factor by which all outputs can grow together.",
         "所有产出可同比例扩大的最大系数。", _CCR),
    Term("lambda", "λ", "intensity", "强度", "The weight of a reference unit in the point a unit is compared with.",
         "参照单元在比较点中的权重。", _CCR),
    Term("peer", "", "peer (benchmark)", "标杆", "A reference unit with positive intensity: whom to learn from.",
         "强度为正的参照单元，即学习对象。", _HOUSE),
    Term("slack", "s", "slack", "松弛", "What remains too much of an input, or too little of an output, after the radial move.",
         "径向改进之后仍多余的投入或不足的产出。", _HOUSE),
    Term("radial_move", "", "radial movement", "径向改进", "The proportional part of the way to the target.",
         "达到目标值的同比例部分。", _HOUSE),
    Term("target", "", "target", "目标值", "Where the projection on the frontier lands: actual + radial movement + slack movement.",
         "投影到前沿上的值：实际值 + 径向改进 + 松弛改进。", _HOUSE),
    Term("redundancy", "", "input redundancy", "投入冗余率", "(actual - target) / actual of an input.", "（实际值 − 目标值）/ 实际值。", _HOUSE),
    Term("shortfall", "", "output shortfall", "产出不足率", "(target - actual) / actual of an output.", "（目标值 − 实际值）/ 实际值。", _HOUSE),
    Term("multiplier", "u, v", "multipliers", "乘数（权重）", "The prices of outputs and inputs that show a unit in its best light.",
         "使被评价单元最有利的产出与投入价格。", _CCR),
    Term("te_weighted", "", "size-weighted efficiency", "规模加权效率",
         "The efficiency of a group as a whole: members weighted by their shares of the group's inputs (input orientation) or "
         "outputs (output orientation, harmonically).",
         "群组整体效率：按成员占群组投入的份额加权（投入导向），或按产出份额调和加权（产出导向）。",
         "Färe & Zelenyuk 2003, DOI 10.1016/S0377-2217(02)00259-X"),
    Term("tfpch", "TFPCH", "total factor productivity change", "全要素生产率变化",
         "Malmquist index between two periods; above 1 is progress under either orientation. tfpch = effch x techch.",
         "两期之间的 Malmquist 指数；无论导向，大于 1 为进步。tfpch = effch × techch。", _FGNZ),
    Term("effch", "EFFCH", "technical efficiency change", "技术效率变化", "Catching up with the frontier; effch = pech x sech.",
         "向前沿追赶；effch = pech × sech。", _FGNZ),
    Term("techch", "TECHCH", "technological change", "技术进步", "How far the frontier itself moved where the unit stands.",
         "单元所在处前沿本身的移动。", _FGNZ),
    Term("pech", "PECH", "pure technical efficiency change", "纯技术效率变化", "Change of te_vrs, each period on its own frontier.",
         "te_vrs 的变化，各期相对于自身前沿。", _FGNZ),
    Term("sech", "SECH", "scale efficiency change", "规模效率变化", "Change of scale efficiency, effch / pech.",
         "规模效率的变化，effch / pech。", _FGNZ),
    Term("super_efficiency", "", "super-efficiency", "超效率", "The score of a unit against all others; above 1 for efficient units.",
         "单元相对于其他单元的得分；有效单元大于 1。", "Andersen & Petersen 1993, DOI 10.1287/mnsc.39.10.1261"),
    Term("crs", "CRS", "constant returns to scale", "规模报酬不变", "Any observed mix may be scaled up or down.", "任何观测组合均可按比例缩放。", _CCR),
    Term("vrs", "VRS", "variable returns to scale", "规模报酬可变", "Units are compared with averages of units of like size.",
         "与规模相近单元的平均组合比较。", _BCC),
    Term("nirs", "NIRS", "non-increasing returns to scale", "规模报酬非递增", "Observed mixes may be scaled down, not up.",
         "观测组合可缩小、不可放大。", _HOUSE),
    Term("ndrs", "NDRS", "non-decreasing returns to scale", "规模报酬非递减", "Observed mixes may be scaled up, not down.",
         "观测组合可放大、不可缩小。", _HOUSE),
    Term("grs", "GRS", "generalised returns to scale", "广义规模报酬", "The sum of intensities lies between given bounds L and U.",
         "强度之和介于给定的 L 与 U 之间。", _HOUSE),
)  # fmt: skip


def explain(term: str) -> Term:
    """The glossary's entry for a key, symbol, English or Chinese name, in any case.

    Raises
    ------
    OptionError
        code ``unknown-term``, with the nearest known one
    """
    wanted = term.strip().casefold()
    for entry in TERMS:
        if wanted in {entry.key.casefold(), entry.en.casefold(), entry.zh.casefold()}:
            return entry
    for entry in TERMS:
        if entry.symbol and wanted == entry.symbol.casefold():
            return entry
    names = [name for entry in TERMS for name in (entry.key, entry.en, entry.zh)]
    raise OptionError("unknown-term", term=term, hint=nearest(wanted, names), known=[e.key for e in TERMS])
