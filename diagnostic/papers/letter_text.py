"""The readiness letter in words: what can be measured, what is missing and why it matters, and the request to the town's IT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from diagnostic import wording
from diagnostic.errors import Verbatim
from diagnostic.indicators.asking import EXTRACTED, SETTINGS
from diagnostic.papers.letter import Extract, Letter, Question
from diagnostic.papers.paper import Bullets, Heading, Paper, Paragraph, Part, Table
from diagnostic.wording import Day, Word

WIDTHS = (0.5, 0.14, 0.36)
FRAME = ("period", "open_cases", "format", "person", "never", "codes", "send")


def paper(letter: Letter, client: str, language: str) -> Paper:
    """The letter as a working paper in a language."""
    said = _Said(language)
    period = said("readiness.period", start=Day(letter.start.isoformat()), end=Day(letter.end.isoformat()))
    parts: list[Part] = [Paragraph(said("readiness.purpose")), Paragraph(period)]
    if letter.sensitive:
        parts.append(Paragraph(said("readiness.sensitive", topics=[Verbatim(topic) for topic in letter.sensitive])))
    for question in letter.questions:
        parts += _question(question, said)
    if letter.unread:
        parts += [Heading(said("readiness.unread")), Paragraph(said("readiness.unread_note"))]
        parts.append(Bullets(tuple(problem["texts"][language] for problem in letter.unread)))
    if letter.declared:
        tables = dict.fromkeys(name.partition(".")[0] for name in letter.declared)
        parts += [Heading(said("services.title")), Paragraph(said("services.opening"))]
        parts.append(Bullets(tuple(said(f"declared.{table}") for table in tables)))
    parts += _request(letter, client, said)
    return Paper(language, said("readiness.title", client=client), tuple(parts))


def lacking(names: Iterable[str], language: str) -> str:
    """What is missing, in words: "la date de clôture dans l'export des demandes, les horaires d'ouverture"."""
    columns: dict[str, list[Word]] = {}
    for name in names:
        table, _, column = name.partition(".")
        columns.setdefault(table, []).extend([Word(f"words.column.{column}")] if column else [])
    said = _Said(language)
    parts = []
    for table, words in columns.items():
        where = Word(f"words.table.{table}")
        if words and table in EXTRACTED:
            parts.append(said("readiness.in_table", columns=words, table=where))
        elif words and table in SETTINGS:
            parts += [wording.text(word.key, language) for word in words]
        else:
            parts.append(wording.text(where.key, language))
    return ", ".join(parts)


class _Said:
    """Sentences of `papers.yml` in a language."""

    def __init__(self, language: str):
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return wording.text(f"papers.{key}", self.language, **values)

    def labels(self, indicators: Sequence[str]) -> str:
        return ", ".join(wording.text(f"indicators.{name}.label", self.language) for name in indicators)


def _question(question: Question, said: _Said) -> Iterator[Part]:
    yield Heading(said(f"questions.{question.name}.title"))
    yield Paragraph(f"{said(f'readiness.{question.state}')} {said(f'questions.{question.name}.why')}")
    rows = [(said.labels(question.ready), said("readiness.yes"), said("readiness.nothing"))] if question.ready else []
    rows += [(said.labels(lack.indicators), said("readiness.no"), lacking(lack.missing, said.language)) for lack in question.lacks]
    yield Table(tuple(said(f"readiness.{name}") for name in ("indicators", "measurable", "missing")), tuple(rows), WIDTHS)


def _request(letter: Letter, client: str, said: _Said) -> Iterator[Part]:
    if not letter.extracts:
        yield Heading(said("request.title"))
        yield Paragraph(said("request.none"))
        return
    yield Heading(said("request.title"), fresh=True)
    yield from (Paragraph(said(f"request.{name}", client=client)) for name in ("subject", "hello", "opening"))
    for extract in letter.extracts:
        yield from _extract(extract, said)
    yield Heading(said("request.frame_title"), 2)
    days = {name: Day(day.isoformat()) for name, day in (("start", letter.start), ("end", letter.end), ("history", letter.history))}
    left_out = {"person": not letter.identifies, "open_cases": all(extract.name != "cases" for extract in letter.extracts)}
    yield Bullets(tuple(said(f"request.{name}", **days) for name in FRAME if not left_out.get(name)))
    yield Paragraph(said("request.thanks"))


def _extract(extract: Extract, said: _Said) -> Iterator[Part]:
    name = Word(f"papers.extracts.{extract.name}.name")
    files = [Verbatim(file) for file in extract.files]
    yield Heading(said("request.more" if files else "request.new", table=name, files=files), 2)
    lines = [said("request.rows", rows=Word(f"papers.extracts.{extract.name}.rows"))]
    for key in ("columns", "empty"):
        columns = [Word(f"words.column.{column}") for column in getattr(extract, key)]
        lines += [said(f"request.{key}", columns=columns)] if columns else []
    yield Bullets(tuple(lines))
