"""The PDF: accessible, kept for long, the same every time, and laid out for a reader."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from diagnostic.report.fonts import MISSING, drawable
from diagnostic.report.model import Document, FindingItem, Section
from diagnostic.report.pdf import pdf


@pytest.fixture(scope="module")
def written(french: Document) -> bytes:
    return pdf(french)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_conforms(rich, language: str, profile: str) -> None:
    page = pytest.importorskip("page", reason="page-validation is not installed")
    content = pdf(rich[1][language])
    failures = [(failure.rule_id, failure.message) for failure in page.validate_pdf_bytes(content, profile=profile).failures]
    # The checker takes a stream's last byte for a line end where it happens to be a carriage return.
    if _lengths_hold(content):
        failures = [failure for failure in failures if "STREAM-LENGTH" not in failure[0]]
    assert failures == []


def test_the_same_document_gives_the_same_bytes(french: Document, written: bytes) -> None:
    assert pdf(french) == written


def test_a_picture_without_alternative_text_cannot_be_written(french: Document) -> None:
    import typst

    finding = next(item for item in french.sections[1].items if isinstance(item, FindingItem))
    mute = replace(finding, figure=replace(finding.figure, alt=""))
    with pytest.raises(typst.TypstError, match="alt"):
        pdf(replace(french, essential=None, annex=None, sections=(Section("who", "Qui", (mute,), "1"),)))


def test_a_report_of_one_paragraph_and_one_of_nothing_can_be_written(french: Document) -> None:
    for sections in ((), french.sections[6:7]):
        assert pdf(replace(french, essential=None, annex=None, sections=sections)).startswith(b"%PDF")


def test_marks_of_typst_in_the_words_stay_words(french: Document, tmp_path: Path) -> None:
    hostile = replace(french, client="#panic() *Ville* $x$ @a <b> [c]", essential=None, annex=None, sections=())
    assert "#panic() *Ville* $x$ @a <b> [c]" in _text(pdf(hostile), tmp_path)


def test_the_first_page_holds_the_whole_essential_and_only_it(written: bytes, tmp_path: Path) -> None:
    first, second = _text(written, tmp_path).split("\f")[:2]
    for part in ("L’essentiel", "Ce que montrent les données", "Ce qui fonctionne", "Ce que nous ne savons pas", "Ce que nous proposons"):
        assert part in first
    assert "Sommaire" in second


def test_a_finding_stands_on_one_page(written: bytes, tmp_path: Path) -> None:
    pages = _text(written, tmp_path).split("\f")[1:]
    titles = [page.count("Un appel sur quatre arrive") for page in pages]
    titles[0] -= 6  # the contents name each
    readings = [page.count("À midi et en fin de journée") for page in pages]
    assert titles == readings and sum(titles) == 6


def test_figures_are_numbered_in_order_through_the_report(written: bytes, tmp_path: Path) -> None:
    numbers = re.findall(r"^ *Figure (A?\d+)\.", _text(written, tmp_path), re.M)
    assert numbers == [*(str(number) for number in range(1, len(numbers))), "A1"] and len(numbers) > 8


def test_the_numbers_of_pages_are_those_of_the_document(written: bytes, tmp_path: Path) -> None:
    pages = [page for page in _text(written, tmp_path).split("\f") if page.strip()]
    shown = [re.search(r"page (\d+) / (\d+)", page).groups() for page in pages]
    assert shown == [(str(number), str(len(pages))) for number in range(1, len(pages) + 1)]


def test_long_tables_run_over_pages_with_their_header(french: Document, tmp_path: Path) -> None:
    table = next(item for item in french.sections[5].items if item.kind == "table")
    long = replace(table, grid=replace(table.grid, rows=table.grid.rows * 15))
    shown = _text(pdf(replace(french, essential=None, annex=None, sections=(Section("gaps", "Écarts", (long,), "1"),))), tmp_path)
    pages = [page for page in shown.split("\f") if "Concession funéraire" in page]
    assert len(pages) > 2 and all("Démarche" in page for page in pages)


def _lengths_hold(content: bytes) -> bool:
    """Whether each stream ends exactly where its /Length says."""
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*?stream\r?\n", content))
    return bool(streams) and all(content[found.end() + int(found[1]) :].startswith(b"\nendstream") for found in streams)


def _text(content: bytes, folder: Path) -> str:
    """The words of a PDF, a form feed between pages."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler) is not on this computer")
    path = folder / "report.pdf"
    path.write_bytes(content)
    return (
        subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
        .stdout.decode("utf-8")
        .replace("\u202f", " ")
    )


def test_what_the_typeface_cannot_draw_becomes_a_lozenge_and_the_rest_stays():
    assert drawable("Ville 🏖 « œ » → 10\u202f000") == f"Ville {MISSING} « œ » → 10\u202f000"


def test_a_name_with_an_emoji_does_not_cost_the_pdf(french):
    assert pdf(replace(french, client="Ville 🏖 市")).startswith(b"%PDF")
