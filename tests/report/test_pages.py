"""The reports of the two towns as a reader holds them: their pages, on paper and in a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from lxml import html as parser
from PIL import Image
from pypdf import PdfReader

from diagnostic import report
from diagnostic.run import run
from tests import browser

SAMPLES = Path(__file__).parents[2] / "data_samples"
# Page 1 and the chapters; the quality of the data and the annex come after
BODY = {"ville-exemple": 15, "bourg-exemple": 6}
CHAPTERS = 4
HALF = 0.5
pytestmark = pytest.mark.long

TOWNS = pytest.mark.parametrize("town", BODY)
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each town run whole: its reports in both languages, by its name."""
    folders = {}
    for name in BODY:
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(SAMPLES / name, folder, ignore=shutil.ignore_patterns("work", "output"))
        settings = folder / "engagement.yml"
        settings.write_text(settings.read_text(encoding="utf-8").replace("languages: [fr]", "languages: [fr, en]"), encoding="utf-8")
        report.write(run(folder).engagement)
        folders[name] = folder / "output"
    return folders


@TOWNS
@LANGUAGES
def test_page_1_and_the_chapters_take_no_more_pages_than_a_reader_gives_them(written: dict[str, Path], town: str, language: str) -> None:
    starts = chapters(written[town] / f"report.{language}.pdf")
    assert len(starts) == CHAPTERS + 3  # page 1, the quality of the data and the annex
    # what comes after may begin on the last page of the body, or on a page of its own
    after, top = starts[CHAPTERS + 1]
    assert after - top <= BODY[town]


@TOWNS
@LANGUAGES
def test_no_page_is_under_half_full_but_the_last_of_a_chapter(written: dict[str, Path], town: str, language: str, tmp_path: Path) -> None:
    path = written[town] / f"report.{language}.pdf"
    last = {page - 1 for page, top in chapters(path) if top} | {len(PdfReader(path).pages)}
    full = filled(path, tmp_path)
    assert len(full) == len(PdfReader(path).pages) > 6
    assert {page: round(part, 2) for page, part in enumerate(full, start=1) if part < HALF and page not in last} == {}


@TOWNS
@LANGUAGES
def test_the_contents_name_each_finding_with_its_page(written: dict[str, Path], town: str, language: str) -> None:
    reader = PdfReader(written[town] / f"report.{language}.pdf")
    page = parser.fromstring((written[town] / f"report.{language}.html").read_text(encoding="utf-8"))
    chapters = page.xpath("//main/section[@id != 'annex']")
    findings = [finding for chapter in chapters for finding in chapter.xpath("./article/@id")]
    assert len(findings) >= 10
    assert page.xpath("//nav//details//a/@href") == [f"#{finding}" for finding in findings]
    assert len(flat(reader.outline)) == len(findings) + CHAPTERS + 3
    words = flattened(reader.pages[1].extract_text())
    titles = [flattened(page.get_element_by_id(finding)[0].text_content()) for finding in findings]
    # a line each, cut where it is longer
    assert [title for title in titles if title[:20] not in words] == []


@TOWNS
@LANGUAGES
@pytest.mark.browser
def test_page_1_holds_on_one_page_in_pdf_and_when_the_page_is_printed(
    written: dict[str, Path], town: str, language: str, tmp_path: Path
) -> None:
    page = written[town] / f"report.{language}.html"
    essential = parser.fromstring(page.read_text(encoding="utf-8")).get_element_by_id("essential")
    parts = [flattened(part.text_content()) for part in essential.xpath(".//h2 | .//h3 | .//td/p | .//p[@class='source']")]
    assert len(parts) >= 12
    for path in (written[town] / f"report.{language}.pdf", browser.printed(page, tmp_path / "profile")):
        first, second = (flattened(sheet.extract_text()) for sheet in PdfReader(path).pages[:2])
        last = flattened(essential.xpath(".//li")[-1].text_content())
        assert all(part in first for part in parts) and last in first
        assert last not in second


@TOWNS
@LANGUAGES
@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 500])
def test_axe_finds_no_violation(written: dict[str, Path], town: str, language: str, width: int, tmp_path: Path) -> None:
    axe = find_spec("axe_playwright_python")
    if axe is None or axe.origin is None:
        pytest.skip("axe-core is not installed")
    engine = Path(axe.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page = (written[town] / f"report.{language}.html").read_text(encoding="utf-8")
    # the page lets no script run and keeps the figures of its charts folded: the copy that is examined does not
    page, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.replace("<details>", "<details open>"))
    asked = (
        "axe.run().then(found => { const told = document.createElement('pre'); told.id = 'axe'; "
        "told.textContent = JSON.stringify({passes: found.passes.length, violations: found.violations.map("
        "one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 200)).join(' '))}); document.body.replaceChildren(told); })"
    )
    examined = tmp_path / "examined.html"
    examined.write_text(page.replace("</body>", f"<script>{engine}</script><script>{asked}</script></body>"), encoding="utf-8")
    shown = browser.made(examined, tmp_path / "profile", "--virtual-time-budget=120000", width=width)
    told = re.search(r'<pre id="axe">(.*?)</pre>', shown, re.DOTALL)
    assert told, "axe gave no answer"
    found = json.loads(html.unescape(told[1]))
    assert policies == 1 and found["passes"] > 30
    assert found["violations"] == []


def chapters(path: Path) -> list[tuple[int, bool]]:
    """The page on which each part begins, counted from 1, and whether it begins that page."""
    reader = PdfReader(path)
    entries = [entry for entry in reader.outline if not isinstance(entry, list)]
    places = [(reader.get_destination_page_number(entry) + 1, float(entry.top)) for entry in entries]
    height = float(reader.pages[0].mediabox.height)
    return [(page, top > 0.88 * height or page == 1) for page, top in places]


def flat(outline: list) -> list:
    """Every entry of an outline, those inside others too."""
    return [one for entry in outline for one in (flat(entry) if isinstance(entry, list) else [entry])]


def flattened(text: str) -> str:
    """The letters and digits alone: a line may break anywhere."""
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def filled(path: Path, folder: Path) -> list[float]:
    """How far down each page the last ink stands, as a part of the room between header and footer."""
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (poppler) is not on this computer")
    subprocess.run(["pdftoppm", "-r", "30", "-gray", str(path), str(folder / "page")], check=True)
    parts = []
    for picture in sorted(folder.glob("page*.pgm")):
        ink = np.asarray(Image.open(picture)) < 200
        top, bottom = round(len(ink) * 23 / 297), round(len(ink) * 275 / 297)
        lines = np.flatnonzero(ink[top:bottom].any(axis=1))
        parts.append((lines[-1] + 1) / (bottom - top) if len(lines) else 0.0)
    return parts
