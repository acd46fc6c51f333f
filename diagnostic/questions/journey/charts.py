"""The picture of the journey: a bar per stage, out of a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Message, Table, plain
from diagnostic.charts.canvas import NAVY, PALE_NAVY, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.engagement import Engagement
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST = 3  # stages: fewer make no journey
FAILING = ("calls", "kept")  # what is left of these stages is the point made
NAMES = 0.62  # the room of the names, in bars
WRITTEN_WITHIN = 0.3  # of a bar, the least part that its words go into
TABLE = "table:charts.journey"


@takes_disclosed
def journey(languages: Sequence[str], stages: Disclosed, engagement: Engagement) -> Chart | None:
    """What becomes of each hundred at each stage, what is lost or late in rust: `stages`. None where there are fewer than three."""
    if len(stages) < FEWEST:
        return None
    shown = list(stages.itertuples())
    within = {name: Quantity(value, unit, source=f"parameters.{name}") for name, value, unit in _bounds(engagement)}
    done = [Message(f"charts.journey.done.{each.stage}", {"share": _figure(each.share, "share"), **within}) for each in shown]
    counted = [Message(f"charts.journey.of.{each.stage}", {"base": _figure(each.base, "count_exact"), **within}) for each in shown]

    def paint(axes: Axes, say: Words) -> None:
        for position, (each, part, base) in enumerate(zip(shown, done, counted, strict=True)):
            failing = each.stage in FAILING
            axes.barh(position, each.share, color=NAVY, height=0.56)
            axes.barh(position, 1 - each.share, left=each.share, color=RUST if failing else PALE_NAVY, height=0.56)
            inside = each.share >= WRITTEN_WITHIN
            ink = "white" if inside or failing else TEXT
            axes.text(0.015 if inside else each.share + 0.015, position, part.text(say.language), color=ink, va="center")
            if failing and inside and 1 - each.share >= WRITTEN_WITHIN / 2:
                rest = say(f"rest.{each.stage}", share=Quantity(1 - each.share, "share"))
                axes.text(0.985, position, rest, color="white", va="center", ha="right")
            axes.text(-NAMES, position - 0.2, say(f"stages.{each.stage}"), color=NAVY, va="center", weight=600)
            axes.text(-NAMES, position + 0.2, base.text(say.language), color=SECONDARY, va="center")
        axes.set(xlim=(-NAMES, 1), ylim=(len(shown) - 0.55, -0.45))
        axes.set_axis_off()

    data = Table(
        "charts.journey",
        {"stage": "word", "base": "count_exact", "part": "count_exact", "share": "share"},
        [[f"charts.journey.stages.{each.stage}", each.base, plain(each.part), each.share] for each in shown],
        empty={"part": "not_applicable"},
    )
    failing = [Message(f"charts.journey.failing.{each.stage}") for each in shown if each.stage in FAILING]
    values = {
        "stages": [Message("charts.journey.step", {"of": of, "done": part}) for of, part in zip(counted, done, strict=True)],
        "accent": Message("charts.journey.accent", {"failing": failing}) if failing else "",
    }
    return draw("journey", languages, paint, data, values, height=0.15 + 0.43 * len(shown))


def _bounds(engagement: Engagement) -> list[tuple[str, float, str]]:
    """The choices of the mission that the words of some stages name."""
    chosen = engagement.parameters
    return [("answer_within_s", float(chosen.answer_within_s), "second"), ("chaser_after_days", float(chosen.chaser_after_days), "day")]


def _figure(value: float, unit: str) -> Quantity:
    return Quantity(float(value), unit, source=TABLE)
