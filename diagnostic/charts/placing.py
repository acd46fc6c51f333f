"""Where the names of points go so that none lies over another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.charts.canvas import GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
# tried in this order around each point, in points of type: right, left, above, below, then the corners
SIDES = ((7, 0, "left", "center"), (-7, 0, "right", "center"), (0, 7, "center", "bottom"), (0, -7, "center", "top"))
CORNERS = ((6, 6, "left", "bottom"), (-6, 6, "right", "bottom"), (6, -6, "left", "top"), (-6, -6, "right", "top"))
# then farther, on a thin line to the point
FAR = tuple((18 * dx, 14 * dy, across, down) for dx, dy, across, down in ((1, 1, "left", "bottom"), (-1, 1, "right", "bottom")))
FAR += tuple((18 * dx, -14 * dy, across, down) for dx, dy, across, down in ((1, 1, "left", "top"), (-1, 1, "right", "top")))
FAR += ((0, 22, "center", "bottom"), (0, -22, "center", "top"), (40, 24, "left", "bottom"), (-40, -24, "right", "top"))


def write_above(axes: Axes, point: tuple[float, float], words: str, gap: float, colour: str) -> None:
    """Write words over the middle of a point, `gap` points of type higher."""
    axes.annotate(words, point, (0, gap), textcoords="offset points", ha="center", color=colour)


def name_points(axes: Axes, points: Sequence[tuple[float, float]], names: Sequence[str], colours: Sequence[str]) -> list[str]:
    """Write each name beside its point where there is room, the first of the list first; the names that found none."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    figure = axes.figure
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()  # the layout settles where the points are
    dots = [Bbox.from_bounds(x - 3, y - 3, 6, 6) for x, y in axes.transData.transform(list(points))]
    taken: list[Bbox] = []
    left_out = []
    for (x, y), name, colour in zip(points, names, colours, strict=True):
        for dx, dy, across, down in SIDES + CORNERS + FAR:
            text = axes.annotate(
                name,
                (x, y),
                (dx, dy),
                textcoords="offset points",
                ha=across,
                va=down,
                fontsize=8.5,
                color=colour,
                annotation_clip=False,
                bbox=_PAPER,
                zorder=2.5,
                arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": GREY, "shrinkB": 3} if (dx, dy, across, down) in FAR else None,
            )
            box = text.get_window_extent().padded(1)
            inside = axes.bbox.padded(2)
            if not (
                box.count_overlaps(taken) or box.count_overlaps(dots) or box.x0 < inside.x0 or box.x1 > inside.x1 or box.y1 > inside.y1
            ):
                taken.append(box)
                break
            text.remove()
        else:
            left_out.append(name)
    return left_out
