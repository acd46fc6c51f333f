"""The table of procedures as a picture: a line each, its cells the darker the more they weigh, in rust the times beyond the promise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import NAVY, PALE_NAVY, PALE_RUST, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 26
UNITS = {"cases": "count_exact", "eighth": "day", "promise": "day", "kept": "share", "chased": "share", "start": "count_exact"}
UNITS |= {"end": "count_exact"}
WEIGHS: dict[str, Callable[[Any], float]] = {
    "cases": lambda row: row.cases,
    "eighth": lambda row: row.eighth,
    "kept": lambda row: 1 - row.kept,
    "chased": lambda row: row.chased,
    "stock": lambda row: max(row.end - row.start, 0.0) / max(row.end, row.start, 1.0),
}
"""What makes a cell of each column dark; the promise, a declaration, has no shade."""
DARK, FAINT = 0.55, 0.06  # of a ramp: where ink turns white, where the lightest cell stands
LEAST_DARKEST = {"kept": 0.5, "chased": 0.5, "stock": 0.5}  # what the darkest cell of a column comes to at least
COLUMNS = ("cases", "eighth", "promise", "kept", "chased", "stock")


@takes_disclosed
def board(languages: Sequence[str], lines: Disclosed) -> Chart | None:
    """Each procedure by volume, time against its promise, share in time, chasers and stock: `lines`.

    A column without a figure is not drawn. None for a single procedure, which is the whole.
    """
    if len(lines) < 2:
        return None
    shown = list(lines.itertuples())
    columns = [name for name in COLUMNS if any(_known(row, name) for row in shown)]
    late = [row for row in shown if row.late]

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap
        from matplotlib.patches import Rectangle

        plain, beyond = (LinearSegmentedColormap.from_list("", ends) for ends in ((PALE_NAVY, NAVY), (PALE_RUST, RUST)))
        for across, name in enumerate(columns):
            weights = [WEIGHS[name](row) for row in shown if _known(row, name)] if name in WEIGHS else []
            most = max([*weights, LEAST_DARKEST.get(name, 0.0)])
            for down, row in enumerate(shown):
                known = _known(row, name)
                weight = FAINT + (1 - FAINT) * WEIGHS[name](row) / most if known and most else 0.0
                ramp = beyond if name == "eighth" and row.late else plain
                if known and name in WEIGHS:
                    axes.add_patch(Rectangle((across + 0.02, down + 0.04), 0.96, 0.92, facecolor=ramp(weight), edgecolor="none"))
                ink = "white" if weight > DARK else TEXT if known else SECONDARY
                axes.text(across + 0.5, down + 0.5, _written(row, name, say), ha="center", va="center", color=ink)
        axes.set_xticks([at + 0.5 for at in range(len(columns))], [say(f"heads.{name}") for name in columns])
        axes.set_yticks([at + 0.5 for at in range(len(shown))], [say.label(row.procedure, LONGEST) for row in shown])
        axes.tick_params(axis="y", labelcolor=TEXT, labelsize=9)
        axes.tick_params(axis="x", labelsize=9)
        axes.xaxis.tick_top()
        axes.set(xlim=(0, len(columns)), ylim=(len(shown), 0))
        axes.spines[:].set_visible(False)

    figures = [name for name in UNITS if any(isinstance(getattr(row, name), float) for row in shown)]
    data = Table(
        "charts.board",
        {"procedure": "text", **{name: UNITS[name] for name in figures}},
        [[row.procedure, *(_cell(getattr(row, name)) for name in figures)] for row in shown],
    )
    values = {
        "procedures": Quantity(len(shown), "count"),
        "cases": Quantity(float(sum(row.cases for row in shown)), "count"),
        "columns": [Message(f"charts.board.says.{name}") for name in columns if name not in ("cases", "promise")],
        "accent": Message("charts.board.accent") if late else "",
        "late": Message("charts.board.told_late", {"late": Quantity(len(late), "count", source="table:charts.board")}) if late else "",
        "trend": Message("charts.board.trend") if "stock" in columns else "",
    }
    return draw("board", languages, paint, data, values, height=0.62 + 0.29 * len(shown))


def _known(row: Any, name: str) -> bool:
    parts = ("start", "end") if name == "stock" else (name,)
    return all(isinstance(getattr(row, part), float) for part in parts)


def _written(row: Any, name: str, say: Words) -> str:
    """What a cell says: its figure, or why there is none; nothing where the question does not arise."""
    if _known(row, name):
        if name == "stock":
            return say("stock", start=Quantity(row.start, "count_exact"), end=Quantity(row.end, "count_exact"))
        return say.number(getattr(row, name), UNITS[name])
    why = {getattr(row, part) for part in (("start", "end") if name == "stock" else (name,))}
    return next((say.word(f"words.empty.{reason}") for reason in ("hidden", "not_reached") if reason in why), "")


def _cell(figure: float | str) -> float | str:
    return f"words.empty.{figure}" if isinstance(figure, str) else figure
