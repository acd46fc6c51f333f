"""The surface every chart is drawn on: type, colours, and one picture per language."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from diagnostic import wording
from diagnostic.blocks import Chart, Message, Table
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAVY, RUST, GREEN, PLUM, GREY = "#062A43", "#AF4411", "#126E50", "#7C3B82", "#5A646E"
TEXT, SECONDARY, HAIRLINE, PANEL = "#1A1A1A", "#4A545E", "#D9DEE3", "#F3F5F7"
PALE_NAVY, FIRST, PALE_RUST = "#E8EEF4", "#C3D0DC", "#F7E6DD"
RANGE = "#8C97A2"  # a whisker, seen on a bar and beside it
WIDTH = 6.5


@dataclass(frozen=True)
class Words:
    """The words of one chart in one language."""

    chart: str
    language: str

    def __call__(self, name: str, **values: Any) -> str:
        return wording.text(f"charts.{self.chart}.{name}", self.language, **values)

    def word(self, key: str) -> str:
        return wording.text(key, self.language)

    def label(self, word: str, longest: int) -> str:
        """A word of the client's, cut where it is longer than so many characters."""
        return shorten(wording.label(word, self.language), longest, placeholder="…")

    def number(self, value: float, unit: str, form: str = "") -> str:
        return wording.numbers.quantity(Quantity(value, unit), self.language, form)


def draw(
    name: str,
    languages: Sequence[str],
    paint: Callable[[Axes, Words], None],
    data: Table,
    values: Mapping[str, Any],
    height: float,
    annex: bool = False,
) -> Chart:
    """A chart painted once per language; `values` fill its alternative text and its caption.

    A figure among them that names no source comes from `data`, the table under the chart.
    """
    told = {
        key: replace(value, source=f"table:{data.key}") if isinstance(value, Quantity) and not value.source else value
        for key, value in values.items()
    }
    images = {}
    for language in languages:
        with blank(height) as figure:
            paint(figure.subplots(), Words(name, language))
            images[language] = _svg(figure)
    return Chart(
        name=name,
        images=images,
        alt=Message(f"charts.{name}.alt", told),
        caption=Message(f"charts.{name}.caption", told),
        data=data,
        annex=annex,
    )


def name_heights(axes: Axes, words: str, above: float = 0.0) -> None:
    """Say above the axis what its heights are, so that nobody turns the page; `above` is what stands there already, in points."""
    axes.set_title(words, loc="left", pad=5 + above, color=SECONDARY, fontsize=8.5)


@contextmanager
def blank(height: float, width: float = WIDTH) -> Iterator[Figure]:
    """A figure of its own, outside pyplot: the analyst's notebook keeps its backend and its figures.

    The collector of garbage rests meanwhile: it would look again and again at thousands of objects that are all in use.
    """
    import matplotlib
    from matplotlib.figure import Figure

    _register_typeface()
    collecting = gc.isenabled()
    gc.disable()
    try:
        with matplotlib.rc_context(_STYLE):
            yield Figure(figsize=(width, height), layout="constrained")
    finally:
        if collecting:
            gc.enable()


@cache
def _register_typeface() -> None:
    import font_source_sans_pro
    from matplotlib import font_manager

    folder = Path(font_source_sans_pro.font_directory)
    for face in ("Regular", "Semibold", "It"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{face}.ttf")


def _svg(figure: Figure) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) if not axis.label.get_text()):
        axis.set_label_coords(0, 0)  # no label, no place to look for: every tick would be measured for it
    buffer = io.StringIO()
    # not `savefig`, which draws the figure once more to settle its layout: drawing settles it
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    # The semibold face calls itself a family of its own; page and PDF know it as a weight.
    svg = svg.replace("'Source Sans Pro Semibold'", "'Source Sans Pro'")
    return re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)


_STYLE: dict[Any, Any] = {
    "font.family": ["Source Sans Pro"],
    "font.size": 9,
    "text.color": TEXT,
    # a dollar in the client's words is a dollar
    "text.parse_math": False,
    "axes.edgecolor": HAIRLINE,
    "axes.labelcolor": SECONDARY,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "xtick.color": SECONDARY,
    "ytick.color": SECONDARY,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "diagnostic",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
