"""How all figures look, and how one becomes SVG or PNG."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from farrell.report.figures.gif import animated_gif

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F", "#000000")
"""Eight colours that colour-blind readers tell apart."""
KNOWN_REGIONS = ("East", "Central", "West", "Northeast")
"""Regions that keep their colour in every study."""
REDUNDANCY, REDUNDANCY_SLACK = "#B5532A", "#E6B08F"
SHORTFALL, SHORTFALL_SLACK = "#2A6F97", "#9CC5DD"
INK, QUIET, FAINT, GRID, NO_DATA = "#222222", "#6B6B6B", "#9A9A9A", "#E6E6E6", "#D9D9D9"
LEVELS = "YlGnBu"
"""The ramp of levels: light is low, safe for colour blindness, and no grey in it, which means no data."""
COLUMN, PAGE = 90 / 25.4, 180 / 25.4
"""Inches: the widths of files of figures, those of one column and of a whole printed page."""
PAD = 0.04
WIDTH = PAGE - 2 * PAD
"""Inches: what is drawn on a whole page."""
DPI = 300
"""Of PNG files."""
PAGE_SCALE = 1.58
"""Pixels of a page to a point of a figure, so that text has the same size in all of them."""
SLIDE, MARGIN = 1200, 20
"""Pixels: the width of animations, and the white about them within it."""
TEXT = 7
"""Points of names and numbers in figures; titles and axes have 8."""
MOST_UNITS = 60
"""Most units drawn with their names; of more, the least efficient are shown and the caption says so."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei")
"""Fonts with Chinese characters; the first one present is used."""
FONT_FILES = re.compile(r"(NotoSans(CJK|SC)|SourceHanSansSC|msyh|PingFang|simhei)[^/\\\\]*$", re.IGNORECASE)
READERS_FONTS = (
    "'Helvetica Neue', Arial, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
"""What SVG text asks for; where Chinese is measured and drawn here does not matter to it."""
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True)
class Animation:
    """Figures of one size, one a period, drawn only when they are asked for.

    Attributes
    ----------
    periods : in their order
    frames : draws them, one after the other
    """

    periods: list[Any]
    frames: Callable[[], Iterator[Figure]]

    def gif(self, caption: str) -> bytes:
        """An animated GIF, its caption in its comment."""
        with style():
            return animated_gif(map(_pixels, self.frames()), caption)

    @property
    def lacks_font(self) -> bool:
        """Whether a GIF would show boxes in place of Chinese characters."""
        return not chinese_fonts() and any(map(_is_chinese, self.frames()))


@dataclass(frozen=True)
class Drawing:
    """A figure before it is written.

    Attributes
    ----------
    name : of its files, without an ending
    figure : what is drawn
    alt : what it shows, for readers who do not see it
    data : the numbers drawn, one row a mark
    animation : the same in every period, where there are several to show
    """

    name: str
    figure: Figure
    alt: str
    data: pd.DataFrame
    animation: Animation | None = None
    _pictures: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def svg(self) -> str:
        """An SVG document; its text stays text, so the reader's fonts show Chinese."""
        buffer = io.StringIO()
        with style():
            told = {"Date": None, "Creator": None}
            self.figure.savefig(buffer, format="svg", metadata=told, bbox_inches=self._box)
        body = buffer.getvalue()
        body = re.sub(r"<metadata>.*?</metadata>\s*", "", body[body.index("<svg") :], flags=re.DOTALL)
        body = re.sub(r'\bd="([^"]+)"', lambda m: f'd="{_rounded(m[1])}"', body)
        body = re.sub(r'font-family: [^;"]+', f"font-family: {READERS_FONTS}", body)
        return body.replace("<svg", f'<svg role="img" aria-label="{_escaped(self.alt)}"', 1)

    @cached_property
    def _drawn_box(self) -> Bbox:
        """What is drawn, in inches, with a little room around; found once for all files."""
        with style():
            found: Bbox = self.figure.get_tightbbox().padded(PAD)
        return found

    @cached_property
    def _box(self) -> Bbox:
        """The same in the middle of a column or of a whole page, the first that is wide enough."""
        box = self._drawn_box
        width = next((w for w in (COLUMN, PAGE) if box.width <= w), box.width)
        return Bbox.from_bounds(box.x0 - (width - box.width) / 2, box.y0, width, box.height)

    def inline(self, prefix: str) -> str:
        """The SVG as an element of a page: as wide as what is drawn where there is room, ids its own."""
        head, rest = self.svg.split(">", 1)
        width, height = map(float, head.split('viewBox="0 0 ')[1].split('"')[0].split())
        drawn = 72 * self._drawn_box.width
        head = re.sub(r' (width|height|viewBox)="[^"]*"', "", head)
        shown = f'viewBox="{max(width - drawn, 0) / 2:.2f} 0 {drawn:.2f} {height:g}"'
        svg = f'{head} {shown} style="max-width: {drawn * PAGE_SCALE:.0f}px">{_shortened(rest)}'
        svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
        svg = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
        return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)

    def file(self, caption: str) -> str:
        """The SVG as a file of its own, its caption in it."""
        return self.svg.replace(">", f">\n<desc>{_escaped(caption)}</desc>", 1)

    def png(self, caption: str) -> bytes:
        """A PNG picture, its caption in its metadata; drawn once for all documents."""
        if caption not in self._pictures:
            self._pictures[caption] = self._drawn(caption)
        return self._pictures[caption]

    def _drawn(self, caption: str) -> bytes:
        buffer = io.BytesIO()
        with style():
            told = {"Software": None, "Description": caption}
            self.figure.savefig(buffer, format="png", dpi=DPI, metadata=told, bbox_inches=self._box)
        return buffer.getvalue()

    @property
    def lacks_font(self) -> bool:
        """Whether it has Chinese characters and no font here draws them, so that a PNG would show boxes."""
        return not chinese_fonts() and _is_chinese(self.figure)


def _is_chinese(figure: Figure) -> bool:
    return any(CHINESE.search(item.get_text()) for item in figure.findobj(Text))


def _pixels(figure: Figure) -> NDArray[np.uint8]:
    """(height, width, 3) the figure for a slide, not cropped, so that all of one animation have one size."""
    figure.set_dpi((SLIDE - 2 * MARGIN) / figure.get_figwidth())
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    around = ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0))
    return np.pad(np.asarray(canvas.buffer_rgba())[..., :3], around, constant_values=255)


def _shortened(svg: str) -> str:
    """The same drawing without what a page does not need: ids nobody refers to, turns by nothing, its own fonts."""
    known = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: str(m[0]) if m[1] in known else "", svg)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", svg.replace(f"font-family: {READERS_FONTS}; ", ""))
    svg = re.sub(r' ([xy])="(-?\d+\.\d{3,})"', lambda m: f' {m[1]}="{float(m[2]):.2f}"', svg)
    return re.sub(r"\n\s*(?=</?(?:g|path|use|defs|text|clipPath|rect|style|image)\b)", "", svg)


def _rounded(path: str) -> str:
    """Path data in tenths of a point; of straight lines each point as its step from the one before."""
    if re.search("[CQ]", path):
        short = re.sub(r"-?\d+\.\d+", lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), path)
        return " ".join(short.split())
    out: list[str] = []
    at, begun = (0, 0), False
    for command, x, y in re.findall(r"([MLz])\s*(?:(-?[\d.]+)\s+(-?[\d.]+))?", path):
        if command == "z":
            out.append("z")
            continue
        to = (round(10 * float(x)), round(10 * float(y)))
        if command == "M":
            out.append(f"M{_tenths(to[0])} {_tenths(to[1])}")
            begun = False
        elif to != at:
            along, across = _tenths(to[0] - at[0]), _tenths(to[1] - at[1])
            out.append(f"{'' if along.startswith('-') else ' '}{along}" if begun else f"l{along}")
            out.append(across if across.startswith("-") else f" {across}")
            begun = True
        at = to
    return "".join(out)


def _tenths(number: int) -> str:
    """A number of tenths as SVG has it: 12.3, -.4, 5."""
    return re.sub(r"^(-?)0\.", r"\1.", f"{number / 10:.1f}".removesuffix(".0"))


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


@cache
def chinese_fonts() -> tuple[str, ...]:
    """The fonts with Chinese characters that this machine has."""
    manager = font_manager.fontManager
    if not {font.name for font in manager.ttflist} & set(FONTS):  # the list is kept from an earlier start
        for path in font_manager.findSystemFonts():
            if FONT_FILES.search(path):
                manager.addfont(path)
    known = {font.name for font in manager.ttflist}
    return tuple(name for name in FONTS if name in known)


@contextmanager
def style() -> Iterator[None]:
    """One style for all figures. Texts are measured in a wide font, so that they fit in the reader's."""
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "farrell",
        "font.family": ["DejaVu Sans", *chinese_fonts()[:1]],
        "font.size": 8,
        "axes.titlesize": 8.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.edgecolor": FAINT,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.size": 2,
        "ytick.major.size": 2,
        "text.color": INK,
        "lines.linewidth": 1.2,
        "lines.markersize": 3.5,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "text.parse_math": False,
        "legend.frameon": False,
        "legend.fontsize": TEXT,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # without a CJK font only the measured widths are rough: the text itself is left to the reader's fonts
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def level_colours(count: int | None = None) -> Any:
    """The ramp of levels without its palest end: as a colour map, or as so many colours from low to high."""
    ramp = mpl.colormaps[LEVELS](np.linspace(0.1, 1.0, 256 if count is None else count))
    return mpl.colors.ListedColormap(ramp).with_extremes(bad=NO_DATA) if count is None else [tuple(c) for c in ramp]


def region_looks(regions: Iterable[str], shown: Iterable[str]) -> dict[str, tuple[str, str]]:
    """A colour and a marker for each region shown: the same region has the same in every figure of a study.

    Parameters
    ----------
    regions : all regions of the study, in its order
    shown : those of the figure
    """
    names, drawn = list(dict.fromkeys([*regions, *shown])), set(shown)
    order = [r for r in KNOWN_REGIONS if r in names] + [r for r in names if r not in KNOWN_REGIONS]
    if all(r in KNOWN_REGIONS for r in names):
        places = {r: KNOWN_REGIONS.index(r) for r in names}
    else:
        places = {r: i for i, r in enumerate(order)}
    return {r: (OKABE_ITO[i % 8], MARKERS[(i + i // 8) % 8]) for r, i in places.items() if r in drawn}


def readable(ground: Any) -> str:
    """White or ink, whichever stands out more from a colour (relative luminance of WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(ground)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.066 else INK


def places_of(periods: list[Any]) -> list[int]:
    """Where periods stand on an axis: years where they are, whole numbers at their distance; names evenly."""
    if all(isinstance(p, (int, np.integer)) for p in periods):
        return [int(p) for p in periods]
    return list(range(len(periods)))


def period_axis(ax: Any, periods: list[Any], most: int = 5) -> list[int]:
    """Ticks for periods, at most so many; gives their places."""
    places = places_of(periods)
    step = max(1, int(np.ceil(len(periods) / most)))
    ax.set_xticks(places[::step], [str(p) for p in periods][::step])
    ax.margins(x=0.02)
    return places
