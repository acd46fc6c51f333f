"""What `report` puts in `output/`, and what it does when something is in the way."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from diagnostic import report
from diagnostic.blocks import Indicator
from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from diagnostic.indicators import COLUMNS
from diagnostic.wording import Quantity
from tests.report import sample

FILES = ["findings.json", "indicators.csv", "rejects.csv", "report.en.html", "report.en.pdf", "report.fr.html", "report.fr.pdf"]


@pytest.fixture
def small(town: Engagement) -> Engagement:
    """A mission with one executed notebook and rejects."""
    sample.write(town.executed, "01_who", sample.shown(*sample.indicators(), sample.finding(chart=sample.chart())), section="who")
    (town.folder / "work" / "rejects.csv").write_bytes(b"file;line\nappels.csv;3\n")
    return town


def test_every_file_is_written_and_named(small: Engagement) -> None:
    written = report.write(small)
    assert sorted(path.name for path in written) == sorted(path.name for path in small.output.iterdir()) == FILES
    assert written.problems == [] and all(path.is_absolute() for path in written)
    assert (small.output / "rejects.csv").read_bytes() == b"file;line\nappels.csv;3\n"


def test_the_same_notebooks_give_the_same_bytes(small: Engagement) -> None:
    contents = []
    for _ in range(2):
        report.write(small, ["fr"])
        contents.append({path.name: path.read_bytes() for path in small.output.iterdir()})
    assert contents[0] == contents[1]


def test_without_an_executed_notebook_the_user_is_told_what_to_do(town: Engagement) -> None:
    with pytest.raises(UserError) as raised:
        report.write(town)
    assert "diagnostic run" in raised.value.text("fr")
    assert not town.output.exists()


def test_a_file_held_by_another_program_is_written_beside_it(small: Engagement, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name == "report.fr.html":
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    written = report.write(small, ["fr"])
    assert "report.fr (2).html" in [path.name for path in written]
    (problem,) = written.problems
    assert "report.fr.html" in problem.text("fr") and "report.fr (2).html" in problem.text("fr")
    assert not list(small.output.glob("*.part"))


def test_a_folder_that_takes_no_file_is_told_once_with_what_to_do(small: Engagement, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, content: bytes) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(UserError) as raised:
        report.write(small)
    (problem,) = raised.value.problems
    assert (
        str(small.output) in problem.text("fr")
        and "diagnostic report" in problem.text("fr")
        and "PermissionError" not in problem.text("fr")
    )


def test_reports_in_a_language_no_longer_asked_for_are_removed_and_named(small: Engagement) -> None:
    small.output.mkdir()
    for name in ("report.fr.html", "report.fr.pdf", "report.fr (2).pdf", "report.de.pdf", "notes.html"):
        (small.output / name).write_bytes(b"earlier")
    english = small.model_copy(update={"client": small.client.model_copy(update={"languages": ("en",)})})
    written = report.write(english)
    assert written.removed == ["report.fr.html", "report.fr.pdf"] and written.problems == []
    left = {path.name for path in small.output.iterdir()}
    assert {"report.en.html", "report.fr (2).pdf", "report.de.pdf", "notes.html"} <= left and not left & set(written.removed)


def test_a_writer_that_fails_does_not_keep_the_others_from_writing(small: Engagement, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: object) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr("diagnostic.report.pdf.pdf", broken)
    written = report.write(small, ["fr"])
    assert [path.name for path in written] == ["report.fr.html", "indicators.csv", "findings.json", "rejects.csv"]
    assert ["report.fr.pdf" in problem.text("fr") and "no ink" in problem.text("fr") for problem in written.problems] == [True]


def test_a_notebook_that_cannot_be_read_is_told_and_the_others_are_reported(small: Engagement) -> None:
    (small.executed / "02_broken.ipynb").write_text("{", encoding="utf-8")
    written = report.write(small, ["fr"])
    assert len(written) == 5
    assert ["02_broken.ipynb" in problem.text("en") for problem in written.problems] == [True]


def test_the_indicator_file_has_the_columns_of_the_contract_and_each_scope_once(town: Engagement) -> None:
    share = Quantity(0.1 + 0.2, "share", source="opening.out_of_hours_share[channel=phone]")
    pooled = Quantity(1.0, "share", source="opening.out_of_hours_share[all]")
    rows = [sample.row(share, numerator=3.0, denominator=10.0), sample.row(pooled)]
    block = Indicator("opening.out_of_hours_share", rows)
    sample.write(town.executed, "01_a", sample.shown(block), section="who")
    sample.write(town.executed, "02_b", sample.shown(Indicator("opening.out_of_hours_share", rows[:1])), section="access")
    report.write(town, ["fr"])
    with (town.output / "indicators.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert {line[0] for line in lines} == {"opening.out_of_hours_share"}
    assert [line[1:3] for line in lines] == [["all", "1"], ["channel=phone", "0.3"]]
    assert dict(zip(header, lines[1], strict=True))["numerator"] == "3"


def test_findings_are_said_in_every_language_with_their_figures(small: Engagement) -> None:
    report.write(small, ["fr", "en"])
    (finding,) = json.loads((small.output / "findings.json").read_text(encoding="utf-8"))
    assert finding["title"] == {
        "fr": "Un appel sur quatre arrive quand l’accueil est fermé",
        "en": "One call in four arrives while the desk is closed",
    }
    assert finding["figures"]["share"] == {
        "source": "opening.out_of_hours_share[all]",
        "value": 0.2512,
        "unit": "share",
        "low": 0.23,
        "high": 0.272,
    }
    assert finding["rank"] == 4512 * 0.25 / 2  # nothing is proposed


def test_one_notebook_goes_through_nbconvert(small: Engagement) -> None:
    from diagnostic.report.exporters import HTMLReport, PDFReport

    path = small.executed / "01_who.ipynb"
    page, told = HTMLReport(language="en").from_filename(str(path))
    assert '<html lang="en">' in page and "arrives while the desk is closed" in page and told["output_extension"] == ".html"
    content, told = PDFReport().from_filename(str(path))
    assert content.startswith(b"%PDF") and told["output_extension"] == ".pdf"
