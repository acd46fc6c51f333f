"""Stamps and dates: every way of writing them, the order of day and month, and the two odd nights of the year."""

import datetime as dt
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.engagement import Client
from diagnostic.intake.cells import instants
from diagnostic.intake.cells.zone import Zone
from tests.intake.mission import Mission


def read(cells, declared=None, day_first=None):
    """The stamps, offsets and precisions read from a column, in its order."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create table cells (line BIGINT, x VARCHAR)")
        connection.executemany("insert into cells values (?, ?)", list(enumerate(cells)))
        instants.prepare(connection, "x")
        order = instants.order(connection, "x", declared)
        instants.read(connection, "x", order if day_first is None else instants.Order(day_first, "declared"), declared)
        found = connection.execute(
            "select c.line, stamp, shift, precision from cells as c left join read_x using (line) order by 1"
        ).fetchall()
    return [row[1:] for row in found], order


SAME = dt.datetime(2025, 3, 13, 9, 5)
WRITTEN = [
    ("2025-03-13 09:05:00", SAME, "second"),
    ("2025-03-13T09:05:00", SAME, "second"),
    ("2025/03/13 09:05", SAME, "minute"),
    ("20250313 0905", SAME, "minute"),
    ("13/03/2025 09:05:00", SAME, "second"),
    ("13/3/2025 9:05", SAME, "minute"),
    ("13-03-2025 9h05", SAME, "minute"),
    ("13.03.25 à 9h05", SAME, "minute"),
    ("13/03/2025 - 09:05", SAME, "minute"),
    ("jeudi 13 mars 2025 à 9h05", SAME, "minute"),
    ("13 mars 2025\u00a009:05:00", SAME, "second"),
    ("13 mars 2025 9 h 05 min", SAME, "minute"),
    ("13/03/2025 9 heures 05", SAME, "minute"),
    ("13/03/2025 9 heures", SAME.replace(minute=0), "hour"),
    ("13.03.2025 9:05 Uhr", SAME, "minute"),
    ("13.03.2025 9.05 uur", SAME, "minute"),
    ("45729.378472222", SAME, "second"),
    ("13/03/2025 9h", SAME.replace(minute=0), "hour"),
    ("13/03/2025", SAME.replace(hour=0, minute=0), "day"),
    ("2025-03-13", SAME.replace(hour=0, minute=0), "day"),
    ("45729", SAME.replace(hour=0, minute=0), "day"),
    ("13/03/2025 9:05 PM", SAME.replace(hour=21), "minute"),
    ("13/03/2025 12:05 AM", SAME.replace(hour=0), "minute"),
    ("13/03/2025 9:05 p.m.", SAME.replace(hour=21), "minute"),
    ("13/03/2025 12:05 a. m.", SAME.replace(hour=0), "minute"),
    ("jeu. 13/03/2025 09:05", SAME, "minute"),
    ("mar. 04/03/2025", dt.datetime(2025, 3, 4), "day"),
    ("mar. 4 mars 2025 09:05:00", dt.datetime(2025, 3, 4, 9, 5), "second"),
    ("mar. 7 janv. 2025", dt.datetime(2025, 1, 7), "day"),
    ("mar., 7 janv. 2025", dt.datetime(2025, 1, 7), "day"),
    ("Mar 4, 2025", dt.datetime(2025, 3, 4), "day"),
    ("Mar 13, 2025 9:05 AM", SAME, "minute"),
    ("Mar 13, 2025, 9:05 AM", SAME, "minute"),
    ("March 13th, 2025 at 9:05 AM", SAME, "minute"),
    ("Thu, 13 Mar 2025 09:05:00", SAME, "second"),
    ("Thu Mar 13 09:05:00 2025", SAME, "second"),
    ("13-MAR-25 09.05.00.000000 AM", SAME, "second"),
    ("13-mars-25", SAME.replace(hour=0, minute=0), "day"),
    ("2025-Mar-13 09:05", SAME, "minute"),
    ("13 de marzo de 2025 9:05", SAME, "minute"),
    ("Donnerstag, 13. März 2025 09:05", SAME, "minute"),
    ("13 mai 2025", dt.datetime(2025, 5, 13), "day"),
    ("45729,378472222", SAME, "second"),
    ("13/03/2025 08h-09h", SAME.replace(hour=8, minute=0), "hour"),
    ("13/03/2025 8:00- 9:00", SAME.replace(hour=8, minute=0), "hour"),
    ("13/03/2025 de 8h à 9h", SAME.replace(hour=8, minute=0), "hour"),
    ("13/03/2025 08:30 - 09:00", SAME.replace(hour=8, minute=30), "minute"),
    ("2025-03-13 09:05:00 - 2025-03-13 09:10:00", SAME, "second"),
    ("1er août 2025", dt.datetime(2025, 8, 1), "day"),
    ("2 févr. 2025", dt.datetime(2025, 2, 2), "day"),
    ("mardi 4 mars 2025", dt.datetime(2025, 3, 4), "day"),
]


def test_every_way_of_writing_a_stamp_is_read_with_its_precision():
    found, _ = read([cell for cell, _, _ in WRITTEN])
    assert [(cell, stamp, precision) for (cell, _, _), (stamp, _, precision) in zip(WRITTEN, found, strict=True)] == WRITTEN


@pytest.mark.parametrize(
    "cell", ["32/01/2025", "29/02/2025", "13/13/2025", "2025-02-30 10:00:00", "10/02/2025 25:00", "hier", "10/02", "n.c. 10", "########"]
)
def test_what_is_no_stamp_is_not_read(cell):
    assert read([cell])[0][0][0] is None


@pytest.mark.parametrize(
    ("cell", "shift"),
    [
        ("2025-03-13 09:05:00 CET", 3600),
        ("2025-07-13 09:05:00 CEST", 7200),
        ("13/03/2025 09:05 (CET)", 3600),
        ("2025-03-13T09:05:00+01:00[Europe/Paris]", 3600),
        ("2025-07-13 09:05:00 [Europe/Paris]", 7200),
        ("2025-03-13 09:05:00 (Europe/Paris)", 3600),
        ("2025-07-13 09:05 America/New_York", -14400),
        ("2025-03-13 09:05:00 UTC+1", 3600),
        ("2025-03-13 09:05:00 (UTC-05:00)", -18000),
        ("Thu Mar 13 2025 09:05:00 GMT+0100 (heure normale d’Europe centrale)", 3600),
        ("Thu Mar 13 09:05:00 CET 2025", 3600),
        ("Thu, 13 Mar 2025 09:05:00 +0100", 3600),
        ("Mar 13, 2025 9:05 AM PDT", -25200),
        ("2025-03-13 09:05:00", None),
    ],
)
def test_a_zone_is_as_given(cell, shift):
    ((stamp, found, _),), _ = read([cell])
    assert (stamp.hour, stamp.minute, found) == (9, 5, shift)


def test_a_zone_that_does_not_exist_makes_a_stamp_unreadable():
    assert read(["2025-03-13 09:05:00 Europe/Lutece"])[0][0][0] is None


def test_an_end_that_may_be_an_offset_is_one_only_where_every_one_comes_shortly_after_its_beginning():
    slots, _ = read([f"13/03/2025 {hour:02}:00-{hour + 1:02}:00" for hour in range(8, 18)])
    assert [(stamp.hour, shift, precision) for stamp, shift, precision in slots] == [(hour, None, "hour") for hour in range(8, 18)]
    offsets, _ = read([f"2025-03-13 {hour:02}:00-05:00" for hour in range(8, 18)])
    assert {shift for _, shift, _ in offsets} == {-18000}


def test_an_offset_is_kept_to_the_second():
    found, _ = read(["2025-03-13T09:05:00+02:00", "2025-03-13T09:05:00.250Z", "2025-03-13 09:05:00-0330", "2025-03-13 09:05:00"])
    assert [shift for _, shift, _ in found] == [7200, 0, -12600, None]
    assert found[1][0] == SAME.replace(microsecond=250_000)


@pytest.mark.parametrize(
    ("cells", "why", "read_as"),
    [
        (["01/02/2025", "13/02/2025"], "settled", [(2025, 2, 1), (2025, 2, 13)]),
        (["01/02/2025", "02/13/2025"], "settled", [(2025, 1, 2), (2025, 2, 13)]),
        (["01/02/2025", "05/06/2025"], "assumed", [(2025, 2, 1), (2025, 6, 5)]),
        (["13/02/2025", "14/02/2025", "02/15/2025"], "mixed", [(2025, 2, 13), (2025, 2, 14), None]),
        ([f"25-01-{day:02}" for day in (2, 9, 31)], "settled", [(2025, 1, day) for day in (2, 9, 31)]),
        ([f"25/02/{day:02}" for day in range(1, 8)], "years", [(2025, 2, day) for day in range(1, 8)]),
        (["02-01-25", "03-01-25", "30-01-25"], "settled", [(2025, 1, day) for day in (2, 3, 30)]),
        (["2025-01-02", "2025-01-03"], "plain", [(2025, 1, 2), (2025, 1, 3)]),
    ],
)
def test_day_and_month_have_one_order_per_column(cells, why, read_as):
    found, order = read(cells)
    assert order.why == why
    assert [stamp and (stamp.year, stamp.month, stamp.day) for stamp, _, _ in found] == read_as


def test_the_declared_format_settles_the_order_even_where_a_cell_lacks_its_time():
    found, order = read(["01/02/2025 10:00:00", "03/04/2025"], "%m/%d/%Y %H:%M:%S")
    assert order.why == "declared"
    assert [(stamp.month, stamp.day, precision) for stamp, _, precision in found] == [(1, 2, "second"), (3, 4, "day")]


def test_a_column_that_nothing_settles_follows_its_sibling_else_the_day_comes_first(mission):
    text = "Ouvert;Clos\n02/13/2025;03/04/2025\n02/14/2025;03/05/2025\n"
    mission.add("us.csv", text, "cases", {"opened_at": "Ouvert", "closed_at": "Clos"})
    mission.add("fr.csv", "Ouvert\n03/04/2025\n", "cases", {"opened_at": "Ouvert"})
    ledger = mission.take()
    assert ledger.notes == [{"note": "day_order_sibling", "column": "closed_at", "day_first": False}]
    assert {"note": "day_order_assumed", "column": "opened_at", "day_first": True} in mission.intake.sources[1].notes
    assert mission.values("closed_local", "cases")[:2] == [dt.datetime(2025, 3, 4), dt.datetime(2025, 3, 5)]
    assert mission.values("opened_local", "cases")[2] == dt.datetime(2025, 4, 3)


def test_the_two_odd_nights(mission):
    nights = [
        "30/03/2025 01:59:59",
        "30/03/2025 02:30:00",
        "30/03/2025 03:00:00",
        "26/10/2025 01:59:59",
        "26/10/2025 02:30:00",
        "26/10/2025 03:00:00",
    ]
    ledger = mission.add("nuits.csv", "Date appel;Numéro;Motif\n" + "".join(f"{night};;\n" for night in nights)).take()
    assert (ledger.ambiguous_hours, ledger.skipped_hours) == (1, 1)
    assert mission.rows("contacts", "strftime(occurred_at, '%d %H:%M:%S'), strftime(occurred_local, '%d %H:%M:%S')") == [
        ("30 00:59:59", "30 01:59:59"),
        ("30 01:30:00", "30 03:30:00"),
        ("30 01:00:00", "30 03:00:00"),
        ("25 23:59:59", "26 01:59:59"),
        ("26 00:30:00", "26 02:30:00"),
        ("26 02:00:00", "26 03:00:00"),
    ]


def test_a_stamp_with_its_offset_is_converted_to_the_engagement_zone(tmp_path):
    mission = Mission(tmp_path, client=Client(name="Vancouver", timezone="America/Vancouver", holidays="CA-BC"))
    mission.add("r.csv", "Date appel;Numéro;Motif\n2025-07-01T23:30:00-07:00;;\n2025-07-02T00:30:00+02:00;;\n").take()
    assert mission.rows("contacts", "occurred_at, occurred_local") == [
        (dt.datetime(2025, 7, 2, 6, 30), dt.datetime(2025, 7, 1, 23, 30)),
        (dt.datetime(2025, 7, 1, 22, 30), dt.datetime(2025, 7, 1, 15, 30)),
    ]


def test_a_column_of_midnights_is_precise_to_the_day(mission):
    text = "Ouvert;Clos\n" + "".join(f"{day:02d}/03/2025 00:00:00;{day + 1:02d}/03/2025 {day % 2:02d}:00:00\n" for day in range(10, 16))
    ledger = mission.add("d.csv", text, "cases", {"opened_at": "Ouvert", "closed_at": "Clos"}).take()
    assert ledger.notes == [{"note": "midnight_only", "column": "opened_at"}]
    assert set(mission.rows("cases", "opened_precision, closed_precision")) == {("day", "second")}


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["Europe/Paris", "America/Montreal", "Australia/Lord_Howe", "Indian/Reunion"]),
    st.lists(
        st.datetimes(dt.datetime(2019, 1, 1), dt.datetime(2026, 12, 31)).map(lambda stamp: stamp.replace(microsecond=0)),
        min_size=1,
        max_size=20,
    ),
)
def test_local_time_becomes_utc_as_python_does_with_the_first_of_two_hours(name, stamps):
    zone = ZoneInfo(name)
    made = Zone.of(zone, 2018, 2027)
    with duckdb.connect() as connection:
        connection.execute("create table t (x TIMESTAMP)")
        connection.executemany("insert into t values (?)", [[stamp] for stamp in stamps])
        utc, back = zip(
            *connection.execute(f"select u, {made.to_local('u')} from (select {made.to_utc('x')} as u from t)").fetchall(), strict=True
        )
    expected = [stamp.replace(tzinfo=zone).astimezone(dt.UTC) for stamp in stamps]
    assert [stamp.replace(tzinfo=dt.UTC) for stamp in utc] == expected
    assert list(back) == [stamp.astimezone(zone).replace(tzinfo=None) for stamp in expected]


CLOSING = ("en cours", "Non clos", "Aucune", "En attente de pièces", "open", "0000-00-00", "0000-00-00 00:00:00", "31/12/9999")


def test_words_in_place_of_a_closing_are_open_cases_and_in_place_of_an_opening_lost_rows(mission):
    lines = [f"1;10/02/2025 10:00;{word}" for word in CLOSING] + [
        "2;10/02/2025 10:00;12/02/2025 09:00",
        "3;en cours;",
        "4;10/02/2025 10:00;clos",
    ]
    text = "N°;Ouvert;Clos\n" + "".join(f"{line.replace('1;', f'{place + 10};', 1)}\n" for place, line in enumerate(lines))
    ledger = mission.add("d.csv", text, "cases", {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}).take()
    # "clos" says a closing without its date: an end that cannot be read
    assert (ledger.accepted, ledger.reasons, ledger.doubts) == (len(CLOSING) + 1, {"unreadable": 2}, [])
    assert [closed is None for closed in mission.values("closed_at", "cases")] == [True] * len(CLOSING) + [False]
    assert {"note": "not_yet", "column": "closed_at", "rows": len(CLOSING)} in ledger.notes


def test_a_word_that_values_declare_to_say_nothing_says_nothing(mission):
    text = "N°;Ouvert;Clos\n1;10/02/2025 10:00;Ziglu\n2;10/02/2025 10:00;13/02/2025 10:00\n"
    columns = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}
    ledger = mission.add("d.csv", text, "cases", columns, values={"closed_at": {"Ziglu": ""}}).take()
    assert (ledger.accepted, ledger.doubts) == (2, [])
    assert mission.values("closed_at", "cases")[0] is None


def test_years_that_come_first_in_one_column_come_first_beside_it(mission):
    rows = [f"25-01-{day:02} 09:00;25-03-1{day % 2}" for day in range(1, 29)]
    ledger = mission.add("d.csv", "\n".join(["Ouvert;Clos", *rows]), "cases", {"opened_at": "Ouvert", "closed_at": "Clos"}).take()
    assert ledger.accepted == 28
    assert {closed.strftime("%Y-%m") for closed in mission.values("closed_local", "cases")} == {"2025-03"}


@pytest.mark.parametrize("name", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_a_local_time_is_settled_as_if_it_went_to_utc_and_back(name):
    zone = Zone.of(ZoneInfo(name), 2024, 2026)
    with duckdb.connect() as connection:
        connection.execute(
            """create table stamps as select t as stamp
               from range(timestamp '2024-12-01', timestamp '2026-02-01', interval 10 minute) as r(t)"""
        )
        apart = f"select count(*) from stamps where {zone.settled('stamp')} <> {zone.to_local(zone.to_utc('stamp'))}"
        moved = f"select count(*) from stamps where {zone.settled('stamp')} <> stamp"
        assert connection.execute(apart).fetchall() == [(0,)]
        assert connection.execute(moved).fetchall()[0][0] > 0


def test_a_column_all_as_declared_and_one_with_a_stamp_of_another_spelling_give_the_same_instants(tmp_path):
    declared = ["30/03/2025 02:30:00", "26/10/2025 02:30:00", "01/07/2025 10:00:00", "", "05/01/2025 00:00:00"]
    kept = []
    for name, more in (("alone", []), ("beside", ["le 2 juillet 2025 à 9h05"])):
        lines = [f"{stamp};0612345{number:03d};Voirie" for number, stamp in enumerate(declared + more)]
        mission = Mission(tmp_path / name)
        mission.add("a.csv", "\n".join(["Date appel;Numéro;Motif", *lines]), dates="%d/%m/%Y %H:%M:%S").take()
        kept.append(mission.rows("contacts", "occurred_at, occurred_local, occurred_precision"))
    assert kept[0] == kept[1][:-1]
    assert [local.hour for _, local, _ in kept[0]] == [3, 2, 10, 0]
    assert kept[1][-1][1:] == (dt.datetime(2025, 7, 2, 9, 5), "minute")
