"""The report's two colours: the brand's where they can be read on white, in the pages and in the charts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from diagnostic.engagement import Brand
from diagnostic.report.model import Theme

READABLE = 4.5  # WCAG 2 AA, text of ordinary size
# rules and panels stay grey, though they lie on the way from white to navy
_NEUTRAL = ("#d9dee3", "#f3f5f7")
# how far from that way a shade of a chart may lie, in steps of a channel
_NEAR = 8.0
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")


def theme(brand: Brand) -> Theme:
    """The brand's colours, and the kit's own for one that is absent or too pale."""
    own = Theme()
    return Theme(_readable(brand.primary) or own.primary, _readable(brand.accent) or own.accent)


def painted(svg: str, theme: Theme) -> str:
    """A chart in the colours of the theme: the kit's two colours and their shades towards white are replaced by those of the brand."""
    own = Theme()
    pairs = ((own.primary, theme.primary), (own.accent, theme.accent))
    changed = [(drawn, wanted) for drawn, wanted in pairs if drawn.lower() != wanted.lower()]
    if not changed:
        return svg
    shades = {colour: _shade(colour, changed) for colour in set(_COLOUR.findall(svg))}
    return _COLOUR.sub(lambda match: shades[match[0]], svg)


def _shade(colour: str, changed: list[tuple[str, str]]) -> str:
    for own, brand in changed:
        drawn, full, wanted = ([255 - channel for channel in _channels(code)] for code in (colour, own, brand))
        depth = _product(drawn, full) / _product(full, full)
        near = math.dist(drawn, [depth * ink for ink in full]) <= _NEAR
        if depth > 0 and colour.lower() not in _NEUTRAL and near:
            return "#" + "".join(f"{round(min(max(255 - depth * ink, 0), 255)):02x}" for ink in wanted)
    return colour


def _product(one: Iterable[int], other: Iterable[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def contrast(colour: str) -> float:
    """The contrast ratio of a colour with white, 1 to 21."""
    channels = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _readable(colour: str | None) -> str | None:
    return colour if colour and contrast(colour) >= READABLE else None
