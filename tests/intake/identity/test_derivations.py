"""A personal column leaves a category in its place, and itself nowhere."""

import pytest

from diagnostic.engagement import Engagement
from diagnostic.errors import UserError

COLUMNS = {"occurred_at": "Date"}


def profiles(mission, cells, rule, **more):
    rows = "".join(f"{date};{cell}\n" for date, cell in cells)
    derive = {"profile": {"from": "X", "rule": rule, **more}}
    ledger = mission.add("a.csv", f"Date;X\n{rows}", columns=COLUMNS, derive=derive).take()
    return ledger, mission.values("profile")


@pytest.mark.parametrize(
    ("date", "born", "band"),
    [
        ("03/02/2025", "04/02/2000", "<25"),
        ("04/02/2025", "04/02/2000", "25-39"),
        ("04/02/2025", "1985-02-05", "25-39"),
        ("05/02/2025", "1985-02-05", "40-59"),
        ("03/02/2025", "15/06/1960", "60-74"),
        ("03/02/2025", "15/06/45", "75+"),
        ("03/02/2025", "15/06/2045", None),
        ("03/02/2025", "inconnue", None),
    ],
)
def test_the_age_band_is_that_of_the_day_of_the_contact(mission, date, born, band):
    ledger, values = profiles(mission, [(date, born), (date, "25/12/1990")], "age_band")
    assert values == [band, "25-39"]
    assert ledger.dropped == ["X"] and ledger.derived == {"profile": {"from": "X", "rule": "age_band"}}
    doubts = mission.folder / "work" / "doubts_values.csv"
    assert born not in doubts.read_text(encoding="utf-8")


def test_an_address_of_an_organisation_is_professional(mission):
    cells = ["jeanne@gmail.com", "Jean <jean@ORANGE.fr>", "accueil@notaires-ville.fr", "", "jean"]
    _, values = profiles(mission, [(f"03/02/2025 10:0{place}", cell) for place, cell in enumerate(cells)], "activity")
    assert values == ["private", "private", "professional", None, None]


def test_declared_words_give_the_distance_from_digital_tools(mission):
    cells = [("03/02/2025 10:00", "Oui"), ("03/02/2025 10:01", "non"), ("03/02/2025 10:02", "Peut-être")]
    ledger, values = profiles(mission, cells, "digital_distance", values={"Oui": "distant", "Non": "autonomous"})
    assert values == ["distant", "autonomous", None]
    assert {"column": "X", "why": "derived", "instead": "digital_distance", "rows": 0} in ledger.removed


@pytest.mark.parametrize("reading", ["table: contacts", "preset: plain_contacts"])
@pytest.mark.parametrize(
    ("derive", "key"),
    [
        ("{profil: {from: X, rule: age_band}}", "column_near"),
        ("{occurred_at: {from: X, rule: age_band}}", "column"),
        ("{topic: {from: X, rule: age_band}}", "derived_twice"),
        ("{profile: {from: X, rule: age_bands}}", "value_near"),
        ("{profile: {form: X, rule: age_band}}", "unknown_key_near"),
        ("{profile: {rule: age_band}}", "missing"),
        ("{profile: {from: X, rule: age_band, values: {a: b}}}", "derived_values"),
        ("{profile: {from: X, rule: digital_distance}}", "derived_no_values"),
        ("{profile: {from: X, rule: activity, values: {Pro: profesional}}}", "value_near"),
    ],
)
def test_a_wrong_derivation_is_told(tmp_path, derive, key, reading):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("Date;X\n", encoding="utf-8")
    (tmp_path / "engagement.yml").write_text(
        "client: {name: V}\nperiod: {start: 2025-01-01, end: 2025-12-31}\nsources:\n"
        f"  - {{file: data/a.csv, {reading}, columns: {{occurred_at: Date, topic: Motif}}, derive: {derive}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(UserError) as error:
        Engagement.load(tmp_path)
    assert any(problem.key.startswith(f"engagement.{key}") for problem in error.value.problems), [p.key for p in error.value.problems]
    assert all(problem.text(language) for problem in error.value.problems for language in ("fr", "en"))


def test_a_header_that_is_not_there_is_named(mission):
    with pytest.raises(UserError) as error:
        mission.add("a.csv", "Date;X\n03/02/2025;1\n", columns=COLUMNS, derive={"profile": {"from": "Né le", "rule": "age_band"}}).take()
    assert [problem.key for problem in error.value.problems] == ["intake.missing_column"]
