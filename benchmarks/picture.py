"""The picture of the benchmarks: cost against size, a panel for each piece of work, and what the commands of a mission take."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measured import Part, Row, figure
from diagnostic.charts.canvas import GREEN, GREY, NAVY, PLUM, RUST, SECONDARY, TEXT, blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Sized = Mapping[int, Sequence[Row]]
# in inches: the picture, a panel of curves, a line of a command; what is kept between panels, for the names of commands, beside an axis of
# seconds, for the names of curves
WIDTH, PANEL, LINE = 10.0, 2.3, 0.24
BETWEEN, COMMANDS, AXIS, NAMES = 0.95, 3.0, 0.65, 1.65
ACROSS = 2
PEERS = (RUST, GREEN, PLUM, "#8A6D00", "#0E7C86")
ROOM = 0.075  # of a panel's height: the least between two names
WRITTEN = 8.5
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def drawn(found: Sequence[tuple[Part, Sized]], path: Path) -> None:
    """Write the picture of these parts, in the form that the end of its name says."""
    from matplotlib import rc_context

    commands = [(part, rows) for part, sized in found if not part.unit for rows in sized.values()]
    curves = [(part, sized) for part, sized in found if part.unit]
    lines = [len(rows) * LINE for _, rows in commands]
    panels = -(-len(curves) // ACROSS)
    with blank(sum(lines) + panels * PANEL + (len(lines) + panels) * BETWEEN, WIDTH) as paper, rc_context({"svg.fonttype": "path"}):
        paper.set_layout_engine("none")  # names stand outside of their panels, where room is kept for them
        bottom = paper.get_figheight()

        def panel(across: int, left: float, width: float, height: float) -> Axes:
            size = (WIDTH, paper.get_figheight(), WIDTH, paper.get_figheight())
            place = (across * WIDTH / ACROSS + left, bottom - BETWEEN / 2 - height, width, height)
            return paper.add_axes(tuple(part / whole for part, whole in zip(place, size, strict=True)))

        for (part, rows), height in zip(commands, lines, strict=True):
            _commands(panel(0, COMMANDS, WIDTH - COMMANDS - 0.9, height), part, rows)
            bottom -= height + BETWEEN
        for place, (part, sized) in enumerate(curves):
            across = place % ACROSS
            _curves(panel(across, AXIS, WIDTH / ACROSS - AXIS - NAMES, PANEL), part, sized)
            bottom -= (PANEL + BETWEEN) * (across == ACROSS - 1)
        paper.savefig(path, facecolor="white", dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)


def _commands(axes: Axes, part: Part, rows: Sequence[Row]) -> None:
    """A line for each command: a full point where its seconds of processor stand, an empty one at those of the clock."""
    axes.set_title(f"{part.title}: seconds of processor (full), on the clock (empty)", loc="left", color=TEXT)
    for place, row in enumerate(rows):
        colour = _colour(row.work, iter(PEERS))
        axes.plot(row.wall, place, "o", markerfacecolor="white", markeredgecolor=colour, markersize=6)
        if row.processor is not None:
            axes.plot(row.processor, place, "o", color=colour, markersize=6)
        said = f"{figure(_cost(row))} s"
        axes.annotate(
            said, (max(row.wall, _cost(row)), place), (8, 0), textcoords="offset points", va="center", color=colour, fontsize=WRITTEN
        )
    axes.set_yticks(range(len(rows)), [row.work.removeprefix("kit: ") for row in rows], color=TEXT)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda seconds, at: f"{figure(seconds)} s")
    axes.margins(x=0.08)
    _plain(axes, "x")


def _curves(axes: Axes, part: Part, sized: Sized) -> None:
    """A curve for each way, its name at its end."""
    from matplotlib.ticker import LogLocator

    axes.set_title(part.title, loc="left", color=TEXT, pad=14)  # names may stand a little above the panel
    ways: dict[str, list[Row]] = {}
    for row in (row for rows in sized.values() for row in rows):
        ways.setdefault(row.work, []).append(row)
    peers = cycle(PEERS)
    ends = []
    for name, rows in ways.items():
        colour = _colour(name, peers)
        points = sorted((row.size or 1, _cost(row)) for row in rows)
        width, dashes = (2.2, "-") if name.startswith("kit") else (1.4, "--" if name.startswith("bound") else "-")
        axes.loglog(*zip(*points, strict=True), dashes, marker="o", markersize=4, linewidth=width, color=colour)
        ends.append((points[-1], name, colour))
    axes.set_xlabel(part.unit)
    axes.set_ylabel("seconds of processor")
    axes.xaxis.set_major_formatter(lambda size, at: f"10{str(round(math.log10(size))).translate(RAISED)}")
    axes.yaxis.set_major_formatter(lambda seconds, at: figure(seconds))
    least, most = axes.get_ylim()
    axes.yaxis.set_major_locator(LogLocator(subs=(1,) if most > 100 * least else (1, 2, 5)))
    _plain(axes, "both")
    _name(axes, ends)


def _name(axes: Axes, ends: Iterable[tuple[tuple[float, float], str, str]]) -> None:
    """Write each name to the right of all, at the height of its curve's end, or as near as the others leave room, on a thin line to it."""
    axes.get_xlim(), axes.get_ylim()  # which settles them
    heights = sorted(
        ((axes.transAxes.inverted().transform(axes.transData.transform(end)), name, colour) for end, name, colour in ends),
        key=lambda one: one[0][1],
    )
    placed = _apart([end[1] for end, _, _ in heights])
    for (end, name, colour), height in zip(heights, placed, strict=True):
        axes.annotate(
            name,
            tuple(end),
            (1.04, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            color=colour,
            fontsize=WRITTEN,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": colour, "alpha": 0.6, "shrinkA": 0, "shrinkB": 3},
        )


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights, in order, moved as little as it takes for each to have room: runs that touch are spread about their middle."""
    runs = [[height] for height in heights]
    while True:
        for place in range(len(runs) - 1):
            below, above = runs[place], runs[place + 1]
            if _middle(above) - _middle(below) < ROOM * (len(above) + len(below)) / 2:
                runs[place : place + 2] = [below + above]
                break
        else:
            return [_middle(run) + ROOM * (at - (len(run) - 1) / 2) for run in runs for at in range(len(run))]


def _middle(run: Sequence[float]) -> float:
    return sum(run) / len(run)


def _colour(name: str, peers: Iterable[str]) -> str:
    """The kit's own colour, grey for the bound, and for each other the next one."""
    return NAVY if name.startswith("kit") else GREY if name.startswith("bound") else next(iter(peers))


def _plain(axes: Axes, grid: str) -> None:
    axes.grid(axis=grid, alpha=0.8)  # type: ignore[arg-type]
    axes.minorticks_off()
    axes.tick_params(colors=SECONDARY)


def _cost(row: Row) -> float:
    return row.wall if row.processor is None else row.processor
