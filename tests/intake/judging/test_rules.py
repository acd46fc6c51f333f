"""Each cleaning rule has a name, counts its rows, and keeps what is merely doubtful."""

import duckdb
import pytest

from diagnostic.engagement import Source
from diagnostic.intake import intake, stage
from tests.intake.mission import counts

CALLS = {"occurred_at": "Date", "phone": "Numéro", "topic": "Motif", "outcome": "Issue"}
ENDS = {"outcome": {"Décroché": "answered", "Occupé": "unanswered"}}


def doubts(ledger):
    return {(doubt["column"], doubt["reason"]): doubt["rows"] for doubt in ledger.doubts}


def test_duplicates_are_counted_by_what_makes_them_so(mission):
    text = "N°;Ouvert\nA1;03/02/2025 09:00\nA1;03/02/2025 09:00\nA1;04/02/2025 10:00\nA2;04/02/2025 10:00\n"
    ledger = mission.add("a.csv", text, "cases", {"case_id": "N°", "opened_at": "Ouvert"}).take()
    assert (counts(ledger), ledger.twice) == ((4, 2, 0, 2), {"identical": 1, "same_id": 1})


def test_of_the_states_of_a_case_in_one_file_the_latest_stands_since_its_first_opening(mission):
    text = "N°;Ouvert;Clos\nA1;03/02/2025 09:00;\nA2;03/02/2025 10:00;05/02/2025 10:00\nA1;03/02/2025 09:00;07/02/2025 11:00\n"
    text += "A2;03/02/2025 10:00;\nA3;06/02/2025 09:00;\nA3;05/02/2025 09:00;\n"
    columns = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}
    ledger = mission.add("a.csv", text, "cases", columns).take()
    assert ledger.twice == {"same_id": 3}
    states = {(opened.day, closed and closed.day) for opened, closed in mission.rows("cases", "opened_local, closed_local")}
    assert states == {(3, 5), (3, 7), (5, None)}


def test_a_call_rung_at_several_desks_is_one_call_and_the_desk_that_answered_stands_for_it(mission):
    text = "Id;Date;Numéro;Motif;Issue\n" + "".join(
        f"{call};03/02/2025 09:0{call}:00;0612345678;Voirie;{issue}\n"
        for call, issue in [(1, "Occupé"), (1, "Décroché"), (1, "Occupé"), (2, "Occupé")]
    )
    ledger = mission.add("a.csv", text, columns={"source_id": "Id", **CALLS}, values=ENDS).take()
    assert (counts(ledger), ledger.twice) == ((4, 2, 0, 2), {"identical": 1, "rung_again": 1})
    assert mission.values("outcome") == ["answered", "unanswered"]


def test_without_a_number_the_same_caller_at_the_same_second_is_one_call(mission):
    text = "Date;Numéro;Motif;Issue\n" + "".join(
        f"03/02/2025 {time};{number};Voirie;{issue}\n"
        for time, number, issue in [
            ("09:00:00", "0612345678", "Occupé"),
            ("09:00:00", "06 12 34 56 78", "Décroché"),
            ("09:00:01", "0612345678", "Occupé"),
            ("09:00:00", "0612345679", "Occupé"),
            ("09:00:00", "", "Occupé"),
            ("09:00:00", "", "Décroché"),
        ]
    )
    ledger = mission.add("a.csv", text, columns=CALLS, values=ENDS).take()
    assert (counts(ledger), ledger.twice) == ((6, 5, 0, 1), {"rung_again": 1})


CELLS = {
    "TEST": "rejected",
    "Essai 2": "rejected",
    "Ceci est un test.": "rejected",
    "test agent, ne pas traiter": "rejected",
    "À supprimer : compte d'essai": "rejected",
    "test du formulaire": "flagged",
    "Période d'essai du vélo": "flagged",
    "Attestation": "kept",
    "Contestation d'amende": "kept",
}


@pytest.mark.parametrize("header", ["Motif", "Commentaire libre"])
def test_test_records_are_flagged_and_refused_only_when_unmistakable(mission, header):
    cells = [(cell, "Bonjour") if header == "Motif" else ("Voirie", cell) for cell in CELLS]
    rows = "".join(f"{day:02d}/02/2025 10:00:00;{topic};{comment}\n" for day, (topic, comment) in enumerate(cells, 1))
    text = f"Date appel;Motif;Commentaire libre\n{rows}"
    ledger = mission.add("a.csv", text, columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    fates = list(CELLS.values())
    column = "topic" if header == "Motif" else header
    assert ledger.reasons == {"test_record": fates.count("rejected")}
    assert doubts(ledger) == {(column, "test_record"): fates.count("flagged")}
    kept = [day for day, fate in enumerate(fates, 1) if fate != "rejected"]
    assert [stamp.day for stamp in mission.values("occurred_local")] == kept
    if header != "Motif":  # a column that is not kept is never repeated
        listed = "".join(path.read_text(encoding="utf-8") for path in (mission.folder / "work").glob("*.csv"))
        assert not [cell for cell in CELLS if cell in listed]


def test_a_topic_that_bears_the_word_is_a_word_of_the_trade(mission):
    rows = "".join(f"{1 + at % 28:02d}/02/2025 10:{at % 60:02d}:00;{'Test' if at % 5 == 0 else 'Voirie'}\n" for at in range(200))
    ledger = mission.add("a.csv", f"Date appel;Motif\n{rows}", columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    assert (ledger.reasons, ledger.doubts) == ({}, [])


def test_steps_out_of_order_dates_to_come_and_negative_durations_are_named(mission):
    cases = "N°;Ouvert;Clos\n1;03/02/2025;01/02/2025\n2;03/02/2027;\n3;03/02/2025;04/02/2025\n"
    ledger = mission.add("a.csv", cases, "cases", {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}).take()
    assert (ledger.reasons, doubts(ledger)) == ({"after_extract": 1}, {("closed_at", "out_of_order"): 1})
    calls = "Date;Attente\n03/02/2025 09:00;-5\n03/02/2025 09:01;5\n"
    mission.add("b.csv", calls, columns={"occurred_at": "Date", "wait_s": "Attente"}).take()
    assert doubts(mission.intake.sources[1]) == {("wait_s", "negative"): 1}


def test_counts_of_calls_that_do_not_add_up_are_flagged_and_kept_as_given(mission):
    text = "Jour;Reçus;Répondus;Abandonnés\n" + "".join(
        f"0{day}/02/2025;{row}\n" for day, row in enumerate(["10;8;2", "10;8;3", "10;8;1", "10;8;", "7;8;"], 1)
    )
    columns = {"day": "Jour", "offered": "Reçus", "answered": "Répondus", "abandoned": "Abandonnés"}
    ledger = mission.add("a.csv", text, "call_counts", columns).take()
    assert (counts(ledger), doubts(ledger)) == ((5, 5, 0, 0), {("offered", "inconsistent"): 3})
    assert mission.values("offered", "call_counts") == [10, 10, 10, 10, 7]
    without = {name: header for name, header in columns.items() if name != "abandoned"}
    mission.read("a.csv", "call_counts", without).take()
    assert doubts(mission.intake.sources[1]) == {("offered", "inconsistent"): 1}


@pytest.mark.parametrize(
    ("frame", "rows", "notes"),
    [
        ("opened", ["15/12/2024;03/02/2025", "03/02/2025;"], {"frame_opened_outside": 1}),
        ("opened", ["03/02/2025;", "04/02/2025;05/02/2025"], {}),
        ("closed", ["03/02/2025;", "03/02/2025;02/01/2026", "03/12/2024;05/02/2025"], {"frame_closed_open": 1, "frame_closed_outside": 1}),
        ("closed", ["03/12/2024;05/02/2025"], {}),
        ("active", ["03/12/2024;05/12/2024", "03/01/2026;", "03/12/2024;"], {"frame_active_outside": 2}),
        (
            "all",
            [f"{day:02d}/02/2025;{day:02d}/03/2025" for day in range(1, 29)] + ["01/03/2025;02/03/2025"] * 3,
            {"frame_all_none_open": 31},
        ),
        ("all", [f"{day:02d}/02/2025;{day:02d}/03/2025" for day in range(1, 29)] + ["01/03/2025;"] * 3, {}),
        ("all", ["03/02/2025;04/02/2025"], {}),
    ],
)
def test_the_frame_of_an_export_is_checked_against_what_it_holds(mission, frame, rows, notes):
    text = "N°;Ouvert;Clos\n" + "".join(f"{at};{row}\n" for at, row in enumerate(rows))
    columns = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}
    ledger = mission.add("a.csv", text, "cases", columns, extract_frame=frame).take()
    assert {note["note"]: note["rows"] for note in ledger.notes if note["note"].startswith("frame")} == notes


def test_what_nobody_can_mean_is_no_figure_and_is_told(mission):
    text = "Date;Attente;Numéro;Motif\n03/02/2025 09:00;1e308;;A\n03/02/2025 10:00;400 jours;;A\n03/02/2025 11:00;45;;A\n"
    text += "31/12/9999;45;;A\n01/01/1900;45;;A\n"
    columns = {name: header for name, header in CALLS.items() if name != "outcome"} | {"wait_s": "Attente"}
    ledger = mission.add("a.csv", text, columns=columns).take()
    assert (counts(ledger), ledger.reasons) == ((5, 3, 2, 0), {"implausible": 2})
    assert mission.values("wait_s") == [None, None, 45]
    assert doubts(ledger) == {("wait_s", "implausible"): 2}
    assert {"note": "implausible", "column": "wait_s", "rows": 2} in ledger.notes


@pytest.mark.parametrize("never", ["31/12/2999", "01/01/1900", "01/01/2100 00:00"])
def test_a_date_of_no_time_closes_no_case_and_places_no_appointment(mission, never):
    text = f"N°;Ouvert;Clos\n1;03/02/2025;{never}\n2;03/02/2025;05/02/2025\n"
    ledger = mission.add("a.csv", text, "cases", {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos"}).take()
    assert [closed and closed.day for closed in mission.values("closed_local", "cases")] == [None, 5]
    assert doubts(ledger) == {("closed_at", "implausible"): 1}
    text = f"Pris;Rdv\n03/02/2025;{never}\n03/02/2025;05/02/2025\n"
    mission.add("b.csv", text, "appointments", {"booked_at": "Pris", "starts_at": "Rdv"}).take()
    assert mission.intake.sources[1].reasons == {"implausible": 1}


@pytest.mark.parametrize("count", ["1e308", "9" * 30, "5000000000"])
def test_an_immense_count_is_no_count(mission, count):
    text = f"Jour;Reçus;Servis\n03/02/2025;{count};3\n04/02/2025;5;{count}\n05/02/2025;5;4\n"
    ledger = mission.add("a.csv", text, "call_counts", {"day": "Jour", "offered": "Reçus", "answered": "Servis"}).take()
    assert (ledger.reasons, doubts(ledger)[("answered", "implausible")]) == ({"implausible": 1}, 1)
    assert mission.rows("call_counts", "offered, answered") == [(5, None), (5, 4)]


def test_a_text_that_many_rows_bear_makes_each_of_them_a_test_and_accents_hide_none(mission):
    rows = [
        f"{1 + number % 28:02d}/03/2025 10:{number % 60:02d}:00;06123{number:05d};{'TÉST' if number % 40 == 0 else 'Voirie'}"
        for number in range(400)
    ]
    ledger = mission.add("a.csv", "\n".join(["Date appel;Numéro;Motif", *rows])).take()
    assert ledger.reasons == {"test_record": 10}


def test_rows_are_numbered_by_their_line_in_whatever_order_they_were_joined():
    with duckdb.connect() as connection:
        connection.execute(
            """create temp table accepted as select line, 'n' || line as topic from (values (7), (9), (2), (4)) as v(line)"""
        )
        source = Source(file="data/a.csv", table="tickets", columns={"topic": "Motif"})
        assert stage.add(connection, source, "a", 0) == 4
        connection.execute("insert into accepted values (1, 'n1')")
        stage.add(connection, source, "b", 1)
        staged = connection.execute("select id, delivery, line, topic from stage_tickets order by id").fetchall()
    numbered = [(0, 2), (0, 4), (0, 7), (0, 9), (1, 1), (1, 2), (1, 4), (1, 7), (1, 9)]
    assert [row[:3] for row in staged] == [(number, *row) for number, row in enumerate(numbered, 1)]
    assert all(topic == f"n{line}" for *_, line, topic in staged)


def test_what_is_written_stands_in_the_order_of_the_lines_whatever_order_rows_were_staged_in(tmp_path):
    with duckdb.connect() as connection:
        connection.execute(
            """create temp table accepted as
               select line, 'n' || line as topic, 'phone,email' as channel from (values (7), (9), (2), (4)) as v(line)"""
        )
        stage.add(connection, Source(file="data/a.csv", table="contacts", columns={"topic": "Motif", "channel": "Canal"}), "a", 0)
        connection.execute("create temp table persons (tab VARCHAR, id BIGINT, person BIGINT)")
        stage.write(connection, tmp_path / "store", ["contacts"])
        rows, channels = (
            connection.execute(f"select {columns} from read_parquet('{(tmp_path / 'store' / file).as_posix()}')").fetchall()
            for columns, file in (("id, topic", "contacts.parquet"), ("contact, channel", "contact_channels.parquet"))
        )
    assert rows == [(1, "n2"), (2, "n4"), (3, "n7"), (4, "n9")]
    assert channels == [(number, channel) for number in range(1, 5) for channel in ("phone", "email")]


def test_one_thread_or_several_give_the_same_tables(mission, monkeypatch):
    rows = [f"{1 + at % 28:02d}/{1 + at % 9:02d}/2025 10:{at % 60:02d}:{at % 7:02d};06123{at % 900:05d};M{at % 11}" for at in range(4_000)]
    mission.add("a.csv", "\n".join(["Date appel;Numéro;Motif", *rows, *rows[:50]]))
    ledger, few = mission.take(), mission.rows("contacts")
    monkeypatch.setattr(intake, "SMALL", -1)
    assert mission.take() == ledger
    assert mission.rows("contacts") == few
