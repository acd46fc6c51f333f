"""The report's two colours: the brand's where they can be read on white."""

from __future__ import annotations

from diagnostic.engagement import Brand
from diagnostic.report.model import Theme

READABLE = 4.5  # WCAG 2 AA, text of ordinary size


def theme(brand: Brand) -> Theme:
    """The brand's colours, and the kit's own for one that is absent or too pale."""
    own = Theme()
    return Theme(_readable(brand.primary) or own.primary, _readable(brand.accent) or own.accent)


def contrast(colour: str) -> float:
    """The contrast ratio of a colour with white, 1 to 21."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _readable(colour: str | None) -> str | None:
    return colour if colour and contrast(colour) >= READABLE else None
