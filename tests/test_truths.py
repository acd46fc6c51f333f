"""The two sample towns, from their messy files to the indicators: the figures are those counted before the mess was added."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from data_samples.towns import truth_contacts, ville
from data_samples.towns.parameters import VilleParameters
from diagnostic import questions, report
from diagnostic.blocks import Chart, Essential, Finding, Table, collect
from diagnostic.engagement import Parameters
from diagnostic.findings.declaration import DECLARED, holds
from diagnostic.indicators import OTHERS, decode, encode
from diagnostic.questions import flow
from diagnostic.questions.better_week.measures import best_weeks
from diagnostic.questions.flow import before_after
from diagnostic.resources import shipped
from diagnostic.run import run
from diagnostic.town import open_engagement
from diagnostic.wording import Quantity
from tests.altered import altered
from tests.claims import chart_of, only_in_alt, said_otherwise, unaccounted
from tests.leaks import leaks, parts_of
from tests.questions.everything import measure_all

SAMPLES = shipped("data_samples")
# Rows the ledger says were lost (unreadable stamps) can move a count by as many, and a share by as much of its denominator.
LOSS = {"ville-exemple": 16, "bourg-exemple": 2}
# What becomes of the truths of each town: 845 and 87
FATES = {
    "ville-exemple": {"compared": 787, "taken together": 13, "suppressed": 46, "not measured": 2},
    "bourg-exemple": {"compared": 83, "taken together": 2, "suppressed": 2},
}
# Truths that the kit does not measure, by indicator and pattern of scopes: why not
UNMEASURED = {
    ("satisfaction.csat", "all"): "satisfaction comes in a later version",
    ("satisfaction.dissatisfied", "all"): "satisfaction comes in a later version",
}


@pytest.fixture(scope="module", params=sorted(LOSS))
def town(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / request.param
    shutil.copytree(SAMPLES / request.param, folder, ignore=shutil.ignore_patterns("work", "output"))
    return request.param, open_engagement(folder)


@pytest.fixture(scope="module")
def rows(town):
    return measure_all(town[1].store).set_index(["indicator", "scope"])


def truths(name: str) -> list[dict]:
    return json.loads((SAMPLES / "truths" / f"{name}.json").read_text(encoding="utf-8"))["truths"]


def account(folder: Path) -> list[dict]:
    return json.loads((folder / "work" / "intake.json").read_text(encoding="utf-8"))["sources"]


def test_the_ledger_adds_up_and_says_what_was_lost(town):
    name, opened = town
    sources = account(opened.engagement.folder)
    assert all(source["read"] == source["accepted"] + source["rejected"] + source["duplicates"] for source in sources)
    assert sum(source["rejected"] for source in sources) == LOSS[name]


def test_the_bulk_closing_and_the_change_of_tool_of_the_sample_town_are_found(town):
    name, opened = town
    sources = {source["source"]: source for source in account(opened.engagement.folder)}
    changes = [(source, change["day"], change["previous"]) for source in sources for change in sources[source]["changes"]]
    flagged = opened.store.query(
        "select closed_day, count(*) as n, count(distinct source) as sources from fact_cases where artefact = 'bulk_closing' group by 1"
    )
    if name == "ville-exemple":
        assert changes == [("demandes#Nouvel outil", "2025-07-01", "demandes#Demandes")]
        assert [(str(row.closed_day)[:10], row.n, row.sources) for row in flagged.itertuples()] == [("2025-12-18", 164, 2)]
        assert sum(source["artefacts"].get("bulk_closing", 0) for source in sources.values()) == 164
    else:
        assert (changes, len(flagged)) == ([], 0)


def unmeasured(truth: dict) -> tuple[str, str] | None:
    """The entry of `UNMEASURED` that names this truth."""
    return next((entry for entry in UNMEASURED if entry[0] == truth["indicator"] and fnmatchcase(truth["scope"], entry[1])), None)


def figures(truth: dict) -> dict[str, float | None]:
    """The columns of a row that a truth tells, as the kit writes them."""
    columns = {
        "value": "realised",
        "low_definition": "least",
        "numerator": "numerator",
        "denominator": "cases" if "cases" in truth else "denominator",
    }
    expected = {column: truth[name] for column, name in columns.items() if name in truth}
    if truth["indicator"] == "repeat.chaser_rate":  # the kit counts in hundreds of case-months
        expected["denominator"] /= 100
    return expected


def same(truth: float | None, figure: float) -> bool:
    """Truths are kept to nine digits."""
    return pd.isna(figure) if truth is None else figure == pytest.approx(truth, rel=1e-6, abs=1e-8)


def shown_as(truth: dict, rows: pd.DataFrame) -> tuple[str, str]:
    """The row that tells this truth: its own, or that of the labels too rare to be shown each."""
    name, scope = truth["indicator"], decode(truth["scope"])
    pooled = [(name, encode(**scope | {label: OTHERS})) for label in scope]
    return next((key for key in ((name, truth["scope"]), *pooled) if key in rows.index), (name, truth["scope"]))


def few(truth: dict, rules: Parameters, unit: str) -> bool:
    """Whether what the truth counts is about few people."""
    counted = truth.get("numerator", truth["realised"] if isinstance(truth["realised"], int) else None)
    parts = [] if counted is None else [counted, truth["denominator"] - counted] if unit == "share" else [counted]
    return any(0 < part < rules.small_group for part in parts)


def rightly_hidden(truth: dict, told: list[dict], rows: pd.DataFrame, opened) -> bool:
    """Whether the truth itself, or another that the same row tells, calls for hiding it, for the reason that the row's note gives."""
    key, rules = shown_as(truth, rows), opened.engagement.parameters
    unit, note, own = rows.loc[key, "unit"], rows.loc[key, "note"], rows.xs(truth["indicator"])
    match note:
        case "few_agents":
            staff = opened.store.query("select site, fte from staff where channel = 'counter'").groupby("site")["fte"].sum()
            return any(staff[decode(one["scope"])["site"]] < rules.min_team for one in told)
        case "by_subtraction":
            # something beside it, of the same cut, is hidden for itself
            alike = [scope for scope in own.index if set(decode(scope)) & set(decode(truth["scope"]))]
            return not few(truth, rules, unit) and any(
                own.loc[scope, "status"] == "suppressed" and own.loc[scope, "note"] in ("", "bounded") for scope in alike
            )
        case "bounded":
            low, high = rows.loc[key, ["low_definition", "high_definition"]]
            return low <= truth["realised"] <= high and any(few(one, rules, unit) for one in told)
        case _:
            return note == "" and any(few(one, rules, unit) for one in told)


def test_every_truth_is_measured_hidden_for_its_reason_or_named(town, rows):
    name, opened = town
    fates, wrong, pooled = Counter(), [], defaultdict(list)
    for truth in truths(name):
        pooled[shown_as(truth, rows)].append(truth)
    for key, told in pooled.items():
        for truth in told:
            absent = key not in rows.index or rows.loc[key, "status"] == "not_measurable"
            if absent or unmeasured(truth):
                fates["not measured"] += 1
                if not (absent and unmeasured(truth)):
                    wrong.append((key, "neither measured nor named" if absent else "named, but measured"))
            elif rows.loc[key, "status"] == "suppressed":
                fates["suppressed"] += 1
                if not rightly_hidden(truth, told, rows, opened):
                    wrong.append((key, "suppressed without its reason", rows.loc[key, "note"]))
            elif key[1] != truth["scope"]:
                fates["taken together"] += 1
            else:
                fates["compared"] += 1
                row = rows.loc[key]
                wrong += [(key, column, value, row[column]) for column, value in figures(truth).items() if not same(value, row[column])]
        if key in rows.index and rows.loc[key, "status"] == "measured" and key[1] != told[0]["scope"]:
            # what stands for several labels counts what they count
            for column in ("numerator", "denominator"):
                parts = [figures(truth).get(column) for truth in told]
                if None not in parts and not same(sum(parts), rows.loc[key, column]):
                    wrong.append((key, column, sum(parts), rows.loc[key, column]))
    assert wrong == []
    assert dict(fates) == FATES[name]


def test_each_name_of_what_is_not_measured_stands_for_a_truth():
    assert {unmeasured(truth) for name in FATES for truth in truths(name)} - {None} == set(UNMEASURED)


def test_the_mailing_the_slow_team_and_the_growing_stock_of_the_sample_town_are_found(town, rows):
    name, opened = town
    if name != "ville-exemple":
        return
    planted = VilleParameters()
    around = before_after.around(opened.store).set_index(["day", "what"])
    mailing = around.loc[(pd.Timestamp(planted.mailing), "contacts")]
    assert mailing["low"] > 0 and mailing["change"] * mailing["weeks_after"] > planted.mailing_calls  # and those who call again
    assert around.loc[(pd.Timestamp(planted.mailing), "opened"), "low"] < 0  # the mailing opened no cases
    slow, other = (rows.loc[("processing.p50", f"team={team}"), "value"] for team in (planted.instruction.slow_team, "Secteur nord"))
    assert slow > 1.1 * other
    slowed = rows.loc[("processing.net_flow", f"procedure={planted.instruction.slowed_procedure}"), "value"]
    assert slowed > 1.25 > rows.loc[("processing.net_flow", "all"), "value"]
    (course,) = flow.whole(opened.store).itertuples()
    assert (course.by_tool, course.without) == (planted.bulk_closed, course.end + planted.bulk_closed)
    assert course.pace_ended == pytest.approx(course.pace_opened, rel=0.1)  # what the bulk closing took is no pace
    grown = flow.procedures(opened.store, flow.measure(opened.store)).set_index("procedure")
    assert grown.index[grown["grown"]].tolist() == [planted.instruction.slowed_procedure]


def test_the_planted_better_week_of_the_telephone_is_found(town):
    name, opened = town
    if name != "ville-exemple":
        pytest.skip("nothing is planted in the hours of the small town")
    (phone,) = (place for place in best_weeks(opened.store) if place.channel == "phone")
    moved = phone.weeks[-1].open - phone.term.open
    opens, closes = ({(day + 1, slot / 2) for day, slot in zip(*np.nonzero(side), strict=True)} for side in (moved > 0, moved < 0))
    # from Friday 15:00-17:00 to Thursday 17:00-19:00
    assert opens and opens <= {(4, 17.0), (4, 17.5), (4, 18.0), (4, 18.5)}
    assert closes and closes <= {(5, 15.0), (5, 15.5), (5, 16.0), (5, 16.5)}
    assert phone.proposal is not None


def rows_of(opened, indicator: str, scope: str) -> float:
    rows = flow.measure(opened.store).set_index(["indicator", "scope"])
    return rows.loc[(indicator, scope), "value"]


def test_the_planted_stock_and_what_followed_the_mailing_are_found(town):
    name, opened = town
    planted = json.loads((SAMPLES / "truths" / f"{name}.json").read_text(encoding="utf-8")).get("planted")
    if planted is None:
        pytest.skip("nothing is planted in the flow of the small town")
    backlog = flow.daily(opened.store).set_index("day")["backlog"]
    assert {day: backlog[day] for day in planted["waiting"]} == planted["waiting"]
    assert rows_of(opened, "processing.open_stock", "all") == planted["waiting"][max(planted["waiting"])]
    slowed = planted["backlog"]
    end = rows_of(opened, "processing.open_stock", encode(procedure=slowed["procedure"]))
    assert abs(end - slowed["waiting"][max(slowed["waiting"])]) <= 1  # the closing of one of them is on a row that cannot be read
    around = before_after.around(opened.store)
    (mailing,) = around[(around["day"].astype(str).str[:10] == planted["mailing"]["day"]) & (around["what"] == "contacts")].itertuples()
    assert abs(mailing.after - planted["mailing"]["contacts_a_week_after"]) <= LOSS[name]
    assert mailing.low > 0


def test_no_percentile_rests_on_fewer_than_thirty_cases(rows):
    shown = rows[(rows["status"] == "measured") & rows["value"].notna()]
    times = shown[shown.index.get_level_values("indicator").str.match(r"processing\.(working_)?p\d+|processing\.closed_only_p50")]
    assert len(times)
    assert (times["denominator"] >= 30).all()


def test_every_indicator_of_the_list_has_its_row_for_the_whole(rows):
    names = set(rows.index.get_level_values("indicator"))
    assert names == {indicator for indicator, scope in rows.index if scope == "all"}
    assert len(names) > 80


@pytest.fixture(scope="module")
def diagnosed(tmp_path_factory):
    """Each town run whole, by name; its findings are declared where each question is imported."""
    outcomes = {}
    questions.every()
    for name in LOSS:
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(SAMPLES / name, folder, ignore=shutil.ignore_patterns("work", "output"))
        outcomes[name] = run(folder)
    return outcomes


@pytest.mark.long
def test_each_finding_of_a_town_has_a_name_of_its_own_and_rests_on_what_it_declares(diagnosed):
    for outcome in diagnosed.values():
        findings = stated(outcome)
        assert len({finding.id for finding in findings}) == len(findings) >= 12
        for finding in findings:
            sources = {value.source for value in finding.values.values() if isinstance(value, Quantity) and "[" in value.source}
            assert {source.partition("[")[0] for source in sources} <= set(DECLARED[finding.id.partition(";")[0]].indicators), finding.id


@pytest.mark.long
def test_charts_bear_out_the_findings_of_a_town_and_other_figures_would_not(diagnosed):
    drawn = [finding for outcome in diagnosed.values() for finding in stated(outcome) if finding.chart]
    assert [finding.id for finding in drawn if not holds(finding)] == []
    noticed = {finding.id.partition(";")[0] for finding in drawn if not holds(altered(finding))}
    assert noticed == {finding.id.partition(";")[0] for finding in drawn}
    assert len(noticed) >= 20


@pytest.mark.long
def test_no_output_gives_a_figure_that_a_row_hides(diagnosed):
    for outcome in diagnosed.values():
        folder = outcome.engagement.folder
        report.write(outcome.engagement)
        lifted = measure_all(open_engagement(folder, small_group=1, min_team=1, min_cases=1, draws=100).store)
        assert leaks(folder, lifted) == []


# what a table counts that is nobody: rows of files, town halls, agents needed, days, and differences
OF_NOBODY = {"findings.ledger", "findings.flagged", "charts.standing", "charts.staffing", "charts.presence", "findings.around"}
OF_NOBODY |= {"charts.ages", "findings.by_procedure"}


@pytest.mark.long
def test_a_town_shows_most_of_what_it_measures_and_no_table_counts_few_people(diagnosed, tell):
    shown = {}
    for name, outcome in diagnosed.items():
        report.write(outcome.engagement)
        status = pd.read_csv(outcome.engagement.folder / "output" / "indicators.csv")["status"].value_counts()
        shown[name] = status["measured"] / (status["measured"] + status["suppressed"])
        for table in (part for blocks in collect(outcome.engagement.executed).values() for part in parts_of(list(blocks), Table)):
            for column, kind in table.columns.items():
                if kind.startswith("count") and table.key not in OF_NOBODY:
                    small = [figure for figure in table.column(column) if isinstance(figure, (int, float)) and 0 < figure < 11]
                    # arrivals by half-hour are told to the nearest five
                    assert [figure for figure in small if table.key != "charts.week" or figure not in (5, 10)] == [], (table.key, column)
        (essential,) = (
            block for blocks in collect(outcome.engagement.executed).values() for block in blocks if isinstance(block, Essential)
        )
        assert essential.figures and essential.messages and essential.decisions
        assert bool(essential.strengths) == any(finding.strength for finding in stated(outcome))
    tell("share shown in the small town", shown["bourg-exemple"])
    tell("share hidden in the large town", 1 - shown["ville-exemple"])
    assert shown["bourg-exemple"] >= 0.75
    assert shown["ville-exemple"] >= 0.95


def stated(outcome):
    return [block for blocks in collect(outcome.engagement.executed).values() for block in blocks if isinstance(block, Finding)]


@pytest.mark.long
def test_the_small_town_has_a_short_report_with_findings_and_no_frail_percentile(diagnosed):
    outcome = diagnosed["bourg-exemple"]
    folder = outcome.engagement.folder
    report.write(outcome.engagement)
    assert outcome.exit_code == 0
    assert body_pages(folder / "output" / "report.fr.pdf") <= 8
    found = json.loads((folder / "output" / "findings.json").read_text(encoding="utf-8"))
    assert sum(not finding["strength"] and finding["gap"] > 0 for finding in found) >= 3
    page = (folder / "output" / "report.fr.html").read_text(encoding="utf-8")
    written = pd.read_csv(folder / "output" / "indicators.csv")
    assert unaccounted(page, written) == []
    assert "Location de salle" in page
    few = written[
        written["scope"].isin(["procedure=Urbanisme", "procedure=others"]) & written["indicator"].str.match(r"processing\..*p\d\d$")
    ]
    assert len(few) >= 3 and few["value"].isna().all()  # under thirty cases: no time may be shown


def body_pages(path: Path) -> int:
    """The pages before the annex."""
    document = PdfReader(path)
    (annex,) = [entry for entry in document.outline if not isinstance(entry, list) and entry.title.endswith("Annexe")]
    return document.get_destination_page_number(annex)


@pytest.mark.long
def test_chains_of_repeats_are_as_long_as_in_the_events_of_the_town(tmp_path):
    shutil.copytree(SAMPLES / "ville-exemple", tmp_path / "ville", ignore=shutil.ignore_patterns("work", "output"))
    store, p = open_engagement(tmp_path / "ville").store, VilleParameters()
    planted, depth = Counter(), {}
    over = dt.datetime.combine(p.extract_date + dt.timedelta(days=1), dt.time())
    for one in truth_contacts.seen(ville.simulate(p), over)[0]:
        if one.counted and one.handled:
            depth[id(one)] = depth[id(one.previous)] + 1 if one.gap is not None and one.gap <= 7 * 86_400 else 1
            if p.period_start <= one.local.date() <= p.period_end and one.person:
                planted[depth[id(one)]] += 1
    found, at = Counter(), {}
    for row in store.query("select * from fact_contacts where counted and handled and at_s is not null order by contact").itertuples():
        ways = [("matter", row.person, row.topic), ("case", row.case_id)]
        ways = [way for way in ways if not any(pd.isna(part) for part in way)]
        again = pd.notna(row.previous_gap_s) and row.previous_gap_s <= 7 * 86_400
        before = [at[way, row.at_s - row.previous_gap_s] for way in ways if again and (way, row.at_s - row.previous_gap_s) in at]
        at |= {(way, row.at_s): (max(before) if before else 0) + 1 for way in ways}
        if row.in_period and pd.notna(row.person):
            found[(max(before) if before else 0) + 1] += 1
    print({length: (planted[length], found[length]) for length in sorted(planted | found)})
    assert max(planted) >= 4
    assert sum(abs(planted[length] - found[length]) for length in planted | found) <= 2 * LOSS["ville-exemple"]


@pytest.mark.long
def test_a_figure_reads_the_same_wherever_a_report_tells_it(diagnosed):
    """In sentences, on page 1, in the lines under charts, and in what a reader hears in place of a picture."""
    for outcome in diagnosed.values():
        report.write(outcome.engagement)
        (page,) = (outcome.engagement.folder / "output").glob("report.fr.html")
        assert said_otherwise(page.read_text(encoding="utf-8")) == {}
        blocks = [block for shown in collect(outcome.engagement.executed).values() for block in shown]
        drawn = [block for block in blocks if isinstance(block, Chart) or (isinstance(block, Finding) and block.chart)]
        assert len(drawn) > 8
        assert [(chart_of(block).name, told) for block in drawn if (told := only_in_alt(block, "fr"))] == []
