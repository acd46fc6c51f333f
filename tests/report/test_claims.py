"""Every number that the report prints is the one that its source holds."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from diagnostic.report.files import indicators_csv
from diagnostic.report.html import html
from tests.claims import unaccounted
from tests.report import sample


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(indicators_csv(sample.indicators())))


def page(body: str, language: str = "fr") -> str:
    return f'<html lang="{language}"><body><p>{body}</p></body></html>'


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_whole_report_holds_no_number_without_a_source(rich, rows: pd.DataFrame, language: str) -> None:
    assert unaccounted(html(rich[1][language]), rows) == []


def test_a_typed_number_is_found(rows: pd.DataFrame) -> None:
    assert len(unaccounted(page("Il faut 12 agents et 3\u202f000 appels."), rows)) == 2


def test_a_digit_inside_a_name_is_no_figure(rows: pd.DataFrame) -> None:
    assert unaccounted(page("Après l'étape T10 Instruction"), rows) == []
    assert len(unaccounted(page("Après 10 étapes"), rows)) == 1


def test_a_figure_of_an_unknown_indicator_is_found(rows: pd.DataFrame) -> None:
    assert unaccounted(page('<data value="0.2512" title="opening.unknown[all]">25\u00a0%</data>'), rows)


def test_a_figure_that_reads_otherwise_than_its_row_is_found(rows: pd.DataFrame) -> None:
    right = '<data value="0.2512" title="opening.out_of_hours_share[all]">25\u00a0%</data>'
    assert unaccounted(page(right), rows) == []
    assert unaccounted(page(right.replace("25\u00a0%", "26\u00a0%")), rows)
    assert unaccounted(page(right.replace('"0.2512"', '"0.2612"')), rows)


def test_a_share_in_words_must_be_near_its_row(rows: pd.DataFrame) -> None:
    spelled = '<data value="0.2512" title="opening.out_of_hours_share[all]">quatre</data>'
    assert unaccounted(page(spelled), rows) == []
    assert unaccounted(page(spelled.replace("quatre", "trois")), rows)


def test_a_count_is_checked_against_its_part_of_the_row(rows: pd.DataFrame) -> None:
    counted = '<data value="4512" title="opening.out_of_hours_share[all]:denominator">4\u202f512</data>'
    assert unaccounted(page(counted), rows) == []
    assert unaccounted(page(counted.replace(":denominator", ":numerator")), rows)


def test_a_declared_figure_must_read_as_its_value(rows: pd.DataFrame) -> None:
    declared = '<data value="7" title="parameters.repeat_window_days">7\u00a0jours</data>'
    assert unaccounted(page(declared), rows) == []
    assert unaccounted(page(declared.replace("7\u00a0jours", "8\u00a0jours")), rows)


def test_dates_tables_and_charts_are_left_out(rows: pd.DataFrame) -> None:
    shown = '<time datetime="2025-01-01">1er janvier 2025</time><table><tr><td>12</td></tr></table><svg><text>14</text></svg>'
    assert unaccounted(page(shown), rows) == []
    assert unaccounted(page(shown + " et 12"), rows)


def test_the_indicator_file_reads_back_as_it_was_written(rows: pd.DataFrame) -> None:
    written = list(csv.DictReader(io.StringIO(indicators_csv(sample.indicators()).decode("utf-8"))))
    assert [row["indicator"] for row in written] == sorted(row["indicator"] for row in written)
    assert {row["indicator"]: row["value"] for row in written}["opening.out_of_hours_share"] == "0.2512"
