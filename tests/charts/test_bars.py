"""Bars with their figures: beside the names, none over another, in the part of a chart that a narrow screen shows."""

from __future__ import annotations

from itertools import combinations

from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import RUST

NAMES = ["Carte d'identité et passeport", "Voirie"]


def labelled(*columns, most=None):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.5, 1.2), layout="constrained")
    axes = figure.subplots()
    axes.barh([0, 1], [4.0, 1.0])
    label_bars(axes, NAMES, *columns, most=most)
    figure.draw_without_rendering()
    return figure, axes


def test_figures_stand_left_of_the_bars_and_no_word_lies_over_another():
    figure, axes = labelled(
        Column(["1 234 heures", "5 heures"], "Heures de traitement"), Column(["400 heures", ""], "Dont réitérations", RUST)
    )
    words = [*axes.texts, *axes.get_yticklabels()]
    boxes = [word.get_window_extent() for word in words if word.get_text()]
    assert len(boxes) == 3 + 2 + 2
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert max(box.x1 for box in boxes) < axes.transData.transform((0, 0))[0]
    assert min(box.x0 for box in boxes) >= figure.bbox.x0


def test_the_longest_bar_takes_the_whole_width_unless_the_scale_says_otherwise():
    assert labelled(Column(["4", "1"]))[1].get_xlim() == (0, 4)
    assert labelled(Column(["4", "1"]), most=10.0)[1].get_xlim() == (0, 10)


def test_a_head_takes_room_only_where_there_is_one():
    bare, headed = (labelled(column)[1].get_ylim()[1] for column in (Column(["4", "1"]), Column(["4", "1"], "Heures")))
    assert bare == -0.5 and headed < bare
