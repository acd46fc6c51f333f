"""The procedures side by side: figures of their own, hidden ones told as such, rust for what misses its promise alone."""

from __future__ import annotations

import pytest

from diagnostic.charts.canvas import NAVY, PALE_NAVY
from diagnostic.findings.declaration import holds
from diagnostic.questions import board
from diagnostic.wording import LANGUAGES
from tests.altered import altered
from tests.questions.rows import days, rows, share
from tests.questions.sentences import shows, speaks, text

PROMISES = {"permis": 60.0, "actes": 5.0, "voirie": 15.0}


def of(name, cases, eighth, half=3.0):
    scope = f"procedure={name}"
    return [days("processing.p50", half, scope) | {"denominator": cases}, days("processing.p80", eighth, scope) | {"denominator": cases}]


def stock(name, size, moment=""):
    return {"indicator": "processing.open_stock", "scope": f"{moment}procedure={name}", "value": size, "unit": "count"}


GIVEN = (
    *of("Permis", 300, 160.0),
    *of("Actes", 900, 4.5),
    *of("Voirie", 500, 20.0),
    *of("Livret", 200, 9.0),
    share("processing.within_announced", 0.3, scope="procedure=Permis"),
    share("processing.within_announced", 0.9, scope="procedure=Actes"),
    share("repeat.chased_share", 0.4, scope="procedure=Permis"),
    {"indicator": "repeat.chased_share", "scope": "procedure=Actes", "status": "suppressed"},
    stock("Permis", 40, "moment=start;"),
    stock("Permis", 60),
    stock("others", 20, "moment=start;"),
    stock("others", 25),
)


def lines(*given, promises=PROMISES):
    return board.lines(rows(*given), promises).set_index("procedure")


def drawn(*given, promises=PROMISES):
    return board.charts.board(LANGUAGES, board.lines(rows(*given), promises))


def stated(engagement, *given, promises=PROMISES):
    listed = board.lines(rows(*given), promises)
    return board.findings.board(rows(*given), listed, engagement, board.charts.board(LANGUAGES, listed))


def test_procedures_stand_by_volume_with_the_figures_of_their_rows():
    found = lines(*GIVEN)
    assert list(found.index) == ["Actes", "Voirie", "Permis", "Livret"]
    assert found.loc["Permis", ["cases", "eighth", "promise", "kept", "chased", "start", "end"]].tolist() == [
        300,
        160,
        60,
        0.3,
        0.4,
        40,
        60,
    ]


def test_what_is_hidden_is_told_apart_from_what_does_not_arise():
    found = lines(*GIVEN)
    assert found.loc["Actes", "chased"] == "hidden"
    assert found.loc["Voirie", ["start", "end"]].tolist() == ["hidden", "hidden"]  # among the others
    assert found.loc["Livret", ["promise", "kept"]].tolist() == ["not_applicable", "not_applicable"]
    picture = drawn(*GIVEN)
    assert picture.images["fr"].count("masqué") == 4 and "sans objet" not in picture.images["fr"]
    assert picture.data.html("fr").count(">masqué<") == 7


@pytest.mark.parametrize(
    ("eighth", "half", "late"), [(16.0, 3.0, True), (15.0, 3.0, False), (None, 16.0, True), (None, None, True), (None, 3.0, None)]
)
def test_a_procedure_is_late_where_eight_in_ten_take_longer_than_promised(eighth, half, late):
    assert lines(*of("Voirie", 500, eighth, half)).loc["Voirie", "late"] is late


def test_a_column_without_a_figure_is_not_drawn():
    bare = drawn(*of("Permis", 300, 160.0), *of("Actes", 900, 4.5), promises={})
    assert list(bare.data.columns) == ["procedure", "cases", "eighth"]
    for word in ("promis", "relanc", "Stock", "accent"):
        assert word not in bare.images["fr"] + bare.caption.text("fr") + bare.alt.text("fr")


def test_rust_marks_the_times_beyond_their_promise_alone():
    def warm(picture):
        tints = [tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in fills(picture)]
        return sum(red > blue for red, _, blue in tints)

    assert warm(drawn(*GIVEN)) == 2  # Permis and Voirie
    assert warm(drawn(*GIVEN, promises={})) == 0
    assert "accent" in drawn(*GIVEN).caption.text("fr") and "accent" not in drawn(*GIVEN, promises={}).caption.text("fr")


def fills(picture):
    import re

    return re.findall(r'<path d="[^"]*" clip-path="[^"]*" style="fill: (#[0-9a-f]{6})"', picture.images["fr"])


def test_the_darkest_cell_is_the_one_that_weighs_most_and_its_figure_is_white():
    bare = drawn(*of("Permis", 300, 9.0), *of("Actes", 900, 4.5), promises={})
    assert fills(bare)[0] == NAVY.lower() and PALE_NAVY.lower() not in fills(bare)
    assert bare.images["fr"].count("fill: #ffffff") == 2


@pytest.mark.parametrize(
    ("promises", "said"),
    [
        (PROMISES, "2 démarches sur 3 mettent plus que le délai promis à clore huit demandes sur dix"),
        ({"permis": 60.0, "voirie": 15.0}, "Aucune des 2 démarches ne clôt huit demandes sur dix dans le délai promis"),
        ({"permis": 200.0, "actes": 5.0}, "Les 2 démarches closent huit demandes sur dix dans le délai promis"),
        ({"permis": 60.0}, "« Permis » : huit demandes sur dix sont closes en 160 jours, pour 60 jours promis"),
        ({}, "Huit demandes sur dix sont closes en 4,5 à 160 jours, selon la démarche"),
    ],
)
def test_the_title_says_what_the_table_shows(engagement, promises, said):
    found = stated(engagement, *GIVEN, promises=promises)
    assert text(found) == said
    assert holds(found) and not holds(altered(found))
    speaks(found)
    shows(found.chart)
    assert found.rank == 0


def test_times_that_no_promise_is_set_against_are_a_finding_only_where_one_stands_apart(engagement):
    whole = days("processing.p80", 30.0)
    near, far = ({"low": low, "high": high} for low, high in ((20.0, 300.0), (150.0, 170.0)))
    for edges, said in ((near, False), (far, True)):
        times = [row | edges if row["indicator"] == "processing.p80" else row for row in of("Permis", 300, 160.0)]
        assert bool(stated(engagement, whole, *times, *of("Actes", 900, 4.5), promises={})) == said


def test_the_widest_gap_is_told_beside(engagement):
    assert "« Permis », 160 jours pour 60 jours promis" in text(stated(engagement, *GIVEN), "reading")


def test_one_procedure_makes_no_table_and_one_time_no_finding(engagement):
    assert drawn(*of("Permis", 300, 160.0)) is None
    assert stated(engagement, *of("Permis", 300, 160.0), *of("Actes", 900, None)) is None


def test_a_stock_that_came_from_nothing_is_as_dark_as_any_and_one_that_fell_as_pale():
    both = (*of("Permis", 300, 9.0), *of("Actes", 900, 4.5), stock("Permis", 0, "moment=start;"), stock("Permis", 30))
    shown = fills(drawn(*both, stock("Actes", 30, "moment=start;"), stock("Actes", 20), promises={}))
    assert shown[-1] == NAVY.lower() and shown[-2] == shown_palest()


def shown_palest():
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    from diagnostic.questions.board.charts import FAINT

    return to_hex(LinearSegmentedColormap.from_list("", [PALE_NAVY, NAVY])(FAINT))
