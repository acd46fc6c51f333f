"""When a contact came: open or closed, its day and slot, on tables small enough to be worked out by hand."""

import datetime as dt

from diagnostic.engagement import Hours
from tests.towns import town, with_facts

COUNTER = Hours(site="Mairie", rules="Mo-Fr 08:30-12:00,13:30-17:30; PH off")


def facts(tmp_path, columns: str, where: str = "true", town_settings=None, **tables) -> list[tuple]:
    with with_facts(town(tmp_path, **(town_settings or {})), **tables) as store:
        return store.connection.execute(f"select {columns} from fact_contacts where {where} order by contact").fetchall()


def call(local: str, **more) -> dict:
    return {"occurred_local": f"2024-01-{local}", "channel": "phone", **more}


# Open and closed


def test_a_contact_is_open_from_the_first_second_to_the_last(tmp_path):
    # the 13th is a Saturday, the 1st a public holiday
    is_open = {"10 08:30:00", "10 11:59:59", "10 13:30:00", "10 17:29:59"}
    is_closed = {"10 08:29:59", "10 12:00:00", "10 13:29:59", "10 17:30:00", "13 10:00:00", "01 10:00:00"}
    contacts = [call(local, channel="counter", site="Mairie", team=local) for local in is_open | is_closed]
    found = facts(tmp_path, "team, open", town_settings={"hours": (COUNTER,)}, contacts=contacts)
    assert dict(found) == dict.fromkeys(is_open, True) | dict.fromkeys(is_closed, False)


def test_each_channel_is_held_against_its_own_hours(tmp_path):
    hours = (
        Hours(site="Mairie", rules="Mo-Fr 09:00-10:00"),
        Hours(site="Annexe", rules="Mo-Fr 10:00-11:00"),
        Hours(site="Mairie", channel="phone", rules="Mo-Fr 11:00-12:00"),
        Hours(site="Mairie", rules="Mo-Fr 12:00-13:00", appointment_only=True),
    )
    places = [("counter", "Mairie"), ("counter", "ANNEXE"), ("counter", None), ("counter", "Ailleurs"), ("phone", None)]
    places += [(channel, None) for channel in ("email", "web_form", "app", "chat", "letter", "other", None)]
    contacts = [
        {"occurred_local": f"2024-01-10 {hour:02d}:30", "channel": channel, "site": site, "source": f"{hour:02d}"}
        for hour in (9, 10, 11, 12)
        for channel, site in places
    ]
    found = facts(tmp_path, "hour, open", town_settings={"hours": hours}, contacts=contacts)
    open_at = {hour: [flag for at, flag in found if at == hour] for hour in (9, 10, 11, 12)}
    no, yes = False, True
    assert open_at[9] == [yes, no, yes, None, no, yes, yes, yes, yes, None, None, None]
    assert open_at[10] == [no, yes, yes, None, no, yes, yes, yes, yes, None, None, None]
    assert open_at[11] == [no, no, no, None, yes, yes, yes, yes, yes, None, None, None]
    # hours kept for appointments are no staffed hours, but whoever comes then does not find the door closed
    assert open_at[12] == [yes, no, no, None, no, no, no, no, no, None, None, None]


def test_without_hours_or_without_a_precise_time_open_is_not_known(tmp_path):
    assert facts(tmp_path / "a", "open", contacts=[call("10 10:00")]) == [(None,)]
    rows = [call("10", channel="email", occurred_precision=precision) for precision in ("day", "hour")]
    rows += [{"month": "2024-01", "weekday": 1, "hour": 10, "channel": "email"}]
    assert facts(tmp_path / "b", "open", town_settings={"hours": (COUNTER,)}, contacts=rows) == [(None,)] * 3


def test_open_at_night_follows_local_time_when_clocks_change(tmp_path):
    hours = (Hours(site="Mairie", channel="phone", rules="Su 03:00-04:00"),)
    # 01:30 UTC is 03:30 in summer time, from that very night on
    contacts = [{"occurred_at": "2024-03-31 01:30", "channel": "phone"}, {"occurred_at": "2024-03-31 00:30", "channel": "phone"}]
    assert facts(tmp_path, "occurred_local, open", town_settings={"hours": hours}, contacts=contacts) == [
        (dt.datetime(2024, 3, 31, 1, 30), False),
        (dt.datetime(2024, 3, 31, 3, 30), True),
    ]


# When


def test_local_day_week_month_and_slot_follow_the_local_instant(tmp_path):
    contacts = [{"occurred_at": "2024-01-31 23:29:59", "channel": "phone"}]
    found = facts(tmp_path, "day, week, month, weekday, hour, slot", contacts=contacts)
    assert found == [(dt.date(2024, 2, 1), dt.date(2024, 1, 29), "2024-02", 4, 0, 0)]


def test_hour_and_slot_are_known_as_far_as_the_precision_allows(tmp_path):
    contacts = [call("10 10:30", occurred_precision=precision) for precision in ("second", "minute", "hour", "day")]
    assert facts(tmp_path, "hour, slot, weekday", contacts=contacts) == [(10, 21, 3), (10, 21, 3), (10, None, 3), (None, None, 3)]


def test_a_contact_without_an_instant_keeps_what_is_given(tmp_path):
    contacts = [{"month": "2024-02", "weekday": 3, "hour": 14, "channel": "phone"}]
    found = facts(tmp_path, "at_s, day, week, month, weekday, hour, slot, in_period", contacts=contacts)
    assert found == [(None, None, None, "2024-02", 3, 14, None, True)]


def test_the_period_holds_its_first_and_last_local_day_and_whole_months(tmp_path):
    stamps = ["2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-03-31 23:59:59", "2024-04-01 00:00:00"]
    contacts = [{"occurred_local": stamp, "channel": "phone"} for stamp in stamps]
    contacts += [{"month": month, "channel": "phone"} for month in ("2023-12", "2024-01", "2024-03", "2024-04", None)]
    found = [held for (held,) in facts(tmp_path, "in_period", contacts=contacts)]
    assert found == [False, True, True, False, False, True, True, False, False]


# Tickets and channels


def test_a_ticket_waits_until_called_and_is_handled_until_done(tmp_path):
    tickets = [
        {"taken_local": "2024-03-30 23:50", "called_local": "2024-03-31 03:10", "done_local": "2024-03-31 03:25"},
        {"taken_local": "2024-01-10 09:00"},
        {"taken_local": "2024-01-11 09:00", "called_local": "2024-01-11 08:00", "done_local": "2024-01-11 09:00"},
    ]
    found = facts(tmp_path, "wait_s, handle_s", tickets=tickets)
    assert found == [(None, None), (None, 3600.0), (2 * 3600 + 20 * 60.0, 900.0)]


def test_a_contact_has_every_other_channel_that_it_names_once(tmp_path):
    with with_facts(
        town(tmp_path),
        contacts=[call("10 10:00", id=1), call("09 10:00", id=2), call("08 10:00", id=3, channel=None)],
        contact_channels=[{"contact": 1, "channel": "phone"}, {"contact": 1, "channel": "email"}, {"contact": 1, "channel": "email"}],
        tickets=[{"taken_local": "2024-01-07 10:00", "id": 1}],
    ) as store:
        found = store.connection.execute("select contact, channel from fact_other_channels order by contact, channel").fetchall()
    assert found == [(4, "email")]
