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
        instants.read(connection, "x", order.day_first if day_first is None else day_first, declared)
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
    ("45729.378472222", SAME, "second"),
    ("13/03/2025 9h", SAME.replace(minute=0), "hour"),
    ("13/03/2025", SAME.replace(hour=0, minute=0), "day"),
    ("2025-03-13", SAME.replace(hour=0, minute=0), "day"),
    ("45729", SAME.replace(hour=0, minute=0), "day"),
    ("13/03/2025 9:05 PM", SAME.replace(hour=21), "minute"),
    ("13/03/2025 12:05 AM", SAME.replace(hour=0), "minute"),
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
    assert mission.intake.sources[1].notes == [{"note": "day_order_assumed", "column": "opened_at", "day_first": True}]
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
