import pytest

from diagnostic.calendar import Hours, week


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("lundi", [0]),
        ("Monday", [0]),
        ("We", [2]),
        ("lundi à jeudi", [0, 1, 2, 3]),
        ("Lundi-Vendredi", [0, 1, 2, 3, 4]),
        ("mardi, jeudi", [1, 3]),
        ("mardi et jeudi", [1, 3]),
        ("samedi à lundi", [5, 6, 0]),
        ("tuesday to thursday", [1, 2, 3]),
    ],
)
def test_days_are_named_one_by_one_or_from_one_to_another(name, days):
    assert week.days(name) == days


def test_days_in_a_row_with_the_same_hours_are_written_together_and_first_saturdays_are_not():
    said = week.read(
        {"lundi à mercredi": "9h-12h", "jeudi": "9h-12h", "samedi et dimanche": "1er samedi du mois : 9h-12h", "vendredi": "14h-17h"}
    )
    assert said.rules == "Mo-Th 09:00-12:00; Fr 14:00-17:00; Sa[1] 09:00-12:00"
    assert said.named("unread") == [("samedi et dimanche", "1er samedi du mois : 9h-12h")]


@pytest.mark.parametrize("name", ["vendredi et samedi", "samedi et dimanche"])
def test_what_one_of_several_days_cannot_be_is_named_whichever_comes_first(name):
    said = week.read({name: "1er samedi du mois : 9h-12h"})
    assert said.rules == "Sa[1] 09:00-12:00"
    assert said.named("unread") == [(name, "1er samedi du mois : 9h-12h")]


def test_public_holidays_close_the_counter_and_its_appointments():
    said = week.read({"lundi": "9h-12h / sur rdv : 14h-15h", "jours fériés": "fermé"})
    assert (said.rules, said.appointment) == ("Mo 09:00-12:00; PH off", "Mo 14:00-15:00; PH off")
    assert week.read({"lundi": "9h-12h", "public holidays": "10h-11h"}).rules == "Mo 09:00-12:00; PH 10:00-11:00"


@pytest.mark.parametrize(
    ("texts", "key", "parts"),
    [
        ({"lundy": "9h-12h"}, "calendar.unknown_day", ("lundy", "lundi")),
        ({"mardi": "1 mardi sur 2 : 9h-12h"}, "calendar.unread_hours", ("hours (2) > week > mardi", "1 mardi sur 2")),
        ({"mardi": "Horaires non communiqués"}, "calendar.hours_not_known", ("hours (2) > week > mardi", "fermé")),
    ],
)
def test_what_cannot_be_read_is_told_with_its_day_and_what_to_write(texts, key, parts):
    (found,) = week.problems(Hours(site="Mairie", week=texts | {"jeudi": "9h-12h"}), 1)
    assert found.key == key
    assert all(part in found.text("fr") for part in parts)
