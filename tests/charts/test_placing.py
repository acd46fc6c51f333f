"""Names beside their points, none over another."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from diagnostic.charts.placing import name_points


def test_no_name_lies_over_another_or_over_a_point():
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    chance = np.random.default_rng(3)
    points = [(float(x), float(y)) for x, y in chance.random((25, 2))]
    figure = Figure(figsize=(6.5, 3.6))
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    names = [f"démarche {number}" for number in range(25)]
    left_out = name_points(axes, points, names, ["black"] * 25)
    boxes = {text.get_text(): Text.get_window_extent(text) for text in axes.texts}  # lines to points apart
    assert set(boxes) | set(left_out) == set(names)
    assert len(boxes) >= 15
    assert not [pair for pair in combinations(boxes.values(), 2) if pair[0].overlaps(pair[1])]
    dots = axes.transData.transform(points)
    assert not [box for box in boxes.values() for x, y in dots if box.contains(x, y)]
