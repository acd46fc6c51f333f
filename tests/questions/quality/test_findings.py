"""What the report says of the data: in words, with the files' names, and nothing where there is nothing to say."""

import datetime as dt
import json

import pandas as pd
import pytest

from diagnostic.blocks import Finding
from diagnostic.engagement import Absent, Client, Engagement, Event, Perimeter, Period
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import volume
from diagnostic.questions.quality import findings as quality
from diagnostic.questions.received import findings as data

NAMES = {"appels": "appels.csv", "demandes#A": "demandes.xlsx (A)"}
WEEK = pd.Timestamp("2025-03-10")


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    events = (
        Event(date=dt.date(2025, 3, 12), kind="peak", label="Envoi"),
        Event(date=dt.date(2025, 3, 12), kind="peak", source="autre", label="X"),
    )
    perimeter = Perimeter(channels=("phone", "letter"), sites=("Mairie", "Annexe"), absent=(Absent(channel="letter", why="Reçu au CCAS."),))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=(), events=events, perimeter=perimeter)


def account(engagement, **source):
    """The account of an intake with one source."""
    nothing = {name: {} for name in ("reasons", "twice", "artefacts", "unknown", "ungrouped")} | {
        name: [] for name in ("changes", "notes", "doubts", "dropped")
    }
    counted = dict.fromkeys(("read", "accepted", "rejected", "duplicates", "ambiguous_hours", "skipped_hours"), 0)
    one = {"file": "data/demandes.xlsx", "sheet": "A", "source": "demandes#A"} | nothing | counted | source
    relays = {"listed": 0, "listed_rows": 0, "threshold": None, "frequent_persons": 0, "frequent_rows": 0}
    whole = {"sources": [one], "problems": [], "shared_identifiers": 0, "relays": relays}
    (engagement.folder / "work").mkdir(exist_ok=True)
    (engagement.folder / "work" / "intake.json").write_text(json.dumps(whole), encoding="utf-8")


def told(notes):
    return [note.message.text("fr").replace("\u00a0", " ").replace("\u202f", " ") for note in notes]


def test_artefacts_changes_of_tool_and_frames_are_told_with_their_files(engagement):
    change = {"day": "2025-07-01", "rows": 9, "seen_in": "sources", "previous": "appels"}
    notes = [{"note": "frame_closed_open", "rows": 12}, {"note": "header_twice", "header": "x"}]
    account(engagement, artefacts={"bulk_closing": 164, "change_of_tool": 9}, changes=[change], notes=notes)
    tool, frame, bulk = told(data.doubts(engagement))
    assert tool.startswith("demandes.xlsx (A) prend la suite de appels à partir du 1er juillet 2025")
    assert frame.startswith("demandes.xlsx (A) : 12 demandes sont encore ouvertes")
    assert bulk.startswith("164 demandes ont été closes d’un seul coup (demandes.xlsx (A))")


def test_the_annex_lists_each_rule_with_its_rows_and_nothing_where_cleaning_found_nothing(engagement):
    account(engagement)
    assert (data.flagged(engagement), data.doubts(engagement)) == (None, [])
    doubts = [{"column": name, "reason": "out_of_order", "rows": 2} for name in ("closed_at", "complete_at")]
    account(engagement, reasons={"missing": 3}, twice={"rung_again": 4}, artefacts={"bulk_closing": 5}, doubts=doubts, skipped_hours=1)
    assert [row[1:] for row in data.flagged(engagement).rows] == [
        ["intake.reasons.missing", "findings.fate.rejected", 3],
        ["findings.twice.rung_again", "findings.fate.duplicate", 4],
        ["intake.reasons.out_of_order", "findings.fate.kept", 4],
        ["findings.artefact.bulk_closing", "findings.fate.kept", 5],
        ["findings.hours.skipped_hours", "findings.fate.kept", 1],
    ]
    assert "même appel présenté à plusieurs postes" in data.flagged(engagement).html("fr").replace("’", "'")


def test_gaps_and_jumps_are_told_with_their_weeks_and_the_event_that_explains_them(engagement):
    gaps = Disclosed({"source": ["appels"], "start": [WEEK], "weeks": [2], "usual": [40.0]})
    assert (
        "appels.csv (2 semaines à partir du 10 mars 2025 ; d’ordinaire 40 enregistrements par semaine)"
        in told([quality.gaps(gaps, NAMES)])[0]
    )
    jumps = Disclosed(
        {"source": "appels", "week": [WEEK, WEEK + pd.Timedelta(weeks=20)], "before": [100.0, 100.0], "after": [300.0, 250.0]}
    )
    (text,) = told([quality.jumps(jumps, NAMES, engagement)])
    unexplained, declared = (
        text.index("28 juillet 2025 : 100 puis 250)"),
        text.index("10 mars 2025 : 100 puis 300 ; événement déclaré « Envoi »)"),
    )
    assert unexplained < declared
    assert quality.gaps(gaps.iloc[:0], NAMES) is None and quality.jumps(jumps.iloc[:0], NAMES, engagement) is None


def test_a_clock_that_is_off_is_told_in_hours(engagement):
    found = Disclosed({"source": ["appels"], "doubt": ["shift"], "share": [float("nan")], "hours": [-1.0], "records": [900]})
    assert told(quality.clock(found, NAMES))[0].startswith("appels.csv : la journée se décale de 1 heure entre l’hiver et l’été")


def test_what_no_record_bears_is_not_measured_rather_than_zero():
    filled = Disclosed(
        {
            "source": ["appels", "rdv"],
            "records": [10, 5],
            "person": [0.5, 1.0],
            "topic": [0.0, None],
            "channel": [1.0, None],
            "service": [0.0, 0.2],
        }
    )
    assert quality.completeness(filled, NAMES | {"rdv": "rdv.csv"}).rows == [
        ["appels.csv", 10.0, 0.5, quality.NONE, 1.0, quality.NONE],
        ["rdv.csv", 5.0, 1.0, quality.NONE, quality.NONE, 0.2],
    ]
    assert told([quality.identified(filled)])[0].startswith("Sur 10 sollicitations et demandes, 50 %")


def test_a_catch_all_topic_is_a_finding_about_the_tool(engagement):
    found = Disclosed({"source": ["appels"], "topic": ["Divers"], "numerator": [250], "contacts": [1000], "topics": [1], "share": [0.25]})
    finding = quality.catch_all(found, NAMES, engagement)
    assert isinstance(finding, Finding) and finding.users == pytest.approx(250)
    title = finding.message("title").text("fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert title == "Un motif sur quatre ne dit rien dans appels.csv : « Divers »"
    assert quality.catch_all(found.iloc[:0], NAMES, engagement) is None


def test_the_perimeter_shows_months_and_never_a_zero(engagement):
    months = Disclosed(
        [("Accueil", "phone", 12, 12, True), ("Accueil", "letter", pd.NA, 12, True), (None, "phone", 3, 12, False)],
        columns=["service", "channel", "months", "period", "declared"],
    )
    table = volume.findings.perimeter(months)
    assert table.rows == [["Accueil", 12, quality.NONE], [quality.NO_SERVICE, 3, quality.NONE]]
    assert "non mesuré" in table.html("fr")
    unseen, absent = told(volume.findings.unseen(months, ["mairie "], engagement))
    assert unseen.endswith("non mesurés : Courrier et Annexe.")
    assert absent == "Non mesurés, comme annoncé au départ : Courrier (Reçu au CCAS)."


def test_records_against_the_declared_hours_are_told_with_the_hour_of_the_week():
    found = Disclosed([("appels", "answered_closed", 0.08, 412, 4, 18)], columns=["source", "sign", "share", "against", "weekday", "hour"])
    (note,) = quality.against_hours(found, NAMES)
    text = note.message.text("fr").replace("\u00a0", " ")
    assert all(part in text for part in ("appels.csv", "8 %", "412", "jeudi", "18 h"))
    assert quality.against_hours(found.iloc[:0], NAMES) == []
