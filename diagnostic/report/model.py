"""The document model: a report in one language, every word and figure resolved, ready for any writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from diagnostic import wording
from diagnostic.report.svg import Picture


@dataclass(frozen=True)
class Run(wording.Run):
    """A piece of a sentence, with what it comes from, and how Markdown set it."""

    style: Literal["", "strong", "emphasis"] = ""
    href: str = ""


Text = tuple[Run, ...]


@dataclass(frozen=True)
class Column:
    """A column of a grid: `unit` is `text`, `word` or a unit of `wording.numbers`; `share` of the width, 0 for what it needs."""

    label: str
    unit: str = "text"
    numeric: bool = False
    share: float = 0.0


@dataclass(frozen=True)
class Cell:
    """What a cell shows, the figure behind it, and a line in small type under it."""

    text: str
    value: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """A table; `source` names the indicators or the files that it shows, `legend` says what stands in place of figures not told."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str = ""
    legend: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: Text
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A title inside a section; the section's own title is level 1."""

    level: int
    runs: Text
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Bullets:
    lines: tuple[Text, ...]
    ordered: bool = False
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Figure:
    """A chart, what it says to those who do not see it, and the figures it shows.

    `number` is its place in the report, after an A in the annex; `title` is empty where a finding's title stands over it.
    """

    id: str
    picture: Picture
    alt: str
    caption: Text
    data: Grid
    title: str = ""
    number: str = ""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class TableItem:
    grid: Grid
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class KeyFigure:
    """A figure, what it is, and between what and what it lies."""

    value: Run
    label: str
    range: Run | None = None


@dataclass(frozen=True)
class KeyFigures:
    """Up to four key figures side by side."""

    figures: tuple[KeyFigure, ...]
    kind: Literal["key_figures"] = "key_figures"


@dataclass(frozen=True)
class FindingItem:
    """One unit that no page splits: a title that is a sentence, its chart or table, how it reads, and where it comes from.

    `listed` where the contents name it.
    """

    id: str
    level: int
    title: Text
    reading: Text
    source: Text
    reliability: str
    strength: bool = False
    listed: bool = True
    figure: Figure | None = None
    table: Grid | None = None
    kind: Literal["finding"] = "finding"


@dataclass(frozen=True)
class NoteItem:
    """A caveat, a question that the data cannot answer, a word on method, or a part that could not be computed."""

    runs: Text
    note: Literal["caveat", "missing", "hidden", "method", "failed"] = "caveat"
    about: tuple[str, ...] = ()
    kind: Literal["note"] = "note"


Item = Paragraph | Heading | Bullets | Figure | TableItem | KeyFigures | FindingItem | NoteItem


@dataclass(frozen=True)
class Section:
    """A part of the report; `number` is empty where the part is not numbered."""

    id: str
    title: str
    items: tuple[Item, ...]
    number: str = ""


@dataclass(frozen=True)
class Message:
    """A finding in one line of page 1; `target` is the id of the finding in the body, empty where it is not there."""

    runs: Text
    reliability: str
    range: Run | None = None
    target: str = ""


@dataclass(frozen=True)
class Decision:
    """What is proposed to be decided; what a part lacks is empty."""

    what: Text
    effect: Text = ()
    owner: Text = ()
    authority: Text = ()
    start: Text = ()
    follow: Text = ()
    stop: Text = ()


@dataclass(frozen=True)
class Essential:
    """Page 1."""

    title: str
    answer: Text
    figures: tuple[KeyFigure, ...]
    messages: tuple[Message, ...]
    strengths: tuple[Message, ...]
    unknowns: tuple[Text, ...]
    decisions: tuple[Decision, ...]
    no_more_strengths: Text = ()


@dataclass(frozen=True)
class Theme:
    """The two colours of the report."""

    primary: str = "#062A43"
    accent: str = "#AF4411"


@dataclass(frozen=True)
class Document:
    """A whole report. `period` and `date` are sentences, `day` is the document's date in ISO form, `labels` the writers' own words."""

    lang: str
    title: str
    client: str
    day: str
    labels: dict[str, str]
    period: Text = ()
    date: Text = ()
    population: Text = ()
    consultant: str = ""
    theme: Theme = Theme()
    essential: Essential | None = None
    sections: tuple[Section, ...] = ()
    annex: Section | None = None

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections and the annex, in reading order."""
        return (*self.sections, *([self.annex] if self.annex else []))


def text(runs: Iterable[wording.Run]) -> Text:
    """Runs of the wording as runs of the model."""
    return tuple(run if isinstance(run, Run) else Run(run.text, run.value, run.source) for run in runs)


def plain(runs: Iterable[wording.Run]) -> str:
    """The words alone."""
    return "".join(run.text for run in runs)
