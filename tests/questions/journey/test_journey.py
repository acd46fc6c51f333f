"""The journey in numbers: the stages that the data hold, each with the counts of its own chapter."""

from __future__ import annotations

import pytest

from diagnostic.findings.declaration import holds
from diagnostic.questions import journey
from diagnostic.wording import LANGUAGES
from tests.altered import altered
from tests.questions.rows import rows, share
from tests.questions.sentences import shows, speaks, text

YEAR = {"period_start": "2025-01-01", "period_end": "2025-12-31"}
RECEIVED = {"indicator": "volume.contacts", "value": 4000, "numerator": 4000, "unit": "count"}
STOCK = {"indicator": "processing.open_stock", "value": 40, "numerator": 40, "unit": "count"}
EVERYTHING = (
    RECEIVED,
    share("channel.share", 1.0, n=3000),
    share("reach.answer_rate_agent", 0.72, n=1000),
    share("reach.service_level", 0.13, n=900),
    share("repeat.chased_share", 0.2286, n=350),
    {"indicator": "processing.net_flow", "value": 1.2, "numerator": 480, "denominator": 400, "unit": "ratio"},
    share("processing.within_announced", 0.5, n=380),
    STOCK,
    STOCK | {"scope": "moment=start", "value": 20, "numerator": 20},
)


def measured(*given):
    return rows(*(YEAR | row for row in given))


def without(*indicators):
    return measured(*(row for row in EVERYTHING if row["indicator"] not in indicators))


def drawn(given, engagement):
    return journey.charts.journey(LANGUAGES, journey.stages(given), engagement)


def test_each_stage_counts_what_its_chapter_counts_in_the_order_of_the_journey():
    stages = journey.stages(measured(*EVERYTHING)).set_index("stage")
    assert list(stages.index) == ["received", "calls", "wait", "chased", "closed", "kept", "waiting"]
    assert list(stages["base"]) == [4000, 1000, 900, 350, 500, 380, 500]
    assert list(stages["part"].dropna()) == [3000, 720, 117, 400, 190, 40]
    assert list(stages["share"]) == pytest.approx([0.75, 0.72, 0.13, 0.2286, 0.8, 0.5, 0.08])


def test_a_stage_without_data_is_not_drawn(engagement):
    picture = drawn(without("reach.answer_rate_agent", "reach.service_level"), engagement)
    assert [word.rpartition(".")[2] for word in picture.data.column("stage")] == ["received", "chased", "closed", "kept", "waiting"]
    assert "agent" not in picture.images["fr"] and "agent" not in picture.alt.text("fr")
    hidden = rows(*(YEAR | row | ({"status": "suppressed"} if row is STOCK else {}) for row in EVERYTHING))
    assert "waiting" not in list(journey.stages(hidden)["stage"])


def test_counts_of_other_days_are_not_set_one_against_the_other():
    later = {"period_start": "2025-06-01"}
    cut = rows(*(YEAR | row | (later if row["indicator"] in ("channel.share", "processing.net_flow") else {}) for row in EVERYTHING))
    assert list(journey.stages(cut)["stage"]) == ["calls", "wait", "chased", "kept"]


def test_two_stages_make_no_journey(engagement):
    assert drawn(without("volume.contacts", "reach.service_level", "repeat.chased_share", "processing.net_flow"), engagement) is None
    assert journey.findings.journey(measured(*EVERYTHING), engagement, None) is None


def test_the_title_tells_the_calls_and_the_requests_that_are_measured(engagement):
    for gone, said in (
        ((), "Sur cent appels destinés à un agent, 72 sont pris ; sur cent demandes closes, 50 le sont dans le délai promis"),
        (("processing.within_announced",), "Sur cent appels destinés à un agent, 72 sont pris"),
        (("reach.answer_rate_agent",), "Sur cent demandes closes, 50 le sont dans le délai promis"),
    ):
        given = without(*gone)
        stated = journey.findings.journey(given, engagement, drawn(given, engagement))
        assert text(stated) == said and holds(stated)
        speaks(stated)
        shows(stated.chart)
    neither = without("reach.answer_rate_agent", "processing.within_announced")
    assert journey.findings.journey(neither, engagement, drawn(neither, engagement)) is None


def test_its_claim_is_not_empty_and_it_takes_no_place_on_page_one(engagement):
    given = measured(*EVERYTHING)
    stated = journey.findings.journey(given, engagement, drawn(given, engagement))
    assert stated.rank == 0 and not stated.strength
    assert not holds(altered(stated))


def test_the_accent_marks_calls_lost_and_late_answers_alone_and_the_caption_names_it_where_drawn(engagement):
    from diagnostic.charts.canvas import RUST

    picture = drawn(measured(*EVERYTHING), engagement)
    assert picture.images["fr"].count(f"fill: {RUST.lower()}") == 2
    assert "accent, les appels perdus et les réponses tardives." in picture.caption.text("fr")
    late_alone = drawn(without("reach.answer_rate_agent"), engagement)
    assert "les réponses tardives" in late_alone.caption.text("fr") and "appels perdus" not in late_alone.caption.text("fr")
    plain = drawn(without("reach.answer_rate_agent", "processing.within_announced"), engagement)
    assert RUST.lower() not in plain.images["fr"] and "accent" not in plain.caption.text("fr")


def test_the_words_name_what_the_mission_chose(engagement):
    chosen = engagement.parameters.model_copy(update={"answer_within_s": 30, "chaser_after_days": 14})
    picture = drawn(measured(*EVERYTHING), engagement.model_copy(update={"parameters": chosen}))
    assert "30\u00a0s" in picture.images["fr"] and "14\u00a0jours" in picture.images["fr"]
