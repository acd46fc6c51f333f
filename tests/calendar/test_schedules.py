import datetime as dt
import time

import pandas as pd
import pytest

from diagnostic.calendar import Closure, Holidays, Hours, Opening, schedules
from diagnostic.calendar.schedules import COLUMNS
from diagnostic.errors import UserError

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 3, 31)


def built(*rules: Hours, first: dt.date = FIRST, last: dt.date = LAST):
    return schedules.build(Opening(rules, holidays=Holidays(school_zone="C")), first, last)


def intervals(frame, schedule: str, day: str) -> list[tuple[int, int]]:
    row = frame[(frame["schedule"] == schedule) & (frame["day"] == day)].iloc[0]
    return [(row[f"o{n}"] / 3600, row[f"c{n}"] / 3600) for n in (1, 2, 3) if pd.notna(row[f"o{n}"])]


def test_the_columns_are_those_of_the_contract():
    assert list(built(Hours(site="Mairie", rules="24/7")).columns) == list(COLUMNS)
    assert list(built().columns) == list(COLUMNS)


def test_every_schedule_has_every_day_once():
    frame = built(Hours(site="Mairie", rules="Mo 09:00-12:00"), Hours(site="Mairie", channel="phone", rules="Mo 09:00-12:00"))
    assert set(frame["schedule"]) == {"counter:Mairie", "counter", "phone", "staffed"}
    assert (frame.groupby("schedule").size() == 91).all()
    assert (frame["weekday"] == frame["day"].dt.isocalendar().day).all()


def test_phone_counters_and_staff_have_their_own_schedules():
    frame = built(
        Hours(site="Mairie", rules="Mo 09:00-12:00"),
        Hours(site="Annexe", rules="Mo 11:00-13:00"),
        Hours(site="Mairie", channel="phone", rules="Mo 08:00-09:00"),
        Hours(site="Annexe", channel="phone", rules="Mo 14:00-15:00"),
        Hours(site="Mairie", channel="email", rules="Mo 16:00-17:00"),
        Hours(site="Mairie", rules="Mo 18:00-19:00", appointment_only=True),
    )
    monday = "2024-01-08"
    assert intervals(frame, "counter:Mairie", monday) == [(9, 12)]
    assert intervals(frame, "counter:Annexe", monday) == [(11, 13)]
    assert intervals(frame, "counter", monday) == [(9, 13)]
    assert intervals(frame, "phone", monday) == [(8, 9), (14, 15)]
    assert intervals(frame, "staffed", monday) == [(8, 13), (14, 15), (16, 17)]
    assert intervals(frame, "appointment:Mairie", monday) == [(18, 19)]


def test_open_seconds_add_up_over_earlier_days():
    frame = built(Hours(site="Mairie", rules="Mo-Fr 08:30-12:00,13:30-17:30; SH off; PH off"))
    days = frame[frame["schedule"] == "staffed"].reset_index()
    total = 0
    for _, day in days.iterrows():
        assert day["cum_s"] == total
        total += day["open_s"]
    assert set(days["open_s"]) == {0, 27_000}
    # 1 January is a holiday, school resumes on the 8th; zone C is off from 10 to 25 February
    assert days.loc[days["open_s"] > 0, "day"].dt.date.iloc[0] == dt.date(2024, 1, 8)
    assert days.loc[days["day"].dt.month == 2, "open_s"].sum() == (21 - 10) * 27_000


def test_a_holiday_next_to_a_weekend_closes_that_day_alone():
    frame = built(Hours(site="Mairie", rules="Mo-Fr 09:00-12:00; PH off"), last=dt.date(2024, 4, 5))
    assert [intervals(frame, "staffed", day) for day in ("2024-03-29", "2024-03-30", "2024-04-01", "2024-04-02")] == [
        [(9, 12)],
        [],
        [],
        [(9, 12)],
    ]


def test_rules_hold_between_their_dates_both_included():
    frame = built(Hours(site="Mairie", rules="24/7", valid_from=dt.date(2024, 1, 10), valid_to=dt.date(2024, 1, 20)))
    open_days = frame[(frame["schedule"] == "staffed") & (frame["open_s"] > 0)]["day"].dt.date
    assert (open_days.min(), open_days.max(), len(open_days)) == (dt.date(2024, 1, 10), dt.date(2024, 1, 20), 11)


def test_later_rules_of_a_place_replace_those_without_an_end():
    frame = built(
        Hours(site="Mairie", rules="Mo-Fr 09:00-12:00"),
        Hours(site="Mairie", rules="Mo-Fr 10:00-11:00", valid_from=dt.date(2024, 2, 1)),
        Hours(site="Annexe", rules="Mo-Fr 09:00-12:00"),
    )
    assert intervals(frame, "counter:Mairie", "2024-01-31") == [(9, 12)]
    assert intervals(frame, "counter:Mairie", "2024-02-01") == [(10, 11)]
    assert intervals(frame, "counter:Annexe", "2024-02-01") == [(9, 12)]


def test_two_rules_of_a_place_without_dates_are_united():
    frame = built(Hours(site="Mairie", rules="Mo 09:00-12:00"), Hours(site="Mairie", rules="Mo 11:00-14:00"))
    assert intervals(frame, "counter:Mairie", "2024-01-08") == [(9, 14)]


def closed(last: dt.date = dt.date(2024, 1, 8), **names) -> Closure:
    return Closure(dt.date(2024, 1, 8), last, **names)


@pytest.mark.parametrize(
    ("closure", "shut"),
    [
        (closed(), {"counter:Mairie", "counter:Annexe", "counter", "phone", "staffed"}),
        (closed(site="Mairie"), {"counter:Mairie", "phone"}),
        (closed(site="Mairie", channel="phone"), {"phone"}),
        (closed(channel="counter"), {"counter:Mairie", "counter:Annexe", "counter"}),
    ],
)
def test_a_closure_shuts_the_place_and_channel_it_names_and_all_where_it_names_none(closure, shut):
    rules = (
        Hours(site="Mairie", rules="Mo 09:00-12:00"),
        Hours(site="Annexe", rules="Mo 09:00-12:00"),
        Hours(site="Mairie", channel="phone", rules="Mo 09:00-12:00"),
    )
    frame = schedules.build(Opening(rules, (closure,)), FIRST, LAST)
    assert {name for name in set(frame["schedule"]) if not intervals(frame, name, "2024-01-08")} == shut
    assert all(intervals(frame, name, "2024-01-15") for name in set(frame["schedule"]))


def test_a_closure_holds_from_its_first_day_to_its_last_both_included():
    shut = closed(dt.date(2024, 1, 10))
    frame = schedules.build(Opening((Hours("Mairie", rules="24/7"),), (shut,)), FIRST, LAST)
    days = frame[frame["schedule"] == "staffed"].set_index("day")["open_s"]
    assert [str(day.date()) for day in days.index[days == 0]] == ["2024-01-08", "2024-01-09", "2024-01-10"]
    assert days.iloc[7:11].eq(0).tolist() == [True, True, True, False]


def test_a_week_in_free_text_gives_the_same_schedules_as_its_rules():
    text = {"lundi à mercredi": "9h-12h / Sur RDV : 14h-17h", "samedi": "1er et 3e samedis du mois : 9h-12h", "jours fériés": "fermé"}
    written = built(Hours(site="Mairie", week=text))
    expected = built(
        Hours(site="Mairie", rules="Mo-We 09:00-12:00; Sa[1,3] 09:00-12:00; PH off"),
        Hours(site="Mairie", rules="Mo-We 14:00-17:00; PH off", appointment_only=True),
    )
    pd.testing.assert_frame_equal(
        written.sort_values(["schedule", "day"], ignore_index=True), expected.sort_values(["schedule", "day"], ignore_index=True)
    )


@pytest.mark.parametrize(("named", "open_on_the_holiday"), [({}, []), ({"jours fériés": "10h-11h"}, [(10, 11)])])
def test_a_week_that_names_no_public_holidays_is_closed_on_them_as_on_any_day_without_a_text(named, open_on_the_holiday):
    frame = built(Hours(site="Mairie", week={"lundi": "9h-12h"} | named), last=dt.date(2024, 4, 8))
    assert intervals(frame, "counter:Mairie", "2024-03-25") == [(9, 12)]
    assert intervals(frame, "counter:Mairie", "2024-04-01") == open_on_the_holiday


def test_the_appointments_of_an_old_week_end_with_it():
    frame = built(
        Hours(site="Mairie", week={"lundi": "9h-12h / sur rdv : 14h-17h"}),
        Hours(site="Mairie", week={"lundi": "9h-12h"}, valid_from=dt.date(2024, 2, 1)),
    )
    assert intervals(frame, "appointment:Mairie", "2024-01-29") == [(14, 17)]
    assert intervals(frame, "appointment:Mairie", "2024-02-05") == []


def test_the_rules_in_force_on_a_day_stand_for_a_whole_year():
    old = Hours(site="Mairie", rules="Mo 09:00-12:00", valid_to=dt.date(2024, 1, 31))
    new = Hours(site="Mairie", rules="Mo 10:00-11:00", valid_from=dt.date(2024, 2, 1))
    held = schedules.in_force((old, new), dt.date(2024, 3, 31))
    assert [(rule.rules, rule.valid_from, rule.valid_to) for rule in held] == [("Mo 10:00-11:00", None, None)]
    assert intervals(built(*held), "counter:Mairie", "2024-01-08") == [(10, 11)]


def test_three_intervals_a_day_are_kept_and_a_fourth_is_refused():
    three = "Mo 08:00-09:00,10:00-11:00,12:00-13:00"
    assert intervals(built(Hours(site="Mairie", rules=three)), "staffed", "2024-01-08") == [(8, 9), (10, 11), (12, 13)]
    with pytest.raises(UserError) as refused:
        built(Hours(site="Mairie", rules=three + ",14:00-15:00"))
    assert {problem.key for problem in refused.value.problems} == {"calendar.too_many_intervals"}
    assert "14:00-15:00" in refused.value.text("fr") and "2024-01-01" in refused.value.text("fr")


def test_all_bad_rules_are_told_at_once_with_their_places():
    with pytest.raises(UserError) as refused:
        built(Hours(site="Mairie", rules="Lu 9h"), Hours(site="Mairie", rules="Mo 09:00-12:00"), Hours(site="Annexe", rules="Mo 9h"))
    assert [problem.values["place"] for problem in refused.value.problems] == ["hours (1) > rules", "hours (3) > rules"]


def test_rules_about_school_holidays_need_their_zone():
    rules = (Hours(site="Mairie", rules="Mo 09:00-12:00; SH off"), Hours(site="Annexe", rules='Mo 09:00-12:00 "pas pendant SH"'))
    with pytest.raises(UserError) as refused:
        schedules.build(Opening(rules), FIRST, LAST)
    assert [(problem.key, problem.values["site"]) for problem in refused.value.problems] == [("calendar.no_school_zone", "Mairie")]


def test_years_of_schedules_are_built_in_well_under_a_second():
    rules = "Mo-Fr 08:30-12:00,13:30-17:30; Sa[1,3] 09:00-12:00; SH Mo-Fr 09:00-12:00; PH off"
    places = [Hours(site=f"Site {n}", rules=rules) for n in range(5)]
    built(*places)
    start = time.process_time()
    built(*places, first=dt.date(2022, 1, 1), last=dt.date(2024, 3, 11))
    assert time.process_time() - start < 1
