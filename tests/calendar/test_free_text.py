"""Opening hours in free text against readings made by hand."""

import datetime as dt
from unicodedata import normalize

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diagnostic.calendar import Holidays, free_text, hours
from diagnostic.calendar.half_hours import DAYS
from diagnostic.calendar.holidays import day_types
from diagnostic.calendar.hour_words import folded
from tests.calendar.hand_read import SAMPLE, ByHand

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2021, 12, 31)  # 2020 has a 53rd week
TYPES = day_types(Holidays(school_zone="C"), FIRST, LAST)


def opened(rules: str, day: str) -> list[hours.Intervals]:
    """The intervals of every day of two years."""
    if not rules:
        return [[] for _ in TYPES]
    return hours.daily(rules.replace("{day}", day), TYPES, FIRST)


def test_the_sample_is_sixty_different_texts():
    assert len({one.text for one in SAMPLE}) == 60


@pytest.mark.parametrize("one", SAMPLE, ids=[one.text or "blank" for one in SAMPLE])
def test_a_text_read_by_hand_is_read_the_same(one: ByHand):
    found = free_text.read(one.text, DAYS.index(one.day))
    assert found.known == (one.opens is not None)
    assert opened(found.rules, one.day) == opened(one.opens or "", one.day)
    assert opened(found.appointment, one.day) == opened(one.appointment, one.day)
    assert (found.untimed, found.unread) == ((one.untimed,) if one.untimed else (), (one.unread,) if one.unread else ())


@pytest.mark.parametrize(
    ("text", "rules", "appointment"),
    [
        ("De 9 h à 12 h et de 14 h à 17 h 30", "Mo 09:00-12:00,14:00-17:30", ""),
        ("En continu de 8h30 à 17h", "Mo 08:30-17:00", ""),
        ("9h-12h sur rendez-vous", "", "Mo 09:00-12:00"),
        ("9h-12h, fermé l'après-midi", "Mo 09:00-12:00", ""),
        ("9h-12h (fermé pendant les vacances scolaires)", "Mo 09:00-12:00; SH off", ""),
        ("Matin : 9h-12h / Après-midi : 14h-17h", "Mo 09:00-12:00,14:00-17:00", ""),
        ("9h-12h // hors vacances scolaires : 14h-17h", "Mo 09:00-12:00,14:00-17:00; SH Mo 09:00-12:00", ""),
        ("1er, 3e et dernier lundis du mois : 9h-12h", "Mo[1] 09:00-12:00; Mo[3] 09:00-12:00; Mo[-1] 09:00-12:00", ""),
        ("matin : 9h-12h, sur rdv : 14h-17h", "Mo 09:00-12:00", "Mo 14:00-17:00"),
        ("9h-12h (semaines paires) / 14h-17h (semaines impaires)", "week 2-52/2 Mo 09:00-12:00; week 1-53/2 Mo 14:00-17:00", ""),
        ("9h-12h (fermé en août)", "Mo 09:00-12:00; Aug off", ""),
        ("Ouvert le 1er et le 3e lundi de 9h à 12h", "Mo[1,3] 09:00-12:00", ""),
        ("9h-12h (2e et 4e lundis du mois)", "Mo[2,4] 09:00-12:00", ""),
        ("juillet et août : 9h-12h", "Jul-Aug Mo 09:00-12:00", ""),
        ("août : 9h-12h // 1st monday of the month: 14:00-15:00", "Aug Mo 09:00-12:00, Mo[1] 14:00-15:00", ""),
        ("Lundi 9h-12h", "Mo 09:00-12:00", ""),
        ("9:00-12:00 and by appointment: 14:00-17:00", "Mo 09:00-12:00", "Mo 14:00-17:00"),
        ("outside school holidays: 9:00-12:00", "Mo 09:00-12:00; SH off", ""),
        ("9h-12h et sur RDV de 14h à 17h", "Mo 09:00-12:00", "Mo 14:00-17:00"),
        ("9h-12h, sur RDV de 14h à 17h", "Mo 09:00-12:00", "Mo 14:00-17:00"),
        ("9h-12h avec ou sans rendez-vous", "Mo 09:00-12:00", ""),
        ("9h-12h, uniquement sur rendez-vous", "", "Mo 09:00-12:00"),
        ("fermé", "", ""),
        ("–", "", ""),
    ],
)
def test_the_usual_ways_to_say_it_are_understood(text, rules, appointment):
    found = free_text.read(text, 0)
    assert found.understood and found.known
    assert opened(found.rules, "Mo") == opened(rules, "Mo")
    assert opened(found.appointment, "Mo") == opened(appointment, "Mo")


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("1 lundi sur 2 : 9h-12h", "1 lundi sur 2 : 9h-12h"),
        ("Été : 9h-12h", "Été : 9h-12h"),
        ("9h-12h / 14h-17h sur rendez-vous", "9h-12h / 14h-17h sur rendez-vous"),
        ("9h-12h / mardi : 14h-17h", "mardi : 14h-17h"),
        ("1er samedi du mois : 9h-12h", "1er samedi du mois : 9h-12h"),
        ("9h-12h-14h", "9h-12h-14h"),
        ("17h-9h", "17h-9h"),
        ("9h-25h", "9h-25h"),
        ("9h-12h75", "9h-12h75"),
        ("Matin", "Matin"),
        ("9h-12h fermé", "9h-12h fermé"),
        ("9h-17h (fermé de 12h à 14h)", "9h-17h (fermé de 12h à 14h)"),
        ("fermé en août", "fermé en août"),
        ("matin sur rdv, 14h-17h", "matin sur rdv, 14h-17h"),
        ("9h-12h / 14h-17h (sauf vacances scolaires)", "9h-12h / 14h-17h (sauf vacances scolaires)"),
        ("9h-12h // vacances scolaires : 10h-11h", "vacances scolaires : 10h-11h"),
        ("9h-12h // semaines paires : 10h-17h", "semaines paires : 10h-17h"),
        ("9h-12h sauf vacances scolaires 9h-11h", "9h-12h sauf vacances scolaires 9h-11h"),
        ("sur rdv 9h-12h (semaines paires) / 14h-17h", "sur rdv 9h-12h (semaines paires) / 14h-17h"),
        ("du 1er juillet au 31 août : 9h-12h", "du 1er juillet au 31 août : 9h-12h"),
        ("9h-12h et 14h-17h (16h le vendredi)", "9h-12h et 14h-17h (16h le vendredi)"),
        ("9h-12h et 14h-17h sur RDV", "9h-12h et 14h-17h sur RDV"),
        ("9h-12h, sur RDV", "9h-12h, sur RDV"),
        ("sur RDV et 9h-12h", "sur RDV et 9h-12h"),
        ("9h-12h ou 13h-16h", "9h-12h ou 13h-16h"),
        ("9h-12h sans RDV et sur RDV", "9h-12h sans RDV et sur RDV"),
        ("sur rdv au 01 23 45 67 89", "sur rdv au 01 23 45 67 89"),
    ],
)
def test_what_may_mean_several_things_is_named_and_opens_nothing(text, unread):
    found = free_text.read(text, 0)
    assert found.unread == (unread,)
    assert bool(found.rules) == (unread != text)


@pytest.mark.parametrize(
    "text",
    [
        *("9h-12h et sur RDV", "9h-12h ou sur rendez-vous", "9h-12h / Sur RDV", "9h-12h (et sur RDV)", "9h-12h ainsi que sur rendez-vous"),
        *("9:00-12:00 and by appointment", "9h-12h et également sur RDV", "9h-12h et uniquement sur RDV l'après-midi"),
    ],
)
def test_appointments_that_are_added_to_hours_leave_them_open_to_all(text):
    found = free_text.read(text, 0)
    assert opened(found.rules, "Mo") == opened("Mo 09:00-12:00", "Mo") and not found.appointment and not found.unread
    assert len(found.untimed) == 1 and ("appointment" in found.untimed[0] or "dv" in found.untimed[0].lower() or "vous" in found.untimed[0])


@pytest.mark.parametrize("text", ["Horaires non communiqués", "non renseigné", "", "  ", "?", "NC"])
def test_hours_that_are_not_known_are_not_closed(text):
    assert free_text.read(text, 0) == free_text.Reading(known=False)


clock = st.tuples(st.integers(0, 23), st.integers(0, 59))
forms = st.sampled_from(("{0}:{1:02d}", "{0:02d}:{1:02d}", "{0}h{1:02d}", "{0} h {1:02d}", "{0} : {1:02d}"))
joints = st.sampled_from((" - ", "-", "–", " à ", " "))
lists = st.sampled_from((" / ", "/", " et ", ", ", " ; "))


@given(st.lists(clock, min_size=2, max_size=6, unique=True).map(sorted).filter(lambda times: len(times) % 2 == 0), forms, joints, lists)
def test_rising_times_in_pairs_are_read_however_they_are_written(times, form, joint, between):
    written = [form.format(*time) for time in times]
    text = between.join(joint.join(pair) for pair in zip(written[::2], written[1::2], strict=True))
    expected = ",".join(f"{a:02d}:{b:02d}-{c:02d}:{d:02d}" for (a, b), (c, d) in zip(times[::2], times[1::2], strict=True))
    assert free_text.read(text, 0) == free_text.Reading(f"{{day}} {expected}")


@given(st.text(max_size=40))
@example("(" * 20)
@example("1er" * 12)
def test_any_text_is_read_into_rules_that_hold_or_named(text):
    found = free_text.read(text, 3)
    for rules in (found.rules, found.appointment):
        assert not rules or hours.problem(rules.replace("{day}", "Th"), "hours", "Mairie") is None
    assert all(words.strip() for words in found.unread)


@given(st.text())
def test_folding_keeps_the_place_of_every_character(text):
    assert len(folded(text)) == len(text)
    assert folded("Été — L’après‑midi") == "ete - l'apres-midi"
    assert folded(normalize("NFC", "À")) == "a"


def test_the_years_of_the_tests_have_every_kind_of_week():
    assert {53, 1} <= set(pd.date_range(FIRST, LAST).isocalendar().week)
    assert {"term", "school_holiday", "public_holiday"} == set(TYPES)


@pytest.mark.parametrize(
    "text, rules",
    [
        ("9am - 5pm", "{day} 09:00-17:00"),
        ("9.30 am to noon", "{day} 09:30-12:00"),
        ("9:00 AM-12:30 PM, 1.30pm - 4 p.m.", "{day} 09:00-12:30,13:30-16:00"),
        ("9h-midi / 14h-17h", "{day} 09:00-12:00,14:00-17:00"),
        ("12pm-4pm", "{day} 12:00-16:00"),
    ],
)
def test_hours_of_a_clock_of_twelve_are_read(text, rules):
    assert free_text.read(text, 0) == free_text.Reading(rules=rules)


@pytest.mark.parametrize("text", ["1-5pm", "9am-17h", "13pm-14pm", "9.75am-5pm"])
def test_hours_that_may_lie_in_either_half_of_the_day_open_nothing(text):
    assert free_text.read(text, 0) == free_text.Reading(unread=(text,))
