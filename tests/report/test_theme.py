"""A brand's colours are used where they can be read."""

from __future__ import annotations

import pytest

from diagnostic.engagement import Brand
from diagnostic.report.theme import contrast, theme


@pytest.mark.parametrize(
    ("colour", "measured"), [("#062A43", 14.8), ("#AF4411", 5.7), ("#1A1A1A", 17.4), ("#FFFFFF", 1.0), ("#000000", 21.0)]
)
def test_contrast_on_white_is_that_of_wcag(colour: str, measured: float) -> None:
    assert contrast(colour) == pytest.approx(measured, abs=0.05)


def test_a_brand_colour_too_pale_for_white_is_not_used() -> None:
    made = theme(Brand(primary="#005A9C", accent="#FFCC00"))
    assert (made.primary, made.accent) == ("#005A9C", "#AF4411")
