"""Every chart is drawn in every language, says in words what it shows, and carries its figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.planning.extra_hours import Extra
from diagnostic.questions import better_week, channels, processing, staffing
from diagnostic.questions.staffing.measures import Staffing
from diagnostic.wording import LANGUAGES
from tests.questions.better_week.test_findings import place
from tests.questions.channels import test_charts as of_channels
from tests.questions.channels.test_charts import CHANNELS, monthly
from tests.questions.chasers import test_charts as of_chasers
from tests.questions.hours import test_charts as of_hours
from tests.questions.paths import test_charts as of_paths
from tests.questions.peers import test_charts as of_peers
from tests.questions.processing import test_charts as of_processing
from tests.questions.processing.test_charts import PROCEDURES
from tests.questions.quality import test_charts as of_quality
from tests.questions.repeats import test_charts as of_repeats

QUESTIONS = (of_hours, of_peers, of_channels, of_processing, of_repeats, of_chasers, of_paths, of_quality)


def all_charts():
    for question in QUESTIONS:
        yield from question.charts()
    yield from better_week.charts.frontiers(LANGUAGES, [place()])
    served = Disclosed({"weekday": [1, 1], "slot": [18, 20], "load": [1.2, 0.4], "needed": [3, 2], "present": [2.5, 2.5]})
    yield from staffing.charts.needed(LANGUAGES, [Staffing("phone", None, served, 240.0, 20.0)])
    yield better_week.charts.extra(LANGUAGES, place(), [Extra(1, 24, 26, 0.03, 0.02, 0.04), Extra(6, 18, 22, 0.02, None, None)])


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


def test_a_chart_draws_the_same_bytes_twice():
    first, second = (channels.charts.shares(["fr"], CHANNELS).images["fr"] for _ in range(2))
    assert first == second


def test_a_figure_said_of_a_chart_names_its_table_where_it_names_no_other_source(drawn):
    assert drawn["coverage"].alt.values["contacts"].source == "table:charts.coverage"
    assert drawn["shares"].alt.values["share"].source.startswith("channel.share[")


def test_no_chart_uses_a_colour_outside_the_palette(drawn):
    from diagnostic.charts import canvas

    known = {value.lower() for name, value in vars(canvas).items() if name.isupper() and isinstance(value, str) and value.startswith("#")}
    for name in ("shares", "months", "split", "coverage", "data", "ages"):
        used = {colour.lower() for colour in re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", drawn[name].images["fr"])}
        assert used <= known | {"#ffffff", "#000000"}, name


def test_a_dollar_in_a_label_is_a_dollar():
    priced = [rows.assign(procedure=[r"Tarif $\foo$", "Droit de 5 $"]) for rows in (PROCEDURES, PROCEDURES.assign(value=[25.0, 50.0]))]
    picture = processing.charts.ranges(["fr"], *priced, {}).images["fr"]
    assert r"Tarif $\foo$" in picture and "Droit de 5 $" in picture


def test_no_letter_is_under_eight_points(drawn):
    """A page prints a chart at the size at which it was drawn, or a little larger."""
    for name, chart in drawn.items():
        for language in LANGUAGES:
            sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;\"]*?([\d.]+)px", chart.images[language])]
            assert sizes and min(sizes) >= 8, (name, language)


def test_every_word_is_upright(drawn):
    for name, chart in drawn.items():
        turns = {float(turn) for turn in re.findall(r"<text[^>]*rotate\((-?[\d.]+)", chart.images["fr"])}
        assert turns <= {0.0}, name


def test_a_caption_speaks_of_events_and_announced_times_only_where_some_are_drawn(drawn):
    assert "Traits verticaux\u00a0: Envoi (a)" in drawn["months"].caption.text("fr")
    assert "Traits" not in monthly({"2025-01": 50.0, "2025-02": 60.0}).caption.text("fr")
    unannounced = processing.charts.ranges(["fr"], PROCEDURES, PROCEDURES.assign(value=[25.0, 50.0]), {})
    for said in ("alt", "caption"):
        assert "promis" in getattr(drawn["ranges"], said).text("fr")
        assert "promis" not in getattr(unannounced, said).text("fr")
