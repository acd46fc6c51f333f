"""The walk through the outputs finds each way in which a hidden figure could get out."""

from __future__ import annotations

import json

import nbformat
import pandas as pd
import pytest

from diagnostic.blocks import Chart, Message, Note, Table
from diagnostic.indicators import COLUMNS
from diagnostic.wording import Quantity
from tests.leaks import leaks

SOURCE = "repeat.rate[channel=counter]"
ROW = {"indicator": "repeat.rate", "scope": "channel=counter", "unit": "share"}
LIFTED = pd.DataFrame([ROW | {"value": 0.8515625, "numerator": 109.0, "status": "measured"}])


def table(*cells):
    return Table("charts.split", {"channel": "word", "contacts": "count", "repeated": "share"}, [["words.channel.counter", *cells]])


def chart(*cells, drawn=""):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><g id="ytick_1"><text>85 %</text></g><text>{drawn}</text></svg>'
    return Chart("split", {"fr": svg}, Message("report.title"), Message("report.title"), table(*cells))


def known(share):
    return Note(Message("findings.observed", {"share": Quantity(share, "share", source=SOURCE)}))


@pytest.fixture
def mission(tmp_path):
    def write(*blocks, page="", told=None):
        (tmp_path / "work" / "notebooks").mkdir(parents=True)
        (tmp_path / "output").mkdir()
        shown = [nbformat.v4.new_output("display_data", data=block.bundle()) for block in blocks]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=shown)])
        nbformat.write(notebook, tmp_path / "work" / "notebooks" / "04.ipynb")
        pd.DataFrame([ROW | {"status": "suppressed"}]).reindex(columns=list(COLUMNS)).to_csv(tmp_path / "output" / "indicators.csv")
        (tmp_path / "output" / "report.fr.html").write_text(page, encoding="utf-8")
        findings = [{"figures": {"share": {"source": SOURCE, "value": told}}}]
        (tmp_path / "output" / "findings.json").write_text(json.dumps(findings), encoding="utf-8")
        return tmp_path

    return write


def test_what_is_hidden_everywhere_is_no_leak(mission):
    assert leaks(mission(chart(None, None), table(300.0, 0.2), known(None)), LIFTED) == []


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (chart(None, 0.8515625), "charts.split gives"),
        (table(109.0, None), "charts.split gives"),
        (chart(None, None, drawn="85\u00a0%"), "split writes"),
        (known(0.85), "a sentence gives"),
    ],
)
def test_a_hidden_figure_is_found_in_a_table_a_picture_or_a_sentence(mission, block, where):
    assert [leak[: len(where)] for leak in leaks(mission(block), LIFTED)] == [where]


def test_a_hidden_figure_is_found_in_a_page_and_in_a_file(mission):
    page = f'<data value="0.85" title="{SOURCE}">85 %</data>'
    assert leaks(mission(page=page, told=0.85), LIFTED) == [f"report.fr.html gives {SOURCE}", f"findings.json gives {SOURCE}"]


def test_a_bound_in_place_of_a_hidden_share_is_no_leak_and_another_figure_is(mission):
    bound = Note(Message("findings.observed", {"share": Quantity(0.9, "share", source=f"{SOURCE}:low_definition")}))
    folder = mission(bound, page=f'<data value="0.9" title="{SOURCE}:low_definition">90 %</data>')
    written = pd.read_csv(folder / "output" / "indicators.csv", index_col=0)
    both = [f"a sentence gives {SOURCE}", f"report.fr.html gives {SOURCE}"]
    assert leaks(folder, LIFTED) == both
    for told, found in ((0.9, []), (0.8, both)):
        edges = {"low_definition": told, "high_definition": 1.0, "note": "bounded"}
        written.assign(**edges).to_csv(folder / "output" / "indicators.csv")
        assert leaks(folder, LIFTED) == found
