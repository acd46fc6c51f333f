"""Findings on the procedures: how few make half of the load, and one of them apart."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.errors import UserError
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import procedures
from diagnostic.wording import LANGUAGES
from tests.questions.random_towns import open_town
from tests.questions.rows import grounds

NAMES = ["Acte de naissance", "Encombrants", "Passeport", "Permis"]
PROCEDURES = Disclosed({"procedure": NAMES, "service": ["État civil", "Voirie", "État civil", None], "contacts": [400.0, 300, 200, 100]})
PROCEDURES["share"] = PROCEDURES["contacts"] / 1000
PROCEDURES["cumulative"] = PROCEDURES["share"].cumsum()
PROCEDURES = PROCEDURES.assign(repeat_rate=0.2, hours=[40.0, 30, 20, None], repeat_hours=[9.0, 1, 0, None], p50=[4.0, None, None, None])
PROCEDURES = PROCEDURES.assign(p90=[9.0, None, None, None], announced=[5.0, None, None, None], cases=[90.0, None, None, None])
CHANNELS = Disclosed({"procedure": ["Encombrants", "Encombrants"], "channel": ["phone", "email"], "contacts": [200.0, 100.0]})


def few(listed, known, engagement, chart, rate=None):
    return procedures.findings.few(grounds("procedures.few"), listed, procedures.quadrant(listed, rate), known, engagement, chart)


def test_the_fewest_procedures_that_make_half_of_the_contacts_are_named(tmp_path):
    finding = few(PROCEDURES, (1000, 1200), open_town(tmp_path), None)
    title = finding.message("title").text("fr").replace("\u00a0", " ")
    assert title == "2 démarches sur 4 représentent 70 % des sollicitations dont le motif est connu"
    assert "Acte de naissance et Encombrants" in finding.message("reading").text("fr")
    assert finding.values["repeats"].value == 1.0


def test_the_share_is_of_the_contacts_that_have_a_topic_and_to_be_confirmed_where_they_are_few(tmp_path):
    finding = few(PROCEDURES, (1000, 3600), open_town(tmp_path), None)
    assert finding.source.text("fr").replace("\u202f", " ").startswith("1 000 sollicitations traitées dont le motif est connu")
    assert finding.reliability == "to_confirm"
    assert few(PROCEDURES, (1000, 2000), open_town(tmp_path), None).reliability == "solid"


@pytest.mark.parametrize("hours", [[None] * 4, [0.0] * 4, [None, 9.0, 1.0, 0.0]])
def test_no_part_of_the_time_of_repeats_is_told_where_it_is_not_known(tmp_path, hours):
    untimed = PROCEDURES.assign(repeat_hours=pd.Series(hours, dtype=float))
    for language in LANGUAGES:
        reading = few(untimed, (1000, 1200), open_town(tmp_path), None).message("reading").text(language)
        assert "%" not in reading and "Encombrants" in reading


def test_the_text_names_the_procedures_marked_in_the_picture_and_speaks_of_none_that_is_not_drawn(tmp_path):
    many = Disclosed({"procedure": list("ABCDEFGHIJ"), "contacts": [300.0, 250, 200, 80, 50, 40, 30, 20, 20, 10], "repeat_hours": 1.0})
    many = many.assign(cumulative=many["contacts"].cumsum() / 1000, repeat_rate=[0.1, 0.3, 0.1, 0.4, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1])
    read = {}
    for rate in (0.2, 0.95):
        picture = procedures.charts.quadrant(LANGUAGES, procedures.quadrant(many, rate), rate)
        read[rate] = few(many, (1000, 1000), open_town(tmp_path), picture, rate).message("reading").text("fr")
    assert "plus demandée à la moins demandée : A et B." in read[0.2].replace("\u00a0", " ")
    assert "souvent redemandées : B et D." in read[0.2].replace("\u00a0", " ")  # F and G are little asked for
    assert "image" not in read[0.95]  # none is marked
    picture = procedures.charts.quadrant(LANGUAGES, procedures.quadrant(many, 0.2), 0.2)
    assert "image" not in few(many.head(9), (1000, 1000), open_town(tmp_path), picture, 0.2).message("reading").text("fr")


def test_procedures_asked_for_alike_are_no_few(tmp_path):
    alike = PROCEDURES.head(3).assign(contacts=[510.0, 500, 490], cumulative=[0.34, 0.673, 1.0])
    assert few(alike, (1500, 1500), open_town(tmp_path), None) is None


def test_two_procedures_are_no_portfolio(tmp_path):
    assert few(PROCEDURES.head(2), (700, 700), open_town(tmp_path), None) is None


def test_the_table_holds_twenty_procedures_at_most_and_their_main_channel():
    many = pd.concat([PROCEDURES] * 9, ignore_index=True).assign(procedure=[f"D{n}" for n in range(36)])
    assert len(procedures.findings.table(many, CHANNELS).rows) == 20
    rows = procedures.findings.table(PROCEDURES, CHANNELS).rows
    assert [row[3] for row in rows] == ["", "words.channel.phone", "", ""]
    assert rows[3][-1] is None


def test_one_procedure_shows_the_figures_that_it_has_under_its_name(tmp_path):
    chosen = procedures.findings.chosen(PROCEDURES, "Encombrants", None)
    finding = procedures.findings.one(grounds("procedures.one"), chosen, "Encombrants", open_town(tmp_path), None)
    assert finding.message("title").text("fr").replace("\u00a0", " ") == "Encombrants : 300 sollicitations traitées"
    shown = [row[0].rpartition(".")[2] for row in finding.table.rows]
    assert shown == ["contacts", "share", "repeat_rate", "hours", "repeat_hours"]
    assert procedures.findings.one(grounds("procedures.one"), PROCEDURES, None, open_town(tmp_path), None) is None


def test_a_service_keeps_its_procedures():
    assert procedures.findings.chosen(PROCEDURES, None, "État civil")["procedure"].tolist() == ["Acte de naissance", "Passeport"]


@pytest.mark.parametrize(("procedure", "service", "told"), [("Encombrant", None, "« Encombrants »"), (None, "Voierie", "« Voirie »")])
def test_an_unknown_name_is_told_with_the_nearest(procedure, service, told):
    with pytest.raises(UserError) as raised:
        procedures.findings.chosen(PROCEDURES, procedure, service)
    assert told in raised.value.text("fr").replace("\u202f", " ")
