"""Every chart is drawn in every language, says in words what it shows, and carries its figures."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.planning.extra_hours import Extra
from diagnostic.questions import better_week, channels, chasers, hours, paths, peers, processing, quality, repeats, staffing
from diagnostic.questions.staffing.measures import Staffing
from diagnostic.wording import LANGUAGES
from tests.questions.better_week.test_findings import place

WEEK = Disclosed(pd.MultiIndex.from_product([range(1, 8), range(48)], names=["weekday", "slot"]).to_frame(index=False))
OPEN = WEEK.assign(open=((WEEK["weekday"] < 6) & WEEK["slot"].between(17, 23)).astype(float))
ARRIVALS = WEEK.assign(contacts=np.where(WEEK["slot"].between(16, 40), 10, 0))
CHANNELS = Disclosed(
    {
        "channel": ["phone", "email", "counter"],
        "value": [0.5, 0.2, 0.3],
        "low": [0.45, 0.18, 0.25],
        "high": [0.55, 0.22, 0.35],
        "numerator": [500.0, 200.0, 300.0],
        "denominator": 1000.0,
        "scope": ["channel=phone", "channel=email", "channel=counter"],
    }
)
ORIGINS = Disclosed(
    {
        "channel": ["all", "phone", "email"],
        "eligible": [900, 600, 300],
        "first": [700, 480, 220],
        "redialled": [60, 60, 0],
        "repeated": [140, 60, 80],
    }
)
AGES = Disclosed(
    {
        "clock": "due",
        "first_day": [-10, -5, 0],
        "last_day": [-5, 0, 10],
        "chasers": [20, 30, 40],
        "months": [50.0, 50.0, 40.0],
        "rate": [40.0, 60.0, 100.0],
    }
)
PATHS = Disclosed([[50.0, 20.0], [np.nan, 30.0]], index=["phone", "email"], columns=["phone", "email"])
PROCEDURES = Disclosed({"procedure": ["Passeport", "Permis"], "value": [10.0, 40.0], "denominator": [300.0, 100.0]})


PEERS = Disclosed({"weekly_minutes": [600, 1200, 1800], "town_halls": [20, 50, 30]})
STANDING = Disclosed({"indicator": ["opening.weekly_hours", "opening.peer_percentile"], "scope": "all", "value": [25.0, 0.7]})


def all_charts():
    months = pd.concat([CHANNELS.assign(month=f"2025-{month:02d}") for month in (1, 2, 3)])
    sites = Disclosed({"channel": ["counter", "phone"], "site": ["Mairie", "Standard"], "value": [30.0, 35.0]})
    windows = Disclosed({"window": ["1", "7", "30"], "value": [0.1, 0.2, 0.3], "low": [0.09, 0.19, 0.29], "high": [0.11, 0.21, 0.31]})
    days = np.arange(50.0)
    curve = Disclosed({"days": days, "share": days / 60, "low": days / 70, "high": days / 55, "waiting": days % 10 == 0})
    yield hours.charts.week(LANGUAGES, ARRIVALS, OPEN, "phone")
    yield hours.charts.weekly_hours(LANGUAGES, sites, sites.assign(value=[2.0, 0.0]))
    yield hours.charts.coverage(LANGUAGES, CHANNELS.assign(source=["calls", "email", "bookings"]))
    yield peers.charts.standing(LANGUAGES, STANDING, PEERS)
    yield from better_week.charts.frontiers(LANGUAGES, [place()])
    served = Disclosed({"weekday": [1, 1], "slot": [18, 20], "load": [1.2, 0.4], "needed": [3, 2], "present": [2.5, 2.5]})
    yield from staffing.charts.needed(LANGUAGES, [Staffing("phone", None, served, 240.0, 0.8, 20.0)])
    yield better_week.charts.extra(LANGUAGES, place(), [Extra(1, 24, 26, 0.03, 0.02, 0.04), Extra(6, 18, 22, 0.02, None, None)])
    yield channels.charts.shares(LANGUAGES, CHANNELS)
    yield channels.charts.months(LANGUAGES, months, [Event(date=dt.date(2025, 2, 10), kind="peak", label="Envoi")])
    yield processing.charts.ranges(LANGUAGES, PROCEDURES, PROCEDURES.assign(value=[25.0, None]), {"passeport": 20.0})
    yield processing.charts.curve(LANGUAGES, curve)
    yield repeats.charts.split(LANGUAGES, ORIGINS, windows, 7)
    yield chasers.charts.ages(LANGUAGES, AGES)
    yield paths.charts.transitions(LANGUAGES, PATHS)
    mondays = pd.date_range("2025-01-06", periods=20, freq="7D")
    weekly = Disclosed({"source": "appels", "week": mondays, "records": 40}).drop(index=[7, 8])
    empty = Disclosed({"source": ["appels"], "start": [mondays[7]], "weeks": [2], "usual": [40.0]})
    sudden = Disclosed({"source": ["appels"], "week": [mondays[12]], "before": [40.0], "after": [90.0]})
    yield quality.charts.weeks(LANGUAGES, weekly, empty, sudden, {"appels": "appels.csv", "offre": "offre.csv"})
    yield repeats.charts.windows(LANGUAGES, windows.assign(denominator=400.0), windows.assign(value=[0.05, 0.12, 0.2]), 7)


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in all_charts()}


def test_every_chart_speaks_every_language(drawn):
    for chart in drawn.values():
        assert set(chart.images) == set(LANGUAGES)
        for language in LANGUAGES:
            ElementTree.fromstring(chart.images[language])
            assert len(chart.alt.text(language)) > 40
            assert chart.caption.text(language)
            assert chart.data.html(language).count("<tr>") == len(chart.data.rows) + 1


def test_the_two_languages_differ_in_the_picture(drawn):
    for name, chart in drawn.items():
        assert chart.images["fr"] != chart.images["en"], name


def test_text_stays_text_so_that_it_can_be_searched(drawn):
    assert "Téléphone" in drawn["shares"].images["fr"]
    assert "Telephone" in drawn["shares"].images["en"]


def test_the_week_counts_what_comes_while_closed(drawn):
    week = drawn["week"]
    closed = ARRIVALS["contacts"][OPEN["open"] == 0].sum() / ARRIVALS["contacts"].sum()
    assert week.alt.values["closed"].value == pytest.approx(closed)
    assert week.alt.values["contacts"].value == ARRIVALS["contacts"].sum()


def test_the_picture_of_the_data_shows_gaps_and_jumps_apart_from_ordinary_weeks(drawn):
    from diagnostic.charts.canvas import NAVY, PALE_RUST, RUST

    picture = drawn["data"]
    bars = {colour: len(re.findall(f"fill: {colour.lower()}", picture.images["fr"])) for colour in (NAVY, RUST, PALE_RUST)}
    assert bars == {NAVY: 17, RUST: 1, PALE_RUST: 1}
    assert picture.data.rows == [["appels.csv", 18 * 40, 18, 2]]


def test_the_peers_are_counted_by_length_of_week_and_half_of_them_lie_at_the_median_or_below(drawn):
    standing = drawn["standing"]
    assert standing.data.rows == [[10.0, 20], [20.0, 50], [30.0, 30]]
    assert standing.alt.values["median"].value == 20.0
    assert standing.alt.values["share"].value == 0.7


def test_the_bars_of_contacts_share_out_each_channel(drawn):
    for _, contacts, *parts in drawn["split"].data.rows:
        assert sum(parts) == pytest.approx(1) and contacts in (900, 600, 300)
    assert drawn["split"].alt.values["share"].value == pytest.approx(140 / 900)


def test_chasers_turn_rust_on_the_announced_date(drawn):
    from diagnostic.charts.canvas import NAVY, RUST

    bars = {colour: len(re.findall(f"fill: {colour.lower()}", drawn["ages"].images["fr"])) for colour in (NAVY, RUST)}
    assert bars == {NAVY: 2 + 1, RUST: 1 + 1}  # and a word of each


def test_a_hidden_cell_of_the_paths_says_so_and_the_most_frequent_change_is_named(drawn):
    paths = drawn["transitions"]
    assert "n.c." in paths.images["fr"]
    assert (paths.alt.values["before"].key, paths.alt.values["now"].key) == ("words.channel.phone", "words.channel.email")


def test_a_chart_draws_the_same_bytes_twice():
    first, second = (channels.charts.shares(["fr"], CHANNELS).images["fr"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: channels.charts.shares(["fr"], CHANNELS.iloc[:0]),
        lambda: hours.charts.week(["fr"], ARRIVALS.assign(contacts=0), OPEN, "phone"),
        lambda: peers.charts.standing(["fr"], STANDING.assign(value=float("nan")), PEERS),
        lambda: repeats.charts.split(["fr"], ORIGINS.iloc[:0], CHANNELS, 7),
        lambda: chasers.charts.ages(["fr"], AGES.iloc[:1]),
        lambda: paths.charts.transitions(["fr"], PATHS * 0),
        lambda: processing.charts.ranges(["fr"], PROCEDURES.iloc[:0], PROCEDURES.iloc[:0], {}),
    ],
)
def test_a_chart_without_data_is_not_drawn(nothing):
    assert nothing() is None


def test_no_chart_uses_a_colour_outside_the_palette(drawn):
    from diagnostic.charts import canvas

    known = {value.lower() for name, value in vars(canvas).items() if name.isupper() and isinstance(value, str) and value.startswith("#")}
    for name in ("shares", "months", "split", "coverage", "data", "ages"):
        used = {colour.lower() for colour in re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", drawn[name].images["fr"])}
        assert used <= known | {"#ffffff", "#000000"}, name


def test_a_dollar_in_a_label_is_a_dollar():
    events = [Event(date=dt.date(2025, 1, 10), kind="peak", label=r"Tarif $\foo$ et 5 $")]
    chart = channels.charts.months(["fr"], CHANNELS.assign(month="2025-01"), events)
    assert r"$\foo$" in chart.images["fr"]


def monthly(counts):
    rows = [CHANNELS.iloc[:1].assign(month=month, numerator=count) for month, count in counts.items()]
    return channels.charts.months(["fr"], pd.concat(rows))


def test_every_month_of_the_span_has_its_place_and_a_hidden_or_absent_one_breaks_the_line():
    whole = monthly({"2025-01": 50.0, "2025-02": 60.0, "2025-03": 70.0, "2025-04": 80.0})
    broken = monthly({"2025-01": 50.0, "2025-02": np.nan, "2025-04": 80.0})

    def strokes(chart):
        return re.search(r'<path d="([^"]*)" [^>]*stroke: #062a43', chart.images["fr"]).group(1)

    for month in ("janv.", "févr.", "mars", "avr."):
        assert month in broken.images["fr"]
    assert "L" in strokes(whole) and "L" not in strokes(broken)
    assert "masqués" in broken.caption.text("fr") and "masqués" not in whole.caption.text("fr")


def test_a_caption_speaks_of_events_and_announced_times_only_where_some_are_drawn(drawn):
    assert "événements" in drawn["months"].caption.text("fr")
    assert "événements" not in monthly({"2025-01": 50.0, "2025-02": 60.0}).caption.text("fr")
    unannounced = processing.charts.ranges(["fr"], PROCEDURES, PROCEDURES.assign(value=[25.0, 50.0]), {})
    for said in ("alt", "caption"):
        assert "annoncé" in getattr(drawn["ranges"], said).text("fr")
        assert "annoncé" not in getattr(unannounced, said).text("fr")


def test_many_long_procedures_leave_room_for_their_bars():
    many = Disclosed({"procedure": [f"{n} " + "démarche " * 14 for n in range(40)], "value": 5.0, "denominator": 100.0})
    chart = processing.charts.ranges(["fr"], many, many.assign(value=9.0), {})
    assert chart.images["fr"].count("…") == len(chart.data.rows) == 15
