"""Tables of opening hours, by columns and by lines, and the directory's comments."""

import datetime as dt
import json

import pytest

from diagnostic.calendar import hours, schedules
from diagnostic.proposal import propose_files
from diagnostic.proposal.hours import tables as hours_tables
from diagnostic.proposal.hours.directory import opening_times
from diagnostic.proposal.hours.tables import places
from tests import cases

DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi")


def test_a_column_per_weekday_gives_a_place_per_line():
    rows = [["Mairie", *["9h-12h / 13h30-17h"] * 5, "1er samedi du mois : 9h-12h"], ["Annexe", "-", *["14h-18h"] * 3, "", "fermé"]]
    one, other = places(["Site", *DAYS], rows, "horaires")
    assert (one.site, one.rules) == ("Mairie", "Mo-Fr 09:00-12:00,13:30-17:00; Sa[1] 09:00-12:00")
    assert (other.site, other.rules, other.unknown) == ("Annexe", "Tu-Th 14:00-18:00", ("vendredi",))


def test_two_columns_of_a_day_are_its_morning_and_its_afternoon():
    headers = ["Lieu", *[f"{day} {half}" for day in DAYS for half in ("matin", "après-midi")]]
    (place,) = places(headers, [["Mairie", "9h-12h", "-", "", "14h-17h", *["9h-12h", "14h-17h"] * 3, "-", "-"]], "horaires")
    assert place.rules == "Mo 09:00-12:00; Tu 14:00-17:00; We-Fr 09:00-12:00,14:00-17:00"
    assert place.unknown == ()


@pytest.mark.parametrize("headers", [["Jour", "Horaires"], None])
def test_a_line_per_weekday_gives_one_place_with_or_without_headers(headers):
    rows = [[day, "09:00-12:00 / 13h30-17h"] for day in DAYS]
    headers, rows = (headers, rows) if headers else (rows[0], rows[1:])
    (place,) = places(headers, rows, "horaires mairie")
    assert (place.site, place.rules) == ("horaires mairie", "Mo-Sa 09:00-12:00,13:30-17:00")


def test_english_days_and_several_places_by_lines():
    english = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    rows = [[site, day, "9:00-12:00", "by appointment: 14:00-16:00"] for site in ("Town hall", "Annex") for day in english]
    one, other = places(["Site", "Day", "Morning", "Afternoon"], rows, "hours")
    assert [one.site, other.site] == ["Town hall", "Annex"]
    assert one.entries() == [
        {"site": "Town hall", "channel": "counter", "rules": "Mo-Fr 09:00-12:00"},
        {"site": "Town hall", "channel": "counter", "rules": "Mo-Fr 14:00-16:00", "appointment_only": True},
    ]


def test_public_holidays_have_their_column_or_their_line():
    rows = [["Mairie", *["9h-12h"] * 6, "Fermé"], ["Piscine", *["9h-12h"] * 6, "10h-12h"], ["Annexe", *["9h-12h"] * 6, ""]]
    found = places(["Site", *DAYS, "Jours fériés"], rows, "horaires")
    assert [place.rules for place in found] == ["Mo-Sa 09:00-12:00; PH off", "Mo-Sa 09:00-12:00; PH 10:00-12:00", "Mo-Sa 09:00-12:00"]
    (place,) = places(["Jour", "Horaires"], [*([day, "9h-12h"] for day in DAYS), ["Jours fériés", "fermé"]], "mairie")
    assert place.rules == "Mo-Sa 09:00-12:00; PH off"


def test_a_switchboard_among_counters_has_the_hours_of_the_telephone(mission):
    lines = [";".join([site, *["9h-12h"] * 6]) for site in ("Hôtel de ville", "Standard téléphonique", "Médiathèque")]
    mission.add("horaires.csv", "\n".join([";".join(["Lieu", *DAYS]), *lines]))
    proposed = propose_files(mission.folder, ["data/horaires.csv"])
    assert [(entry["site"], entry["channel"]) for entry in proposed.hours] == [
        ("Hôtel de ville", "counter"),
        ("Standard téléphonique", "phone"),
        ("Médiathèque", "counter"),
    ]


@pytest.mark.parametrize(
    ("headers", "rows"),
    [(["Date", "Canal"], [["lundi", "x"]]), (["Lundi", "Mardi"], [["3", "4"]]), (["Jour", "Appels"], [[str(n), "2"] for n in range(9)])],
)
def test_other_tables_are_no_hours(headers, rows):
    assert places(headers, rows, "appels") is None


def test_new_writes_the_hours_of_a_table_and_asks_for_what_it_does_not_say(mission):
    table = "\n".join(["Jour;Horaires", *[f"{day};9h-12h / 14h-17h" for day in DAYS[:5]], "Samedi;un samedi sur deux : 9h-12h"])
    mission.add("horaires_telephone.csv", table)
    proposal = propose_files(mission.folder, ["data/horaires_telephone.csv"])
    assert [dict(entry) for entry in proposal.hours] == [
        {"site": "horaires_telephone", "channel": "phone", "rules": "Mo-Fr 09:00-12:00,14:00-17:00"}
    ]
    (point,) = [point for point in proposal.points if point.question.key == "proposal.ask.hours_unread"]
    assert "un samedi sur deux" in point.question.text("fr")


def test_hours_beside_appointments_are_open_and_what_may_mean_two_things_is_asked(tmp_path):
    town = cases.proposed("hours_and_by_appointment", tmp_path)
    calendar = schedules.build(town.opening, dt.date(2025, 1, 6), dt.date(2025, 1, 10))
    opened = {name: part["open_s"].tolist() for name, part in calendar.groupby("schedule")}
    hour = 3600
    assert opened["counter:Mairie"] == [3 * hour, 3 * hour, 0, 0, 3 * hour]
    assert opened["appointment:Mairie"] == [0, 0, 0, 0, 3 * hour]
    asked = [point.question for point in town.to_confirm if point.column == "hours"]
    (untimed,), (unread,) = (
        [text for text in asked if words in text] for words in ("lundi : sur RDV", "mercredi : 9h-12h / 14h-17h sur RDV")
    )
    assert "mardi : sur rendez-vous" in untimed and "jeudi : 9h-12h et 14h-17h sur RDV" in unread


def test_comments_of_the_directory_are_asked_about_and_change_no_rule(mission):
    slot = {"valeur_heure_debut_1": "09:00:00", "valeur_heure_fin_1": "12:00:00"}
    directory = [
        {
            "nom": "Mairie",
            "pivot": [],
            "code_insee_commune": "01001",
            "plage_ouverture": json.dumps(
                [
                    slot | {"nom_jour_debut": "Lundi", "nom_jour_fin": "Mardi", "commentaire": "Fermé pendant les vacances"},
                    slot | {"nom_jour_debut": "Nord/Monday", "nom_jour_fin": ""},
                ]
            ),
        }
    ]
    mission.add("annuaire.json", json.dumps(directory))
    (place,) = opening_times(mission.folder, "data/annuaire.json")
    assert (place.rules, place.comments) == ("Mo-Tu 09:00-12:00", ("Fermé pendant les vacances",))
    assert place.unread == ("Nord/Monday : 09:00-12:00",)
    assert hours.problem(place.rules, "hours", place.site) is None
    asked = {point.question.key for point in propose_files(mission.folder, ["data/annuaire.json"]).points}
    assert {"proposal.ask.hours_comments", "proposal.ask.hours_unread"} <= asked


def test_records_that_tell_their_weekday_are_no_table_of_hours():
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    records = [(day, "9", "Voirie") for day in days for _ in range(3)]
    assert hours_tables.places(("jour", "heure", "motif"), records, "demandes") is None
    table = [(day, "9h-12h") for day in days]
    assert hours_tables.places(("jour", "heures"), table, "mairie") is not None
