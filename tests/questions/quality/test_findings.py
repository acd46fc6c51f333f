"""What the report says of the data: in words, with the files' names, and nothing where there is nothing to say."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.blocks import Finding
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions.quality import findings as quality
from tests.questions.sentences import told

NAMES = {"appels": "appels.csv", "demandes#A": "demandes.xlsx (A)"}
WEEK = pd.Timestamp("2025-03-10")


@pytest.fixture
def engagement(engagement):
    events = (
        Event(date=dt.date(2025, 3, 12), kind="peak", label="Envoi"),
        Event(date=dt.date(2025, 3, 12), kind="peak", source="autre", label="X"),
    )
    return engagement.model_copy(update={"events": events})


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
    assert told([quality.identified(filled)])[0].startswith("Sur 10 sollicitations et demandes, l’usager est reconnu dans 50 %")


def test_a_catch_all_topic_is_a_finding_about_the_tool(engagement):
    found = Disclosed({"source": ["appels"], "topic": ["Divers"], "numerator": [250], "contacts": [1000], "topics": [1], "share": [0.25]})
    finding = quality.catch_all(found, NAMES, engagement)
    assert isinstance(finding, Finding) and finding.users == pytest.approx(250)
    title = finding.message("title").text("fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert title == "Un motif sur quatre ne dit rien dans appels.csv : « Divers »"
    assert quality.catch_all(found.iloc[:0], NAMES, engagement) is None


def test_records_against_the_declared_hours_are_told_with_the_hour_of_the_week():
    found = Disclosed([("appels", "answered_closed", 0.08, 412, 4, 18)], columns=["source", "sign", "share", "against", "weekday", "hour"])
    (note,) = quality.against_hours(found, NAMES)
    text = note.message.text("fr").replace("\u00a0", " ")
    assert all(part in text for part in ("appels.csv", "8 %", "412", "jeudi", "18 h"))
    assert quality.against_hours(found.iloc[:0], NAMES) == []
