"""What is said of the perimeter: months observed, and what is not measured rather than zero."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.engagement import Absent, Perimeter
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import volume
from tests.questions.rows import rows, share
from tests.questions.sentences import told


@pytest.fixture
def engagement(engagement):
    perimeter = Perimeter(channels=("phone", "letter"), sites=("Mairie", "Annexe"), absent=(Absent(channel="letter", why="Reçu au CCAS."),))
    return engagement.model_copy(update={"perimeter": perimeter})


def test_the_perimeter_shows_months_and_never_a_zero(engagement):
    months = Disclosed(
        [("Accueil", "phone", 12, 12, True), ("Accueil", "letter", pd.NA, 12, True), (None, "phone", 3, 12, False)],
        columns=["service", "channel", "months", "period", "declared"],
    )
    table = volume.findings.perimeter(months)
    assert table.rows == [["Accueil", 12, volume.findings.NONE], [volume.findings.NO_SERVICE, 3, volume.findings.NONE]]
    assert "non mesuré" in table.html("fr")
    unseen, absent = told(volume.findings.unseen(months, ["mairie "], engagement))
    assert unseen.endswith("non mesurés : Courrier et Annexe.")
    assert absent == "Non mesurés, comme annoncé au départ : Courrier (Reçu au CCAS)."


def test_the_bases_of_the_figures_are_those_of_their_rows_and_leave_out_what_is_not_measured():
    given = rows(
        {"indicator": "volume.contacts", "value": 45404, "numerator": 45404, "unit": "count"},
        share("channel.share", 1.0, n=33849),
        share("repeat.identified_share", 0.5, n=30000),
        {"indicator": "processing.open_stock", "status": "not_measurable"},
    )
    table = volume.findings.bases(given)
    assert [name.rpartition(".")[2] for name in table.column("base")] == ["received", "handled_alone", "identified"]
    assert table.column("number") == [45404, 33849, 15000]
    assert "45\u202f404" in table.html("fr") and "45,404" in table.html("en")
    assert volume.findings.bases(given[given["indicator"] == "volume.contacts"]) is None
