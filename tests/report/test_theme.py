"""A brand's colours are used where they can be read."""

from __future__ import annotations

import pytest

from diagnostic.engagement import Brand
from diagnostic.report.model import Theme
from diagnostic.report.theme import contrast, painted, theme


@pytest.mark.parametrize(
    ("colour", "measured"), [("#062A43", 14.8), ("#AF4411", 5.7), ("#1A1A1A", 17.4), ("#FFFFFF", 1.0), ("#000000", 21.0)]
)
def test_contrast_on_white_is_that_of_wcag(colour: str, measured: float) -> None:
    assert contrast(colour) == pytest.approx(measured, abs=0.05)


def test_a_brand_colour_too_pale_for_white_is_not_used() -> None:
    made = theme(Brand(primary="#005A9C", accent="#FFCC00"))
    assert (made.primary, made.accent) == ("#005A9C", "#AF4411")


CHART = '<svg><path style="fill: #062a43"/><path fill="#AF4411"/><path stroke="#d9dee3"/><path fill="#126e50"/><path fill="#8394a1"/></svg>'


def test_a_chart_takes_the_colours_of_the_brand_with_their_shades_and_keeps_the_others() -> None:
    made = painted(CHART, Theme(primary="#005A9C", accent="#7C3B82"))
    assert "#005a9c" in made and "#7c3b82" in made  # the two colours
    assert "#d9dee3" in made and "#126e50" in made  # a rule, the green of a third series
    assert "#8394a1" not in made and "#80adce" in made  # half-way to white


def test_a_chart_without_a_brand_is_left_as_it_is() -> None:
    assert painted(CHART, theme(Brand())) == CHART
