"""What the reports of missions that lack half of what a town may have say: nothing that their data do not carry."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic import questions, report
from diagnostic.blocks import Chart, Finding, collect
from diagnostic.findings.declaration import DECLARED, holds
from diagnostic.run import run
from diagnostic.wording import LANGUAGES, Quantity, numbers
from tests.claims import chart_of, only_in_alt, said_otherwise, unaccounted
from tests.partial.missions import MISSIONS, make

pytestmark = pytest.mark.long

ABOUT_CALLS = {"reach.answered", "reach.waiting", "reach.callers_reached", "journey.journey"}
# the findings that the rows of each mission can bear out: its dates are drawn at random, nothing else is there
MAY_SAY = {
    "opened, due and closed": {"promises.kept", "flow.open_stock", "flow.backlog", "processing.slowest", "journey.journey"},
    "opened alone": set(),
    "day only, one channel": set(),
    "event log alone": {"flow.open_stock", "flow.backlog", "stages.longest", "processing.slowest"},
    "no identifier": ABOUT_CALLS - {"reach.callers_reached"},
    "calls without topic": ABOUT_CALLS,
}


@pytest.fixture(scope="module", params=sorted(MISSIONS))
def mission(request, tmp_path_factory):
    """Name, folder, and what the saved notebooks show."""
    questions.every()
    folder = make(tmp_path_factory.mktemp("partial") / "mission", request.param)
    outcome = run(folder)
    report.write(outcome.engagement)
    assert outcome.exit_code == 0
    return request.param, folder, [block for shown in collect(outcome.engagement.executed).values() for block in shown]


@pytest.fixture
def findings(mission):
    return [block for block in mission[2] if isinstance(block, Finding)]


def test_a_mission_says_nothing_that_its_rows_cannot_bear_out(mission, findings):
    name, _, _ = mission
    assert {finding.id.partition(";")[0] for finding in findings} <= MAY_SAY[name]
    assert bool(findings) == bool(MAY_SAY[name])


def test_nothing_is_made_of_what_is_drawn_at_random(mission, findings):
    """No strength, no procedure singled out: dates are uniform, requests of one kind."""
    assert [finding.id for finding in findings if finding.strength] == []


def test_each_finding_rests_on_what_is_measured_and_is_borne_out_by_its_chart(mission, findings):
    rows = pd.read_csv(mission[1] / "output" / "indicators.csv")
    measured = set(rows.loc[(rows["status"] == "measured") & rows["value"].notna(), "indicator"])
    assert [finding.id for finding in findings if not DECLARED[finding.id.partition(";")[0]].borne_out(measured)] == []
    assert [finding.id for finding in findings if not holds(finding)] == []


def test_no_sentence_tells_what_is_not_known(findings):
    for finding in findings:
        for language in LANGUAGES:
            said = [message.text(language) for part in ("title", "clause", "reading", "decision") if (message := finding.message(part))]
            assert not [one for one in said if numbers.quantity(Quantity(None, "share"), language) in one or "None" in one]


def test_a_figure_reads_the_same_wherever_the_report_tells_it(mission):
    _, folder, blocks = mission
    rows = pd.read_csv(folder / "output" / "indicators.csv")
    for page in (folder / "output").glob("report.*.html"):
        text = page.read_text(encoding="utf-8")
        assert said_otherwise(text) == {}
        assert unaccounted(text, rows) == []
    drawn = [block for block in blocks if isinstance(block, Chart) or (isinstance(block, Finding) and block.chart)]
    assert [(chart_of(block).name, told) for block in drawn if (told := only_in_alt(block, "fr"))] == []
