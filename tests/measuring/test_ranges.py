"""Which rows have a range, of which kind, and what the report says where there is none."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Parameters, Period, Promise
from diagnostic.findings.reliability import reliability
from diagnostic.indicators import COLUMNS
from diagnostic.measuring.rows import finish, ratio, ratio_of_persons, total
from diagnostic.measuring.weeks import known, mondays
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.promises import measures as promises
from diagnostic.questions.received.findings import method
from diagnostic.questions.volume import measures as volume
from tests.test_weeks import naive_error
from tests.towns import town, with_facts

RATE = "channel.digital_share"
UTC = Client(name="Ville", timezone="UTC")
FIGURES = ["low", "high", "confidence", "standard_error"]


def lasting(folder, weeks, **settings):
    """A town whose period has so many weeks."""
    last = dt.date(2024, 1, 1) + dt.timedelta(weeks=weeks, days=-1)
    return town(folder, period=Period(start=dt.date(2024, 1, 1), end=last, extract_date=last), **settings)


def by_week(weeks, seed=1, whole=100):
    rng = np.random.default_rng(seed)
    weekly = pd.date_range("2024-01-01", periods=weeks, freq="7D").strftime("%Y-%m-%d")
    return pd.DataFrame({"cluster": weekly, "numerator": rng.integers(20, 60, weeks), "denominator": whole})


def of(store, frame, indicator=RATE, **more):
    return finish(store, ratio(indicator, frame, store, **more)).iloc[0]


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    with with_facts(lasting(tmp_path_factory.mktemp("year"), 52)) as store:
        yield store


def test_the_columns_of_a_comparison_come_last():
    assert COLUMNS[-2:] == ("standard_error", "scale")


def test_a_share_over_weeks_has_the_range_of_the_formula(tmp_path):
    with with_facts(lasting(tmp_path, 40)) as store:
        frame = by_week(40)
        row = of(store, frame)
    share = frame["numerator"].sum() / 4000
    error = naive_error(list((frame["numerator"] - share * 100) / 4000), 5) / (share * (1 - share))
    assert (row["standard_error"], row["scale"], row["confidence"]) == (pytest.approx(error), "logit", 0.95)
    half = 2.570581836 * error
    assert np.log(row["high"] / (1 - row["high"])) == pytest.approx(np.log(share / (1 - share)) + half)
    assert np.log(row["low"] / (1 - row["low"])) == pytest.approx(np.log(share / (1 - share)) - half)


def test_under_26_weeks_no_row_has_a_range(tmp_path):
    with with_facts(lasting(tmp_path, 25)) as store:
        row = of(store, by_week(25))
    assert row["value"] > 0 and row[FIGURES].isna().all() and not row["scale"]


def test_a_month_or_a_part_of_the_year_has_no_range_of_its_own(year):
    frame = by_week(52).assign(month="2024-01", channel="phone")
    frame.loc[20:, "channel"] = "email"
    by_channel = finish(year, ratio(RATE, frame, year, by=[("channel",)])).set_index("scope")
    short, long = (by_channel.loc[f"channel={name}"] for name in ("phone", "email"))
    assert np.isnan(short["low"]) and long["low"] < long["value"] < long["high"]


def test_a_month_that_stands_for_unknown_weeks_leaves_no_range(year):
    frame = pd.concat([by_week(52), pd.DataFrame({"cluster": ["2024-03"], "numerator": [30], "denominator": [100]})])
    row = of(year, frame)
    assert row["denominator"] == 5300 and row[FIGURES].isna().all()


def test_a_complete_count_has_no_range_and_its_rate_has_one(tmp_path):
    rng = np.random.default_rng(3)
    days = pd.date_range("2024-01-01", periods=52 * 7)
    rows = [{"occurred_local": f"{day.date()} 10:00", "channel": "email"} for day in days for _ in range(rng.integers(1, 4))]
    engagement = lasting(tmp_path, 52)
    peopled = engagement.model_copy(update={"client": engagement.client.model_copy(update={"population": 2000})})
    with with_facts(peopled, contacts=rows) as store:
        found = volume.contacts(store).set_index("indicator")
        frame = pd.DataFrame({"numerator": [900.0], "channel": ["email"]})
        assert finish(store, total("volume.contacts", frame))["low"].isna().all()
    count, rate = found[found["scope"] == "all"].loc["volume.contacts"], found.loc["volume.per_1000_inhabitants"]
    assert count["value"] == len(rows) and count[FIGURES].isna().all()
    assert rate["value"] == pytest.approx(len(rows) / 2000 * 1000 * 365 / 364)
    assert rate["low"] < rate["value"] < rate["high"] and rate["scale"] == "log"


def test_a_share_of_0_or_1_has_no_range_over_weeks_nor_over_persons(year):
    for whole in (0, 100):
        assert np.isnan(of(year, by_week(52).assign(numerator=whole))["low"])
        persons = pd.DataFrame({"cluster": range(200), "numerator": whole / 100, "denominator": 1})
        assert np.isnan(of(year, persons, "repeat.rate")["low"])


def test_persons_are_drawn_again_and_weeks_are_not(year):
    persons = pd.DataFrame({"cluster": range(400), "numerator": np.arange(400) % 4 == 0, "denominator": 1.0})
    row = of(year, persons, "repeat.rate")
    error = np.sqrt(0.25 * 0.75 / 399) / (0.25 * 0.75)  # of a share of independent persons, on the scale of logits
    assert (row["scale"], row["standard_error"]) == ("logit", pytest.approx(error))
    assert row["low"] == pytest.approx(0.25 - 1.96 * np.sqrt(0.25 * 0.75 / 400), abs=0.01)


def lasting_cases(weeks, count=240):
    """Cases opened over so many weeks, quick and slow ones, a few withdrawn; what would end after the last week is open."""
    rng, end = np.random.default_rng(6), pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=weeks)
    made = []
    for minute in sorted(rng.choice(weeks * 7 * 1440, count, replace=False)):
        opened = pd.Timestamp("2024-01-01") + pd.Timedelta(minutes=int(minute))
        closed = opened + pd.Timedelta(minutes=int(rng.exponential(15 * 1440)) + 1)
        over = closed < end
        ends = str(rng.choice(["closed", "closed", "closed", "withdrawn"])) if over else "open"
        row = {"opened_at": opened, "procedure": "births", "end": ends, "closed_at": closed if over else None}
        made.append((row, (min(closed, end) - opened).total_seconds(), (opened - pd.Timestamp("2024-01-01")).days // 7))
    return made


def incidence(made, upto, weights):
    """Aalen-Johansen by a loop over rows, each counted as often as its weight says."""
    going, ended = 1.0, 0.0
    for time in sorted({lasted for row, lasted, _ in made if row["end"] != "open" and lasted <= upto}):
        at_risk = sum(weight for (_, lasted, _), weight in zip(made, weights, strict=True) if lasted >= time)
        here = [
            (row["end"], weight) for (row, lasted, _), weight in zip(made, weights, strict=True) if lasted == time and row["end"] != "open"
        ]
        ended += going * sum(weight for end, weight in here if end == "closed") / at_risk
        going *= 1 - sum(weight for _, weight in here) / at_risk
    return ended


def test_the_range_of_a_median_time_is_that_of_its_share_of_cases_over_the_weeks_of_opening(tmp_path):
    made = lasting_cases(40, 90)
    engagement = lasting(tmp_path, 40, parameters=Parameters(small_group=1, min_cases=1), client=UTC)
    with with_facts(engagement, cases=[row for row, _, _ in made]) as store:
        row = processing.times(store).set_index(["indicator", "scope"]).loc[("processing.p50", "all")]
    ones = [1.0] * len(made)
    times = sorted(lasted for case, lasted, _ in made if case["end"] == "closed")

    def first(share):
        return next((time for time in times if incidence(made, time, ones) >= share - 1e-9), None)

    half_way = first(0.5)
    share = incidence(made, half_way, ones)
    put = [0.0] * 40
    for place, (_, _, week) in enumerate(made):
        more, less = ([*ones[:place], 1 + side * 1e-4, *ones[place + 1 :]] for side in (1, -1))
        put[week] += (incidence(made, half_way, more) - incidence(made, half_way, less)) / 2e-4
    half = 2.570581836 * naive_error(put, 5) / (share * (1 - share))
    low, high = (1 / (1 + np.exp(-side * half)) for side in (-1, 1))
    assert row["value"] * 86_400 == pytest.approx(half_way)
    assert (row["low"] * 86_400, row["high"] * 86_400) == pytest.approx((first(low), first(high)))
    assert row["scale"] == "log"


def test_the_range_of_what_is_kept_counts_with_the_age_of_what_closes(tmp_path):
    made = [(row, lasted) for row, lasted, _ in lasting_cases(40) if row["end"] == "closed"]
    promised = (Promise(procedure="births", days=12),)
    engagement = lasting(tmp_path, 40, promises=promised, parameters=Parameters(small_group=1, min_cases=1), client=UTC)
    with with_facts(engagement, cases=[row for row, _ in made]) as store:
        row = promises.within_announced(store).set_index("scope").loc["all"]
    kept = [lasted <= 12 * 86_400 for _, lasted in made]
    share = sum(kept) / len(kept)
    put = [0.0] * 40
    for (case, _), in_time in zip(made, kept, strict=True):
        put[(case["closed_at"] - pd.Timestamp("2024-01-01")).days // 7] += (in_time - share) / len(made)
    ages = [
        np.mean([lasted for (_, lasted), in_time in zip(made, kept, strict=True) if in_time is side]) / 604_800 for side in (True, False)
    ]
    first = next(week for week, brought in enumerate(put) if brought)
    error = naive_error(put[first:], 5, memory=round(1.1 + sum(ages) / 2, 1))
    assert row["value"] == pytest.approx(share)
    assert row["standard_error"] == pytest.approx(error / (share * (1 - share)))


def test_holidays_and_breaks_of_the_mission_are_known(tmp_path):
    cut = Event(date=dt.date(2024, 6, 3), kind="break", label="tool")
    with with_facts(lasting(tmp_path, 52, events=(cut,))) as store:
        jump, plain = by_week(52), by_week(52)
        jump.loc[22:, "numerator"] += 35
        weeks = known(store)
        told, _ = weeks.error(mondays(jump["cluster"]), jump["numerator"] / 5200)
        untouched, _ = weeks.error(mondays(plain["cluster"]), plain["numerator"] / 5200)
    assert told == pytest.approx(untouched)


def test_what_is_hidden_hides_its_range_and_error(tmp_path):
    with with_facts(lasting(tmp_path, 52, parameters=Parameters(small_group=11))) as store:
        row = of(store, by_week(52, whole=1).assign(numerator=[1] * 5 + [0] * 47))
    assert row["status"] == "suppressed"
    assert row[FIGURES].isna().all() and not row["scale"]


@pytest.mark.parametrize(
    ("figure", "level"),
    [
        ({"unit": "count", "value": 4500.0}, "solid"),  # a complete count says no more than was recorded
        ({"unit": "count", "value": 90.0}, "indicative"),
        ({"unit": "share", "value": 0.4, "denominator": 5000.0}, "to_confirm"),  # nobody can tell how far another period would lead
        ({"unit": "day", "value": 12.0, "denominator": 40.0}, "indicative"),
        ({"unit": "share", "value": 0.4, "denominator": 5000.0, "low": 0.39, "high": 0.41}, "solid"),
    ],
)
def test_without_a_range_a_figure_is_as_sure_as_what_it_claims(figure, level):
    assert reliability({"indicator": "x", "scope": "all", "low": None, "high": None, "denominator": None} | figure) == level


@pytest.mark.parametrize(("weeks", "key"), [(25, "findings.ranges_too_short"), (26, "findings.ranges_told")])
def test_the_report_says_once_what_ranges_stand_on_or_why_there_are_none(tmp_path, weeks, key, monkeypatch):
    monkeypatch.setattr("diagnostic.questions.received.findings._account", lambda engagement: {"sources": []})
    mission = lasting(tmp_path, weeks)
    said = [note.message for note in method(mission) if note.message.key.startswith("findings.ranges")]
    assert [message.key for message in said] == [key]
    assert "26" in said[0].text("fr") and "26" in said[0].text("en")


def test_persons_whose_sums_differ_in_the_last_digit_alone_are_alike(tmp_path):
    with with_facts(town(tmp_path)) as store:
        once, twice = "(1, 0.3), (2, 0.3), (3, 0.3), (4, 0.3)", "(5, 0.1), (5, 0.2), (6, 0.1), (6, 0.2)"
        store.prepare("asked", f"select * from (values {once}, {twice}) as given(person, more)")
        store.prepare("asked", "select person, cast(more as double) as more, case when more = 0.2 then 0 else 1 end as tens from asked")
        (row,) = ratio_of_persons("repeat.delay_elasticity", store, "asked", ("more", "tens"))
        assert row["value"] == pytest.approx(0.3)
        assert (row["low"], row["high"]) == (None, None)
