"""fact_contacts on tables small enough to be worked out by hand."""

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import Source
from tests.towns import town, with_facts


def facts(tmp_path, columns: str, where: str = "true", town_settings=None, **tables) -> list[tuple]:
    with with_facts(town(tmp_path, **(town_settings or {})), **tables) as store:
        return store.connection.execute(f"select {columns} from fact_contacts where {where} order by contact").fetchall()


def call(local: str, **more) -> dict:
    return {"occurred_local": f"2024-01-{local}", "channel": "phone", **more}


def asked(local: str, person: int | None = 1, topic: str | None = "Passeport", **more) -> dict:
    return call(local, person=person, topic=topic, **more)


# What counts


def test_a_contact_a_ticket_and_an_opened_case_are_three_contacts(tmp_path):
    found = facts(
        tmp_path,
        "contact, kind, row_id, channel, topic, counted, handled",
        contacts=[call("10 10:00", id=70)],
        tickets=[{"taken_local": "2024-01-10 09:00", "topic": "Passeport", "id": 5}],
        cases=[{"opened_local": "2024-01-10 11:00", "procedure": "Permis", "channel": "letter", "id": 6}],
    )
    assert found == [
        (1, "ticket", 5, "counter", "Passeport", True, True),
        (2, "contact", 70, "phone", None, True, True),
        (3, "case", 6, "letter", "Permis", True, True),
    ]


def test_a_call_nobody_answered_is_not_handled_but_a_letter_is(tmp_path):
    outcomes = ["answered", None, "abandoned", "deflected", "voice_server", "out_of_hours", "unanswered"]
    rows = [call(f"10 10:0{n}", outcome=outcome) for n, outcome in enumerate(outcomes)]
    rows.append({**call("10 10:08", outcome="unanswered"), "channel": "email"})
    found = facts(tmp_path, "handled, counted", contacts=rows)
    assert [handled for handled, _ in found] == [True, True, False, False, False, False, False, True]
    assert all(counted for _, counted in found)


def test_only_inbound_contacts_of_users_are_counted(tmp_path):
    rows = [call(f"10 10:0{n}", party=party) for n, party in enumerate(["user", "unknown", None, "relay", "internal"])]
    rows += [call("10 10:06", direction="out"), call("10 10:07", direction="in")]
    found = facts(tmp_path, "party, counted", contacts=rows)
    expected = [
        ("user", True),
        ("unknown", True),
        ("unknown", True),
        ("relay", False),
        ("internal", False),
        ("unknown", False),
        ("unknown", True),
    ]
    assert found == expected


def test_two_records_of_one_person_and_topic_within_two_minutes_in_two_sources_are_one(tmp_path):
    tried = {1: (120, "b", False), 2: (121, "b", True), 3: (0, "b", False), 4: (60, "a", True)}
    rows = [asked("10 10:00", person=person, source="a") for person in tried]
    for person, (seconds, source, _) in tried.items():
        later = str(dt.datetime(2024, 1, 10, 10) + dt.timedelta(seconds=seconds))
        rows.append(asked("10 10:00", person=person, source=source) | {"occurred_local": later})
    found = facts(tmp_path, "person, counted", where="row_id > 4", contacts=rows)
    assert dict(found) == {person: counted for person, (_, _, counted) in tried.items()}
    assert facts(tmp_path, "counted", where="row_id <= 4", contacts=rows) == [(True,)] * 4


def test_two_files_of_one_system_hold_no_second_record_of_one_event(tmp_path):
    def log(month: str, **more) -> Source:
        return Source(
            file=f"data/{month}.csv", table="contacts", columns={"occurred_at": "Date", "phone": "Numéro", "topic": "Motif"}, **more
        )

    rows = [asked("31 23:59:30", source="janvier"), asked("31 23:59:50", source="fevrier"), asked("31 23:59:55", source="courriels")]
    mails = Source(file="data/courriels.csv", table="contacts", columns={"occurred_at": "Reçu le", "email": "De", "topic": "Motif"})
    for january, february, expected in (
        (log("janvier"), log("fevrier"), [True, True, False]),
        (log("janvier", fixed={"site": "Mairie"}), log("fevrier", fixed={"site": "Annexe"}), [True, False, False]),
    ):
        folder = tmp_path / str(expected[1])
        found = facts(folder, "counted", town_settings={"sources": (january, february, mails)}, contacts=rows)
        assert [counted for (counted,) in found] == expected


def test_a_double_is_seen_behind_a_row_of_its_own_source(tmp_path):
    rows = [
        asked("10 10:00:00", source="a"),
        asked("10 10:01:30", source="b"),
        asked("10 10:01:40", source="b"),
        asked("10 10:03:00", source="b"),
    ]
    assert [counted for (counted,) in facts(tmp_path, "counted", contacts=rows)] == [True, False, False, True]


def test_records_of_other_persons_or_topics_or_without_them_are_no_doubles(tmp_path):
    rows = [asked("10 10:00", source="a"), asked("10 10:00", person=2, source="b"), asked("10 10:00", topic="CNI", source="c")]
    rows += [asked("10 10:00", person=None, source="d"), asked("10 10:00", topic=None, source="e")]
    assert [counted for (counted,) in facts(tmp_path, "counted", contacts=rows)] == [True] * 5


def test_records_known_by_their_day_alone_are_no_doubles(tmp_path):
    rows = [asked("10", source=name, occurred_precision="day") for name in "ab"]
    assert [counted for (counted,) in facts(tmp_path, "counted", contacts=rows)] == [True, True]


def test_an_outbound_record_hides_no_inbound_one(tmp_path):
    rows = [asked("10 10:00", source="a", direction="out"), asked("10 10:01", source="b")]
    assert [counted for (counted,) in facts(tmp_path, "counted", contacts=rows)] == [False, True]


# Cases that a contact already tells


def opened(local: str, **more) -> dict:
    return {"opened_local": f"2024-01-{local}", "case_id": "d1", **more}


def test_an_opening_within_the_hour_of_a_contact_about_the_case_is_no_contact(tmp_path):
    tried = {"09:00:00": False, "11:00:00": False, "08:59:59": True, "11:00:01": True, "10:00:00": False}
    contacts = [call(f"10 {time}", case_id=time) for time in tried]
    found = facts(tmp_path, "case_id", where="kind = 'case'", contacts=contacts, cases=[opened("10 10:00", case_id=time) for time in tried])
    assert {case for (case,) in found} == {time for time, is_contact in tried.items() if is_contact}


def test_a_contact_about_another_case_or_an_outbound_one_tells_nothing(tmp_path):
    contacts = [call("10 10:00", case_id="d2"), call("10 10:00", case_id="d1", direction="out"), call("10 10:00")]
    assert ("case",) in facts(tmp_path, "kind", contacts=contacts, cases=[opened("10 10:00")])


def test_where_the_hour_is_not_known_the_same_day_tells_the_opening(tmp_path):
    contacts = [call("10 16:00", case_id="d1"), call("10 16:00", case_id="d2")]
    cases = [opened("10", opened_precision="day"), opened("11", opened_precision="day", case_id="d2")]
    assert facts(tmp_path, "kind, case_id", where="kind = 'case'", contacts=contacts, cases=cases) == [("case", "d2")]


def test_a_source_that_counts_as_cases_gives_no_contacts(tmp_path):
    sources = tuple(
        Source(file=f"data/{name}.csv", table="cases", columns={"opened_at": "Date"}, counts_as=counts_as)
        for name, counts_as in (("urbanisme", "cases"), ("voirie", "contacts"))
    )
    cases = [opened("10 10:00", source="urbanisme"), opened("10 11:00", source="voirie")]
    assert facts(tmp_path, "source", town_settings={"sources": sources}, cases=cases) == [("voirie",)]


# Gaps


def test_gaps_run_between_contacts_of_one_person_and_topic(tmp_path):
    rows = [
        asked("10 10:00"),
        asked("10 10:30", topic="CNI"),
        asked("11 10:00", channel="counter"),
        asked("11 12:00", person=2),
        asked("14 10:00:01"),
    ]
    day = 86_400
    assert facts(tmp_path, "previous_gap_s, next_gap_s, previous_channel, any_gap_s", contacts=rows) == [
        (None, day, None, None),
        (None, None, None, 1800),
        (day, 3 * day + 1, "phone", day - 1800),
        (None, None, None, None),
        (3 * day + 1, None, "counter", 3 * day + 1),
    ]


def test_contacts_of_one_instant_follow_source_then_row(tmp_path):
    rows = [
        asked("10 10:00", id=3, source="b", channel="email"),
        asked("10 10:00", id=2, source="b", channel="counter"),
        asked("10 09:00", id=9, source="z", channel="letter"),
        asked("10 10:05", id=1, source="b", channel="app"),
    ]
    found = facts(tmp_path, "row_id, previous_gap_s, previous_channel", contacts=rows)
    assert found == [(9, None, None), (2, 3600, "letter"), (3, 0, "counter"), (1, 300, "email")]


def test_records_of_one_instant_source_and_row_follow_their_kind_and_none_takes_another_s_place(tmp_path):
    at = "2024-01-10 10:00"
    found = facts(
        tmp_path,
        "contact, kind, row_id, team, previous_gap_s, previous_channel, previous_team",
        contacts=[asked("10 10:00", id=number, source="x", team=f"contact {number}") for number in (1, 2)],
        tickets=[{"taken_local": at, "topic": "Passeport", "id": number, "source": "x"} for number in (1, 2)],
        cases=[{"opened_local": at, "procedure": "Passeport", "id": n, "source": "x", "person": 1, "team": f"case {n}"} for n in (1, 2)],
    )
    assert found == [
        (1, "case", 1, "case 1", None, None, None),
        (2, "contact", 1, "contact 1", 0, None, "case 1"),
        (3, "ticket", 1, None, None, None, None),
        (4, "case", 2, "case 2", 0, "phone", "contact 1"),
        (5, "contact", 2, "contact 2", 0, None, "case 2"),
        (6, "ticket", 2, None, None, None, None),
    ]


def test_each_person_has_each_topic_to_itself_and_nobody_known_has_none(tmp_path):
    topics = ["A", "B", "C", "D", None]
    rows = [asked("10 10:00", person=person, topic=topic) for person in (1, 2, 3, 4, 5, 6, None) for topic in topics]
    found = facts(tmp_path, "previous_gap_s, next_gap_s", contacts=rows)
    assert found == [(None, None)] * len(rows)
    again = [row | {"occurred_local": "2024-01-11 10:00"} for row in rows]
    known = facts(
        tmp_path, "person is not null and topic is not null, previous_gap_s", where="day = date '2024-01-11'", contacts=rows + again
    )
    assert known == [
        (row["person"] is not None and row["topic"] is not None, 86_400 if row["person"] and row["topic"] else None) for row in again
    ]


def test_contacts_that_lack_words_are_contacts_like_others(tmp_path):
    words = ("channel", "topic", "team", "service")
    rows = [asked("10 10:00", team="T", service="S") | {word: None} for word in words] + [asked("10 10:00") | dict.fromkeys(words)]
    found = facts(tmp_path, "row_id, channel, topic, team, service", contacts=rows)
    assert found == [(number, *(row.get(word) for word in words)) for number, row in enumerate(rows, 1)]


def test_a_contact_known_by_its_day_comes_at_its_first_instant(tmp_path):
    rows = [asked("10 09:00"), asked("10", occurred_precision="day"), asked("09 23:00"), asked("11 09:00")]
    found = facts(tmp_path, "row_id, previous_gap_s", contacts=rows)
    assert found == [(3, None), (2, 3600), (1, 9 * 3600), (4, 86_400)]


def test_rows_that_are_not_counted_or_not_handled_are_stepped_over(tmp_path):
    rows = [
        asked("10 10:00"),
        asked("11 10:00", direction="out"),
        asked("12 10:00", outcome="abandoned"),
        asked("13 10:00", party="relay"),
        asked("14 10:00"),
    ]
    found = facts(tmp_path, "previous_gap_s, next_gap_s, any_gap_s", contacts=rows)
    assert found == [(None, 4 * 86_400, None), (None,) * 3, (None,) * 3, (None,) * 3, (4 * 86_400, None, 4 * 86_400)]


def test_without_person_or_instant_there_is_no_gap_and_without_topic_only_the_wide_one(tmp_path):
    rows = [asked("10 10:00", person=None), asked("10 11:00", person=None), asked("10 12:00", topic=None), asked("10 13:00", topic=None)]
    rows += [{"month": "2024-01", "channel": "phone", "person": 1, "topic": "Passeport"}] * 2
    found = facts(tmp_path, "previous_gap_s, next_gap_s, any_gap_s", contacts=rows)
    assert found == [(None, None, None)] * 3 + [(None, None, 3600)] + [(None, None, None)] * 2


def test_gaps_are_elapsed_time_across_the_clock_change(tmp_path):
    rows = [
        {"occurred_local": stamp, "channel": "phone", "person": 1, "topic": "CNI"} for stamp in ("2024-03-30 12:00", "2024-03-31 12:00")
    ]
    assert [gap for (gap,) in facts(tmp_path, "previous_gap_s", contacts=rows)] == [None, 23 * 3600]


def test_a_case_opening_repeats_a_contact_on_the_same_topic(tmp_path):
    found = facts(
        tmp_path, "kind, previous_gap_s", contacts=[asked("10 10:00")], cases=[opened("11 10:00", person=1, procedure="Passeport")]
    )
    assert found == [("contact", None), ("case", 86_400)]


def test_contacts_about_one_case_follow_each_other_whoever_writes_and_whatever_the_topic(tmp_path):
    rows = [
        asked("10 10:00", case_id="d1", team="Accueil"),
        asked("11 10:00", case_id="d1", person=2, channel="email", topic="CNI", service="Urbanisme"),
        asked("12 10:00", case_id="d1", person=None, topic=None),
        asked("13 10:00"),
        asked("14 10:00", case_id="d2"),
    ]
    day = 86_400
    found = facts(tmp_path, "previous_gap_s, next_gap_s, previous_channel, previous_team, previous_service", contacts=rows)
    assert found == [
        (None, day, None, None, None),
        (day, day, "phone", "Accueil", None),
        (day, None, "email", None, "Urbanisme"),
        (3 * day, day, "phone", "Accueil", None),
        (day, None, "phone", None, None),
    ]


def test_the_later_of_two_earlier_contacts_is_the_one_before(tmp_path):
    rows = [asked("10 10:00", case_id="d1"), asked("11 10:00"), asked("12 10:00", case_id="d1")]
    assert facts(tmp_path, "previous_gap_s", contacts=rows) == [(None,), (86_400,), (86_400,)]


def test_a_call_begun_before_the_transferred_one_ends_is_a_leg_of_it(tmp_path):
    first = {"transferred": True, "wait_s": 20, "handle_s": 100}
    rows = [
        asked("10 10:00:00", **first),
        asked("10 10:02:00", handle_s=60),
        asked("10 11:00:00", **first),
        asked("10 11:02:01"),
        asked("10 12:00:00", wait_s=20, handle_s=100),
        asked("10 12:01:00"),
        asked("10 13:00:00", **first),
        asked("10 13:01:00", person=2),
    ]
    assert [counted for (counted,) in facts(tmp_path, "counted", contacts=rows)] == [True, False] + [True] * 6


def test_a_redial_follows_an_unanswered_call_of_the_same_person_within_the_hour(tmp_path):
    rows = [
        asked("10 10:00:00", outcome="abandoned", topic=None),
        asked("10 11:00:00"),
        asked("10 11:30:00"),
        asked("10 12:00:00", outcome="unanswered"),
        asked("10 13:00:01"),
        asked("10 14:00:00", outcome="unanswered"),
        asked("10 14:10:00", person=2),
        asked("10 14:20:00", channel="email"),
    ]
    found = facts(tmp_path, "redial, previous_gap_s", contacts=rows)
    assert [redial for redial, _ in found] == [False, True] + [False] * 6
    assert found[1] == (True, None)  # the unanswered call is no earlier contact


# Against a row loop


def naive(rows: pd.DataFrame) -> pd.DataFrame:
    """Doubles and gaps by looking at every pair of rows."""
    rows = rows.sort_values(["occurred_at", "source", "id"]).reset_index(drop=True)
    stamps = [stamp.to_pydatetime() for stamp in rows["occurred_at"]]
    keys = [None if pd.isna(p) or pd.isna(t) else (int(p), t) for p, t in zip(rows["person"], rows["topic"], strict=True)]
    counted = []
    for i, row in rows.iterrows():
        double = any(
            keys[i] and keys[j] == keys[i] and rows.loc[j, "source"] != row["source"] and (stamps[i] - stamps[j]).total_seconds() <= 120
            for j in range(i)
        )
        counted.append(not double)
    gaps = []
    for i in range(len(rows)):
        handled = [j for j in range(i) if counted[j] and rows.loc[j, "outcome"] == "answered" and keys[i] and keys[j] == keys[i]]
        known = handled and counted[i] and rows.loc[i, "outcome"] == "answered"
        gaps.append(int((stamps[i] - stamps[handled[-1]]).total_seconds()) if known else None)
    return rows.assign(counted=counted, gap=pd.Series(gaps, dtype="object"))


@pytest.mark.parametrize("seed", range(3))
def test_doubles_and_gaps_equal_a_row_loop_on_random_rows(tmp_path, seed):
    import numpy as np

    draw = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "id": draw.permutation(200) + 1,
            "source": draw.choice(list("abc"), 200),
            "occurred_at": pd.Timestamp("2024-01-10 08:00") + pd.to_timedelta(draw.integers(0, 60, 200) * 30, unit="s"),
            "person": pd.array(draw.choice([1, 2, 3, None], 200), dtype="Int64"),
            "topic": draw.choice(np.array(["P", "C", None], dtype=object), 200),
            "outcome": draw.choice(["answered", "abandoned"], 200, p=[0.8, 0.2]),
            "channel": "phone",
        }
    )
    expected = naive(rows)
    with with_facts(town(tmp_path), contacts=rows) as store:
        found = store.connection.execute("select row_id, counted, previous_gap_s from fact_contacts order by contact").fetchall()
    assert found == list(zip(expected["id"], expected["counted"], expected["gap"].where(expected["gap"].notna(), None), strict=True))
