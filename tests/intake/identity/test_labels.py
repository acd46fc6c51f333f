"""Labels that tell of somebody become codes: one for a word in a whole mission, none for two, and none for what the mission names."""

from __future__ import annotations

import csv

import pytest

from diagnostic.blocks import Table
from diagnostic.engagement import Perimeter, Promise
from diagnostic.wording import label
from tests.intake.mission import Mission

VOIRIE = 200
HEADER = "Date appel;Numéro;Motif;Équipe\n"
COLUMNS = {"occurred_at": "Date appel", "phone": "Numéro", "topic": "Motif", "team": "Équipe"}


def calls(topics, phone=lambda row: f"06123{row:05d}", team=""):
    """Calls with these topics, after as many about roads as a town gets."""
    rows = enumerate(["Voirie"] * VOIRIE + topics)
    return HEADER + "".join(f"{1 + row % 28:02d}/02/2025 {8 + row // 28:02d}:00;{phone(row)};{topic};{team}\n" for row, topic in rows)


def topics_of(mission: Mission) -> list[str]:
    return mission.values("topic")[VOIRIE:]


def listed(mission: Mission) -> list[dict[str, str]]:
    with (mission.folder / "work" / "labels_values.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_word_has_one_code_in_every_file_however_it_is_spelled_and_two_words_have_two(mission):
    mission.add("a.csv", calls(["Mme Roy", "Cantine", "Mme Petit"]), columns=COLUMNS)
    mission.add("d.csv", "Ouvert;Type\n03/02/2025;MME  ROY\n", "cases", {"opened_at": "Ouvert", "procedure": "Type"}).take()
    first, other, second = topics_of(mission)
    assert other == "Cantine" and first != second and mission.values("procedure", "cases") == [first]
    assert all(len(code) == len("masked-") + 10 for code in (first, second))


def test_a_code_says_nothing_without_the_key(mission, tmp_path, monkeypatch):
    mission.add("a.csv", calls(["Mme Roy"]), columns=COLUMNS).take()
    code = topics_of(mission)
    mission.take()
    assert topics_of(mission) == code
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "another"))
    mission.take()
    assert topics_of(mission) != code


def test_a_name_is_masked_however_often_it_comes(mission):
    mission.add("a.csv", calls(["Mme Roy"] * 40 + ["ROY Jean"] * 40 + ["Cantine"] * 40), columns=COLUMNS).take()
    assert {topic for topic in topics_of(mission) if not topic.startswith("masked-")} == {"Cantine"}


def test_a_label_of_many_people_is_no_name_and_that_of_one_who_often_comes_is(mission):
    seldom = "rappeler Quenouillard"
    mission.add("a.csv", calls([seldom] * 11), columns=COLUMNS).take()
    assert set(topics_of(mission)) == {seldom}
    mission.sources.clear()
    mission.add("a.csv", calls([seldom] * 10), columns=COLUMNS).take()
    assert seldom not in topics_of(mission)
    mission.sources.clear()
    mission.add("a.csv", calls([seldom] * 40, phone=lambda row: "0612345678"), columns=COLUMNS).take()
    assert seldom not in topics_of(mission)


@pytest.mark.parametrize(
    "settings",
    [
        {"perimeter": Perimeter(services=("M. Propre",))},
        {"perimeter": Perimeter(sites=("m. propre",))},
        {"promises": (Promise(procedure="M. Propre", days=3),)},
    ],
)
def test_a_label_that_the_mission_names_keeps_its_name(mission, settings):
    mission.settings |= settings
    mission.add("a.csv", calls(["M. Propre", "M. Roy"]), columns=COLUMNS).take()
    assert [topic.startswith("masked-") for topic in topics_of(mission)] == [False, True]


def test_a_label_that_the_words_of_a_source_or_the_table_of_topics_name_keeps_its_name(mission):
    mission.add("a.csv", calls(["M. Propre", "MP"]), columns=COLUMNS, values={"topic": {"MP": "M. Propre"}}).take()
    assert topics_of(mission) == ["M. Propre", "M. Propre"]
    mission.sources.clear()
    (mission.folder / "data" / "motifs.csv").write_text("word;topic\nMP;M. Propre\n", encoding="utf-8")
    mission.settings["topic_groups"] = "data/motifs.csv"
    mission.add("a.csv", calls(["M. Propre", "MP"]), columns=COLUMNS).take()
    assert topics_of(mission) == ["M. Propre", "M. Propre"]


def test_what_is_masked_is_counted_for_all_and_written_for_the_consultant_alone(mission):
    ledger = mission.add("a.csv", calls(["Mme Roy", "mme roy", "12 rue des Lilas"], team="Accueil"), columns=COLUMNS).take()
    assert {"note": "masked", "column": "topic", "words": 2, "rows": 3, "lines": [202, 203, 204]} in ledger.notes
    assert {"column": "Motif", "why": "personal", "instead": "code", "rows": 3} in ledger.removed
    rows = listed(mission)
    assert [(row["line"], row["column"], row["reason_key"], row["rows"], row["value"]) for row in rows] == [
        ("202", "Motif", "person", "1", "Mme Roy"),
        ("203", "Motif", "person", "1", "mme roy"),
        ("204", "Motif", "address", "1", "12 rue des Lilas"),
    ]
    assert {row["label"] for row in rows} == {label(code, "fr") for code in topics_of(mission)}
    said = (mission.folder / "work" / "intake.json").read_text(encoding="utf-8")
    assert "Roy" not in said and "Lilas" not in said


def test_a_column_of_people_that_mostly_holds_services_loses_its_people_alone(mission):
    columns = {"occurred_at": "Date appel", "topic": "Motif", "team": "Demandeur"}
    text = "Date appel;Motif;Demandeur\n" + "".join(f"{day:02d}/02/2025 09:00;Voirie;Service voirie\n" for day in range(1, 28))
    mission.add("a.csv", text + "28/02/2025 09:00;Voirie;J. Zork\n", columns=columns).take()
    assert mission.values("team")[:2] == ["Service voirie"] * 2 and mission.values("team")[-1].startswith("masked-")


def test_a_reader_sees_that_a_label_is_masked_in_their_own_language():
    assert (label("masked-3f2a01bc9d", "fr"), label("masked-3f2a01bc9d", "en")) == ("libellé masqué 3f2a01bc9d", "masked label 3f2a01bc9d")
    assert Table("x", {"topic": "text"}, []).cell("topic", "masked-3f2a01bc9d", "en") == "masked label 3f2a01bc9d"
    assert label("Voirie", "fr") == "Voirie"
