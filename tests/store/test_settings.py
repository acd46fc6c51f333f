import datetime as dt
import json
from pathlib import Path

from diagnostic.engagement import Client, Parameters, Period
from diagnostic.store.settings import settings_row
from tests.towns import town


def test_the_extract_ends_with_its_local_day():
    row = settings_row(town(Path("unused")))
    # 31 March 2024 is the night of the clock change: the day ends in summer time, the period began in winter time
    assert row["extract_at"] == dt.datetime(2024, 3, 31, 22, 0)
    assert row["extract_local"] == dt.datetime(2024, 4, 1)
    assert row["period_start_at"] == dt.datetime(2023, 12, 31, 23, 0)


def test_a_town_overseas_has_its_own_midnight():
    period = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31), extract_date=dt.date(2024, 1, 31))
    assert settings_row(town(Path("unused"), client=Client(name="V", timezone="America/Montreal"), period=period))[
        "extract_at"
    ] == dt.datetime(2024, 2, 1, 5)


def test_every_number_of_the_parameters_is_there_with_its_type():
    row = settings_row(town(Path("unused"), parameters=Parameters(repeat_window_days=3), client=Client(name="V", population=1200)))
    assert row["repeat_window_days"] == 3 and row["population"] == 1200
    assert isinstance(row["occupancy"], float) and isinstance(row["draws"], int)
    tables = {"handling_minutes", "seasonal_profile"}
    assert set(Parameters.model_fields) - set(row) == tables | {"relay_contacts_per_year"}  # the latter is intake's alone


def test_without_an_extract_date_the_latest_stamp_that_intake_saw_stands_for_it(tmp_path):
    engagement = town(tmp_path, period=Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31)))
    assert settings_row(engagement)["extract_date"] == dt.date(2024, 3, 31)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "intake.json").write_text(json.dumps({"latest_stamp": "2024-04-05T08:00:00"}), encoding="utf-8")
    row = settings_row(engagement)
    assert (row["extract_date"], row["extract_assumed"]) == (dt.date(2024, 4, 5), True)


def test_a_declared_extract_date_is_not_assumed(tmp_path):
    row = settings_row(town(tmp_path))
    assert (row["extract_date"], row["extract_assumed"]) == (dt.date(2024, 3, 31), False)
