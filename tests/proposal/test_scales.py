"""The scale of a survey is that of its answers, and is always asked."""

import pytest

from diagnostic.cli import starting
from diagnostic.engagement import Engagement
from diagnostic.proposal.scales import scale
from tests import cases


@pytest.mark.parametrize(
    ("answers", "ends"),
    [
        (["4/5", "4,5/5", "5/5"], (1, 5)),
        (["8/10", "0/10"], (0, 10)),
        (["4", "5"], (1, 5)),
        (["9", "0"], (0, 10)),
        (["6", "2"], (1, 7)),
        (["★★★★☆", "★★☆☆☆"], (1, 5)),
    ],
)
def test_numbers_are_on_the_usual_scale_that_holds_them(answers, ends):
    found = scale(dict.fromkeys(answers, 3))
    assert (found.low, found.high) == ends and not found.values


@pytest.mark.parametrize(
    ("answers", "scores", "high"),
    [
        ("Très satisfait, Satisfait, Insatisfait, Très insatisfait", "4 3 2 1", 4),
        ("Très satisfaite, Plutôt satisfaite, Ni satisfait ni insatisfait, Peu satisfaite", "5 4 3 2", 5),
        ("Very good, Good, Fair, Poor", "5 4 3 2", 5),
        ("5 - Tout à fait d'accord, 1 - Pas du tout d'accord, Sans opinion", "4 1 ", 4),
        ("😀, 😐, 🙁", "4 3 2", 5),
        ("😍, 🙂, 😐, 🙁, 😡", "5 4 3 2 1", 5),
        ("👍, 👎", "3 2", 4),
    ],
)
def test_graded_words_and_smileys_stand_for_scores(answers, scores, high):
    found = scale(dict.fromkeys(answers.split(", "), 5))
    assert (list(found.values.values()), found.low, found.high) == (scores.split(" "), 1, high)
    assert found.confidence < 0.8


@pytest.mark.parametrize("answers", [["Etat civil", "Urbanisme"], ["Satisfait"], ["Satisfait", "Bof", "Zut"], []])
def test_other_words_are_no_scale(answers):
    assert scale(dict.fromkeys(answers, 5)) is None


def test_a_survey_of_smileys_is_read_and_its_scale_is_asked(tmp_path):
    lines = [f"{day:02}/01/2025 10:00;{sign}" for day in range(1, 29) for sign in ("😀", "😐", "🙁")]
    received = tmp_path / "enquete.csv"
    received.write_text("\n".join(["Date;Votre satisfaction", *lines]), encoding="utf-8")
    starting.start(tmp_path / "town", [received], "fr", None)
    town = Engagement.load(tmp_path / "town")
    (source,) = town.sources
    assert (source.table, source.values["score"]) == ("survey", {"😀": "4", "😐": "3", "🙁": "2"})
    assert source.fixed == {"question": "Votre satisfaction", "scale_min": "1", "scale_max": "5", "high_is": "good"}
    assert any(point.column == "Votre satisfaction" and "😀 = 4" in point.proposal for point in town.to_confirm)


def test_scores_out_of_five_are_read_with_their_scale(tmp_path):
    town = cases.proposed("survey_out_of_five", tmp_path)
    with cases.derived(town) as store:
        found = store.query("select score, scale_min, scale_max, count(*) as n from survey group by all order by 1").to_numpy().tolist()
    lines = (cases.folder("survey_out_of_five") / "enquete.csv").read_text(encoding="utf-8").splitlines()[1:]
    notes = [float(line.split(";")[1].split("/")[0].replace(",", ".")) for line in lines]
    assert found == [[note, 1.0, 5.0, notes.count(note)] for note in sorted(set(notes))]
    assert any(point.column == "Note" and point.proposal == "1-5" for point in town.to_confirm)
