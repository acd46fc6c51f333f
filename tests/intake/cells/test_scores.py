"""A score is a number, alone or out of another, or stars; the top of its scale may stand beside it."""

import pytest

from diagnostic.intake.cells.words import reader
from diagnostic.schema import TABLES
from tests.intake.mission import Mission


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *[("4", 4.0), ("4,5", 4.5), ("4/5", 4.0), ("4,5/5", 4.5), ("3 / 5", 3.0), ("8 sur 10", 8.0), ("7 out of 10", 7.0)],
        *[("4 étoiles", 4.0), ("★★★★☆", 4.0), ("⭐⭐⭐", 3.0), ("5 étoiles sur 5", 5.0)],
        *[("6/5", None), ("bof", None), ("04/05/2025", None), ("?", None)],
    ],
)
def test_a_score_is_read_whatever_it_is_out_of(cell, value):
    assert reader(TABLES["survey"]["score"], {}, None)(cell)[0] == value


def test_words_and_smileys_are_the_scores_that_values_gives(tmp_path):
    mission = Mission(tmp_path)
    text = "Date;Avis\n02/01/2025;😀\n03/01/2025;Très déçu\n04/01/2025;sans avis\n05/01/2025;zzz\n"
    columns, words = {"at": "Date", "score": "Avis"}, {"score": {"😀": "4", "Très déçu": "1", "sans avis": ""}}
    fixed = {"question": "Satisfaction", "scale_min": "1", "scale_max": "5"}
    ledger = mission.add("a.csv", text, "survey", columns, values=words, fixed=fixed).take()
    assert mission.rows("survey", "score, scale_max") == [(4.0, 5.0), (1.0, 5.0)]
    assert (ledger.accepted, ledger.rejected) == (2, 2)


def test_each_answer_bears_the_scale_it_tells_unless_one_is_declared(tmp_path):
    text = "Date;Note\n02/01/2025;4/5\n03/01/2025;7 sur 10\n04/01/2025;3\n"
    mission = Mission(tmp_path / "a")
    mission.add("a.csv", text, "survey", {"at": "Date", "score": "Note"}, fixed={"question": "Q"}).take()
    assert mission.rows("survey", "score, scale_max") == [(4.0, 5.0), (7.0, 10.0), (3.0, None)]
    mission = Mission(tmp_path / "b")
    mission.add("a.csv", text, "survey", {"at": "Date", "score": "Note"}, fixed={"question": "Q", "scale_max": "20"}).take()
    assert mission.values("scale_max", "survey") == [20.0] * 3
