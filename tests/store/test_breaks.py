"""Declared breaks as tables: which source a break cuts, and since when a series runs."""

import datetime as dt

import pytest

from diagnostic.engagement import Event, Source
from tests.towns import town, with_facts

SOURCES = (
    Source(file="data/appels.csv", table="contacts"),
    Source(file="data/demandes.xlsx", table="cases", sheet="Ancien"),
    Source(file="data/demandes.xlsx", table="cases", sheet="Nouveau"),
)


def tables(folder, *events):
    made = tuple(Event(date=dt.date(2024, *day), kind=kind, source=source) for day, kind, source in events)
    with with_facts(town(folder, sources=SOURCES, events=made)) as store:
        read = [store.query(f"select * from {name} order by source nulls first, 2") for name in ("breaks", "unbroken")]
    return [[(None if row[0] != row[0] else row[0], row[1].date().isoformat()) for row in table.itertuples(index=False)] for table in read]


def test_a_series_without_a_break_runs_since_the_period_begins(tmp_path):
    assert tables(tmp_path, ((2, 1), "peak", None), ((1, 1), "break", None), ((4, 1), "break", None)) == [[], [(None, "2024-01-01")]]


def test_a_break_of_a_file_is_one_of_its_sheets_and_no_other_s(tmp_path):
    breaks, unbroken = tables(tmp_path, ((2, 1), "break", "demandes"), ((3, 1), "break", "demandes#Nouveau"))
    names = ("demandes", "demandes#Ancien", "demandes#Nouveau")
    assert breaks == sorted([(name, "2024-02-01") for name in names] + [("demandes#Nouveau", "2024-03-01")])
    assert unbroken == [
        (None, "2024-01-01"),
        ("demandes", "2024-02-01"),
        ("demandes#Ancien", "2024-02-01"),
        ("demandes#Nouveau", "2024-03-01"),
    ]


@pytest.mark.parametrize(("whole", "since"), [((2, 15), "2024-03-01"), ((3, 15), "2024-03-15")])
def test_a_break_of_all_cuts_a_source_with_one_of_its_own_too(tmp_path, whole, since):
    _, unbroken = tables(tmp_path, (whole, "break", None), ((3, 1), "break", "appels"))
    assert unbroken == [(None, dt.date(2024, *whole).isoformat()), ("appels", since)]
