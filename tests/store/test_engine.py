import datetime as dt

import pytest

from diagnostic import schema
from diagnostic.store.engine import Store
from tests.towns import town, write_store


@pytest.fixture
def store(tmp_path):
    engagement = town(tmp_path / "l'été à Évry")
    write_store(engagement, cases=[{"opened_local": "2024-01-10 10:00"}, {"opened_local": "2024-01-12 10:00"}], survey=[])
    with Store.open(
        engagement.store, {"start": dt.date(2024, 1, 1), "at": dt.datetime(2024, 1, 1, 3), "n": 7, "share": 0.5, "none": None}
    ) as opened:
        yield opened


def test_every_canonical_table_can_be_queried_whether_or_not_a_file_feeds_it(store):
    for table in schema.TABLES:
        kinds = dict(store.connection.execute(f"select column_name, column_type from (describe {table})").fetchall())
        assert kinds == schema.stored_columns(table)
    assert len(store.query("select * from tickets")) == 0
    assert len(store.query("select * from cases")) == 2
    assert list(store.query("select * from contact_channels").columns) == ["contact", "channel"]


def test_settings_reach_sql_with_their_types(store):
    row = store.connection.execute("select * from settings").fetchall()
    assert row == [(dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, 3), 7, 0.5, None)]


def test_each_source_says_which_of_its_columns_hold_a_value(store):
    (columns,) = store.by_source("cases", ["opened_at", "closed_at", "no_such_column"]).values()
    assert columns == {"opened_at"}
    assert store.has("survey") and store.by_source("survey", ["score"]) == {}
    assert not store.has("tickets") and store.by_source("tickets", ["taken_at"]) == {}


def test_a_derived_table_keeps_its_order_and_replaces_the_earlier_one(store):
    store.write("numbers", "select range as n from range(300000) order by n desc")
    assert store.query("select n from numbers")["n"].is_monotonic_decreasing
    store.write("numbers", "select 1 as n;")
    assert store.query("select * from numbers")["n"].tolist() == [1]
    with Store.open(store.folder, {}) as again:
        assert again.query("select * from numbers")["n"].tolist() == [1]
    assert not list(store.folder.glob("*.new"))


def test_a_table_may_be_derived_from_itself(store):
    store.write("numbers", "select 1 as n")
    store.write("numbers", "select n + 1 as n from numbers")
    assert store.query("select * from numbers")["n"].tolist() == [2]


def test_a_sql_file_is_read_as_utf8(store, tmp_path):
    path = tmp_path / "q.sql"
    path.write_text("select 'démarche' as word", encoding="utf-8")
    assert store.sql_file(path)["word"].tolist() == ["démarche"]


def test_a_store_beside_reads_the_same_tables_and_has_nothing_of_what_the_other_prepares(store):
    other = store.beside()
    store.write("drawn", "select 7 as number")
    store.hold("held", "select 'one' as word")
    other.hold("held", "select 'two' as word")
    for own in (store, other):
        own.number_words("held")
    store.drop("held")
    assert other.query("select number, cast(word as varchar) as word from drawn, held").to_dict("list") == {"number": [7], "word": ["two"]}
    assert other.settings == store.settings and list(other.query("select * from settings")) == list(store.query("select * from settings"))
