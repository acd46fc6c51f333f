"""Charts of the work: what they show, in every language."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest

from diagnostic.charts.canvas import RUST
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import workload
from diagnostic.wording import LANGUAGES, Quantity

FACTORS = Disclosed(
    [
        ["effort", "share", 0.0, 0.5, 1.0, 1.5, False],
        ["window", "day", 7.0, 30.0, 1.0, 1.2, False],
        ["unavailability", "share", 0.1, 0.25, 0.9, 1.0, True],
        ["period", "", None, None, 0.99, 1.01, False],
    ],
    columns=["factor", "unit", "least", "most", "low", "high", "posts_only"],
)
TOPICS = Disclosed({"topic": ["Passeport", "Voirie"], "contacts": [300.0, 90.0], "hours": [80.0, 20.0], "repeat_hours": [12.0, None]})
SLOTS = Disclosed(pd.MultiIndex.from_product([range(1, 6), range(17, 24)], names=["weekday", "slot"]).to_frame(index=False))


WEEK = SLOTS.assign(agents=SLOTS["slot"] / 15)


def drivers(languages, factors, printed):
    return workload.charts.drivers(languages, workload.sensitivity.drivers(factors, printed.value, printed.unit), printed)


@pytest.fixture(scope="module")
def drawn():
    made = (
        workload.charts.topics(LANGUAGES, TOPICS),
        drivers(LANGUAGES, FACTORS, Quantity(614.0, "hour_year")),
        workload.charts.presence(LANGUAGES, SLOTS.assign(with_repeats=3, without=2)),
        workload.charts.busy(LANGUAGES, WEEK, workload.busy.peak(WEEK)),
    )
    return {chart.name: chart for chart in made}


def test_every_chart_speaks_every_language(drawn):
    for chart in drawn.values():
        for language in LANGUAGES:
            ElementTree.fromstring(chart.images[language])
            assert len(chart.alt.text(language)) > 40
            assert chart.data.html(language).count("<tr>") == len(chart.data.rows) + 1
        assert chart.images["fr"] != chart.images["en"]


def test_the_drivers_of_hours_leave_out_what_only_moves_posts(drawn):
    results = [row[-2:] for row in drawn["drivers"].data.rows]
    assert results == [[614.0, 921.0], [614.0, pytest.approx(736.8)], [pytest.approx(607.86), pytest.approx(620.14)]]
    posts = drivers(["fr"], FACTORS, Quantity(2.0, "fte"))
    assert [row[0].rpartition(".")[2] for row in posts.data.rows] == ["effort", "window", "unavailability", "period"]


def test_a_setting_keeps_its_unit_beside_shares(drawn):
    assert "30\u00a0jours" in drawn["drivers"].data.html("fr")
    assert "50\u00a0%" in drawn["drivers"].data.html("fr")


def test_the_busiest_half_hour_is_named(drawn):
    assert drawn["busy"].alt.values["agents"].value == pytest.approx(46 / 30)
    assert drawn["busy"].alt.values["hour"].value == 11.5


def test_hidden_repeats_are_drawn_as_none(drawn):
    assert drawn["topics"].data.rows[1] == ["Voirie", 90.0, 20.0, None] or pd.isna(drawn["topics"].data.rows[1][3])
    assert "20\u00a0heures" in drawn["topics"].images["fr"]


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: workload.charts.topics(["fr"], TOPICS.iloc[:0]),
        lambda: drivers(["fr"], FACTORS.iloc[:0], Quantity(614.0, "hour_year")),
        lambda: drivers(["fr"], FACTORS, Quantity(None, "hour_year")),
        lambda: workload.charts.presence(["fr"], SLOTS.iloc[:0]),
        lambda: workload.charts.busy(["fr"], WEEK, workload.busy.peak(WEEK.assign(agents=0.0))),
    ],
)
def test_a_chart_without_data_is_not_drawn(nothing):
    assert nothing() is None


def test_repeats_are_a_column_and_a_colour_only_where_some_are_told(drawn):
    none = workload.charts.topics(["fr"], TOPICS.assign(repeat_hours=float("nan")))
    assert "accent" in drawn["topics"].caption.text("fr") and "accent" not in none.caption.text("fr")
    assert ">Dont<" not in none.images["fr"] and RUST.lower() not in none.images["fr"]
    alike = workload.charts.presence(["fr"], SLOTS.assign(with_repeats=2, without=2))
    assert "accent" in drawn["presence"].caption.text("fr") and "accent" not in alike.caption.text("fr")


def test_the_busiest_half_hour_is_the_one_in_rust_and_the_pause_of_a_day_is_short(drawn):
    assert drawn["busy"].images["fr"].count(f"fill: {RUST.lower()}") == 1
    noon = WEEK.assign(agents=WEEK["agents"].where(~WEEK["slot"].isin([19, 20]), 0.0))
    paused = workload.charts.busy(["fr"], noon, workload.busy.peak(noon))
    assert [row[0] for row in paused.data.rows] == ["08:30", "09:00", "10:30", "11:00", "11:30"]
