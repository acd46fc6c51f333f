"""Repeated contacts against loops over plain Python rows."""

import pandas as pd
import pytest

from diagnostic.engagement import Parameters, Promise
from diagnostic.questions import workload
from diagnostic.questions.repeats import measures as repeats
from tests.questions.random_towns import contacts, counted, handled, in_period, one, open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)


def naive_repeats(rows, window, history, any_topic=False):
    """(repeated, eligible) contacts, each a row: the definition read aloud."""
    first = min(pd.Timestamp(row["occurred_local"]) for row in rows)
    order, repeated, eligible = handled(rows), [], []
    for position, row in enumerate(order):
        if row["person"] is None or (row["topic"] is None and not any_topic) or not in_period(row) or row["at"] < first + history * DAY:
            continue
        eligible.append(row)
        same = [e for e in order[:position] if e["person"] == row["person"] and (any_topic or e["topic"] == row["topic"])]
        if same and row["at"] - same[-1]["at"] <= window * DAY:
            repeated.append(row)
    return repeated, eligible


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    rows = contacts(request.param)
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=rows) as store:
        return rows, repeats.measure(store)


def test_rate_counts_repeats_within_the_window_over_eligible_contacts(measured):
    rows, found = measured
    repeated, eligible = naive_repeats(rows, 7, 7)
    assert counted(found, "repeat.rate") == (len(repeated), len(eligible))
    for channel in {row["channel"] for row in eligible} - {None}:
        share = [sum(row["channel"] == channel for row in group) for group in (repeated, eligible)]
        assert list(counted(found, "repeat.rate", f"channel={channel}")) == share
    share = [sum(row["topic"] == "waste" for row in group) for group in (repeated, eligible)]
    assert list(counted(found, "repeat.rate", "topic=waste")) == share


def test_windows_share_the_set_eligible_for_thirty_days(measured):
    rows, found = measured
    for window in (1, 3, 7, 15, 30):
        repeated, eligible = naive_repeats(rows, window, 30)
        assert counted(found, "repeat.rate", f"window={window}") == (len(repeated), len(eligible))


def test_a_gap_of_exactly_the_window_is_a_repeat_and_one_second_more_is_not(tmp_path):
    def rate(second):
        rows = [{"occurred_local": stamp, "channel": "email", "topic": "t", "person": 1} for stamp in ("2024-01-01 10:00", second)]
        with with_facts(open_town(tmp_path / second.replace(":", "")), contacts=rows) as store:
            return counted(repeats.rate(store), "repeat.rate")

    assert rate("2024-01-08 10:00:00") == (1, 1)
    assert rate("2024-01-08 10:00:01") == (0, 1)
    assert rate("2024-01-31 10:00:00") == (0, 1)


def test_a_contact_too_close_to_the_first_data_is_not_eligible(tmp_path):
    stamps = ["2024-01-01 10:00", "2024-01-08 09:59:59", "2024-02-01 10:00"]
    rows = [{"occurred_local": stamp, "channel": "email", "topic": "t", "person": 1} for stamp in stamps]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        assert counted(repeats.rate(store), "repeat.rate") == (0, 1)


def calls_without_a_topic(beside: int) -> list[dict]:
    """Calls of 60 persons, one in three of which calls again after two days, no topic; and calls with one, `beside` of them, once each."""
    made = []
    for person in range(60):
        first = pd.Timestamp("2024-01-20 10:00") + (person % 40) * DAY
        stamps = [first, first + 2 * DAY] if person % 3 == 0 else [first]
        made += [{"occurred_local": str(stamp), "channel": "phone", "person": person} for stamp in stamps]
    told = {"channel": "phone", "topic": "waste", "source": "other"}
    return [*made, *({"occurred_local": "2024-02-20 10:00", "person": 1000 + n, **told} for n in range(beside))]


def test_a_few_rows_of_another_source_do_not_make_repeats_measurable(tmp_path):
    rows = [{"occurred_local": "2024-01-01 10:00", "channel": "phone", "person": 9999}, *calls_without_a_topic(20)]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.measure(store)
    for name in ("repeat.rate", "repeat.excess_rate", "repeat.forward_rate", "repeat.fcr"):
        row = one(found, name)
        assert (row["status"], row["note"]) == ("not_measurable", "missing: contacts.topic"), name
    assert counted(found, "repeat.matter_share") == (20, 80 + 1 + 20)
    assert counted(found, "repeat.base_share") == (0, 80 + 1 + 20)
    # whatever the topic, those who call twice are seen
    assert counted(found, "repeat.rate", "topic_rule=any") == (20, 100)
    assert not (found["scope"] == "channel=phone").loc[found["indicator"] == "repeat.rate"].any()


def test_the_rate_rests_on_the_contacts_that_tell_a_topic_where_these_are_most(tmp_path):
    rows = [{"occurred_local": "2024-01-01 10:00", "channel": "phone", "person": 9999}, *calls_without_a_topic(200)]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.measure(store)
    assert counted(found, "repeat.rate") == (0, 200)
    assert counted(found, "repeat.matter_share") == (200, 281)


def test_a_channel_without_topics_has_no_rate_and_leaves_the_others_theirs(tmp_path):
    mails = [{"occurred_local": "2024-02-20 10:00", "channel": "email", "topic": "waste", "person": 2000 + n // 2} for n in range(200)]
    rows = [{"occurred_local": "2024-01-01 10:00", "channel": "phone", "person": 9999}, *calls_without_a_topic(10), *mails]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.measure(store)
    assert counted(found, "repeat.rate") == counted(found, "repeat.rate", "channel=email") == (100, 200)
    assert "channel=phone" not in set(found.loc[found["indicator"] == "repeat.rate", "scope"])


def test_a_case_number_without_a_topic_makes_no_contact_eligible(tmp_path):
    # the rate is of persons and topics: a case tells of two contacts that they are about one matter, and of a first one nothing
    rows = [
        {"occurred_local": f"2024-02-{day:02} 10:00", "channel": "email", "person": n, "case_id": f"C{n}"}
        for n in range(40)
        for day in (1, 3)
    ]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.measure(store)
    row = one(found, "repeat.rate")
    assert (row["status"], row["note"]) == ("not_measurable", "missing: contacts.topic")
    assert counted(found, "repeat.matter_share") == (0, 80)


def visits(known: int, beside: int) -> list[dict]:
    """Visits of known users on a topic, each of whom comes twice, among others of nobody known."""
    told = [{"occurred_local": f"2024-02-2{n % 2} 10:00", "person": 5000 + n // 2, "topic": "waste"} for n in range(known)]
    return [
        {"occurred_local": "2024-01-01 10:00", **row, "channel": "counter"} for row in [*told, *({"topic": "waste"} for _ in range(beside))]
    ]


MAILS = [{"occurred_local": f"2024-02-2{n % 3} 09:00", "channel": "email", "topic": "t", "person": 2000 + n // 3} for n in range(90)]
MAILS.append({"occurred_local": "2024-03-20 09:00", "channel": "email", "topic": "t", "person": None})


@pytest.mark.parametrize(("known", "shown"), [(20, True), (18, False)])
def test_a_channel_under_a_tenth_of_whose_contacts_are_followed_has_no_rate_and_counts_nowhere(tmp_path, known, shown):
    rows = [*visits(known, 200 - known), *MAILS]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found, bars = repeats.measure(store), set(repeats.origins(store, repeats.rate(store))["channel"])
    row = one(found, "repeat.rate", "channel=counter")
    assert (row["status"], row["note"]) == (("measured", "") if shown else ("not_measurable", "sliver"))
    assert bars == {"all", "email", "counter"} - ({"counter"} if not shown else set())
    assert counted(found, "repeat.rate") == (60 + shown * known / 2, 90 + shown * known)
    assert counted(found, "repeat.base_share") == (90 + shown * known, 291)
    assert one(found, "repeat.excess_rate")["denominator"] == 90 + shown * known
    assert counted(found, "repeat.forward_rate") == (60 + shown * known / 2, 90 + shown * known)


def test_where_under_a_tenth_of_all_contacts_are_followed_nothing_is_told_of_repeats(tmp_path):
    rows = [*MAILS, *({"occurred_local": "2024-02-01 10:00", "channel": "phone", "outcome": "answered"} for _ in range(811))]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.measure(store)
        work = workload.measure(store)
    for name in ("repeat.rate", "repeat.excess_rate", "repeat.forward_rate", "repeat.fcr"):
        assert (one(found, name)["status"], one(found, name)["note"]) == ("not_measurable", "sliver"), name
    assert "topic_rule=any" not in set(found["scope"])
    assert counted(found, "repeat.base_share") == (90, 902)
    # the e-mails themselves are followed
    assert counted(found, "repeat.rate", "channel=email") == (60, 90)
    assert {one(work, name)["status"] for name in ("repeat.hours", "repeat.fte", "repeat.positions_freed")} == {"not_measurable"}


def test_openings_of_requests_alone_tell_nothing_of_those_who_come_back(tmp_path):
    calls = [{"occurred_local": "2024-02-01 10:00", "channel": "phone", "person": 1, "topic": None}] * 5
    form = {"channel": "web_form", "procedure": "t"}
    opened = [{"opened_local": f"2024-02-{day} 10:00", "person": n, **form} for n in range(60) for day in (10, 12)]
    for folder, beside in (("alone", {}), ("beside", {"contacts": calls})):
        with with_facts(open_town(tmp_path / folder), cases=opened, **beside) as store:
            found = repeats.measure(store)
        for name in ("repeat.rate", "repeat.excess_rate", "repeat.forward_rate"):
            row = one(found, name)
            assert row["status"] == "not_measurable" and "contacts.topic" in row["note"], name


@pytest.mark.parametrize(("topic", "scope"), [(None, "all"), ("waste", "source=declared")])
def test_what_contacts_say_of_being_settled_is_declared_beside_what_is_measured(tmp_path, topic, scope):
    stamps = [f"2024-01-{day:02} 10:00" for day in range(1, 29)]
    rows = [
        {"occurred_local": stamp, "channel": "email", "person": n, "topic": topic, "resolved": n % 4 != 0 if n % 7 else None}
        for n, stamp in enumerate(stamps)
    ]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.forward(store)
    told = [row["resolved"] for row in rows if row["resolved"] is not None]
    assert counted(found, "repeat.fcr", scope) == (sum(told), len(told))
    assert one(found, "repeat.fcr", scope)["origin"] == "declared"
    assert len(found[(found["indicator"] == "repeat.fcr") & (found["scope"] == "all")]) == 1


def test_topic_ignored_gives_the_upper_bound_over_identified_contacts(measured):
    rows, found = measured
    repeated, eligible = naive_repeats(rows, 7, 7, any_topic=True)
    assert counted(found, "repeat.rate", "topic_rule=any") == (len(repeated), len(eligible))


def test_forward_rate_asks_for_follow_up_and_first_contact_resolution_is_its_complement(measured):
    rows, found = measured
    last = max(pd.Timestamp(row["occurred_local"]) for row in rows)
    order = handled(rows)
    followable = [r for r in order if r["person"] and r["topic"] and in_period(r) and r["at"] <= last - 7 * DAY]
    followed = 0
    for row in followable:
        later = [n for n in order[order.index(row) + 1 :] if (n["person"], n["topic"]) == (row["person"], row["topic"])]
        followed += bool(later) and later[0]["at"] - row["at"] <= 7 * DAY
    assert counted(found, "repeat.forward_rate") == (followed, len(followable))
    complement = one(found, "repeat.fcr")
    assert complement["value"] == pytest.approx(1 - followed / len(followable))
    assert complement["low"] == pytest.approx(1 - one(found, "repeat.forward_rate")["high"])


def test_identified_share_counts_every_handled_contact_of_the_period(measured):
    rows, found = measured
    kept = [row for row in handled(rows) if in_period(row)]
    assert counted(found, "repeat.identified_share") == (sum(row["person"] is not None for row in kept), len(kept))


def test_range_over_definitions_holds_the_rate_and_the_usual_windows(measured):
    _, found = measured
    row = one(found, "repeat.rate")
    assert row["low_definition"] < row["value"] <= row["high_definition"]
    assert row["high_definition"] >= one(found, "repeat.rate", "window=30")["value"]


def test_few_repeats_hide_the_rate(tmp_path):
    rows = contacts(1)
    with with_facts(open_town(tmp_path, parameters=Parameters(draws=100)), contacts=rows) as store:
        found = repeats.measure(store)
    assert set(found.loc[found["scope"].str.startswith("channel="), "status"]) <= {"suppressed", "measured"}
    assert one(found, "repeat.rate")["status"] == "suppressed"  # eight persons


def test_redials_that_got_through_are_told_from_first_contacts(tmp_path):
    def call(at, outcome="answered", person=1, topic="t"):
        return {
            "occurred_local": f"2024-02-{at}",
            "channel": "phone",
            "outcome": outcome,
            "person": person,
            "topic": topic if outcome == "answered" else None,
        }

    rows = [{"occurred_local": "2024-01-01 10:00", "channel": "email"}]
    rows += [
        call("01 10:00", "abandoned"),
        call("01 10:20"),
        call("03 10:00", "unanswered"),
        call("03 10:30"),
        call("20 10:00"),
        call("01 10:00", person=2),
    ]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = repeats.origins(store, repeats.rate(store)).set_index("channel")
    # the second redial comes two days after a handled call on the matter: a repeat
    assert found.loc["phone", ["eligible", "first", "redialled", "repeated"]].to_list() == [4, 2, 1, 1]
    assert found.loc["all", "eligible"] == 4


def test_the_bars_stand_at_the_window_of_the_headline(tmp_path):
    rows = [{"occurred_local": "2024-01-01 10:00", "channel": "email"}]
    rows += [{"occurred_local": f"2024-02-{day} 10:00", "channel": "email", "topic": "t", "person": 1} for day in ("05", "15", "16")]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        shown = {
            window: repeats.origins(store, repeats.rate(store), window).set_index("channel").loc["all", ["eligible", "repeated"]].to_list()
            for window in (None, 7, 15)
        }
    assert shown == {None: [3, 1], 7: [3, 1], 15: [3, 2]}


@pytest.mark.parametrize(("days", "expected"), [(3, 7), (7, 7), (10, 7), (12, 15), (60, 30), (None, 7)])
def test_the_headline_stands_at_the_window_nearest_the_time_announced_for_most_contacts(tmp_path, days, expected):
    promises = (Promise(procedure="T", days=days, kind="announced"),) if days else ()
    rows = [{"occurred_local": f"2024-02-0{n} 10:00", "channel": "email", "person": n, "topic": topic} for n, topic in enumerate("tttu", 1)]
    with with_facts(open_town(tmp_path, promises=promises), contacts=rows) as store:
        assert repeats.headline_window(store) == expected
