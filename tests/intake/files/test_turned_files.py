"""Wide files, of which columns become rows, and long ones, of which rows become one."""

from __future__ import annotations

import datetime as dt

import pytest

from diagnostic.errors import UserError
from tests.intake.mission import counts

WIDE = {"month": "Mois", "contacts": "Accueil physique + Appels + Courriels"}


def test_a_column_per_channel_gives_a_row_per_month_and_channel(mission):
    file = "Mois;Accueil physique;Appels;Courriels\n01/2025;1 100;883;90\n02/2025;925;;75\nTotal;2025;883;165\n"
    values = {"channel": {"Accueil physique": "counter", "Appels": "phone", "Courriels": "email"}}
    ledger = mission.add("frequentation.csv", file, "counts", WIDE, across={"contacts": "channel"}, values=values).take()
    assert mission.rows("counts", "month, channel, contacts") == [
        *(("2025-01", "counter", 1100), ("2025-01", "phone", 883), ("2025-01", "email", 90)),
        *(("2025-02", "counter", 925), ("2025-02", "email", 75)),
    ]
    assert counts(ledger) == (5, 5, 0, 0) and ledger.dropped == []
    assert ledger.aside["footer"] == [4] and ledger.aside["empty"] == 1
    assert {"note": "across", "columns": 3, "rows": 5, "empty": 1} in ledger.notes


def test_a_cell_that_is_no_count_is_refused_with_its_line_in_the_file(mission):
    file = "Mois;Accueil physique;Appels;Courriels\n01/2025;1100;883;90\n02/2025;panne;816;75\n"
    ledger = mission.add("f.csv", file, "counts", WIDE, across={"contacts": "channel"}).take()
    assert counts(ledger) == (6, 5, 1, 0) and ledger.reasons == {"unreadable": 1}
    assert "f.csv,,3,Accueil physique + Appels + Courriels" in (mission.folder / "work" / "rejects.csv").read_text(encoding="utf-8")
    assert ledger.unknown["channel"] == {"words": 3, "rows": 5}


def test_hours_across_are_read_and_a_total_column_is_left(mission):
    file = "Date;08h-09h;09h-10h;Total\n02/01/2025;3;5;8\n13/01/2025;0;7;7\n"
    columns = {"day": "Date", "offered": "08h-09h + 09h-10h"}
    ledger = mission.add("f.csv", file, "call_counts", columns, across={"offered": "hour"}).take()
    first, second = dt.date(2025, 1, 2), dt.date(2025, 1, 13)
    assert mission.rows("call_counts", "day, hour, offered") == [(first, 8, 3), (first, 9, 5), (second, 8, 0), (second, 9, 7)]
    assert ledger.dropped == ["Total"]


def test_months_across_take_their_year_from_a_column_or_from_values(mission):
    file = "Année;Service;janvier;févr.\n2024;État civil;10;20\n2025;État civil;30;40\n"
    columns = {"month": "Année", "service": "Service", "contacts": "janvier + févr."}
    mission.add("f.csv", file, "counts", columns, across={"contacts": "month"}).take()
    assert mission.rows("counts", "month, contacts") == [("2024-01", 10), ("2024-02", 20), ("2025-01", 30), ("2025-02", 40)]


def test_columns_that_go_together_are_turned_together(mission):
    file = "Jour;Accueil reçus;Accueil répondus;Urbanisme reçus;Urbanisme répondus\n02/01/2025;9;8;4;1\n13/01/2025;;;6;6\n"
    columns = {"day": "Jour", "offered": "Accueil reçus + Urbanisme reçus", "answered": "Accueil répondus + Urbanisme répondus"}
    across = {"offered": "queue", "answered": "queue"}
    values = {"queue": {"Accueil reçus": "Accueil", "Urbanisme reçus": "Urbanisme"}}
    mission.add("f.csv", file, "call_counts", columns, across=across, values=values).take()
    assert mission.rows("call_counts", "queue, offered, answered") == [("Accueil", 9, 8), ("Urbanisme", 4, 1), ("Urbanisme", 6, 6)]


def test_a_wide_survey_gives_an_answer_per_question_and_keeps_every_respondent(mission):
    questions = "L'accueil est-il aimable ? + Les horaires vous conviennent-ils ?"
    file = f"Date;{questions.replace(' + ', ';')};Nom\n" + "".join(
        f"02/01/2025;{first};{second};{name}\n" for first, second, name in ((4, 5, ""), (4, 3, "Durand"), (4, 5, ""), (5, 5, ""))
    )
    columns = {"at": "Date", "score": questions}
    ledger = mission.add("f.csv", file, "survey", columns, across={"score": "question"}).take()
    assert counts(ledger) == (8, 8, 0, 0)
    asked = questions.split(" + ")
    assert mission.rows("survey", "question, score") == [*zip(asked * 4, [4, 5, 4, 3, 4, 5, 5, 5], strict=True)]
    assert [one["column"] for one in ledger.removed] == ["Nom"]


def test_lines_that_are_identical_as_a_whole_are_counted_once(mission):
    file = "Jour;8h;9h\n02/01/2025;3;5\n02/01/2025;3;5\n02/01/2025;3;6\n"
    ledger = mission.add("f.csv", file, "call_counts", {"day": "Jour", "offered": "8h + 9h"}, across={"offered": "hour"}).take()
    assert counts(ledger) == (6, 4, 0, 2)


LONG = "Periode;File;Indicateur;Unité;Valeur\n" + "".join(
    f"{day:02}/03/2025;{queue};{measure};{unit};{value}\n"
    for day in (3, 14)
    for queue in ("Accueil", "CCAS")
    for measure, unit, value in (
        *(("Appels offerts", "nb", 10 * day), ("Appels traités", "nb", 9 * day), ("Attente moyenne", "mm:ss", "01:30")),
        ("Taux de décroché", "%", "90,0 %"),
    )
)
MEASURES = {
    "names": "Indicateur",
    "values": "Valeur",
    "columns": {"offered": "Appels offerts", "answered": "appels traites", "wait_s": "Attente moyenne"},
}


def test_rows_of_one_measure_each_become_one_row_a_day_and_queue(mission):
    ledger = mission.add("f.csv", LONG, "call_counts", {"day": "Periode", "queue": "File"}, measures=MEASURES).take()
    assert mission.rows("call_counts", "day, queue, offered, answered, wait_s") == [
        (dt.date(2025, 3, day), queue, 10 * day, 9 * day, 90.0) for day in (3, 14) for queue in ("Accueil", "CCAS")
    ]
    assert counts(ledger) == (4, 4, 0, 0) and ledger.aside["folded"] == 12
    assert {"note": "measures_left", "measures": 1} in ledger.notes
    assert ",measure,,,Taux de décroché" in (mission.folder / "work" / "labels_values.csv").read_text(encoding="utf-8")


def test_agents_nobody_reads_still_tell_rows_apart_and_outcomes_are_added_up(mission):
    file = "Jour;Agent;Issue;Nombre\n" + "".join(
        f"03/03/2025;{agent};{outcome};{count}\n"
        for agent, *found in (("A", 5, 2, 1), ("B", 7, 0, 3))
        for outcome, count in zip(("décroché", "transféré", "raccroché"), found, strict=True)
    )
    measures = {
        "names": "Issue",
        "values": "Nombre",
        "columns": {"offered": "*", "answered": "décroché + transféré", "abandoned": "raccroché"},
    }
    mission.add("f.csv", file, "call_counts", {"day": "Jour"}, measures=measures).take()
    assert mission.rows("call_counts", "offered, answered, abandoned") == [(8, 7, 1), (10, 7, 3)]


def test_a_log_closes_a_case_at_its_closing_step_only(mission):
    file = "Case ID,Activity,Timestamp\n" + "".join(
        f"{case},{activity},2025-02-{day:02} 09:00:00\n"
        for case, *steps in (("1", "Open", "Work", "Closed"), ("2", "Open", "Work"), ("3", "Open", "Closed", "Archived"))
        for day, activity in enumerate(steps, 1)
    )
    columns = {"case_id": "Case ID", "opened_at": "first:Timestamp"}
    measures = {"names": "Activity", "values": "Timestamp", "columns": {"closed_at": "Closed"}}
    ledger = mission.add("log.csv", file, "cases", columns, measures=measures).take()
    first, second, third = (dt.datetime(2025, 2, day, 9) for day in (1, 2, 3))
    assert mission.rows("cases", "opened_local, closed_local") == [(first, third), (first, None), (first, second)]
    assert counts(ledger) == (3, 3, 0, 0)


def test_a_header_that_is_not_there_is_told_with_the_nearest(mission):
    measures = MEASURES | {"names": "Indicateurs"}
    mission.add("f.csv", LONG, "call_counts", {"day": "Periode"}, measures=measures)
    with pytest.raises(UserError) as raised:
        mission.take()
    assert {(problem.key, problem.values["near"]) for problem in raised.value.problems} == {("intake.missing_column_near", "Indicateur")}


@pytest.mark.parametrize("written", ["%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%d %H:%M:%S"])
def test_steps_are_in_order_of_their_stamps_however_these_are_written(mission, written):
    days = {"Open": dt.datetime(2025, 2, 27, 9), "Work": dt.datetime(2025, 3, 2, 14, 30), "Closed": dt.datetime(2025, 3, 14, 8)}
    lines = [f"1,{step},{stamp.strftime(written)}\n" for step, stamp in reversed(days.items())]
    columns = {"case_id": "Case", "opened_at": "first:Stamp", "status": "last:Step"}
    mission.add("log.csv", "Case,Step,Stamp\n" + "".join(lines), "cases", columns).take()
    assert mission.rows("cases", "opened_local, status") == [(days["Open"], "Closed")]


def test_a_measure_per_row_and_a_month_per_column_become_a_row_per_month(mission):
    file = "File;Indicateur;01/2025;02/2025;03/2025;Total\n" + "".join(
        f"{queue};{measure};{base + 1};{base + 2};;{2 * base + 3}\n"
        for queue, more in (("Accueil", 0), ("CCAS", 1000))
        for measure, base in (("Appels reçus", 100 + more), ("Appels pris", 50 + more), ("Rappels", 10))
    )
    read = {"offered": "Appels reçus", "answered": "Appels pris"}
    measures = {"names": "Indicateur", "values": "01/2025 + 02/2025 + 03/2025", "across": "month", "columns": read}
    ledger = mission.add("f.csv", file, "call_counts", {"queue": "File"}, measures=measures).take()
    assert mission.rows("call_counts", "month, queue, offered, answered") == [
        (f"2025-{month:02}", queue, 100 + more + month, 50 + more + month)
        for queue, more in (("Accueil", 0), ("CCAS", 1000))
        for month in (1, 2)
    ]
    assert counts(ledger) == (4, 4, 0, 0) and ledger.aside["empty"] == 6 and ledger.dropped == ["Total"]


def test_names_that_stand_twice_are_told_apart_by_the_group_above_them(mission):
    file = "Fréquentation 2025;;;;\n;Accueil;;Téléphone;\nMois;Reçus;Traités;Reçus;Traités\n01/2025;9;8;7;6\n02/2025;5;4;3;2\n"
    columns = {"month": "Mois", "contacts": "Accueil Reçus + Téléphone Reçus"}
    values = {"channel": {"Accueil Reçus": "counter", "Téléphone Reçus": "phone"}}
    ledger = mission.add("f.csv", file, "counts", columns, across={"contacts": "channel"}, values=values).take()
    assert mission.rows("counts", "month, channel, contacts") == [
        *(("2025-01", "counter", 9), ("2025-01", "phone", 7), ("2025-02", "counter", 5), ("2025-02", "phone", 3))
    ]
    assert ledger.dropped == ["Accueil Traités", "Téléphone Traités"] and ledger.header_line == 3


def test_a_row_of_types_under_the_headers_is_refused_and_told(mission):
    file = "Mois;Accueil physique;Appels;Courriels\ntexte;entier;entier;entier\n01/2025;1100;883;90\n"
    ledger = mission.add("f.csv", file, "counts", WIDE, across={"contacts": "channel"}).take()
    assert counts(ledger) == (6, 3, 3, 0) and ledger.reasons == {"unreadable": 3}
