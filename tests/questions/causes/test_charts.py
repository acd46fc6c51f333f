"""The picture of the causes."""

from __future__ import annotations

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import causes
from diagnostic.wording import LANGUAGES

CAUSES = Disclosed({"cause": ["chaser", "error"], "value": [0.4, 0.2], "low": [0.3, 0.1], "high": [0.5, 0.3], "denominator": 100.0})


def test_causes_are_bars_with_what_could_not_be_avoided_last():
    chart = causes.charts.causes(LANGUAGES, CAUSES.assign(scope=["cause=chaser", "cause=error"]), 0.4)
    assert [row[:2] for row in chart.data.rows] == [["words.cause.chaser", 0.4], ["words.cause.error", 0.2], ["words.cause.value", 0.4]]
    assert "Relance sur un dossier en cours" in chart.images["fr"]
    assert causes.charts.causes(["fr"], CAUSES.iloc[:0], None) is None


def test_the_last_bar_and_the_precision_are_told_only_where_drawn():
    shown = CAUSES.assign(scope=["cause=chaser", "cause=error"])
    whole, bare = causes.charts.causes(["fr"], shown, 0.4), causes.charts.causes(["fr"], shown.assign(low=None, high=None), None)
    for word in ("dernière barre", "précision"):
        assert word in whole.caption.text("fr") and word not in bare.caption.text("fr")
    assert "dernière" in whole.alt.text("fr") and "dernière" not in bare.alt.text("fr")
