"""What a finding rests on: the row behind it, how many users it concerns, over which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from statistics import NormalDist
from typing import Any

from diagnostic import wording
from diagnostic.blocks import Finding, Message, Note, quantity_of, record, records
from diagnostic.engagement import Engagement
from diagnostic.findings.reliability import few
from diagnostic.findings.reliability import reliability as judge
from diagnostic.indicators import notes, pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.statistics import CONFIDENCE
from diagnostic.wording import Day, Quantity, Word

Row = Mapping[str, Any]
by_value = itemgetter("value")
BOUNDS = ("low", "high", "low_definition", "high_definition")
COMPLEMENT = "complement"


def row(rows: Disclosed, indicator: str, scope: str = "all") -> Row:
    """The row of one indicator and scope; a row `not_measurable` with an empty note where the measure gave none."""
    scopes = zip(rows["indicator"].tolist(), rows["scope"].tolist(), strict=True)
    at = next((at for at, pair in enumerate(scopes) if pair == (indicator, scope)), None)
    if at is not None:
        return record(rows.iloc[at])
    return {"indicator": indicator, "scope": scope, "status": "not_measurable", "value": None, "unit": "count", "note": ""}


def parts(rows: Disclosed, indicator: str, *dimensions: str) -> list[Row]:
    """The rows of one indicator, cut by exactly these dimensions, that have a value; each dimension beside the columns of the row."""
    return list(records(pick(rows, indicator, *dimensions).dropna(subset=["value"])))


def measured(figure: Row) -> bool:
    return figure["status"] == "measured" and figure["value"] is not None


def bounded(figure: Row) -> bool:
    """Whether the figure is hidden for few on one side of it, and told by a bound."""
    return figure.get("status") == "suppressed" and notes.has(figure.get("note"), notes.BOUNDED)


def apart(figure: Row, whole: Row, chosen_among: int) -> bool:
    """Whether the most extreme of so many figures lies beyond the whole's by more than chance: one of them is always the most extreme.

    Its range is widened as many comparisons ask for (Bonferroni, on the normal scale). So it is where there is no other to compare.
    """
    if chosen_among < 2 or not measured(whole):
        return True
    edge = figure["high"] if figure["value"] < whole["value"] else figure["low"]
    if edge is None:
        return False
    one, many = (NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / tried) for tried in (1, chosen_among))
    return bool(abs(figure["value"] - whole["value"]) > abs(edge - figure["value"]) * many / one)


def quantity(figure: Row, part: str = "value") -> Quantity:
    """The row's value with its range, its numerator or denominator as a count, a bound in the unit of the value, or the rest of a share."""
    if part == "value":
        return quantity_of(figure)
    if part == COMPLEMENT:
        return _rest(quantity_of(figure))
    if part in BOUNDS:
        return Quantity(figure[part], figure["unit"], source=f"{figure['indicator']}[{figure['scope']}]:{part}")
    return Quantity(figure[part], "count", source=f"{figure['indicator']}[{figure['scope']}]:{part}")


def _rest(share: Quantity) -> Quantity:
    low, high = (None if bound is None else 1 - bound for bound in (share.high, share.low))
    value = None if share.value is None else 1 - share.value
    return Quantity(value, share.unit, low, high, f"{share.source}:{COMPLEMENT}")


def spread(figure: Row, key: str = "findings.spread") -> Message:
    """Between what values another such period may lead, in brackets unless the wording says otherwise; nothing without a range."""
    shown = quantity(figure)
    return Message("findings.nothing") if shown.low is None else Message(key, {"figure": shown})


def care(figure: Row) -> Message:
    """That the figure rests on few observations; nothing where it does not."""
    return Message("findings.care", {"n": quantity(figure, "denominator")}) if few(figure) else Message("findings.nothing")


def parameter(name: str, value: float, unit: str) -> Quantity:
    """A choice of the engagement, printed like any figure."""
    return Quantity(float(value), unit, source=f"parameters.{name}")


def counted(table: str, sizes: Mapping[str, float]) -> dict[str, Quantity]:
    """These counts, as figures that a table shows."""
    return {name: Quantity(float(size), "count", source=f"table:{table}") for name, size in sizes.items()}


def annual(figure: Row, engagement: Engagement, concerned: float | None = None) -> float:
    """The contacts or cases concerned in a year: the row's numerator, or as many as said, brought to twelve months."""
    start, end = _covered(figure, engagement)
    days = (end - start).days + 1
    return float((figure.get("numerator") or 0) if concerned is None else concerned) * 365 / days


def source(figure: Row, what: str, engagement: Engagement, level: str) -> Message:
    """The line under a finding: how many of what, where it counts any; which days, where not the whole period; how reliable."""
    start, end = _covered(figure, engagement)
    own = (start, end) != (engagement.period.start, engagement.period.end)
    values: dict[str, Any] = {
        "start": Day(start.isoformat()),
        "end": Day(end.isoformat()),
        "reliability": Word(f"words.reliability.{level}"),
    }
    if not figure.get("denominator"):
        return Message("findings.source_period" if own else "findings.source_alone", values)
    values |= {"n": quantity(figure, "denominator"), "what": Word(f"words.counted.{what}")}
    return Message("findings.source_over" if own else "findings.source", values)


def conclude(
    key: str,
    figure: Row,
    what: str,
    engagement: Engagement,
    values: Mapping[str, Any],
    concerned: float | None = None,
    reliability: str | None = None,
    **more: Any,
) -> Finding:
    """The finding that a row bears out, as sure as its range allows unless `reliability` says otherwise, with the line under it.

    `concerned` are the contacts or cases of the period that it is about, where not the row's numerator; `more` are fields of Finding.
    """
    level = reliability or judge(figure)
    users = annual(figure, engagement, concerned)
    fields: dict[str, Any] = {"users": users, "gap": 0.0, "source": source(figure, what, engagement, level)} | more
    return Finding(key, values, level, **fields)


def tell(key: str, engagement: Engagement, values: Mapping[str, Any], reliability: str, **more: Any) -> Finding:
    """The finding that no row bears out by itself, as sure as said; `more` are fields of Finding."""
    return conclude(key, {}, "", engagement, values, reliability=reliability, **more)


def absent(figure: Row) -> Note:
    """What stands in place of a finding that the data cannot give: the question, and what is missing; or a bound, where one may be told."""
    label, about = Word(f"indicators.{figure['indicator']}.label"), [figure["indicator"]]
    if bounded(figure):
        most = figure["low_definition"] == 0
        bound = quantity(figure, "high_definition" if most else "low_definition")
        return Note(Message(f"findings.hidden_at_{'most' if most else 'least'}", {"label": label, "bound": bound}))
    if figure["status"] == "suppressed":
        return Note(Message("findings.suppressed", {"label": label}), "hidden", about)
    if notes.has(figure.get("note"), notes.ONLY_WHILE_OPEN):
        return Note(Message("findings.only_while_open", {"label": label}), "missing", about)
    if names := notes.names(figure.get("note"), notes.MISSING):
        return Note(Message("findings.missing", {"label": label, "what": data_words(names)}), "missing", about)
    reason = next(_reasons(figure.get("note")), Message("findings.nothing"))
    return Note(Message("findings.not_measured", {"label": label, "reason": reason}), "missing", about)


def _reasons(note: object) -> Iterator[Message]:
    """What a measure noted, in words: the names that a note is about are mostly channels."""
    for key, names in notes.parsed(note):
        if wording.known(f"indicators.notes.{key}", "fr"):
            words = [Word(word) if wording.known(word := f"words.channel_the.{name}", "fr") else name for name in names]
            yield Message("findings.because", {"reason": Message(f"indicators.notes.{key}", {"what": words})})


def data_words(names: Iterable[str]) -> list[Message]:
    """These data in the client's words, the columns of one table together."""
    tables: dict[str, list[Word]] = {}
    for name in dict.fromkeys(names):
        table, _, column = name.partition(".")
        tables.setdefault(table, []).extend([Word(f"words.column.{column}")] if column else [])
    return [_data_word(table, columns) for table, columns in tables.items()]


def _data_word(table: str, columns: list[Word]) -> Message:
    if not columns:
        return Message(f"words.table.{table}")
    return Message("findings.column", {"column": columns, "table": Word(f"words.table.{table}")})


def _covered(figure: Row, engagement: Engagement) -> tuple[dt.date, dt.date]:
    """The days that the figure covers: a break declared in the period shortens it."""
    start, end = figure.get("period_start"), figure.get("period_end")
    period = engagement.period
    return dt.date.fromisoformat(start) if start else period.start, dt.date.fromisoformat(end) if end else period.end
