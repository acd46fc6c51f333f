import datetime as dt
import re

import opening_hours
import pytest

from diagnostic.calendar import hours
from diagnostic.calendar.hours import by_day_type, daily, merged, problem

MONDAY = dt.date(2024, 1, 8)
TYPES = ("term", "school_holiday", "public_holiday")


def clock(*times: str) -> list[tuple[int, int]]:
    """08:30-12:00 -> seconds."""

    def seconds(text: str) -> int:
        hour, minute = map(int, text.split(":"))
        return hour * 3600 + minute * 60

    return [(seconds(first), seconds(last)) for first, last in (pair.split("-") for pair in times)]


def week(rules: str, day_type: str = "term") -> list[list[tuple[int, int]]]:
    return daily(rules, [day_type] * 7, MONDAY)


def test_weekday_rules_open_on_their_days_alone():
    assert week("Mo-Tu 08:30-12:00,13:30-17:30; Sa 09:00-12:00") == [
        clock("08:30-12:00", "13:30-17:30"),
        clock("08:30-12:00", "13:30-17:30"),
        [],
        [],
        [],
        clock("09:00-12:00"),
        [],
    ]


def test_nth_saturdays_follow_the_month():
    opened = daily("Sa[1,3] 09:00-12:00", ["term"] * 60, dt.date(2024, 2, 1))
    days = [dt.date(2024, 2, 1) + dt.timedelta(days=position) for position, intervals in enumerate(opened) if intervals]
    assert days == [dt.date(2024, 2, 3), dt.date(2024, 2, 17), dt.date(2024, 3, 2), dt.date(2024, 3, 16)]


def test_term_school_and_public_holidays_give_three_different_days():
    rules = "Mo-Fr 08:30-17:00; SH Mo-Fr 09:00-12:00; PH 10:00-11:00"
    assert daily(rules, TYPES, MONDAY) == [clock("08:30-17:00"), clock("09:00-12:00"), clock("10:00-11:00")]


@pytest.mark.parametrize(
    ("rules", "term", "school", "public"),
    [
        ("Mo-Fr 08:00-12:00; PH off", ["08:00-12:00"], ["08:00-12:00"], []),
        ("PH off; Mo-Fr 08:00-12:00", ["08:00-12:00"], ["08:00-12:00"], ["08:00-12:00"]),
        ("Mo-Fr 08:00-12:00; PH off; Jan 08 10:00-11:00", ["10:00-11:00"], ["10:00-11:00"], ["10:00-11:00"]),
        ("Mo-Fr 08:00-12:00; SH,PH off", ["08:00-12:00"], [], []),
        ("Mo-Fr 08:00-12:00; SH off; PH off", ["08:00-12:00"], [], []),
        ("Mo-Fr 08:00-12:00", ["08:00-12:00"], ["08:00-12:00"], ["08:00-12:00"]),
        ("SH Mo-Fr 09:00-12:00", [], ["09:00-12:00"], []),
        ("Mo-Fr SH 09:00-12:00", [], ["09:00-12:00"], []),
        ("SH Sa 09:00-12:00", [], [], []),
        ("Sa,PH 10:00-12:00", [], [], ["10:00-12:00"]),
        ("PH,Sa 10:00-12:00", [], [], ["10:00-12:00"]),
        ("Mo,PH,We 10:00-12:00", ["10:00-12:00"], ["10:00-12:00"], ["10:00-12:00"]),
        ("Mo-Fr 08:00-12:00, SH 14:00-16:00", ["08:00-12:00"], ["08:00-12:00", "14:00-16:00"], ["08:00-12:00"]),
        ("Jan SH Mo-Fr 09:00-12:00; Jul SH Mo-Fr 10:00-12:00", [], ["09:00-12:00"], []),
        ("Mo-Fr 08:00-12:00; ph off", ["08:00-12:00"], ["08:00-12:00"], []),
        ('Mo-Fr 08:00-12:00 "sauf SH; PH off"', ["08:00-12:00"], ["08:00-12:00"], ["08:00-12:00"]),
        ("Mo-Fr 08:00-12:00; PH off;", ["08:00-12:00"], ["08:00-12:00"], []),
    ],
)
def test_holiday_rules_hold_on_their_days_alone(rules, term, school, public):
    assert problem(rules, "hours", "Mairie") is None
    for day_type, expected in zip(TYPES, (term, school, public), strict=True):
        assert daily(rules, [day_type], MONDAY) == [clock(*expected)], day_type


def test_the_library_never_hears_of_holidays(monkeypatch):
    heard = []
    real = opening_hours.OpeningHours
    monkeypatch.setattr(opening_hours, "OpeningHours", lambda expression: heard.append(expression) or real(expression))
    for rules in (
        "Mo-Fr,PH 08:00-12:00; SH off; PH off",
        "SH,PH Mo 10:00-11:00",
        'Mo 08:00-09:00 "SH"',
        "PH +1 day off",
        "Mo,SH,Tu,PH 09:00-10:00",
    ):
        if problem(rules, "hours", "Mairie") is None:
            daily(rules, TYPES, MONDAY)
    assert heard and not [expression for expression in heard if re.search("SH|PH", expression, re.IGNORECASE)]


def test_a_night_is_cut_at_midnight_and_each_part_belongs_to_its_day():
    assert week("Fr 22:00-02:00")[4:6] == [clock("22:00-24:00"), clock("00:00-02:00")]
    assert week("Su 22:00-02:00")[0] == clock("00:00-02:00")


@pytest.mark.parametrize("rules", ["Mo-Fr 20:00-02:00; PH off", "Mo-Fr 20:00-26:00; PH off", "Mo-Fr 10:00-12:00,20:00-02:00; PH off"])
def test_the_day_on_which_a_night_begins_decides_of_it_whole(rules):
    types = ["term", "public_holiday", "term"]
    day = clock("10:00-12:00") if "10:00" in rules else []
    night = clock("20:00-24:00")
    # the night into the holiday goes on; none comes out of it
    assert daily(rules, types, MONDAY) == [[*day, *night], clock("00:00-02:00"), [*day, *night]]
    assert daily("Mo-Fr 10:00-12:00; PH 22:00-01:00", types, MONDAY) == [
        clock("10:00-12:00"),
        clock("22:00-24:00"),
        clock("00:00-01:00", "10:00-12:00"),
    ]


def test_a_later_rule_that_shuts_a_day_leaves_the_night_before_and_one_that_adds_to_it_too():
    assert week("Mo-Su 20:00-02:00; Sa off")[4:7] == [clock("00:00-02:00", "20:00-24:00"), clock("00:00-02:00"), clock("20:00-24:00")]
    assert week("Fr 20:00-02:00, Fr 09:00-12:00")[4:6] == [clock("09:00-12:00", "20:00-24:00"), clock("00:00-02:00")]


def test_open_day_and_night_is_one_whole_interval_a_day():
    assert week("24/7") == [clock("00:00-24:00")] * 7


def test_the_nights_of_the_clock_change_keep_their_local_hours():
    assert daily("Su 01:00-04:00", ["term"], dt.date(2024, 3, 31)) == [clock("01:00-04:00")]
    assert daily("Su 01:00-04:00", ["term"], dt.date(2024, 10, 27)) == [clock("01:00-04:00")]


def test_a_comment_in_place_of_hours_opens_nothing():
    assert week('Mo-Fr 08:00-12:00; Sa "sur rendez-vous"')[4:6] == [clock("08:00-12:00"), []]
    assert week('"sur rendez-vous"') == [[]] * 7


def test_touching_and_overlapping_intervals_become_one():
    assert merged([(10, 20), (5, 10), (30, 40), (15, 18)]) == [(5, 20), (30, 40)]
    assert merged([]) == []


@pytest.mark.parametrize(
    "rules", ["Lu-Ve 9h-12h", "Mo-Fr 9:00-12", "Mo-Fr 08:00-12:00;; Sa 10:00-11:00", "Mo-Fr 08:00-12:00; PH +1 day off"]
)
def test_bad_rules_name_the_place_the_rule_and_where_it_stops(rules):
    found = problem(rules, "hours (3) > rules", "Mairie")
    assert found.key == "calendar.bad_rules"
    assert all(part in found.text("fr") for part in ("hours (3) > rules", "Mairie", found.values["unread"]))
    assert found.values["unread"] and found.values["unread"] in rules + "; "


def test_rules_that_mix_holidays_beyond_what_is_understood_are_refused():
    assert problem("SH,Mo-We,PH 08:00-09:00", "hours (1) > rules", "Mairie").key == "calendar.bad_holiday_rule"


@pytest.mark.parametrize("rules", ["Mo 09:00+", "Mo-Fr 09:00-12:00,14:00+; PH off", "Mo sunrise-12:00"])
def test_hours_without_a_clock_to_close_them_are_refused(rules):
    found = problem(rules, "hours (1) > rules", "Mairie")
    assert found.key == "calendar.endless"
    assert found.values["unread"] in rules


def test_even_and_odd_weeks_follow_the_iso_number_through_a_year_of_fifty_three():
    first, types = dt.date(2020, 12, 14), ["term"] * 35
    even, odd = (daily(f"week {weeks} Mo 09:00-12:00", types, first) for weeks in ("2-52/2", "1-53/2"))
    numbers = [(first + dt.timedelta(days=day)).isocalendar() for day in range(35)]
    assert [bool(day) for day in even] == [number.weekday == 1 and number.week % 2 == 0 for number in numbers]
    assert [bool(day) for day in odd] == [number.weekday == 1 and number.week % 2 == 1 for number in numbers]
    assert sum(map(bool, odd)) == 3, "weeks 51, 53 and 1"


def test_summer_hours_replace_the_others_between_their_months():
    opened = daily("Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 08:00-14:00", ["term"] * 4, dt.date(2024, 6, 28))
    assert opened == [clock("09:00-17:00"), [], [], clock("08:00-14:00")]


def test_empty_rules_are_refused():
    assert problem("  ", "hours (1) > rules", "Mairie").key == "calendar.no_rules"


def test_each_type_of_day_has_its_expression():
    assert by_day_type("Mo-Fr 08:00-17:00; SH Mo-Fr 09:00-12:00; PH off") == {
        hours.TERM: "Mo-Fr 08:00-17:00",
        hours.SCHOOL: "Mo-Fr 08:00-17:00; Mo-Fr 09:00-12:00",
        hours.PUBLIC: "Mo-Fr 08:00-17:00; off",
    }
