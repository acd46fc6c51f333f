"""fact_volumes: rows and aggregates count together."""

import datetime as dt

from tests.towns import town, with_facts


def volumes(tmp_path, columns: str, **tables) -> list[tuple]:
    with with_facts(town(tmp_path), **tables) as store:
        return store.connection.execute(f"select {columns} from fact_volumes order by all").fetchall()


def test_contacts_are_grouped_by_day_channel_and_topic(tmp_path):
    contacts = [
        {"occurred_local": f"2024-01-{day} 10:00", "channel": "phone", "topic": topic}
        for day, topic in ((10, "A"), (10, "A"), (10, "B"), (11, "A"))
    ]
    found = volumes(tmp_path, "day, week, month, topic, contacts", contacts=contacts)
    monday = dt.date(2024, 1, 8)
    assert found == [
        (dt.date(2024, 1, 10), monday, "2024-01", "A", 2),
        (dt.date(2024, 1, 10), monday, "2024-01", "B", 1),
        (dt.date(2024, 1, 11), monday, "2024-01", "A", 1),
    ]


def test_calls_counted_by_the_switchboard_split_into_answered_and_not(tmp_path):
    calls = [
        {"day": "2024-01-10", "hour": 9, "offered": 10, "answered": 7},
        {"day": "2024-01-10", "hour": 10, "offered": 5, "answered": 5},
        {"day": "2024-01-11", "offered": 10, "abandoned": 2, "voice_server": 1},
        {"day": "2024-01-12", "offered": 4},
        {"day": "2023-12-31", "offered": 1, "answered": 1},
    ]
    found = volumes(tmp_path, "day, channel, handled, counted, in_period, contacts", call_counts=calls)
    assert found == [
        (dt.date(2023, 12, 31), "phone", True, True, False, 1),
        (dt.date(2024, 1, 10), "phone", False, True, True, 3),
        (dt.date(2024, 1, 10), "phone", True, True, True, 12),
        (dt.date(2024, 1, 11), "phone", False, True, True, 3),
        (dt.date(2024, 1, 11), "phone", True, True, True, 7),
        (dt.date(2024, 1, 12), "phone", None, True, True, 4),
    ]


def test_tally_sheets_count_by_day_or_by_month(tmp_path):
    counts = [
        {"day": "2024-01-10", "channel": "counter", "site": "Mairie", "contacts": 30},
        {"month": "2024-02", "channel": "counter", "contacts": 5},
        {"month": "2024-04", "channel": "counter", "contacts": 8},
    ]
    found = volumes(tmp_path, "month, day, site, handled, counted, in_period, contacts", counts=counts)
    assert found == [
        ("2024-01", dt.date(2024, 1, 10), "Mairie", True, True, True, 30),
        ("2024-02", None, None, True, True, True, 5),
        ("2024-04", None, None, True, True, False, 8),
    ]


def test_every_contact_is_in_one_volume(tmp_path):
    tables = {
        "contacts": [{"occurred_local": "2024-01-10 10:00", "direction": direction} for direction in ("in", "in", "out")],
        "tickets": [{"taken_local": "2024-01-10 10:00"}] * 4,
        "cases": [{"opened_local": "2024-01-10 10:00"}] * 2,
    }
    assert sum(n for (n,) in volumes(tmp_path / "a", "contacts", **tables)) == 9
    assert sum(n for counted, n in volumes(tmp_path / "b", "counted, contacts", **tables) if counted) == 8
