"""Hours on trial against a count by hand, and files of hours that do not read."""

import datetime as dt

import pytest

from diagnostic.engagement import Closure, Parameters
from diagnostic.errors import UserError
from diagnostic.planning import erlang
from diagnostic.questions.better_week.trial import trials
from tests.questions.random_towns import open_town
from tests.questions.staffing.test_measures import HOURS, STAFF, calls
from tests.towns import with_facts

LONGER = """hours:
  - {site: Mairie, channel: phone, rules: "Mo 09:00-14:00; Tu 09:00-12:00"}
  - {site: Mairie, rules: "Mo 09:00-12:00"}
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    engagement = open_town(tmp_path_factory.mktemp("town"), hours=HOURS, parameters=Parameters(draws=100, unavailability=0))
    (engagement.folder / "scenarios").mkdir()
    (engagement.folder / "scenarios" / "midi.yml").write_text(LONGER, encoding="utf-8")
    with with_facts(engagement, contacts=calls(), staff=STAFF) as store:
        yield store, engagement


def test_what_longer_hours_meet_and_take_is_counted_half_hour_by_half_hour(town):
    (trial,) = trials(*town, "scenarios/midi.yml")
    # 25 calls a Monday, of which 3 come at 13:00; the counter does not change
    assert (trial.today.hours, trial.then.hours) == (6, 8)
    assert (trial.today.met, trial.then.met) == pytest.approx((22 / 25, 1))
    one = 1  # the least presence, in half-hours without a call
    needed = [int(erlang.positions(flow, 240)) for flow in (40, 4, 6)]
    assert trial.today.agent_hours == pytest.approx((needed[0] + needed[1] + 10 * one) / 2)
    assert trial.then.agent_hours == pytest.approx((sum(needed) + 13 * one) / 2)


def test_agents_of_today_are_spread_over_the_hours_tried(town):
    (trial,) = trials(*town, "scenarios/midi.yml")
    # 6 agents are present at 9:00 and 4 at 11:00, 5 on average: over 8 hours instead of 6, fewer than 4
    today, then = (
        sum(flow * float(erlang.impatient(erlang.load(flow, 240), agents, 240, 120).gives_up) for flow in flows) / sum(flows)
        for flows, agents in (((40, 4), 5), ((40, 4, 6), 4))
    )
    assert (trial.today.gives_up, trial.then.gives_up) == pytest.approx((today, then))
    assert trial.then.wait_s > trial.today.wait_s


def test_closures_of_the_year_are_no_change_of_hours(tmp_path):
    shut = Closure.model_validate({"from": dt.date(2024, 2, 5), "to": dt.date(2024, 2, 9), "why": "travaux"})
    engagement = open_town(tmp_path, hours=HOURS, closures=(shut,), parameters=Parameters(draws=100, unavailability=0))
    (tmp_path / "hours.yml").write_text(LONGER.replace("09:00-14:00", "09:00-12:00"), encoding="utf-8")
    with with_facts(engagement, contacts=calls(), staff=STAFF) as store:
        assert trials(store, engagement, "hours.yml") == []


def test_without_a_scenario_nothing_is_tried(town):
    assert trials(*town, None) == []


@pytest.mark.parametrize(
    ("file", "content", "key"),
    [
        ("scenarios/mid.yml", None, "engagement.scenario_near"),
        ("autre.yml", None, "engagement.scenario_none"),
        ("scenarios/wrong.yml", "hours:\n  - {site: Mairie, regles: x}\n", "engagement.scenario_wrong"),
        ("scenarios/rules.yml", 'hours:\n  - {site: Mairie, rules: "Mo 9 heures"}\n', "calendar.bad_rules"),
    ],
)
def test_a_scenario_that_does_not_read_is_told(town, file, content, key):
    store, engagement = town
    if content:
        (engagement.folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        trials(store, engagement, file)
    assert raised.value.problems[0].key == key
