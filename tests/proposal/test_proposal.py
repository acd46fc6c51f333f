"""What is proposed from names and values, and what is asked instead of guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from diagnostic.proposal import Proposal, draft, propose_files


@pytest.fixture
def propose(tmp_path):
    """Propose for files given by name and content, and load what was written."""

    def make(language: str = "fr", **files: str) -> tuple[Proposal, Engagement]:
        (tmp_path / "data").mkdir()
        for name, content in files.items():
            (tmp_path / "data" / f"{name}.csv").write_text(content, encoding="utf-8")
        proposal = propose_files(tmp_path, [f"data/{name}.csv" for name in files])
        (tmp_path / "engagement.yml").write_text(draft.write(proposal, language), encoding="utf-8")
        return proposal, Engagement.load(tmp_path) if proposal.sources else None

    return make


def calls(first: str, second: str, rows: int = 40) -> str:
    """Calls of which day and month are written as given, from numbers up to 12 and up to 28."""
    lines = [first.format(small=row % 12 + 1, large=row % 28 + 1) + f";{row % 50}" for row in range(rows)]
    return "\n".join([f"Date appel;{second}", *lines]) + "\n"


def test_the_order_of_day_and_month_is_that_which_the_values_allow(propose):
    _, engagement = propose(
        french=calls("{large:02}/{small:02}/2025 10:00", "Attente"), american=calls("{small:02}/{large:02}/2025 10:00", "Attente")
    )
    assert [source.dates for source in engagement.sources] == ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]


def test_an_order_that_nothing_settles_is_asked_and_not_written(propose):
    _, engagement = propose(appels=calls("{small:02}/{small:02}/2025 10:00", "Attente"))
    (source,) = engagement.sources
    assert source.dates is None
    (point,) = (point for point in engagement.to_confirm if point.column == "Date appel")
    assert point.proposal == "%d/%m/%Y" and point.confidence == 0.5


def test_two_columns_of_one_file_may_have_each_its_order(propose):
    rows = [f"{row % 28 + 1:02}/{row % 12 + 1:02}/2025;{row % 12 + 1:02}/{row % 28 + 1:02}/2025;D{row}" for row in range(60)]
    _, engagement = propose(demandes="\n".join(["Déposé le;Clos le;N° dossier", *rows]))
    (source,) = engagement.sources
    assert source.dates is None and {"opened_at", "closed_at"} <= set(source.columns)


def test_nothing_is_guessed_for_a_file_that_says_nothing(propose):
    proposal, _ = propose(x="foo;bar;baz\n1;abc;2,5\n2;def;3,5\n", notes="Nom;Commentaire\nDupont;rappeler\n")
    assert proposal.sources == ()
    asked = [point.file for point in proposal.all_points]
    assert {"data/x.csv", "data/notes.csv"} <= set(asked)


def test_words_that_nobody_knows_stay_unmapped_and_are_asked(propose):
    rows = [f"{row % 28 + 1:02}/01/2025 10:00;{word}" for row in range(30) for word in ("Décroché", "Abandonné", "Ziglu")]
    _, engagement = propose(appels="\n".join(["Date appel;Statut", *rows]))
    (source,) = engagement.sources
    assert source.values["outcome"] == {"Décroché": "answered", "Abandonné": "abandoned"}
    assert any("Ziglu" in point.question for point in engagement.to_confirm)


def test_words_that_nobody_knows_are_one_question_a_column_with_their_rows_the_most_frequent_first(propose):
    said = {"Décroché": 60, "Abandonné": 30, "Ziglu": 6, "Zorglub": 9}
    rows = [f"{row % 28 + 1:02}/01/2025 10:00;{word}" for word, count in said.items() for row in range(count)]
    _, engagement = propose(appels="\n".join(["Date appel;Statut", *rows]))
    (point,) = (point for point in engagement.to_confirm if point.column == "Statut" and "Ziglu" in point.question)
    assert "Zorglub (9) et Ziglu (6)" in point.question


def test_direction_and_outcome_in_one_word_feed_both_columns(propose):
    said = ("Incoming Answered", "Incoming Missed", "Outgoing Answered")
    rows = [f"{row % 28 + 1:02}/01/2025 10:{row:02};{word};{row}" for row in range(50) for word in said]
    _, engagement = propose(appels="\n".join(["Date appel;Call type;Attente", *rows]))
    (source,) = engagement.sources
    assert (source.columns["direction"], source.columns["outcome"]) == ("Call type", "Call type")
    assert source.values["direction"] == dict(zip(said, ("in", "in", "out"), strict=True))
    assert source.values["outcome"] == dict(zip(said, ("answered", "unanswered", "answered"), strict=True))


def test_outcomes_alone_say_no_direction(propose):
    rows = [f"{row % 28 + 1:02}/01/2025 10:{row:02};{word};{row}" for row in range(50) for word in ("Answered", "Missed", "Voicemail")]
    _, engagement = propose(appels="\n".join(["Date appel;Statut appel;Attente", *rows]))
    assert "direction" not in engagement.sources[0].columns


def test_a_choice_column_of_unknown_words_is_not_mapped(propose):
    rows = [f"{row % 28 + 1:02}/01/2025 10:00;{word};Motif {row % 3}" for row in range(30) for word in ("A1", "B2")]
    _, engagement = propose(appels="\n".join(["Date appel;Sens;Motif", *rows]))
    assert "direction" not in engagement.sources[0].columns
    assert any(point.column == "Sens" and point.proposal is None for point in engagement.to_confirm)


def test_a_day_and_a_time_in_two_columns_are_read_together(propose):
    rows = [f"{row % 28 + 1:02}/03/2025;{8 + row % 9}h{row % 60:02};{20 - row % 12:02}/02/2025;Honoré" for row in range(60)]
    _, engagement = propose(rdv="\n".join(["Date rdv;Heure rdv;Pris le;Statut", *rows]))
    (source,) = engagement.sources
    assert (source.table, source.columns["starts_at"]) == ("appointments", "Date rdv + Heure rdv")


def test_identifiers_are_recognised_by_their_values_and_agents_are_not(propose):
    rows = [f"{row % 28 + 1:02}/01/2025 10:00;u{row}@example.org;01 99 00 {row:02} 11;a{row % 3}@ville.example" for row in range(40)]
    _, engagement = propose(messagerie="\n".join(["Reçu le;X1;X2;Traité par", *rows]))
    (source,) = engagement.sources
    assert (source.columns["email"], source.columns["phone"]) == ("X1", "X2")
    assert "Traité par" not in source.columns.values()


def test_a_file_that_cannot_be_read_hides_no_other(propose):
    proposal, _ = propose(vide="", appels=calls("{large:02}/{small:02}/2025 10:00", "Attente"))
    assert [problem.key for problem in proposal.problems] == ["intake.empty_file"]
    assert [source.table for source in proposal.sources] == ["contacts"]


def test_title_rows_above_the_headers_are_passed_over(propose):
    _, engagement = propose(appels="Export du standard\n\n" + calls("{large:02}/{small:02}/2025 10:00", "Attente"))
    assert engagement.sources[0].header_row == 3


@pytest.mark.parametrize(
    "first, last, expected",
    [
        (dt.date(2023, 6, 1), dt.date(2026, 2, 10), ("2025-01-01", "2025-12-31")),
        (dt.date(2025, 3, 20), dt.date(2026, 6, 30), ("2025-07-01", "2026-06-30")),
        (dt.date(2025, 2, 3), dt.date(2025, 5, 12), ("2025-02-01", "2025-04-30")),
    ],
)
def test_the_period_is_the_last_year_of_whole_months(propose, first, last, expected):
    days = (last - first).days + 1
    rows = [f"{first + dt.timedelta(days=day)} 10:00;Motif {day % 3};{day % 60}" for day in range(days)]
    _, engagement = propose(appels="\n".join(["Date appel;Motif;Attente", *rows]))
    assert (str(engagement.period.start), str(engagement.period.end)) == expected


def test_files_whose_periods_do_not_meet_are_each_named_with_their_days(propose, tmp_path):
    def year(number: int) -> str:
        days = [dt.date(number, 1, 1) + dt.timedelta(days=day) for day in range(365)]
        return "\n".join(["Date appel;Motif;Attente", *(f"{day} 10:00;Motif {day.day % 3};{day.day}" for day in days)])

    _, engagement = propose(appels=year(2021), standard=year(2025))
    (point,) = (point for point in engagement.to_confirm if "2021-12-31" in point.question)
    assert "data/appels.csv (2021-01-01" in point.question and "data/standard.csv (2025-01-01" in point.question
    assert "Mois entiers présents" not in (tmp_path / "engagement.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "language, words", [("fr", "des valeurs sont des dates jour/mois/année"), ("en", "of the values are dates day/month/year")]
)
def test_comments_say_in_the_users_language_what_was_seen(propose, tmp_path, language, words):
    _, engagement = propose(language, appels=calls("{large:02}/{small:02}/2025 10:00", "Attente"))
    assert words in (tmp_path / "engagement.yml").read_text(encoding="utf-8")
    assert engagement.client.languages == (language,)


def test_nothing_to_read_is_a_user_error(tmp_path):
    from diagnostic.proposal import deliveries

    with pytest.raises(UserError):
        deliveries.list_files([tmp_path / "nowhere.csv"])


def test_slices_of_one_export_make_one_period_in_whatever_order_they_come(propose):
    def slice_of(first: int, last: int) -> str:
        days = [dt.date(2025, 1, 1) + dt.timedelta(days=day) for day in range(first, last)]
        return "\n".join(["Date appel;Motif;Attente", *(f"{day} 10:00;Motif {day.day % 3};{day.day}" for day in days)])

    _, engagement = propose(mars=slice_of(59, 90), janvier=slice_of(0, 40), fevrier=slice_of(31, 59))
    assert (str(engagement.period.start), str(engagement.period.end)) == ("2025-01-01", "2025-03-31")
    assert not [point for point in engagement.to_confirm if "2025-03-01 -" in point.question]
