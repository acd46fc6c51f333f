"""The lines of the table of procedures: a procedure each, with what is known of it, and why the rest is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from diagnostic.indicators import OTHERS, decode
from diagnostic.measuring.disclosure import Disclosed

MOST = 12
FIGURES: Mapping[str, tuple[str, str, str | None]] = {
    "cases": ("processing.p50", "denominator", None),
    "eighth": ("processing.p80", "value", None),
    "kept": ("processing.within_announced", "value", None),
    "chased": ("repeat.chased_share", "value", None),
    "start": ("processing.open_stock", "value", "start"),
    "end": ("processing.open_stock", "value", None),
}
"""What is told of a procedure: an indicator, a column of its row, and the moment that the row is of."""
HIDDEN, NOT_REACHED, NOT_APPLICABLE = "hidden", "not_reached", "not_applicable"


def lines(rows: Disclosed, promises: Mapping[str, float]) -> Disclosed:
    """One row per procedure, the most asked for first: `procedure`, `FIGURES`, the `promise` in days, and `late`.

    In place of a figure stands why there is none: `hidden`, `not_reached`, or `not_applicable`, of a procedure that promises nothing, or of
    which nothing is told. `late`: eight in ten are closed later than promised; missing where that is not known.
    """
    told = {name: _by_procedure(rows, *of) for name, of in FIGURES.items()}
    sizes = {name: size for name, size in told["cases"].items() if isinstance(size, float)}
    half = _by_procedure(rows, "processing.p50", "value", None)
    if _begins_with_the_period(rows):
        told |= {"start": {}, "end": {}}
    listed = []
    for name in sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST]:
        line: dict[str, Any] = {figure: known.get(name, known.get(OTHERS, NOT_APPLICABLE)) for figure, known in told.items()}
        promise = promises.get(name.lower())
        line["promise"] = NOT_APPLICABLE if promise is None else float(promise)
        if promise is None:
            line["kept"] = NOT_APPLICABLE
        line["late"] = _late(line["eighth"], half.get(name), promise)
        listed.append({"procedure": name} | line)
    return Disclosed(listed, columns=["procedure", *FIGURES, "promise", "late"], dtype=object)


def _begins_with_the_period(rows: Disclosed) -> bool:
    """Whether no request was open at its start: what the files hold of the stock then grows by itself."""
    start = rows.loc[(rows["indicator"] == "processing.open_stock") & (rows["scope"] == "moment=start"), "value"].dropna()
    return bool((start == 0).any())


def _by_procedure(rows: Disclosed, indicator: str, column: str, moment: str | None) -> dict[str, float | str]:
    """The figure of each procedure, or why there is none; that of those too rare to be told each is hidden, under `OTHERS`."""
    found: dict[str, float | str] = {}
    for row in rows[rows["indicator"] == indicator].to_dict("records"):
        scope = decode(row["scope"])
        name = scope.pop("procedure", None)
        if name is None or scope != ({"moment": moment} if moment else {}):
            continue
        figure = row[column]
        if name == OTHERS or row["status"] == "suppressed":
            found[name] = HIDDEN
        elif row["status"] == "measured":
            found[name] = NOT_REACHED if pd.isna(figure) else float(figure)
    return found


def _late(eighth: float | str, half: float | str | None, promise: float | None) -> bool | None:
    """Whether eight in ten are closed later than promised; a time that is not reached is later where half of them already are."""
    if promise is None:
        return None
    if isinstance(eighth, float):
        return eighth > promise
    later = (isinstance(half, float) and half > promise) or half == NOT_REACHED
    return True if eighth == NOT_REACHED and later else None
