"""The letter says what the data of the mission lack, in words, and the same in Markdown and in Word."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import docx
import pytest

from diagnostic import wording
from diagnostic.engagement import Client, Engagement, Period
from diagnostic.indicators.catalogue import catalogue
from diagnostic.measuring.readiness import readiness
from diagnostic.papers import letter, letter_text
from diagnostic.papers.paper import Bullets, Heading, Paper, Paragraph, Table, markdown
from diagnostic.papers.word_file import word

PERIOD = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31))
THERE = {"contacts.occurred_at", "contacts.channel", "contacts.topic", "cases.opened_at", "cases.closed_at", "hours"}


def source(file: str, table: str, *columns: str, **fixed: str) -> dict:
    return {"file": f"data/{file}", "table": table, "columns": dict.fromkeys(columns, "x"), "fixed": fixed}


def written(there: set[str], *sources: dict, problems: tuple = ()) -> letter.Letter:
    rows = readiness(lambda table: [{name.partition(".")[2] for name in there if name.partition(".")[0] == table}])
    engagement = Engagement(folder=Path(), client=Client(name="Ville"), period=PERIOD, sources=())
    return letter.letter(engagement, {"readiness": rows, "sources": list(sources), "problems": list(problems)})


def of_name(made: letter.Letter, name: str) -> letter.Extract:
    (found,) = (extract for extract in made.extracts if extract.name == name)
    return found


MAILS = source("mails.csv", "contacts", "occurred_at", "topic", channel="email")
CASES = source("dossiers.xlsx", "cases", "opened_at", "closed_at", "phone")


def test_every_indicator_stands_in_one_question() -> None:
    listed = [name for question in written(set()).questions for lack in question.lacks for name in lack.indicators]
    assert sorted(listed) == sorted(catalogue())


def test_with_everything_there_is_nothing_to_ask() -> None:
    made = written({name for entry in catalogue().values() for way in entry.needs for name in way})
    assert {question.state for question in made.questions} == {"ready"}
    assert (made.extracts, made.declared) == ((), ())


def test_columns_are_asked_where_their_table_is_and_empty_ones_are_told() -> None:
    asked = of_name(written(THERE, MAILS, CASES), "cases")
    assert asked.files == ("dossiers.xlsx",)
    assert asked.empty == () and {"acknowledged_at", "first_response_at"} <= set(asked.columns)
    assert "closed_at" in of_name(written(THERE - {"cases.closed_at"}, MAILS, CASES), "cases").empty
    asked = of_name(written(THERE, MAILS, source("dossiers.xlsx", "cases", "case_id", "opened_at")), "contacts")
    assert "person" in asked.columns and asked.files == ("mails.csv",)


def test_calls_are_asked_of_the_telephone_system_unless_a_call_log_is_there() -> None:
    assert of_name(written(THERE, MAILS, CASES), "calls").files == ()
    calls = source("appels.csv", "contacts", "occurred_at", channel="phone")
    made = written(THERE, MAILS, calls, CASES)
    assert "outcome" in of_name(made, "contacts").columns
    assert "calls" not in {extract.name for extract in made.extracts}


def test_a_new_file_is_asked_with_all_that_makes_it_useful() -> None:
    asked = of_name(written(THERE, MAILS, CASES), "case_events")
    assert asked.files == () and asked.columns == ("case_id", "activity", "at", "team")


def test_what_the_services_know_is_not_asked_of_the_it() -> None:
    made = written(THERE - {"hours"}, MAILS, CASES)
    assert {"hours", "promises", "client.population"} <= set(made.declared)
    assert not {"hours", "promises", "offer", "staff"} & {extract.name for extract in made.extracts}


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_letter_speaks_in_words_never_in_names_of_columns(language: str) -> None:
    problem = {"texts": {each: f"unread {each}" for each in wording.LANGUAGES}}
    text = markdown(letter_text.paper(written(THERE, MAILS, CASES, problems=(problem,)), "Ville", language))
    assert not re.search(r"\b[a-z]+_[a-z]+\b|\b(cases|contacts|tickets)\.[a-z]", text.replace("mails.csv", ""))
    assert f"unread {language}" in text
    for key in ("request.never", "request.send", "request.person", "declared.promises"):
        assert wording.text(f"papers.{key}", language) in text
    assert wording.text("words.column.acknowledged_at", language) in text


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_word_and_markdown_hold_the_same_sentences(language: str) -> None:
    made = letter_text.paper(written(THERE, MAILS, CASES), "Ville", language)
    document = docx.Document(io.BytesIO(word(made)))
    there = [paragraph.text for paragraph in document.paragraphs]
    there += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    shown = markdown(made)
    for part in made.parts:
        said = (*part.headers, *(cell for row in part.rows for cell in row)) if isinstance(part, Table) else ()
        said += part.items if isinstance(part, Bullets) else ()
        said += (part.text,) if isinstance(part, (Heading, Paragraph)) else ()
        for sentence in said:
            assert sentence in there and sentence in shown
    assert len(document.tables) == len(letter.QUESTIONS)
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)
    assert document.core_properties.language == {"fr": "fr-FR", "en": "en-GB"}[language]


def test_a_pipe_or_a_line_break_in_a_cell_does_not_break_the_table() -> None:
    table = Table(("a", "b"), (("x | y", "two\nlines"),), (0.5, 0.5))
    assert markdown(Paper("en", "t", (table,))).splitlines()[2:] == ["| a | b |", "| --- | --- |", "| x \\| y | two lines |"]
