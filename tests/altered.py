"""Findings whose chart no longer shows what they say: what a claim worth its name has to notice."""

from __future__ import annotations

from dataclasses import replace

from diagnostic.blocks import Finding

WORDS = ("text", "word", "date")
PLACES = {"charts.ages": ("first", "last")}  # where a bar stands says nothing of its height
SWITCHING = "charts.transitions"


def altered(finding: Finding) -> Finding:
    """The finding over other figures: each halved, and taken from the other end of the table."""
    assert finding.chart
    data = finding.chart.data
    columns = []
    for name, kind in data.columns.items():
        cells = data.column(name)
        if kind not in WORDS and name not in PLACES.get(data.key, ()):
            cells = [None if cell is None or isinstance(cell, str) else cell / 2 for cell in reversed(cells)]
        columns.append(cells)
    if data.key == SWITCHING:  # that some change channel is told, not how many
        columns[-1] = [0.0] * len(columns[-1])
    return replace(finding, chart=replace(finding.chart, data=replace(data, rows=list(zip(*columns, strict=True)))))
