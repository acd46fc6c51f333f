"""The kinds of blocks, each language-free and able to display itself.

A block travels in the saved notebook as one JSON bundle (`MIME`), from which the report is built, beside ordinary
HTML so that the notebook reads well in JupyterLab. Sentences are wording keys with their values: no block holds prose.
"""

from __future__ import annotations

import datetime as dt
import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeGuard

from diagnostic import wording
from diagnostic.indicators import notes
from diagnostic.wording import Day, Quantity, Word

if TYPE_CHECKING:
    import pandas as pd

    from diagnostic.measuring.disclosure import Disclosed

WORDS = ("text", "word", "date")  # the kinds of columns that hold no figures
DECIDED = ("owner", "authority", "start", "follow", "stop")
EMPTY, EMPTY_LEGEND = "words.empty.", "words.empty_legend."
MIME = "application/vnd.diagnostic.block.v1+json"


@dataclass(frozen=True)
class Message:
    """A sentence to come: a wording key and the values it needs (Quantity, Word, text or lists of them)."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _said(self) -> dict[str, list[wording.Run]]:
        """What was said of it by language: it is said when it is checked and wherever it is shown."""
        return {}

    def runs(self, language: str) -> list[wording.Run]:
        if language not in self._said:
            self._said[language] = wording.runs(self.key, language, **self.values)
        return self._said[language]

    def text(self, language: str) -> str:
        return "".join(run.text for run in self.runs(language))


@dataclass(frozen=True)
class Block:
    """Anything a notebook can show."""

    type: ClassVar[str]

    def bundle(self) -> dict[str, Any]:
        """The MIME bundle: the block itself, and HTML for whoever opens the notebook."""
        language = wording.display_language.get()
        shown = self.html(language)
        return {MIME: {"type": self.type, **to_json(self)}, "text/html": shown, "text/plain": f"<{self.type}>"}

    def html(self, language: str) -> str:
        raise TypeError(f"{type(self).__name__} does not say how it is displayed")


@dataclass(frozen=True)
class Indicator(Block):
    """One indicator with every scope it was measured on: rows of the indicator file.

    `headline` is the scope shown as a key figure, None for one that only feeds the workbook and the annex.
    """

    type: ClassVar[str] = "indicator"
    name: str
    rows: Sequence[Mapping[str, Any]]
    headline: str | None = None

    @classmethod
    def of(cls, frame: Disclosed, name: str, headline: str | None = None) -> Indicator:
        """The rows of `frame`, what a measure gave, that hold this indicator."""
        return cls(name, records(frame[frame["indicator"] == name]), headline)

    @classmethod
    def each(cls, frame: Disclosed) -> list[Indicator]:
        """One block per indicator of `frame`, in its order. UserError where it has not passed disclosure control."""
        from diagnostic.measuring.disclosure import require

        require("Indicator", frame)
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in records(frame):
            rows.setdefault(row["indicator"], []).append(row)
        return [cls(name, found) for name, found in rows.items()]

    def quantity(self, scope: str = "all") -> Quantity:
        """The value of one scope with its range, ready for a sentence."""
        row = next((row for row in self.rows if row["scope"] == scope), None)
        if row is None:
            raise KeyError(f"{self.name} has no scope {scope!r}")
        return quantity_of(row)

    def html(self, language: str) -> str:
        label = wording.text(f"indicators.{self.name}.label", language)
        lines = [
            f"<tr><td>{html.escape(str(row['scope']))}</td><td style='text-align:right'>"
            f"{html.escape(self._told(row, language))}</td>"
            f"<td>{html.escape(str(row['status']))}</td></tr>"
            for row in self.rows
        ]
        return f"<table><caption>{html.escape(label)}</caption>{''.join(lines)}</table>"

    def _told(self, row: Mapping[str, Any], language: str) -> str:
        figure = quantity_of(row)
        return wording.text(f"{EMPTY}{notes.empty(row)}", language) if figure.value is None else wording.numbers.quantity(figure, language)


@dataclass(frozen=True)
class Table(Block):
    """Rows with one kind per column: a unit of `wording.numbers`, `text`, `date` (a day as ISO), or `word` (a wording key).

    `columns` maps a column's name to its kind; headers are the wording keys `<key>.columns.<name>`, the title `<key>.title`.
    In place of a figure may stand a wording key, and in place of a figure or a word a Quantity with a unit of its own. A None is a figure
    that is not told: `empty` says by column why, a word of `words.empty`, whose legend stands under the table: `hidden` unless it says
    otherwise, in a column of bounds `no_range`.
    """

    type: ClassVar[str] = "table"
    key: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    source: str = ""
    annex: bool = False
    empty: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> list[Any]:
        """The cells of one column as plain values, None where a figure is hidden."""
        at = list(self.columns).index(name)
        cells = [None if self._untold(name, row[at]) else row[at] for row in self.rows]
        return [_json_value(cell.value if isinstance(cell, Quantity) else cell) for cell in cells]

    def without_empty(self, *names: str) -> Table:
        """The table without those of these columns that hold nothing in any row."""
        empty = [name for name in names if not any(value is not None for value in self.column(name))]
        kept = [at for at, name in enumerate(self.columns) if name not in empty]
        columns = {name: kind for name, kind in self.columns.items() if name not in empty}
        return replace(self, columns=columns, rows=[[row[at] for at in kept] for row in self.rows])

    @cached_property
    def _said(self) -> dict[str, list[list[str]]]:
        return {}

    def cells(self, language: str) -> list[list[str]]:
        """The words of each row, in the order of the columns."""
        if language not in self._said:
            self._said[language] = [
                [self.cell(name, value, language) for name, value in zip(self.columns, row, strict=True)] for row in self.rows
            ]
        return self._said[language]

    def cell(self, name: str, value: Any, language: str) -> str:
        kind = self.columns[name]
        if why := self._untold(name, value):
            return wording.text(f"{EMPTY}{why}", language)
        if kind == "text":
            return "" if value is None else wording.typography(wording.label(str(value), language), language)
        if kind == "date":
            return wording.numbers.date(dt.date.fromisoformat(value), language) if value else ""
        if isinstance(value, str) or (kind == "word" and value is None):
            return wording.text(value, language) if value else ""
        return wording.numbers.quantity(value if isinstance(value, Quantity) else Quantity(value, kind), language)

    def title(self, language: str) -> str:
        return wording.text(f"{self.key}.title", language)

    def legend(self, language: str) -> str:
        """What the words mean that stand for figures which are not told; empty where all are."""
        cells = [pair for row in self.rows for pair in zip(self.columns, row, strict=True)]
        return " · ".join(dict.fromkeys(wording.text(f"{EMPTY_LEGEND}{why}", language) for pair in cells if (why := self._untold(*pair))))

    def _untold(self, name: str, value: Any) -> str | None:
        """Why a cell tells no figure; None where it tells one, or words."""
        if isinstance(value, str):
            return value.removeprefix(EMPTY) if value.startswith(EMPTY) else None
        figure = value.value if isinstance(value, Quantity) else value
        if self.columns[name] in WORDS or _json_value(figure) is not None:
            return None
        return self.empty.get(name, "no_range" if name in ("low", "high") else "hidden")

    def header(self, name: str, language: str) -> str:
        return wording.text(f"{self.key}.columns.{name}", language)

    def headers(self, language: str) -> list[str]:
        return [self.header(name, language) for name in self.columns]

    def html(self, language: str) -> str:
        head = "".join(f"<th>{html.escape(header)}</th>" for header in self.headers(language))
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in self.cells(language))
        caption = html.escape(" · ".join(filter(None, [self.title(language), self.legend(language)])))
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Chart(Block):
    """A picture drawn once per language, with its alternative text and the table of what it shows.

    `caption` is the line under it (what, n, period); `annex` sends a chart that no finding carries to the annex.
    """

    type: ClassVar[str] = "chart"
    name: str
    images: Mapping[str, str]
    alt: Message
    caption: Message
    data: Table
    annex: bool = False

    def html(self, language: str) -> str:
        return self.images.get(language) or next(iter(self.images.values()))


@dataclass(frozen=True)
class Decision:
    """What is proposed to be decided, each part a sentence or a few words.

    `what` is to be done (a verb and its object) and with what expected `effect`, where one was worked out; `owner` carries it, by role;
    `authority` says who is competent to decide it, after whose opinion and by what act; it is to `start` then, `follow` tells whether it
    works, and `stop` when to give it up.
    """

    what: Message
    effect: Message | None = None
    owner: Message | None = None
    authority: Message | None = None
    start: Message | None = None
    follow: Message | None = None
    stop: Message | None = None


@dataclass(frozen=True)
class Finding(Block):
    """Something the client should know: a title that is a sentence, how it reads, and how sure it is.

    `key` names the wording group `title`, `reading`, and where there is one `question` (what is not known), `clause` (what it is inside
    a sentence), `relation` (the same beside one that it goes with), `decision` (what is proposed) and parts of `Decision` of its own.
    `users` is the number of contacts or cases concerned in a year, `gap` the distance to the target or to zero on a 0-1 scale.
    `id` says which finding it is, whatever its wording; `scope`, as of an indicator row, which of several that one question gives.
    `overdue` is one about a time announced or set by law that is not kept; `annex` sends one that argues nothing by itself to the annex.
    """

    type: ClassVar[str] = "finding"
    key: str
    values: Mapping[str, Any]
    reliability: str
    users: float
    gap: float
    strength: bool = False
    chart: Chart | None = None
    table: Table | None = None
    source: Message | None = None
    id: str = ""
    scope: str = "all"
    overdue: bool = False
    annex: bool = False

    @property
    def rank(self) -> float:
        """Users affected x gap x reliability, half of it where nothing is proposed to be done about it."""
        sure = {"solid": 1.0, "to_confirm": 0.6, "indicative": 0.3}[self.reliability]
        return self.users * self.gap * sure * (1.0 if self.message("decision") else 0.5)

    @cached_property
    def decision(self) -> Decision | None:
        """What is proposed; who carries and decides it and how it is followed, in words of its own, else in those of its question."""
        what = self.message("decision")
        if what is None:
            return None
        question = f"findings.decided_{self.id.partition('.')[0]}"
        shared = {part: Message(f"{question}.{part}") for part in DECIDED if wording.known(f"{question}.{part}", "fr")}
        own = {part: said for part in ("effect", *DECIDED) if (said := self.message(part))}
        return Decision(what, **(shared | own))

    @cached_property
    def _messages(self) -> dict[str, Message | None]:
        return {}

    def message(self, part: str) -> Message | None:
        """The sentence `part` of this finding, None where its wording has none."""
        if part not in self._messages:
            key = f"{self.key}.{part}"
            self._messages[part] = Message(key, self.values) if wording.known(key, "fr") else None
        return self._messages[part]

    def html(self, language: str) -> str:
        title, reading = self.message("title"), self.message("reading")
        shown = f"<h4>{html.escape(title.text(language))}</h4>" if title else ""
        shown += self.chart.html(language) if self.chart else ""
        shown += self.table.html(language) if self.table else ""
        return shown + (f"<p>{html.escape(reading.text(language))}</p>" if reading else "")


@dataclass(frozen=True)
class Note(Block):
    """A caveat, or a question that the data cannot answer. `kind`: `caveat`, `missing`, `hidden` for few people, or `method` (annex).

    `about` are the indicators that a missing or hidden one stands for: a report tells them all in one place.
    """

    type: ClassVar[str] = "note"
    message: Message
    kind: str = "caveat"
    about: Sequence[str] = field(default_factory=list)

    def html(self, language: str) -> str:
        return f"<p><em>{html.escape(self.message.text(language))}</em></p>"


@dataclass(frozen=True)
class Essential(Block):
    """Page 1: the answer in one sentence, key figures, the messages, what works (and that no more does), what is not known, decisions."""

    type: ClassVar[str] = "essential"
    answer: Message
    figures: Sequence[Indicator]
    messages: Sequence[Finding]
    strengths: Sequence[Finding]
    unknowns: Sequence[Message]
    decisions: Sequence[Decision]
    no_more_strengths: Message | None = None

    def html(self, language: str) -> str:
        def listed(title: str, messages: Sequence[Message | None]) -> str:
            items = "".join(f"<li>{html.escape(message.text(language))}</li>" for message in messages if message)
            return f"<h4>{html.escape(wording.text(f'report.essential.{title}', language))}</h4><ul>{items}</ul>" if items else ""

        return (
            f"<h3>{html.escape(self.answer.text(language))}</h3>"
            + listed("messages", [finding.message("title") for finding in self.messages])
            + listed("strengths", [*(finding.message("title") for finding in self.strengths), self.no_more_strengths])
            + listed("unknowns", self.unknowns)
            + listed("decisions", [decision.what for decision in self.decisions])
        )


TYPES = {block.type: block for block in (Indicator, Table, Chart, Finding, Note, Essential)}


def show(*blocks: Block | None) -> None:
    """Display blocks in the notebook, in their order; None is a chart or a finding that the data give no reason to show."""
    from IPython.display import display

    for block in blocks:
        if block is not None:
            display(block.bundle(), raw=True)


def quantity_of(row: Mapping[str, Any]) -> Quantity:
    """The value of an indicator row with its range: over definitions where that is the wider one."""
    bounds = [(row.get("low"), row.get("high")), (row.get("low_definition"), row.get("high_definition"))]
    wide = [(float(low), float(high)) for low, high in bounds if _is_number(low) and _is_number(high)]
    low, high = max(wide, key=lambda pair: pair[1] - pair[0]) if wide else (None, None)
    value = row["value"] if _is_number(row["value"]) else None
    return Quantity(value, row["unit"], low, high, f"{row['indicator']}[{row['scope']}]")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain JSON values, missing ones as None."""
    return [record(row) for row in frame.to_dict("records")]


def record(row: Mapping[str, Any] | pd.Series) -> dict[str, Any]:
    """One row of a frame in the same way: quicker by far than as a frame of one row."""
    return {str(name): _json_value(value) for name, value in row.items()}


def plain(figure: float) -> float | None:
    """A figure for a table: None where it is hidden or not known."""
    value = _json_value(figure)
    return None if value is None else float(value)


MARK = "$"
ORDER = "$order"  # a saved notebook sorts its keys; the columns of a table and the values of a sentence have an order
MARKED = {cls.__name__: cls for cls in (Message, Quantity, Word, Day, Indicator, Table, Chart, Decision, Finding)}


def to_json(value: Any) -> Any:
    """The block as JSON; nested objects carry their class under `$`."""
    if is_dataclass(value) and not isinstance(value, type):
        return {MARK: type(value).__name__} | {f.name: _field_to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return _json_value(value)


def _field_to_json(value: Any) -> Any:
    return to_json(value) | {ORDER: list(map(str, value))} if isinstance(value, Mapping) else to_json(value)


def _json_value(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "isoformat"):
        return None if str(value) == "NaT" else value.isoformat()
    return None if str(value) == "<NA>" else value


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)
