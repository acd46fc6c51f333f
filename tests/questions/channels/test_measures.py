"""Channels against loops over plain Python rows."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import Absent, Event, Perimeter
from diagnostic.questions.channels import measures as channels
from diagnostic.questions.repeats import measures as repeats
from tests.questions.random_towns import contacts, counted, handled, in_period, one, open_town
from tests.questions.repeats.test_measures import naive_repeats
from tests.towns import with_facts

DIGITAL = {"web_form", "email", "chat", "app", "social"}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = contacts(21, count=400)
    lists = [{"contact": i, "channel": row["channel"]} for i, row in enumerate(rows, 1) if row["channel"]]
    lists += [{"contact": i, "channel": "chat"} for i, row in enumerate(rows, 1) if row["channel"] and i % 7 == 0]
    perimeter = Perimeter(channels=("phone", "email", "video"), absent=(Absent(channel="video", why="not recorded"),))
    town = open_town(tmp_path_factory.mktemp("town"), perimeter=perimeter)
    for i, row in enumerate(rows, 1):
        row["named"] = {item["channel"] for item in lists if item["contact"] == i}
    stored = [{name: value for name, value in row.items() if name != "named"} for row in rows]
    with with_facts(town, contacts=stored, contact_channels=pd.DataFrame(lists)) as store:
        return rows, channels.measure(store)


def test_share_counts_a_contact_once_in_each_channel_it_names(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row)]
    for channel in ("phone", "email", "chat"):
        assert counted(found, "channel.share", f"channel={channel}") == (sum(channel in row["named"] for row in kept), len(kept))
    assert counted(found, "channel.share", "channel=unknown") == (sum(not row["named"] for row in kept), len(kept))
    assert counted(found, "channel.share") == (sum(bool(row["named"]) for row in kept), len(kept))


def test_share_of_a_month_or_topic_is_over_its_own_contacts(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row)]
    february = [row for row in kept if row["at"].month == 2]
    waste = [row for row in kept if row["topic"] == "waste"]
    emails = [sum("email" in row["named"] for row in group) for group in (february, waste)]
    assert counted(found, "channel.share", "channel=email;month=2024-02") == (emails[0], len(february))
    assert counted(found, "channel.share", "channel=email;topic=waste") == (emails[1], len(waste))


def test_a_channel_of_the_perimeter_without_data_is_not_zero(measured):
    row = one(measured[1], "channel.share", "channel=video")
    assert (row["status"], row["note"]) == ("not_measurable", "absent_channel") and pd.isna(row["value"])


def test_digital_share_counts_contacts_that_name_any_digital_channel(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row)]
    assert counted(found, "channel.digital_share") == (sum(bool(row["named"] & DIGITAL) for row in kept), len(kept))


def test_two_channels_within_a_month_count_whatever_comes_between_and_however_they_are_named(tmp_path):
    """Persons whose two contacts, of those of a month on one topic, name two channels ÷ persons with two such contacts."""
    told = {
        1: ([("01-10", "phone"), ("01-20", None), ("01-30", "email")], (1, 1)),  # one of no known channel between them
        2: ([("01-20", "phone"), ("01-20", None)], (0, 0)),
        3: ([("01-20", "phone"), ("02-20", "email")], (0, 0)),  # 31 days
        4: ([("12-28", "phone"), ("12-30", "email"), ("01-20", "email")], (1, 1)),  # of two within the month, not the one just before
        5: ([("01-20", "phone"), ("01-25", "phone")], (0, 1)),
        6: ([("01-20", "phone+chat"), ("01-25", "phone")], (1, 1)),  # the earlier one names two
        7: ([("01-20", "phone+chat")], (0, 0)),
    }
    rows = [
        {"occurred_local": f"{'2023' if day > '03' else '2024'}-{day} 10:00", "topic": "t", "person": person, "channel": channel}
        for person, (contacts, _) in told.items()
        for day, channel in contacts
    ]
    lists = [
        {"contact": n, "channel": channel} for n, row in enumerate(rows, 1) for channel in (row["channel"] or "").split("+") if channel
    ]
    stored = [{**row, "channel": (row["channel"] or "").split("+")[0] or None} for row in rows]
    with with_facts(open_town(tmp_path), contacts=stored, contact_channels=pd.DataFrame(lists)) as store:
        found = counted(channels.multichannel(store), "channel.multichannel_share")
    assert found == tuple(sum(expected[place] for _, expected in told.values()) for place in (0, 1))


def test_a_channel_few_of_whose_users_are_known_makes_nobody_change_channel(tmp_path):
    mails = [{"occurred_local": f"2024-02-{n:02} 10:00", "channel": "email", "topic": "t", "person": n % 5} for n in range(1, 21)]
    visits = [
        {"occurred_local": "2024-02-10 11:00", "channel": "counter", "topic": "t", "person": 1 if n == 0 else None} for n in range(50)
    ]
    with with_facts(open_town(tmp_path), contacts=[*mails, *visits]) as store:
        assert counted(channels.multichannel(store), "channel.multichannel_share") == (0, 5)


@pytest.mark.parametrize("shared", [True, False])
def test_where_nobody_is_known_on_two_channels_no_change_of_channel_is_measured(tmp_path, shared):
    """One who calls and writes, on two topics, shows that a change would have been seen."""
    rows = [
        {
            "occurred_local": f"2024-02-{n % 20 + 1:02} 10:00",
            "channel": channel,
            "topic": channel,
            "person": n % 5 + (0 if shared else first),
        }
        for channel, first in (("phone", 0), ("email", 100))
        for n in range(60)
    ]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = channels.measure(store)
    for name in ("channel.multichannel_share", "channel.switch_rate"):
        row = one(found, name)
        assert (row["status"], row["note"]) == (("measured", "") if shared else ("not_measurable", "one_channel_each"))


def test_requests_naming_several_channels_are_over_those_naming_one(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row) and row["named"]]
    assert counted(found, "channel.multichannel_requests") == (sum(len(row["named"]) >= 2 for row in kept), len(kept))


def test_requests_are_not_measurable_where_no_row_carries_a_list(tmp_path):
    with with_facts(open_town(tmp_path), contacts=contacts(2)) as store:
        row = one(channels.multichannel_requests(store), "channel.multichannel_requests")
    assert (row["status"], row["note"]) == ("not_measurable", "no_channel_list")


def test_the_offer_gap_counts_listed_topics_that_a_channel_does_not_serve(tmp_path):
    listed = {
        ("births", "counter"): True,
        ("births", "email"): False,
        ("waste", "email"): False,
        ("waste", "counter"): False,
        ("waste", "phone"): True,
    }
    offer = [{"topic": topic, "channel": channel, "served": served} for (topic, channel), served in listed.items()]
    with with_facts(open_town(tmp_path), offer=offer) as store:
        rows = channels.offer_gap(store)
    for scope, expected in {"all": (3, 5), "channel=email": (2, 2), "channel=counter": (1, 2), "channel=phone": (0, 1)}.items():
        row = one(rows, "channel.offer_gap", scope)
        assert (row["numerator"], row["denominator"], row["origin"]) == (*expected, "declared")


def test_nothing_of_channels_or_repeats_is_averaged_across_a_declared_break(tmp_path):
    first, cut = dt.date(2024, 1, 1), dt.date(2024, 2, 15)
    rows = [
        {"occurred_local": f"2024-01-{n:02d} 10:00", "channel": "phone", "topic": "t", "person": n, "source": "appels"}
        for n in range(10, 14)
    ]
    rows += [
        {"occurred_local": f"2024-02-{n:02d} 10:00", "channel": "email", "topic": "t", "person": n % 3, "source": "courriels"}
        for n in (3, 4, 20, 24, 29)
    ]
    rows += [{"occurred_local": "2024-03-05 10:00", "channel": "phone", "topic": "t", "person": 2, "source": "appels"}]
    event = Event(date=cut, kind="break", source="courriels")
    with with_facts(open_town(tmp_path, events=(event,)), contacts=rows) as store:
        found = pd.concat([channels.measure(store), repeats.measure(store)])
    share = one(found, "channel.share", "channel=email")
    assert (share["numerator"], share["denominator"]) == (3, 4)
    assert (share["period_start"], share["note"]) == (cut.isoformat(), "since_break")
    months = set(found.loc[found["scope"].str.contains("month="), "scope"])
    assert {"channel=phone;month=2024-01", "channel=phone;month=2024-03"} <= months
    assert not any("2024-02" in scope for scope in months)  # the break divides February
    assert one(found, "channel.digital_share", "month=2024-01")["period_start"] == first.isoformat()
    assert counted(found, "repeat.rate") == (
        1,
        4,
    )  # 29 February follows the 20th by nine days, 24 February nobody; 5 March follows 29 February
    assert counted(found, "repeat.identified_share") == (4, 4)


@pytest.fixture(scope="module", params=[1, 2])
def switches(request, tmp_path_factory):
    rows = contacts(request.param)
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=rows) as store:
        return rows, channels.measure(store)


def test_switch_rate_compares_with_the_contact_just_before(switches):
    rows, found = switches
    order, switched, known = handled(rows), 0, 0
    for row in naive_repeats(rows, 7, 7)[0]:
        place = next(i for i, e in enumerate(order) if e["order"] == row["order"])
        before = [e for e in order[:place] if (e["person"], e["topic"]) == (row["person"], row["topic"])][-1]
        if before["channel"] and row["channel"]:
            known += 1
            switched += before["channel"] != row["channel"]
    assert counted(found, "channel.switch_rate") == (switched, known)
