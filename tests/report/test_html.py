"""The page: self-contained, readable by everyone, traceable."""

from __future__ import annotations

import html as entities
import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html as parser

from diagnostic.report import svg
from diagnostic.report.html import html
from diagnostic.report.model import Document
from tests import browser
from tests.report import sample


@pytest.fixture(scope="module")
def written(french: Document) -> str:
    return html(french)


@pytest.fixture(scope="module")
def page(written: str) -> parser.HtmlElement:
    return parser.document_fromstring(written)


def test_the_page_asks_nothing_of_the_network(page: parser.HtmlElement, written: str) -> None:
    assert page.xpath("//script | //link | //iframe | //object | //embed | //img | //base") == []
    references = page.xpath("//@src | //@href | //@action | //@srcset") + re.findall(r"url\(([^)]*)\)", written)
    # A consultant's own link is followed by a click alone; nothing else may leave the page.
    assert [reference[:40] for reference in references if not reference.startswith(("#", "data:font/otf;base64,", "data:image/"))] == []
    assert "@import" not in written


def test_no_code_and_no_machine_path_is_shown(written: str) -> None:
    assert not any(hidden in written for hidden in ("secret_code", "Traceback", "papermill", "/tmp/", "Note de travail"))


def test_the_page_says_its_language_and_has_one_title(page: parser.HtmlElement) -> None:
    assert page.get("lang") == "fr"
    assert [title.text_content() for title in page.xpath("//h1")] == ["Diagnostic de la relation aux usagers"]
    assert "Saint-Exemple-sur-Loire" in page.findtext(".//title")


def test_headings_never_skip_a_level(page: parser.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_has_a_name_and_the_table_of_its_figures(page: parser.HtmlElement) -> None:
    pictures = page.xpath("//*[local-name()='svg']")
    assert len(pictures) > 8
    for picture in pictures:
        assert picture.get("role") == "img"
        assert picture.get("aria-label") == "Barres\u00a0: les appels culminent le matin et restent nombreux à midi."
        assert picture.xpath("ancestor::figure//details//table")


def test_every_picture_is_numbered_beneath(page: parser.HtmlElement) -> None:
    numbers = page.xpath("//figure/figcaption/@data-number")
    assert len(numbers) == len(page.xpath("//figure"))
    assert numbers[:2] == ["Figure 1", "Figure 2"] and numbers[-1] == "Figure A1"


def test_every_table_names_its_columns_and_is_named(page: parser.HtmlElement) -> None:
    for table in page.xpath("//table"):
        assert table.xpath("./thead/tr/th[@scope='col']") and not table.xpath("./thead//td")
        assert table.xpath("./caption") or table.getparent().get("aria-label")
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))


def test_ids_are_unique_and_every_link_inside_the_page_leads_somewhere(page: parser.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {link[1:] for link in page.xpath("//@href | //@*[local-name()='xlink:href']") if link.startswith("#")}
    assert targets and targets <= set(ids)
    labels = set(page.xpath("//@aria-labelledby"))
    assert labels <= set(ids)


def test_landmarks_and_a_way_past_the_navigation(page: parser.HtmlElement) -> None:
    assert len(page.xpath("//main[@id='content']")) == 1 and page.xpath("//nav[@aria-label]") and page.xpath("//header")
    assert page.xpath("//body/*[1][self::a]/@href") == ["#content"]


def test_each_figure_in_prose_carries_its_value_and_its_source(page: parser.HtmlElement) -> None:
    figures = {(figure.get("title"), figure.get("value"), figure.text_content()) for figure in page.xpath("//data")}
    assert ("opening.out_of_hours_share[all]", "0.2512", "25\u00a0%") in figures
    assert ("opening.out_of_hours_share[all]", "0.2512", "quatre") in figures
    assert page.xpath("//time[@datetime='2026-01-10']")


def test_words_are_escaped(french: Document) -> None:
    from dataclasses import replace

    hostile = html(replace(french, client='<script>alert("x")</script>'))
    assert "<script" not in hostile


def test_the_brand_replaces_the_two_colours(french: Document) -> None:
    from dataclasses import replace

    from diagnostic.report.model import Theme

    assert ":root{--primary:#005A9C;--accent:#7C3B82}" in html(replace(french, theme=Theme("#005A9C", "#7C3B82")))


def test_the_same_document_gives_the_same_page(french: Document, written: str) -> None:
    assert html(french) == written


def test_ids_of_a_picture_are_its_own_and_its_references_follow() -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="1in" onload="x()">'
        '<defs><clipPath id="p"><rect/></clipPath><path id="m" d="M 0 0"/></defs><g clip-path="url(#p)"/><use xlink:href="#m"/>'
        '<a xlink:href="https://exemple.fr/a"><g/></a><rect fill="url(https://exemple.fr/b)"/><script>x()</script><style>*{color:red}</style></svg>'
    )
    picture = svg.drawn(drawn)
    shown = picture.inline("figure-1", "Un <dessin>")
    assert 'id="figure-1-p"' in shown and "url(#figure-1-p)" in shown and 'xlink:href="#figure-1-m"' in shown
    assert 'aria-label="Un &lt;dessin&gt;"' in shown
    assert not any(outside in shown for outside in ("exemple.fr", "onload", "<script", "<style"))
    assert (picture.width, picture.height) == (72.0, 72.0)
    # what a page does with its ids is the page's: the file that the PDF draws has its own, on a second page too
    assert 'id="p"' in picture.standalone() and "url(#p)" in picture.standalone() and 'id="figure-2-p"' in picture.inline("figure-2", "x")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_never_scrolls_sideways(written: str, tmp_path: Path, width: int) -> None:
    frame = tmp_path / "frame.html"
    # A frame, because a headless window is never narrower than 500 pixels.
    frame.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><iframe width="{width}" height="800" srcdoc="{entities.escape(written)}" '
        'onload="document.body.dataset.wide = this.contentDocument.documentElement.scrollWidth - this.contentWindow.innerWidth"></iframe>',
        encoding="utf-8",
    )
    shown = browser.made(frame, tmp_path / "profile")
    found = re.search(r'data-wide="(-?\d+)"', shown)
    assert found, "the browser gave no page"
    assert int(found[1]) <= 0


def test_a_wide_picture_keeps_its_own_width() -> None:
    assert "max-width:468pt" in svg.drawn(sample.svg()).inline("x", "y")
