"""No profile is kept on a row about a topic declared sensitive, whatever the table, the column or the spelling that says so."""

from __future__ import annotations

import csv
import io
import json

from diagnostic import town
from diagnostic.engagement import Derivation, Perimeter
from diagnostic.intake.topic_groups import TopicGroups
from diagnostic.papers import letter, letter_text, removed
from diagnostic.papers.paper import markdown
from diagnostic.store.facts import derive
from tests.intake.mission import Mission

TOPICS = ("Aide sociale", "AIDE  SOCIALE", "aide sociâle", "Voirie", "Logement", "État civil", "")
SENSITIVE = ("aide sociale", "Logement", "CCAS")
# as a reader would judge each of these words
HIDDEN = {"Aide sociale", "AIDE  SOCIALE", "aide sociâle", "Logement", "CCAS"}
BORN = Derivation.model_validate({"from": "Né le", "rule": "age_band"})
DOMAIN = Derivation.model_validate({"from": "De", "rule": "activity"})


def calls() -> str:
    rows = [
        f"{day:02d}/03/2025 09:{minute:02d}:00;{TOPICS[(day + minute) % 7]};D{day * 60 + minute};12/05/19{40 + day}"
        for day in range(1, 29)
        for minute in range(12)
    ]
    return "\n".join(["Date;Motif;Dossier;Né le", *rows])


def cases() -> str:
    procedures = ("Logement", "Voirie", "Crèche", "")
    rows = [f"D{number};{procedures[number % 4]};03/03/2025" for number in range(60, 1740, 5)]
    return "\n".join(["N°;Démarche;Ouvert", *rows])


def answers() -> str:
    rows = [
        f"0{day}/03/2025;{service};Satisfait ?;{day % 5 + 1};{who}"
        for day in range(1, 10)
        for service in ("CCAS", "Mairie")
        for who in ("Retraité", "Étudiant")
    ]
    return "\n".join(["Jour;Service;Question;Note;Situation", *rows])


def made(mission: Mission) -> Mission:
    mission.settings["perimeter"] = Perimeter(sensitive=SENSITIVE)
    columns = {"occurred_at": "Date", "topic": "Motif", "case_id": "Dossier"}
    mission.add("appels.csv", calls(), columns=columns, channel="phone", derive={"profile": BORN})
    mission.add("demandes.csv", cases(), "cases", {"case_id": "N°", "procedure": "Démarche", "opened_at": "Ouvert"})
    columns = {"at": "Jour", "service": "Service", "question": "Question", "score": "Note", "profile": "Situation"}
    mission.add("enquete.csv", answers(), "survey", columns)
    mission.take()
    return mission


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_rows_that_keep_a_profile_are_those_that_a_reader_counts(mission: Mission) -> None:
    made(mission)
    about = {row["N°"] for row in read(cases()) if row["Démarche"] in HIDDEN} | {
        row["Dossier"] for row in read(calls()) if row["Motif"] in HIDDEN
    }
    kept = [row for row in read(calls()) if row["Dossier"] not in about]
    assert 0 < len(kept) < len(read(calls()))
    assert sum(profile is not None for profile in mission.values("profile")) == len(kept)
    rows = mission.rows("contacts", "topic, profile")
    assert {topic for topic, profile in rows if profile is not None} == {"Voirie", "État civil", None}
    assert {(service, profile is None) for service, profile in mission.rows("survey", "service, profile")} == {
        ("CCAS", True),
        ("Mairie", False),
    }
    assert len(rows) == len(read(calls()))  # the rows themselves count as before


def test_without_sensitive_topics_every_profile_is_kept(mission: Mission) -> None:
    made(mission)
    mission.settings["perimeter"] = Perimeter()
    mission.take()
    assert None not in mission.values("profile") and None not in mission.values("profile", "survey")


def test_a_derived_column_of_another_name_is_emptied_too(mission: Mission) -> None:
    mission.settings["perimeter"] = Perimeter(sensitive=("Logement",))
    text = "Date;Sujet;De\n01/03/2025;Logement;a@gmail.com\n02/03/2025;Voirie;b@gmail.com\n"
    columns = {"occurred_at": "Date", "topic": "Sujet"}
    mission.add("a.csv", text, columns=columns, channel="email", derive={"site": DOMAIN}).take()
    assert mission.rows("contacts", "topic, site") == [("Logement", None), ("Voirie", "private")]


def test_a_sensitive_word_of_the_files_hides_the_topic_that_it_is_grouped_under(mission: Mission) -> None:
    made(mission)
    mission.folder.joinpath("data", "motifs.csv").write_text("word;topic\nVoirie;Cadre de vie\n", encoding="utf-8")
    mission.settings |= {"topic_groups": "data/motifs.csv", "perimeter": Perimeter(sensitive=("voirie",))}
    mission.take()
    assert TopicGroups.of(mission.engagement).topics == {"voirie": "Cadre de vie"}
    assert {profile for topic, profile in mission.rows("contacts", "topic, profile") if topic == "Cadre de vie"} == {None}


def test_a_name_that_no_row_bears_is_told_with_the_nearest(mission: Mission) -> None:
    made(mission)
    mission.settings["perimeter"] = Perimeter(sensitive=("Logements", "Zzz", "Logement"))
    mission.take()
    derive(mission.engagement)
    told = [problem for problem in town.doubts(mission.engagement) if problem.key.startswith("engagement.sensitive")]
    assert [(problem.key, problem.values["name"], problem.values["near"]) for problem in told] == [
        ("engagement.sensitive_near", "Logements", "Logement"),
        ("engagement.sensitive_alone", "Zzz", None),
    ]
    assert "perimeter > sensitive (1)" in told[0].text("en") and "perimeter > sensitive (2)" in told[1].text("fr")


def test_the_papers_say_which_topics_and_how_many_cells(mission: Mission) -> None:
    made(mission)
    assert mission.intake is not None
    account = json.loads(json.dumps(mission.intake.as_json("fr"))) | {"readiness": []}
    emptied = sum(profile is None for profile in mission.values("profile"))
    (line,) = (line for line in markdown(removed.paper(account, "Ville", "en")).splitlines() if "appels.csv | Né le | user" in line)
    assert f"nothing, for {emptied} cells" in line
    for language in ("fr", "en"):
        said = markdown(letter_text.paper(letter.letter(mission.engagement, account), "Ville", language))
        assert all(topic in said for topic in SENSITIVE)
