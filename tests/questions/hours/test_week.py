"""The busy hours of a week against a count by hand."""

from __future__ import annotations

from diagnostic.engagement import Parameters
from diagnostic.questions.hours import week
from tests.questions.random_towns import open_town
from tests.questions.staffing.test_measures import HOURS, calls
from tests.towns import with_facts


def test_a_part_of_the_week_is_busy_from_a_quarter_above_the_mean_pace_of_the_place(tmp_path):
    town = open_town(tmp_path, hours=HOURS, parameters=Parameters(small_group=11, draws=100))
    with with_facts(town, contacts=calls()) as store:
        levels = {(row.weekday, row.part): row.level for row in week.busy_hours(store).itertuples()}
    # 22 calls of a Monday in six open hours of two days: 9:00 to 10:00 has five times the pace, Tuesday nobody
    assert levels == {(1, "early"): "busy", (1, "morning"): "quiet", (2, "early"): "hidden", (2, "morning"): "hidden"}
