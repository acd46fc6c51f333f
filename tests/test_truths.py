"""The two sample towns, from their messy files to the indicators: the figures are those counted before the mess was added."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from data_samples.towns import truth_contacts, ville
from data_samples.towns.parameters import VilleParameters
from diagnostic import questions as measures
from diagnostic import report
from diagnostic.questions.better_week.measures import best_weeks
from diagnostic.questions.flow import before_after
from diagnostic.questions.flow import measures as flow
from diagnostic.resources import shipped
from diagnostic.run import run
from diagnostic.town import open_engagement
from tests.claims import unaccounted

SAMPLES = shipped("data_samples")
# Rows the ledger says were lost (unreadable stamps) can move a count by as many, and a share by as much of its denominator.
LOSS = {"ville-exemple": 16, "bourg-exemple": 2}


@pytest.fixture(scope="module", params=sorted(LOSS))
def town(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / request.param
    shutil.copytree(SAMPLES / request.param, folder, ignore=shutil.ignore_patterns("work", "output"))
    return request.param, open_engagement(folder)


@pytest.fixture(scope="module")
def rows(town):
    return measures.measure_all(town[1].store).set_index(["indicator", "scope"])


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


def test_realised_truths_are_found(town, rows):
    name, _ = town
    wrong, compared = [], 0
    for truth in truths(name):
        key = (truth["indicator"], truth["scope"])
        if key not in rows.index or rows.loc[key, "note"] == "not_in_this_version":
            continue
        row = rows.loc[key]
        if row["status"] == "suppressed":
            numerator, denominator = truth.get("numerator", 99), truth.get("denominator", 99)
            small = truth["realised"] <= 10 or numerator <= 10 or denominator < 30 or 0 < denominator - numerator <= 10
            assert small or row["note"] in ("few_agents", "by_subtraction"), key
            continue
        compared += 1
        if truth["realised"] is None:
            if pd.notna(row["value"]):
                wrong.append((key, truth["realised"], row["value"]))
            continue
        base = truth.get("denominator") if row["unit"] == "share" else None
        whole = isinstance(truth["realised"], int)
        allowed = LOSS[name] / base if base else LOSS[name] if whole else 0.002 * abs(truth["realised"]) + 1e-6
        if not abs(row["value"] - truth["realised"]) <= allowed:
            wrong.append((key, truth["realised"], row["value"]))
    print(f"{name}: {compared} truths compared")
    assert compared >= 40
    assert not wrong


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
    months = flow.monthly(opened.store).set_index("month")["backlog"]
    assert months["2025-11"] > 1.2 * months["2025-08"]
    assert months["2025-11"] - months["2025-12"] > 0.5 * planted.bulk_closed  # what the bulk closing took is no pace
    assert pd.isna(flow.clearing(opened.store)["late"].iloc[0])


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


def test_the_planted_stock_and_what_followed_the_mailing_are_found(town):
    name, opened = town
    planted = json.loads((SAMPLES / "truths" / f"{name}.json").read_text(encoding="utf-8")).get("planted")
    if planted is None:
        pytest.skip("nothing is planted in the flow of the small town")
    backlog = flow.daily(opened.store).set_index("day")["backlog"]
    assert {day: backlog[day] for day in planted["waiting"]} == planted["waiting"]
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


@pytest.mark.long
def test_the_small_town_has_a_short_report_with_findings_and_no_frail_percentile(tmp_path):
    folder = tmp_path / "bourg"
    shutil.copytree(SAMPLES / "bourg-exemple", folder, ignore=shutil.ignore_patterns("work", "output"))
    outcome = run(folder)
    report.write(outcome.engagement)
    assert outcome.exit_code == 0
    assert body_pages(folder / "output" / "report.fr.pdf") <= 8
    found = json.loads((folder / "output" / "findings.json").read_text(encoding="utf-8"))
    assert sum(not finding["strength"] and finding["gap"] > 0 for finding in found) >= 3
    page = (folder / "output" / "report.fr.html").read_text(encoding="utf-8")
    written = pd.read_csv(folder / "output" / "indicators.csv")
    assert unaccounted(page, written) == []
    assert "Location de salle" in page
    few = written[(written["scope"] == "procedure=Urbanisme") & written["indicator"].str.match(r"processing\..*p\d\d$")]
    assert few["value"].isna().all()  # under thirty cases: no time may be shown


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
