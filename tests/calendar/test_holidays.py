import datetime as dt

import pytest
from holidays import country_holidays
from vacances_scolaires_france import SchoolHolidayDates

from diagnostic.calendar import Holidays
from diagnostic.calendar.holidays import _school as school_days
from diagnostic.calendar.holidays import day_types, problems


def type_of(day: str, **holidays) -> str:
    date = dt.date.fromisoformat(day)
    return day_types(Holidays(**holidays), date, date)[0]


@pytest.mark.parametrize(
    "day", ["2024-01-01", "2024-04-01", "2024-05-01", "2024-05-08", "2024-05-09", "2024-05-20", "2024-11-11", "2024-12-25"]
)
def test_french_public_holidays_are_known(day):
    assert type_of(day) == "public_holiday"


def test_a_day_beside_a_public_holiday_is_an_ordinary_one():
    assert type_of("2024-05-10") == "term"
    assert type_of("2024-05-02") == "term"


@pytest.mark.parametrize("region", ["FR-GES", "FR-67", "FR-68", "FR-57"])
def test_alsace_and_moselle_add_good_friday_and_saint_stephen(region):
    assert type_of("2024-03-29", region=region) == type_of("2024-12-26", region=region) == "public_holiday"
    assert type_of("2024-03-29") == type_of("2024-12-26") == "term"


def test_quebec_has_its_own_holidays():
    assert type_of("2024-06-24", region="CA-QC") == "public_holiday"
    assert type_of("2024-07-14", region="CA-QC") == "term"
    assert type_of("2024-06-24", region="FR") == "term"


def test_winter_holidays_differ_between_zones():
    assert {zone: type_of("2024-02-14", school_zone=zone) for zone in "ABC"} == {"A": "term", "B": "term", "C": "school_holiday"}
    assert {zone: type_of("2024-02-21", school_zone=zone) for zone in "ABC"} == {"A": "school_holiday", "B": "term", "C": "school_holiday"}
    assert {zone: type_of("2024-03-05", school_zone=zone) for zone in "ABC"} == {"A": "term", "B": "school_holiday", "C": "term"}


def test_without_a_zone_there_are_no_school_holidays():
    assert type_of("2024-07-20") == "term"


def test_a_public_holiday_comes_before_a_school_holiday():
    assert type_of("2024-12-25", school_zone="C") == "public_holiday"
    assert type_of("2024-12-24", school_zone="C") == "school_holiday"
    assert type_of("2024-08-15", school_zone="C") == "public_holiday"


def test_types_follow_each_other_over_a_year_end():
    types = day_types(Holidays(school_zone="A"), dt.date(2023, 12, 30), dt.date(2024, 1, 9))
    assert types == ["school_holiday"] * 2 + ["public_holiday"] + ["school_holiday"] * 6 + ["term"] * 2


def test_an_unknown_region_and_a_period_past_the_school_calendar_are_told():
    found = problems(Holidays("FR-XYZ", "A"), dt.date(2099, 12, 31))
    assert [problem.key for problem in found] == ["calendar.unknown_holidays", "calendar.school_years"]
    assert "FR-XYZ" in found[0].text("fr") and "2099-12-31" in found[1].text("en")


def test_an_unknown_country_is_told():
    found = problems(Holidays("ZZ"), dt.date(2024, 3, 31))
    assert [problem.key for problem in found] == ["calendar.unknown_holidays"]


@pytest.mark.parametrize("zone", "ABC")
def test_the_days_read_from_the_librarys_file_are_those_that_the_library_gives(zone):
    library = SchoolHolidayDates()
    days = {day for day in library.data if library.is_holiday_for_zone(day, zone)}
    assert school_days(zone) == days
    assert len(days) > 3000


def test_the_region_taken_for_granted_is_one_that_the_library_has():
    assert dt.date(2025, 7, 14) in country_holidays(Holidays.region, years=2025)
