"""Which numbers are extensions is asked with examples, and a "no" makes callers of them."""

import pytest

from diagnostic.proposal import propose_files


def written(tmp_path, numbers):
    path = tmp_path / "data" / "appels.csv"
    path.parent.mkdir()
    rows = "".join(f"{1 + n % 28:02d}/02/2025 10:{n % 60:02d}:00;{number};Entrant;Répondu;{n}\n" for n, number in enumerate(numbers))
    path.write_text("Date appel;Numéro appelant;Sens;Statut;Attente (s)\n" + rows, encoding="utf-8")
    (source,) = propose_files(tmp_path, ["data/appels.csv"]).sources
    return source, [point for point in source.points if "numbers" in point.question.key]


WHOLE = [f"06{12000000 + 37 * n}" for n in range(100)]


def test_extensions_among_callers_are_asked_about_with_examples(tmp_path):
    source, (point,) = written(tmp_path, WHOLE + ["2143", "2150"] * 10)
    assert (point.column, point.proposal) == ("Numéro appelant", "internal_digits: 5")
    assert "2143" in point.question.text("fr") and "2150" in point.question.text("en")
    assert point.refusable == "internal_digits"
    assert source.without("internal_digits").entry["internal_digits"] == 0


@pytest.mark.parametrize("others", [[], ["061234****", "6,13E+08", "Anonyme"] * 5])
def test_nothing_is_asked_where_no_number_is_short(tmp_path, others):
    source, points = written(tmp_path, WHOLE + others)
    assert (points, source.matches["phone"].header) == ([], "Numéro appelant")
