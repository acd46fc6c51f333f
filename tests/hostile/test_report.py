"""Whatever a saved notebook holds, the report is written with the rest, says which cell was left out, and nothing in it runs."""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from pydantic import ValidationError

from diagnostic import blocks, ipynb, report, wording
from diagnostic.engagement import Brand, Client, Engagement, Source
from diagnostic.errors import Problem, UserError
from diagnostic.report.executed import Notebook
from diagnostic.run import record
from tests import browser
from tests.hostile import report_inputs as hostile
from tests.report import sample

REPORTS = ["report.fr.html", "report.fr.pdf", "indicators.csv", "findings.json"]


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    real = sample.catalogue(wording.catalogue)
    monkeypatch.setattr(wording, "catalogue", lambda room, language: hostile.WORDS if room == "hostile" else real(room, language))


@pytest.fixture
def town(tmp_path: Path) -> Engagement:
    """A mission with a notebook in order, which every report has to show."""
    made = sample.engagement(tmp_path)
    sample.write(made.executed, "01_who", sample.shown(sample.finding()), section="who")
    return made


def written(town: Engagement) -> tuple[parser.HtmlElement, list[Problem]]:
    """The page, and what the report had to say: every file is there and shows the notebook in order."""
    made = report.write(town, ["fr"])
    lost = [problem.text("en") for problem in made.problems if problem.key in ("report.writer_failed", "report.not_composed")]
    assert [path.name for path in made] == REPORTS, lost
    page = parser.document_fromstring((town.output / "report.fr.html").read_text(encoding="utf-8"))
    assert "Un appel sur quatre" in page.text_content()
    return page, made.problems


def inert(page: parser.HtmlElement) -> None:
    """No element that runs or fetches, no attribute that does, no address but of the web, of mail or of the page itself."""
    names = {str(element.tag).rsplit("}", 1)[-1].lower() for element in page.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "iframe", "object", "embed", "base", "link", "img", "form", "set", "animate", "foreignobject", "feimage"}
    attributes = {(name.rsplit("}", 1)[-1].lower(), value) for element in page.iter() for name, value in element.attrib.items()}
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "srcdoc", "action", "formaction")]
    addresses = [value for name, value in attributes if name in ("href", "xlink:href")]
    assert [address for address in addresses if not re.match(r"#|https?://|mailto:|data:image/png;base64,", address)] == []
    assert [value for name, value in attributes if name == "style" and "url(" in value and "url(#" not in value] == []
    assert len(page.xpath("//style")) == 1


def reasons(outputs: list[Any]) -> list[str]:
    """What is said of each output, alone in its cell: the reason for which it is refused, empty where it is shown."""
    notebook = Notebook("x", {"metadata": {}, "cells": [hostile.cell(hostile.output(made)) for made in outputs]})
    said = dict(notebook.unfit)
    assert len(notebook.unfit) == len(said) and len(notebook.blocks) + len(said) == len(outputs)
    return [said[number].key.removeprefix("report.unfit.") if number in said else "" for number in range(1, len(outputs) + 1)]


@pytest.mark.parametrize("made", [hostile.charts, hostile.shapes])
def test_each_hostile_block_is_refused_for_its_reason_or_shown_without_what_is_hostile(made: Any) -> None:
    names, outputs, expected = zip(*made(), strict=True)
    began = time.monotonic()
    found = reasons(list(outputs))
    assert dict(zip(names, found, strict=True)) == dict(zip(names, expected, strict=True))
    assert time.monotonic() - began < 60


def test_the_reasons_are_said_with_the_notebook_and_the_cell_and_the_rest_is_reported(town: Engagement) -> None:
    refused = {
        reason: made
        for _, made, reason in itertools.chain(hostile.charts(), hostile.shapes())
        if reason not in ("", "size", "number", "depth")
    }
    cells = [hostile.cell(hostile.output(made)) for made in refused.values()]
    other = hostile.cell(hostile.output({}, hostile.MIME.replace("v1", "v2")))
    hostile.save(town.executed, "02_hostile", *cells, other, sample.prose("## Après", "fr"), section="access")
    page, problems = written(town)
    assert [problem.key for problem in problems] == ["report.unfit_block"] * len(problems)
    for language in wording.LANGUAGES:
        told = [problem.text(language) for problem in problems]
        assert len(set(told)) == len(refused) + 1
        assert all("02_hostile.ipynb" in text and re.search(rf"\b{at}\b", text) for at, text in enumerate(told, start=1))
    # the client is told that something is missing
    assert wording.text("report.notebook_failed", "fr") in page.text_content()
    inert(page)


def test_scrubbed_charts_are_drawn_and_nothing_of_the_attack_is_left(town: Engagement) -> None:
    shown = [made for _, made, reason in hostile.charts() if not reason]
    hostile.save(town.executed, "02_hostile", *(hostile.cell(hostile.output(made)) for made in shown), section="access")
    page, problems = written(town)
    assert problems == [] and len(page.xpath("//figure")) == len(shown)
    assert all(figure.xpath(".//*[local-name()='rect'][@style='fill: #062a43']") for figure in page.xpath("//figure"))
    pictures = "".join(parser.tostring(picture, encoding="unicode") for picture in page.xpath("//*[local-name()='svg']"))
    assert "evil.example" not in pictures and "position" not in pictures and "class=" not in pictures
    inert(page)


def test_markdown_is_words_whatever_it_holds(town: Engagement) -> None:
    cells = [cell for markdown in hostile.MARKDOWN for cell in (sample.prose("Voici.", "fr"), sample.prose(markdown, "fr"))]
    hostile.save(town.executed, "02_prose", *cells, section="access")
    page, problems = written(town)
    assert problems == []
    inert(page)


def test_a_markdown_cell_of_a_book_is_left_out_and_told(town: Engagement) -> None:
    hostile.save(town.executed, "02_prose", sample.prose("Avant.", "fr"), sample.prose("mot " * 20_000, "fr"), section="access")
    page, problems = written(town)
    assert [(problem.key, problem.values["cell"]) for problem in problems] == [("report.unfit_block", 2)]
    assert "Avant." in page.text_content() and "mot mot" not in page.text_content()


def test_what_an_analyst_shows_beside_blocks_is_not_in_the_report(town: Engagement) -> None:
    outputs = [hostile.output(content, mime) for mime, content in hostile.OUTPUTS.items()]
    hostile.save(town.executed, "02_outputs", hostile.cell(*outputs), sample.prose("Après.", "fr"), section="access")
    page, problems = written(town)
    assert problems == [] and hostile.TITLE not in page.text_content()
    inert(page)


def test_names_are_names_wherever_they_stand(tmp_path: Path) -> None:
    for at, name in enumerate(hostile.NAMES):
        made = sample.engagement(
            tmp_path / str(at),
            **_named(name),
            sources=(Source(file=f"data/<img src=x onerror={hostile.RUN}>.csv", table="contacts", columns={}),),
        )
        sample.write(made.executed, "01_who", sample.shown(sample.finding()), section="who")
        shown = [hostile.output(hostile.bundle(block)) for block in (*hostile.named(name), _pictured(name))]
        hostile.save(made.executed, "02_names", hostile.cell(*shown), section="access")
        page, problems = written(made)
        assert problems == [], name[:40]
        inert(page)


def _named(name: str) -> dict[str, Any]:
    """The client and the consultant of this name, of a usual one where the settings refuse it."""
    try:
        return {"client": Client(name=name, languages=("fr",)), "brand": Brand(consultant=name)}
    except ValidationError:
        return {"client": Client(name="Ville", languages=("fr",))}


def _pictured(name: str) -> blocks.Chart:
    chart = sample.chart(name)
    return blocks.Chart(
        name, chart.images, blocks.Message("hostile.value", {"value": name}), blocks.Message("hostile.value", {"value": name}), chart.data
    )


@pytest.mark.parametrize(
    "brand",
    [
        {"primary": f"#062A43}}</style><script>{hostile.RUN}</script>"},
        {"primary": "#062A43\n"},
        {"accent": "url(https://evil.example/)"},
        {"accent": "red;background:url(//evil.example)"},
        {"primary": ["#062A43"]},
        {"logo": hostile.SCRUBBED["script_without_namespace"]},
        {"font": "https://evil.example/font.woff"},
    ],
    ids=range(7),
)
def test_a_brand_is_two_colours_and_a_name_and_nothing_else_passes(tmp_path: Path, brand: dict[str, Any]) -> None:
    written = """client: {name: Ville}
period: {start: 2025-01-01, end: 2025-12-31}
sources: [{file: data/a.csv, table: contacts, columns: {occurred_at: Date}}]
brand: """
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("Date\n", encoding="utf-8")
    (tmp_path / "engagement.yml").write_text(written + json.dumps(brand), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        Engagement.load(tmp_path)
    (problem,) = raised.value.problems
    assert "brand" in problem.text("en")


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")
@pytest.mark.parametrize("name", [f"<img src=x onerror={hostile.RUN}>", "' onclick='x", "a#b&c;d", "..", "02", "\u200b", "é" * 60])
def test_the_name_of_a_notebook_is_a_title_and_no_more(town: Engagement, name: str) -> None:
    sample.write(town.executed, name.replace("/", ""), sample.prose("Bonjour.", "fr"), sample.shown(sample.finding("late")))
    page, problems = written(town)
    assert problems == []
    inert(page)


@pytest.mark.parametrize(
    "metadata",
    [
        {"diagnostic": ["access"], "papermill": "no"},
        {"diagnostic": {"section": {"a": 1}}, "papermill": {"parameters": [1], "start_time": "yesterday"}},
        {"papermill": {"parameters": {"repeat_window_days": "<script>", "seed": float("nan"), "draws": 10**400, "occupancy": [1]}}},
        {"papermill": {"start_time": 7, "parameters": {"engagement": "/etc"}}},
    ],
)
def test_what_a_run_noted_of_itself_may_be_anything(town: Engagement, metadata: dict[str, Any]) -> None:
    path = sample.write(town.executed, "02_noted", sample.prose("Bonjour.", "fr"), sample.shown(sample.finding("late")))
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"metadata": metadata}), encoding="utf-8")
    page, problems = written(town)
    assert problems == [] and "Bonjour." in page.text_content()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 100_000,
        b"1" * 10_000,
        b"\xff\xfe\x00",
        b'{"cells": [], "nbformat": 99}',
        b'{"cells": 7, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        b'{"cells": [{"cell_type": "code"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ],
    ids=range(10),
)
def test_a_file_that_is_no_notebook_is_told_and_the_others_are_reported(town: Engagement, content: bytes) -> None:
    (town.executed / "02_other.ipynb").write_bytes(content)
    _, problems = written(town)
    assert [problem.key for problem in problems] == ["report.unreadable_notebook"]
    assert "02_other.ipynb" in problems[0].text("fr") and "Traceback" not in problems[0].text("fr")


def test_the_synthesis_reads_what_is_in_order_and_leaves_the_rest(town: Engagement) -> None:
    refused = [hostile.cell(hostile.output(made)) for _, made, reason in hostile.shapes() if reason in ("kind", "shape", "words")]
    hostile.save(town.executed, "02_hostile", *refused, sample.shown(sample.finding("good")))
    (town.executed / "03_broken.ipynb").write_text("[" * 100_000, encoding="utf-8")
    found = blocks.collect(town.executed)
    assert {name: [block.type for block in held] for name, held in found.items()} == {
        "01_who": ["finding"],
        "02_hostile": ["finding"],
        "03_broken": [],
    }
    assert record.fingerprint(town.executed / "03_broken.ipynb")


def test_a_notebook_that_no_memory_holds_is_not_opened(town: Engagement) -> None:
    with (town.executed / "02_large.ipynb").open("wb") as file:
        file.truncate(ipynb.LARGEST + 1)
    _, problems = written(town)
    assert "02_large.ipynb is too large" in problems[0].text("en")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes of this kind")
def test_a_pipe_that_says_nothing_is_not_waited_for(town: Engagement) -> None:
    os.mkfifo(town.executed / "02_pipe.ipynb")
    _, problems = written(town)
    assert [problem.key for problem in problems] == ["report.unreadable_notebook"]


@pytest.mark.browser
def test_nothing_runs_in_a_browser_whether_it_is_left_out_or_got_in(town: Engagement, tmp_path: Path) -> None:
    """Every attack in one report; then a page into which they all got raw, which its policy holds; then the same without the policy."""
    shown = [hostile.cell(hostile.output(made)) for _, made, reason in hostile.charts() if not reason]
    named = [hostile.cell(hostile.output(hostile.bundle(block))) for name in hostile.NAMES for block in hostile.named(name)]
    prose = [sample.prose(markdown, "fr") for markdown in hostile.MARKDOWN if len(markdown) < 1_000]
    outputs = hostile.cell(*(hostile.output(content, mime) for mime, content in hostile.OUTPUTS.items()))
    hostile.save(town.executed, "02_hostile", *shown, *named, *prose, outputs, section="access")
    written(town)
    page = (town.output / "report.fr.html").read_text(encoding="utf-8")
    got_in = page.replace("<h1>", "".join(hostile.RAW) + "<h1>")
    bare = re.sub("<meta http-equiv[^>]*>", "", page.replace("<h1>", hostile.RAW[0] + "<h1>"))
    frames = {"left-out": page, "got-in": got_in, "bare": bare}
    looked_at = """<script>
      addEventListener("load", () => { for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument, style = (element) => frame.contentWindow.getComputedStyle(element);
        frame.title = [page.title, style(page.body).display, style(page.documentElement).getPropertyValue("--primary"),
                       style(page.querySelector("svg rect[style]")).fill].join("|");
        frame.removeAttribute("srcdoc"); } });
    </script>"""
    inside = "".join(f'<iframe id="{name}" srcdoc="{html.escape(content)}"></iframe>' for name, content in frames.items())
    (tmp_path / "frames.html").write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><title>outside</title>{inside}{looked_at}', encoding="utf-8"
    )
    made = parser.document_fromstring(browser.made(tmp_path / "frames.html", tmp_path / "profile"))
    title = "Diagnostic de la relation aux usagers · Saint-Exemple-sur-Loire"
    in_order = [title, "block", "#062A43", "rgb(6, 42, 67)"]
    seen = {name: made.get_element_by_id(name).get("title").split("|") for name in frames}
    assert seen == {"left-out": in_order, "got-in": in_order, "bare": [hostile.TITLE, *in_order[1:]]}
    assert made.findtext(".//title") == "outside"


@pytest.mark.long
def test_any_member_of_any_block_may_be_anything(town: Engagement) -> None:
    """Each alone in its cell: shown or told, and the report is written; a dozen at a time, so that one that breaks it is found."""
    every = list(hostile.mutations())
    assert len(every) > 1_000
    for at in range(0, len(every), 400):
        cells = [hostile.cell(hostile.output(made)) for _, made in every[at : at + 400]]
        hostile.save(town.executed, "02_hostile", *cells, section="access")
        page, problems = written(town)
        assert {problem.key for problem in problems} <= {"report.unfit_block"}
        inert(page)


def test_some_members_of_some_blocks_may_be_anything(town: Engagement) -> None:
    cells = [hostile.cell(hostile.output(made)) for _, made in itertools.islice(hostile.mutations(), 0, None, 61)]
    hostile.save(town.executed, "02_hostile", *cells, section="access")
    page, problems = written(town)
    assert {problem.key for problem in problems} == {"report.unfit_block"}
    inert(page)
