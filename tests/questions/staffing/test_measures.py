"""Agents needed and present, against a count by hand."""

import pandas as pd
import pytest

from diagnostic.engagement import Hours, Parameters
from diagnostic.planning import erlang
from diagnostic.questions.staffing.measures import staffing
from tests.questions.random_towns import open_town
from tests.towns import with_facts

HOURS = (Hours(site="Mairie", channel="phone", rules="Mo,Tu 09:00-12:00"), Hours(site="Mairie", rules="Mo 09:00-12:00"))
MONDAYS = pd.date_range("2024-01-08", "2024-03-25", freq="7D")
STAFF = [{"channel": "phone", "fte": 4.0, "schedule": "Mo-Fr 09:00-12:00"}, {"channel": "phone", "fte": 2.0, "schedule": "Mo 09:00-10:00"}]


def calls():
    """On Mondays, 20 calls from 9:00 to 9:30, 5 of which nobody answered, and 2 from 11:00; 240 seconds each. 3 calls while closed."""
    made = []
    for monday in MONDAYS:
        for time, count, outcome in (
            ("09:05", 15, "answered"),
            ("09:20", 5, "abandoned"),
            ("11:10", 2, "answered"),
            ("13:00", 3, "answered"),
        ):
            row = {"occurred_local": f"{monday.date()} {time}", "channel": "phone", "outcome": outcome, "party": "user"}
            made += [row | {"handle_s": 240.0 if outcome == "answered" else None}] * count
    return made


def phone(folder, staff=STAFF, **parameters):
    town = open_town(folder, hours=HOURS, parameters=Parameters(draws=100, **parameters))
    with with_facts(town, contacts=calls(), staff=staff) as store:
        (place,) = staffing(store)
    return place


def test_agents_needed_carry_the_calls_of_each_half_hour_while_open(tmp_path):
    place = phone(tmp_path)
    # thirteen Mondays of the period, the first of them a public holiday
    assert [(row.weekday, row.slot, row.needed) for row in place.week.itertuples()] == [
        (1, 18, int(erlang.positions(40, 240))),
        (1, 22, int(erlang.positions(4, 240))),
    ]
    load = [40 * 240 / 3600, 4 * 240 / 3600]
    mean, least, most = place.occupancy
    assert mean == pytest.approx(sum(load) / place.week["needed"].sum())
    assert (least, most) == pytest.approx((load[1] / place.week["needed"][1], load[0] / place.week["needed"][0]))


def test_agents_present_are_those_whose_schedule_covers_the_half_hour_less_absences(tmp_path):
    place = phone(tmp_path, unavailability=0.5)
    assert place.week["present"].tolist() == [3.0, 2.0]
    assert place.short == 1


@pytest.mark.parametrize(
    "staff",
    [
        [{"channel": "phone", "fte": 4.0, "schedule": "Mo 09:00-12:00"}],
        [*STAFF, {"channel": "phone", "fte": 1.0, "schedule": None}],
        [*STAFF, {"channel": "phone", "fte": 1.0, "schedule": "le matin"}],
        [{"channel": "counter", "fte": 9.0, "schedule": "Mo 09:00-12:00"}],
    ],
    ids=["too few", "one without a schedule", "a schedule that cannot be read", "others"],
)
def test_presence_is_hidden_where_it_is_not_known_or_tells_on_few(tmp_path, staff):
    assert not phone(tmp_path, staff).known
