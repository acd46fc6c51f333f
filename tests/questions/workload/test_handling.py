"""Where the hours go and what the hours of repeats depend on, against loops over the contacts."""

import datetime as dt

import pytest

from diagnostic.engagement import Parameters, Period
from diagnostic.measuring.disclosure import ESTIMATES, exempt
from diagnostic.questions.workload import handling, sensitivity
from diagnostic.questions.workload import measures as workload
from tests.questions.random_towns import contacts, handled, one, open_town
from tests.questions.repeats.test_measures import naive_repeats
from tests.questions.workload.test_measures import naive_hours
from tests.towns import with_facts

MINUTES = {"email": 6.0, "letter": 20.0}
YEAR = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), extract_date=dt.date(2024, 12, 31))


def town(folder, **parameters):
    choices = {"small_group": 1, "draws": 100, "handling_minutes": MINUTES} | parameters
    return open_town(folder, period=YEAR, parameters=Parameters(**choices))


@pytest.fixture(scope="module")
def rows():
    """E-mails and letters without a time, a channel where nobody is known, the others as they come."""
    made = [row | ({"handle_s": None} if row["channel"] in MINUTES else {}) for row in contacts(7, 300)]
    made = [row for row in made if row["channel"] != "counter"]
    made += [row | {"channel": "counter", "person": None, "outcome": None, "handle_s": 600.0} for row in contacts(8, 60)]
    return [row for row in made if row["occurred_local"] < "2024-04"]


def seconds_of(row, kept):
    times = [other["handle_s"] for other in kept if other["channel"] == row["channel"] and other["handle_s"] is not None]
    mean = sum(times) / len(times) if times else MINUTES.get(row["channel"], 0) * 60
    return row["handle_s"] if row["handle_s"] is not None else mean


def test_hours_add_up_recorded_times_and_the_mean_or_declared_time_of_the_channel(rows, tmp_path):
    kept = [row for row in handled(rows) if row["occurred_local"] >= "2024"]
    with with_facts(town(tmp_path), contacts=rows) as store:
        by_channel = handling.hours(store, "channel").set_index("channel")
        cells = handling.hours(store, "channel", "topic").set_index(["channel", "topic"])
    for channel in ("phone", "counter", "email", "letter"):
        mine = [row for row in kept if row["channel"] == channel]
        assert by_channel.loc[channel, "contacts"] == len(mine)
        assert by_channel.loc[channel, "hours"] == pytest.approx(sum(seconds_of(row, kept) for row in mine) / 3600)
        births = [row for row in mine if row["topic"] == "births"]
        assert cells.loc[(channel, "births"), "hours"] == pytest.approx(sum(seconds_of(row, kept) for row in births) / 3600)


def test_the_hours_of_repeats_by_topic_add_up_to_those_of_the_indicator(rows, tmp_path):
    with with_facts(town(tmp_path, repeat_effort=1.2), contacts=rows) as store:
        by_topic, whole = handling.hours(store, "topic"), one(workload.hours(store), "repeat.hours")
    assert by_topic["repeat_hours"].sum() == pytest.approx(whole["value"] * 366 / 365)


def test_few_contacts_or_few_repeats_have_no_figure(rows, tmp_path):
    topics = [row["topic"] for row in handled(rows) if row["occurred_local"] >= "2024"]
    counts = {topic: topics.count(topic) for topic in ("births", "waste")}
    assert counts["births"] != counts["waste"]
    with with_facts(town(tmp_path, small_group=max(counts.values())), contacts=rows) as store:
        found = handling.hours(store, "topic").set_index("topic")
    few, many = sorted(counts, key=counts.get)
    assert found.loc[few].isna().all()
    assert found.loc[many, "contacts"] == counts[many]
    assert found["repeat_hours"].isna().all()


@pytest.fixture(scope="module")
def measured(rows, tmp_path_factory):
    with with_facts(town(tmp_path_factory.mktemp("town"), repeat_effort=1.25), contacts=rows) as store:
        return sensitivity.factors(store).set_index("factor"), workload.hours(store)


def hours_of(rows, window, history):
    """The hours a year over the channels that know their users, as the formula says, at an effort of one."""
    repeated, eligible = naive_repeats(rows, window, history)
    total = 0.0
    for channel in {row["channel"] for row in eligible}:
        mine = [row for row in repeated if row["channel"] == channel]
        times = [row["handle_s"] for row in naive_repeats(rows, 7, 7)[0] if row["channel"] == channel and row["handle_s"] is not None]
        each = sum(times) / len(times) if times else MINUTES.get(channel, 0) * 60
        total += len(mine) * each / 3600
    return total


def test_the_window_alone_moves_the_hours_as_the_repeats_that_it_holds(rows, measured):
    factors, _ = measured
    assert (factors.loc["window", "least"], factors.loc["window", "most"]) == (7, 30)
    assert factors.loc["window", "high"] == pytest.approx(hours_of(rows, 30, 30) / hours_of(rows, 7, 30))


def test_the_effort_goes_from_none_to_half_more_whatever_is_chosen(measured):
    factors, _ = measured
    assert list(factors.loc["effort", ["least", "most"]]) == [0, 0.5]
    assert list(factors.loc["effort", ["low", "high"]]) == pytest.approx([1 / 1.25, 1.5 / 1.25])


def test_users_not_recognised_go_from_no_repeat_to_the_rate_of_the_others(measured):
    factors, hours = measured
    row = one(hours, "repeat.hours")
    assert list(factors.loc["unidentified", ["low", "high"]]) == pytest.approx([row["low_definition"] / row["value"], 1])


def test_a_channel_that_knows_nobody_could_repeat_as_much_as_the_others(rows, measured):
    factors, hours = measured
    repeated, eligible = naive_repeats(rows, 7, 7)
    unseen = sum(row["handle_s"] for row in handled(rows) if row["channel"] == "counter" and row["occurred_local"] >= "2024") / 3600
    added = unseen * len(repeated) / len(eligible) * 1.25 * 365 / 366
    assert factors.loc["unseen_channels", "high"] == pytest.approx(1 + added / one(hours, "repeat.hours")["value"])


def test_assumed_times_move_only_the_channels_that_have_no_recorded_one(rows, measured):
    factors, _ = measured
    recorded, whole = (naive_hours(rows, minutes, 366)[0] for minutes in ({}, MINUTES))
    share = 1 - recorded / whole
    assert list(factors.loc["assumed_time", ["low", "high"]]) == pytest.approx([1 - share / 2, 1 + share / 2])


def test_the_range_of_the_hours_holds_what_every_other_choice_gives_and_no_more(rows, measured):
    _, hours = measured
    row, effort, year = one(hours, "repeat.hours"), 1.25, 365 / 366
    repeated, eligible = naive_repeats(rows, 7, 7)
    kept = [contact for contact in handled(rows) if contact["occurred_local"] >= "2024"]
    seen = printed = assumed = 0.0
    for channel in {contact["channel"] for contact in eligible}:
        again, base, all_of_it = ([c for c in group if c["channel"] == channel] for group in (repeated, eligible, kept))
        times = [contact["handle_s"] for contact in again if contact["handle_s"] is not None]
        each = (sum(times) / len(times) if times else MINUTES.get(channel, 0) * 60) / 3600 * effort * year
        seen, printed = seen + len(again) * each, printed + len(again) / len(base) * len(all_of_it) * each
        assumed += 0 if times else len(again) / len(base) * len(all_of_it) * each
    unseen = sum(contact["handle_s"] for contact in kept if contact["channel"] == "counter") / 3600 * effort * year
    others = [
        *(printed * hours_of(rows, days, 30) / hours_of(rows, 7, 30) for days in (7, 15, 30)),
        *(printed * k / effort for k in (1.0, 1.5)),
        *(printed + assumed * doubt for doubt in (-0.5, 0.5)),
        seen,
        printed + unseen * len(repeated) / len(eligible),
        *(row["low"], row["high"]),
    ]
    assert row["value"] == pytest.approx(printed)
    assert (row["low_definition"], row["high_definition"]) == pytest.approx((min(others), max(others)))
    posts, away = one(hours, "repeat.fte"), [0.75 / (1 - share) for share in (0.10, 0.25)]
    of_posts = [hours / (1607 * 0.75) for hours in [*others, *(printed * share for share in away)]]
    assert (posts["low_definition"], posts["high_definition"]) == pytest.approx((min(of_posts), max(of_posts)))


def test_whatever_is_printed_beside_the_hours_lies_within_their_range(measured):
    factors, hours = measured
    for indicator, unit in (("repeat.hours", "hour_year"), ("repeat.fte", "fte")):
        row = one(hours, indicator)
        bars = sensitivity.drivers(exempt(factors.reset_index(), ESTIMATES), row["value"], unit)
        edges = [row["low_definition"], *bars["low"], row["low"], row["value"], row["high"], *bars["high"], row["high_definition"]]
        assert min(edges) == edges[0] and max(edges) == edges[-1]


def test_factors_come_the_widest_first_and_each_moves_something(measured):
    spans = (measured[0]["high"] - measured[0]["low"]).tolist()
    assert spans == sorted(spans, reverse=True)
    assert min(spans) > 0
    assert measured[0].index[measured[0]["posts_only"]].tolist() == ["unavailability"]


def test_a_town_without_hours_has_no_factors(tmp_path):
    rows = [{"occurred_local": "2024-02-01 10:00", "channel": "letter", "person": 1, "topic": "t"}]
    with with_facts(town(tmp_path), contacts=rows) as store:
        assert sensitivity.factors(store).empty
