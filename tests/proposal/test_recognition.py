"""Which columns of a sheet are which: headers as tokens, what cells are, one joint assignment, and the table."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diagnostic import intake, schema
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem
from diagnostic.proposal import concepts, doubts, draft, evidence, nature, propose_files, recognition, roles, sheets, tables, tokens
from diagnostic.proposal.columns import Matcher
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample, samples
from tests.intake.mission import Mission

Read = Callable[..., Matcher]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def make(text: str, name: str = "export.csv") -> Matcher:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return Matcher(next(samples(tmp_path, name)))

    return make


def headers(matcher: Matcher, table: str) -> dict[str, str]:
    return {name: match.header for name, match in matcher.matches(table).items()}


@pytest.mark.parametrize("header", ["OPEN_DT", "openDt", "Open  dt", "open-dt", "OPEN.DT", "Open_Dt"])
def test_however_a_header_is_written_its_tokens_are_the_same(header):
    assert tokens.split(header) == ("open", "dt")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Durée com.", {"duration", "talk"}),
        ("Tps d’attente", {"duration", "wait"}),
        ("N° demande", {"id", "case"}),
        ("appelsdécrochés", {"call", "answered"}),
        ("Fecha de cierre", {"date", "end"}),
        ("Eingangsdatum", {"create", "date"}),
        ("Répondu (O/N)", {"answered"}),
        ("createddate", {"create", "date"}),
        ("Check-In", {"arrive"}),
        ("TIME_OUT", {"end"}),
        ("Zuständigkeit", {"service"}),
        ("ZUSTAENDIGKEIT", {"service"}),
        ("Traités < 30 s", {"answered", "due"}),
        ('DÉCR. <= 60"', {"answered", "due"}),
        ("llamadas_atendidas_20s", {"answered", "due"}),
    ],
)
def test_tokens_speak_of_what_they_mean_in_several_languages(header, said):
    assert said <= concepts.of(header)


def test_marks_announced_in_brackets_are_no_number():
    assert "id" not in concepts.of("Répondu (O/N)")


def test_every_canonical_name_says_its_own_column():
    for table in sheets.TABLES:
        for role in roles.of_table(table):
            if role.name not in ("high_is", "final_outcome", "resolved", "answered_in_time", "at", "contacts"):
                assert any(words <= concepts.of(role.name) for words in role.says), (table, role.name)


def test_roles_name_columns_and_concepts_that_exist():
    known = {concept for said in concepts.words().values() for concept in said}
    for table in schema.TABLES:
        for role in roles.of_table(table):
            assert {concept for words in (*role.says, *role.never) for concept in words} <= known, (table, role.name)


def test_every_sign_that_is_read_or_weighed_exists(read):
    days = "".join(
        f"{n % 28 + 1:02}/01/2025 10:{n:02};0{n % 3};06 39 98 {n:02} 12;{'Décroché' if n % 2 else 'Abandonné'}\n" for n in range(60)
    )
    matcher = read("Date appel;Rang;Appelant;Statut\n" + days)
    gathered = [recognition.gather(table, matcher.seen) for table in sheets.TABLES]
    ours = {name for one in gathered for row in one.ours for told in row for name in told}
    own = {name for told in gathered[0].own for name in told if not name.startswith("of_")}
    concepts_said = {f"of_{concept}" for said in concepts.words().values() for concept in said}
    assert set(recognition.forest().signs) <= ours | own | concepts_said | {"cells_empty"}
    left = set(recognition.left_over(recognition.weigh(gathered[0]), [0], {"phone"})[0])
    assert set(recognition.forest("useful").signs) <= left | own | concepts_said | {"cells_empty"}
    assert set(recognition.forest().roles) <= {f"{table}.{role.name}" for table in sheets.TABLES for role in roles.of_table(table)}
    assert set(sheets.weights()["table"]) == set(sheets.for_table("cases", matcher.seen, matcher.assigned("cases"), 1.0))
    assert set(sheets.weights()["sheet"]) == set(sheets.TABLES)


def test_the_numbers_of_the_counters_of_a_place_are_no_places(read):
    lines = "".join(f"T{n:05};{n % 28 + 1:02}/03/2025;09:{n % 60:02}:00;10:{n % 60:02}:00;{{}}\n" for n in range(60))
    numbered = lines.replace("{}", "Guichet 2", 30).replace("{}", "Guichet 1")
    assert "site" not in headers(read("Ticket;Date;Arrivée;Appel;Guichet\n" + numbered), "tickets")
    named = lines.replace("{}", "Annexe nord", 30).replace("{}", "Hôtel de ville")
    assert headers(read("Ticket;Date;Arrivée;Appel;Guichet\n" + named, "b.csv"), "tickets")["site"] == "Guichet"


def test_times_of_day_beside_a_day_are_its_times_whatever_their_header(read):
    lines = "".join(f"{n % 28 + 1:02}/03/2025;{8 + n % 9:02}:{n % 60:02}:10;0612{n:06};Décroché;00:0{n % 7}:12\n" for n in range(60))
    found = headers(read("Jour;Xyz;N° appelant;Résultat;Durée com.\n" + lines, "appels.csv"), "contacts")
    assert (found["occurred_at"], found["handle_s"]) == ("Jour + Xyz", "Durée com.")


@pytest.mark.parametrize("seed", range(5))
def test_each_column_is_compared_with_all_others_and_with_itself_as_something_else(seed):
    dice = random.Random(seed)
    told = [
        [{"fits": dice.choice((0.0, 0.5, 1.0)), "says": dice.choice((0.0, 1.0)), "worth": dice.random()} for _ in "abc"] for _ in range(4)
    ]
    suits = [[one["fits"] * (1 + one["says"]) for one in row] for row in told]
    evidence.compare(told)
    for at, row in enumerate(told):
        for place, one in enumerate(row):
            others = [suits[other][place] for other in range(4)]
            assert one["as_well"] == sum(suit >= suits[at][place] for suit in others)
            assert one["elsewhere"] == max(suit for other, suit in enumerate(others) if other != at)
            assert one["otherwise"] == max(suit for other, suit in enumerate(suits[at]) if other != place)


def test_a_time_of_day_is_no_number_of_a_case(read):
    lines = "".join(f"Voirie;{n % 28 + 1:02}/03/2025;{8 + n % 9:02}:{n % 60:02}:00;texte\n" for n in range(60))
    found = headers(read("probleme;date de signalement;heure de signalement;note\n" + lines), "cases")
    assert found["opened_at"] == "date de signalement + heure de signalement" and "case_id" not in found


def test_cells_are_what_they_are_whatever_the_header(read):
    days = [f"{day:02}" for day in range(1, 29)]
    lines = "".join(f"{day}/03/2025 09:{day};1:{day};oui;06 39 98 {day} 12;x{day}@example.org;Motif\n" for day in days)
    date, duration, flag, phone, mail, label = (nature.read(one.field) for one in read("Un;Deux;Trois;Quatre;Cinq;Six\n" + lines).seen)
    assert date["date"] == date["timed"] == duration["duration"] == flag["flag"] == phone["phone"] == mail["mail"] == label["label"] == 1
    assert date["duration"] == date["phone"] == 0


def test_the_rival_that_ends_last_is_no_opening(read):
    lines = "".join(f"D{n:04};{n % 28 + 1:02}/03/2025 09:00;{n % 28 + 1:02}/04/2025 10:00;Voirie\n" for n in range(60))
    found = headers(read("Dossier;Date A;Date de clôture;Motif\n" + lines), "cases")
    assert (found["opened_at"], found["closed_at"]) == ("Date A", "Date de clôture")


def closings(first: str, second: str) -> str:
    lines = "".join(
        f"D{n:04};{n % 28 + 1:02}/03/2025 09:00;{n % 28 + 1:02}/04/2025 10:00;{n % 28 + 1:02}/05/2025 10:00\n" for n in range(60)
    )
    return f"Dossier;Date de création;{first};{second}\n{lines}"


@pytest.mark.parametrize(("first", "second"), [("Résolu le", "Clôturé le"), ("Resolved at", "Closed at")])
def test_of_two_closings_the_resolution_is_when_a_case_was_dealt_with(read, first, second):
    found = headers(read(closings(first, second)), "cases")
    assert (found["resolved_at"], found["closed_at"]) == (first, second)


def test_a_resolution_alone_closes_the_case(read):
    found = headers(read(closings("Résolu le", "Modifié le")), "cases")
    assert found["closed_at"] == "Résolu le" and "resolved_at" not in found


def test_the_opening_that_cases_cannot_do_without_is_sought_under_an_unknown_header(read):
    lines = "".join(f"D{n:04};{n % 28 + 1:02}/03/2025;Voirie {n % 3};Web\n" for n in range(60))
    assert headers(read("Dossier;Xyzzy;Motif;Canal\n" + lines), "cases")["opened_at"] == "Xyzzy"


@pytest.mark.parametrize("shape", ["17000{:05}", "000{:05}/22", "23-000{:05}"])
def test_a_number_of_a_case_is_no_telephone_and_no_instant(read, shape):
    lines = "".join(f"{shape.format(n * 7 + 13)};{n % 28 + 1:02}/03/2025;Voirie\n" for n in range(60))
    found = headers(read("Ticket ID;Créé le;Motif\n" + lines), "cases")
    assert found["case_id"] == "Ticket ID" and "phone" not in found


def test_a_date_in_three_columns_is_read_as_one(read):
    lines = "".join(f"F{n:05};{n % 28 + 1:02};{n % 12 + 1:02};2025;{n % 28 + 1:02};{n % 12 + 1:02};2026;Web\n" for n in range(60))
    matcher = read(
        "FITXA_ID;DIA_DATA_ALTA;MES_DATA_ALTA;ANY_DATA_ALTA;DIA_DATA_TANCAMENT;MES_DATA_TANCAMENT;ANY_DATA_TANCAMENT;SUPORT\n" + lines
    )
    match = matcher.matches("cases")["opened_at"]
    assert match.header == "ANY_DATA_ALTA + MES_DATA_ALTA + DIA_DATA_ALTA"
    assert match.stamps is not None and str(match.stamps.first) == "2025-01-01" and match.stamps.order == "iso"
    assert headers(matcher, "cases")["closed_at"] == "ANY_DATA_TANCAMENT + MES_DATA_TANCAMENT + DIA_DATA_TANCAMENT"


def test_a_day_and_the_start_of_a_call_that_stands_further_on_are_read_together(read):
    lines = "".join(
        f"{n};{n % 28 + 1:02}/03/2025;{n % 7};{8 + n % 9:02}:{n % 60:02}:00;{8 + n % 9:02}:{n % 60:02}:30;{n % 90};1\n" for n in range(80)
    )
    found = headers(read("call_id;date;rank;call_started;call_answered;wait_length;x\n" + lines, "calls.csv"), "contacts")
    assert found["occurred_at"] == "date + call_started"


@pytest.mark.parametrize(("words", "column"), [(("inbound", "outbound"), "direction"), (("Voirie", "Propreté"), "service")])
def test_the_words_under_a_false_friend_say_what_it_is(read, words, column):
    lines = "".join(f"{n};{n % 28 + 1:02}/03/2025 10:{n % 60:02};{words[n % 2]};06 39 98 {n:02} 12;{n % 90}\n" for n in range(60))
    found = headers(read("Call ID;Call date;Direction;Caller;Talk time\n" + lines, "calls.csv"), "contacts")
    assert found[column] == "Direction" and {"direction", "service"} - {column} <= {"direction", "service"} - set(found)


def test_a_header_that_names_organisations_is_no_person(read):
    lines = "".join(
        f"{n};{n % 28 + 1:02}/03/2025;{n % 28 + 1:02}/04/2025;{('Department of Parks', 'City Clerk Office')[n % 2]}\n" for n in range(60)
    )
    found = headers(read("unique_key;created_date;closed_date;agency_name\n" + lines), "cases")
    assert "agency_name" in found.values()


def table(matcher: Matcher, sample: Sample) -> str:
    chances = sheets.likely(matcher.seen, matcher.assigned, sample.title)
    assert sum(chances.values()) == pytest.approx(1)
    return max(chances, key=lambda name: chances[name])


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("ID;Appelant;Début;Attente;Conversation;Issue", "{n};06 39 98 {d} 12;{d}/03/2025 10:00;0:{d};2:{d};Répondu", "contacts"),
        ("Ref;Created on;Closed on;Category;Status", "R{n:05};2025-03-{d};2025-04-{d};Bins;Closed", "cases"),
        ("Jour;Appels reçus;Appels décrochés;Appels perdus", "{d}/03/2025;1{d};{d};3", "call_counts"),
        ("Date du rdv;Heure du rdv;Pris le;Statut du rdv;Lieu", "{d}/03/2025;10:30;{d}/02/2025;Honoré;Mairie", "appointments"),
        (
            "Arrivée;Appelé au guichet;Fin;Guichet;Motif de la visite",
            "{d}/03/2025 10:00;{d}/03/2025 10:10;{d}/03/2025 10:20;G1;Titres",
            "tickets",
        ),
    ],
)
def test_the_table_of_a_sheet_is_told_by_all_of_its_columns(read, header, line, expected):
    matcher = read(header + "\n" + "\n".join(line.format(n=n, d=f"{n % 28 + 1:02}") for n in range(60)) + "\n")
    assert table(matcher, matcher.sample) == expected


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Non décrochés", "abandoned"),
        ("Appels sans réponse", "abandoned"),
        ("Calls not answered", "abandoned"),
        ("No. answered", "answered"),
        ("Ora chius.", "end"),
    ],
)
def test_what_is_denied_or_cut_short_is_understood(header, said):
    assert said in concepts.of(header)
    assert said == "answered" or "answered" not in concepts.of(header)


def test_calls_that_no_column_counts_are_what_became_of_them_and_that_is_asked(tmp_path, read):
    lines = "".join(f"{day:02}/03/2025;{100 + day};{day}\n" for day in range(1, 29))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "standard.csv").write_text("Jour;Décrochés;Perdus\n" + lines, encoding="utf-8")
    proposal = propose_files(tmp_path, ["data/standard.csv"])
    (source,) = proposal.sources
    assert source.entry["columns"]["offered"] == "Décrochés + Perdus"
    assert "proposal.ask.sum" in {point.question.key for point in source.points}
    (tmp_path / "engagement.yml").write_text(draft.write(proposal, "fr"), encoding="utf-8")
    ledger = intake.take(Engagement.load(tmp_path)).sources[0]
    assert ledger.accepted == 28 and not ledger.rejected
    assert sorted(Mission(tmp_path).rows("call_counts", "offered, answered")) == [(100 + 2 * day, 100 + day) for day in range(1, 29)]


def test_a_column_that_is_read_at_even_odds_is_asked(tmp_path):
    """None of the columns of a file is dropped because nothing is sure of it: it is proposed with its doubt."""
    (tmp_path / "data").mkdir()
    doubted = 0
    for place, header in enumerate(("Destination", "Vers", "Type", "Support", "Origine", "Client", "Action", "Poste", "Segment")):
        name = f"data/appels{place}.csv"
        lines = "".join(f"C{n:06};{n % 28 + 1:02}/03/2025 10:{n % 60:02};0612{n:06};Valeur {n % 3};{90 + n}\n" for n in range(60))
        (tmp_path / name).write_text(f"Call ID;Date;Caller;{header};Talk duration\n" + lines, encoding="utf-8")
        for source in propose_files(tmp_path, [name]).sources:
            unsure = {name for name, match in source.matches.items() if match.sure < doubts.EVEN and name not in doubts.HARMLESS}
            doubted += len(unsure)
            assert {source.matches[name].header for name in unsure} <= {str(point.column) for point in source.points}
    assert doubted


def test_of_questions_about_columns_those_are_asked_that_most_likely_change_something():
    def points(kind: str, *confidences: float) -> list[Point]:
        return [Point(Problem("proposal.ask.column"), "a.csv", f"{kind} {sure:.2f}", "x", sure) for sure in confidences]

    kept = doubts.most_telling(points("taken", 0.6, 0.65), points("left", 0.5, 0.3, 0.2, 0.9), points("word", 0.7, 0.8))
    assert {str(point.column) for point in kept} == {"left 0.90", "left 0.50", "taken 0.60", "taken 0.65"}
    even = points("taken", *(n / 100 for n in range(40, 50)))
    assert doubts.most_telling(even, points("left", 0.9), []) == even


def test_dates_that_may_close_the_cases_are_asked_whatever_their_header(tmp_path):
    (tmp_path / "data").mkdir()
    lines = "".join(f"D{n:05};{n % 28 + 1:02}/03/2025;{n % 28 + 1:02}/04/2025;Voirie\n" for n in range(60))
    (tmp_path / "data" / "demandes.csv").write_text("Dossier;Créée le;X1;Motif\n" + lines, encoding="utf-8")
    (source,) = propose_files(tmp_path, ["data/demandes.csv"]).sources
    assert "closed_at" in source.matches or "X1" in {point.column for point in source.points}


def test_a_status_in_words_that_nobody_knows_is_read_and_its_words_are_asked(tmp_path):
    (tmp_path / "data").mkdir()
    lines = "".join(f"D{n:05};{n % 28 + 1:02}/03/2025;{n % 28 + 1:02}/04/2025;Voirie;{'Zorg' if n % 2 else 'Blip'}\n" for n in range(60))
    (tmp_path / "data" / "demandes.csv").write_text("N° dossier;Date de création;Date de clôture;Motif;Canal\n" + lines, encoding="utf-8")
    (source,) = propose_files(tmp_path, ["data/demandes.csv"]).sources
    assert source.entry["columns"]["channel"] == "Canal"
    assert "Canal" in {point.column for point in source.points if point.question.key == "proposal.ask.words_unknown"}


def test_what_the_rows_of_a_sure_table_lack_is_asked_and_completes_the_source(tmp_path):
    """Calls per hour of a month that the file does not say: read as what they are, and counted once the month is written."""
    (tmp_path / "data").mkdir()
    lines = "".join(f"{hour}h-{hour + 1}h;{40 + hour};{30 + hour};{hour % 5}\n" for hour in range(8, 18))
    (tmp_path / "data" / "file.csv").write_text("Période;Reçus;Répondus;Abandonnés\n" + lines, encoding="utf-8")
    proposal = propose_files(tmp_path, ["data/file.csv"])
    (source,) = proposal.sources
    asked = [point.question for point in source.points if point.question.key == "proposal.ask.lacking"]
    assert source.table == "call_counts" and [question.values["columns"] for question in asked] == [["day", "month"]]
    text = draft.write(proposal, "fr").replace("    columns:\n", "    fixed: {month: 2025-01}\n    columns:\n", 1)
    (tmp_path / "engagement.yml").write_text(text, encoding="utf-8")
    assert intake.take(Engagement.load(tmp_path)).sources[0].accepted == 10
    assert sorted(Mission(tmp_path).rows("call_counts", "month, offered")) == [("2025-01", 40 + hour) for hour in range(8, 18)]


def test_the_state_of_a_request_is_no_outcome_where_nothing_else_is_of_calls(read, monkeypatch):
    lines = "".join(
        f"{n % 28 + 1:02}/03/2025 10:00;{('Web', 'Guichet')[n % 2]};Voirie;{('Terminée', 'Refusée')[n % 2]}\n" for n in range(60)
    )
    matcher = read("Date;Canal;Motif;Dernier statut\n" + lines)
    sure = {"occurred_at": (0, 0.9), "channel": (1, 0.9), "topic": (2, 0.9), "outcome": (3, 0.45)}
    told = replace(matcher.assigned("contacts"), columns=sure)
    monkeypatch.setattr(recognition, "assign", lambda *_, **__: told)
    assert "outcome" not in matcher.matches("contacts")
    told = replace(told, columns=sure | {"outcome": (3, 0.9)})
    assert "outcome" in matcher.matches("contacts")


def test_a_choice_column_that_is_left_is_said_to_be_of_unknown_words_only_where_they_are(read, monkeypatch):
    matcher = read("Seen or left;Code\n" + "".join(f"{('Seen', 'Left')[n % 2]};{('Qa', 'Zb')[n % 2]}\n" for n in range(60)))
    monkeypatch.setattr(matcher, "left", lambda *_: [(one, "status", 0.3) for one in matcher.sample.fields])
    monkeypatch.setattr(matcher, "useful", lambda *_: {one.name: 0.3 for one in matcher.sample.fields})
    asked = {point.column: point.question.key for point in doubts.of_left(matcher.sample, matcher, "tickets", {})}
    assert asked == {"Seen or left": "proposal.ask.unread", "Code": "proposal.ask.unmapped"}


@pytest.mark.parametrize(("minute", "column"), [("00", "hour"), ("30", "slot")])
def test_the_hour_of_counted_calls_is_read_from_the_beginning_of_their_interval(tmp_path, minute, column):
    (tmp_path / "data").mkdir()
    told = [(day, hour, m) for day in range(3, 8) for hour in range(8, 18) for m in sorted({"00", minute})]
    lines = "".join(f"2025-03-{day:02}T{hour:02}:{m}:00;STD;{20 + hour};{15 + hour};{hour % 4}\n" for day, hour, m in told)
    (tmp_path / "data" / "file.csv").write_text("from;queue_name;received;answered;abandoned\n" + lines, encoding="utf-8")
    proposal = propose_files(tmp_path, ["data/file.csv"])
    (source,) = proposal.sources
    assert (source.entry["columns"]["day"], source.entry["columns"][column]) == ("from", "from")
    (tmp_path / "engagement.yml").write_text(draft.write(proposal, "fr"), encoding="utf-8")
    assert intake.take(Engagement.load(tmp_path)).sources[0].accepted == len(told)
    kept = Mission(tmp_path).rows("call_counts", f"day, {column}, offered")
    expected = [(dt.date(2025, 3, day), hour * 2 + (m == "30") if column == "slot" else hour, 20 + hour) for day, hour, m in told]
    assert sorted(kept) == sorted(expected)


def test_of_two_durations_the_one_that_says_the_talk_is_it(read):
    lines = "".join(f"C{n:06};{n % 28 + 1:02}/03/2025 10:{n % 60:02}:00;0612{n:06};{120 + n};{90 + n}\n" for n in range(60))
    assert headers(read("Call ID;Date;Caller;Call duration;Talk duration\n" + lines), "contacts")["handle_s"] == "Talk duration"


def test_the_number_of_the_cases_of_a_log_is_the_one_that_comes_back(read):
    lines = "".join(
        f"{900000 + n};{400000 + n // 4};{('Créé', 'Affecté', 'Traité', 'Clos')[n % 4]};{n % 28 + 1:02}/03/2025 10:00\n" for n in range(160)
    )
    found = headers(read("id;item_id;action;date_action\n" + lines, "historique.csv"), "case_events")
    assert (found["case_id"], found["activity"], found["at"]) == ("item_id", "action", "date_action")


def test_where_a_matter_is_is_no_place_that_receives(read):
    lines = "".join(
        f"D{n:05};{n % 28 + 1:02}/03/2025;Voirie;{('Quartier nord', 'Place du marché')[n % 2]};Annexe {n % 2}\n" for n in range(60)
    )
    assert headers(read("N° dossier;Date de création;Catégorie;Lieu;Guichet\n" + lines), "cases").get("site") != "Lieu"
    told = "".join(
        f"T{n:05};{n % 28 + 1:02}/03/2025 10:00;{n % 28 + 1:02}/03/2025 10:20;{('Annexe', 'Centre')[n % 2]}\n" for n in range(60)
    )
    assert headers(read("Ticket;Heure d'arrivée;Heure d'appel;Lieu\n" + told, "file.csv"), "tickets")["site"] == "Lieu"


def test_the_stamps_of_a_visit_are_close_to_each_other_and_those_of_a_request_are_not(read):
    visits = read("A;B\n" + "".join(f"{n % 28 + 1:02}/03/2025 10:00;{n % 28 + 1:02}/03/2025 10:30\n" for n in range(40)))
    assert {one.hours for one in visits.seen} == {0.5}
    requests = read("A;B\n" + "".join(f"{n % 28 + 1:02}/03/2025 10:00;{n % 28 + 1:02}/04/2025 10:00\n" for n in range(40)), "b.csv")
    assert {one.hours for one in requests.seen} == {31 * 24}


def test_the_times_of_a_visit_go_with_the_only_day_of_its_row_which_is_none_of_a_birth(read):
    lines = "".join(
        f"{n % 28 + 1:02}/03/2025;12/05/19{n % 40 + 50};09:{n % 60:02};10:{n % 60:02};11:{n % 60:02};Titres\n" for n in range(60)
    )
    found = headers(read("Jour;Né(e) le;Heure d'arrivée;Heure d'appel;Heure de fin;Motif de la visite\n" + lines), "tickets")
    expected = {"taken_at": "Jour + Heure d'arrivée", "called_at": "Jour + Heure d'appel", "done_at": "Jour + Heure de fin"}
    assert {name: header for name, header in found.items() if name in expected} == expected


def test_the_day_of_a_visit_is_lent_to_the_time_that_says_nothing_more_too(read):
    lines = "".join(f"{n % 28 + 1:02}/03/2025;09:{n % 60:02};10:{n % 60:02};11:{n % 60:02};Titres\n" for n in range(60))
    found = headers(read("Date;Time in;Time seen;Time out;Reason for visit\n" + lines, "reception.csv"), "tickets")
    expected = {"taken_at": "Date + Time in", "called_at": "Date + Time seen", "done_at": "Date + Time out"}
    assert {name: header for name, header in found.items() if name in expected} == expected


def test_a_time_that_says_nothing_more_goes_with_the_day_before_it(read):
    lines = "".join(f"D{n:05};{n % 28 + 1:02}/03/2025;{9 + n % 8}H{n % 2 * 30:02};{n % 28 + 1:02}/02/2025;Titres\n" for n in range(60))
    found = headers(read("DOSSIER;DATE RDV;HEURE;PRIS LE;OBJET\n" + lines), "appointments")
    assert (found["starts_at"], found["booked_at"]) == ("DATE RDV + HEURE", "PRIS LE")


def test_a_limit_of_seconds_is_no_duration():
    assert "duration" not in concepts.of("answered_within_20s") and "due" not in concepts.of("Durée (s)")


def test_a_header_that_lists_the_words_of_its_cells_names_no_telephone_and_no_mail(read):
    words = ("TEL", "PHYS", "MEL", "COURRIER")
    lines = "".join(f"{n % 28 + 1:02}/03/2025;{8 + n % 9}h{n % 60:02};{words[n % 4]};Voirie\n" for n in range(80))
    matcher = read("DATE;HEURE;TEL/PHYS/MEL;OBJET\n" + lines)
    match = matcher.matches("contacts")["channel"]
    assert match.header == "TEL/PHYS/MEL" and match.words is not None
    assert match.words.ours == {"TEL": "phone", "PHYS": "counter", "MEL": "email", "COURRIER": "letter"}


@pytest.mark.parametrize(("share", "expected"), [(4, False), (1, True)])
def test_rows_of_which_few_bear_the_number_of_a_case_are_no_cases(read, share, expected):
    numbers = [f"2024-{n:06}" if n % share == 0 else "" for n in range(80)]
    lines = "".join(
        f"{n % 28 + 1:02}/03/2025 10:{n % 60:02};u{n}@example.org;Voirie;{number};{n % 28 + 1:02}/04/2025\n"
        for n, number in enumerate(numbers)
    )
    matcher = read("Reçu le;De;Motif;N° dossier;Réponse le\n" + lines)
    chosen = tables.choose(matcher.sample, matcher)
    assert ("cases" in [choice.table for choice in chosen if choice.confidence > 0]) is expected
    assert sum(sheets.likely(matcher.seen, matcher.assigned, "").values()) == pytest.approx(1)


def test_remarks_are_no_scores_and_a_sheet_of_them_is_no_survey(read):
    remarks = ("richiamare in mattinata", "", "pratica inviata", "", "manca il documento")
    lines = "".join(f"{n % 28 + 1:02}/03/2025;Anagrafe;carta d'identità;{remarks[n % 5]}\n" for n in range(60))
    matcher = read("DATA;UFFICIO;MOTIVO;NOTE\n" + lines)
    assert "score" not in matcher.matches("survey")
    assert "survey" not in [choice.table for choice in tables.choose(matcher.sample, matcher)]


def test_a_column_that_is_left_over_is_asked_where_it_is_likely_of_use(read, monkeypatch):
    matcher = read("Service;Rubrique\n" + "".join(f"Voirie;Lot {n % 3}\n" for n in range(60)))
    monkeypatch.setattr(matcher, "left", lambda *_: [(one, "service", 0.3) for one in matcher.sample.fields])
    monkeypatch.setattr(matcher, "useful", lambda *_: {"Service": doubts.USEFUL - 0.01, "Rubrique": doubts.USEFUL + 0.01})
    for read_already, key in (({}, "proposal.ask.unread"), ({"service": "Autre"}, "proposal.ask.rival")):
        (point,) = doubts.of_left(matcher.sample, matcher, "tickets", read_already)
        assert (point.column, point.question.key, point.confidence) == ("Rubrique", key, doubts.USEFUL + 0.01)
    monkeypatch.setattr(matcher, "left", lambda *_: [(one, "service", doubts.VAGUE - 0.01) for one in matcher.sample.fields])
    (point,) = doubts.of_left(matcher.sample, matcher, "tickets", {"service": "Autre"})
    assert point.question.key == "proposal.ask.left" and "Lot" not in point.question.text("fr")
    monkeypatch.setattr(matcher, "left", lambda *_: [(one, "score", 0.5) for one in matcher.sample.fields])
    (point,) = doubts.of_left(matcher.sample, matcher, "survey", {"score": "Note 1 + Note 2"})
    assert point.question.key == "proposal.ask.unread"


def test_what_is_left_over_is_told_with_what_the_columns_that_are_read_take(read):
    matcher = read("Canal;Motif;Note\n" + "".join(f"Web;Voirie {n % 3};x\n" for n in range(60)))
    shares = np.array([[0.1, 0.6, 0.2, 0.1], [0.3, 0.2, 0.1, 0.4], [0.0, 0.1, 0.3, 0.6]])
    own = [{"tokens": float(n)} for n in range(3)]
    (told,) = recognition.left_over(recognition.Weighed("cases", ("a", "b", "c"), own, shares), [1], {"a", "c"})
    assert {name: told[name] for name in ("tokens", "sure", "columns", "left")} == {"tokens": 1, "sure": 0.3, "columns": 3, "left": 1}
    assert (told["rival"], told["unread"]) == (pytest.approx(0.4), pytest.approx(0.2))
    useful = matcher.useful("cases", {"Canal"}, {"channel"})
    assert useful.keys() == {"Motif", "Note"} and all(0 < share < 1 for share in useful.values())


@pytest.mark.parametrize("seed", range(8))
def test_the_joint_assignment_is_the_best_of_all(seed):
    """Every way of giving each canonical column one column or none is tried, with what is refused and what is needed."""
    dice, columns, names = random.Random(seed), 5, ("a", "b", "c")
    shares = np.array([[dice.random() ** 2 for _ in (*names, None)] for _ in range(columns)])
    shares /= shares.sum(axis=1, keepdims=True)
    refused, needed = {(dice.choice(names), dice.randrange(columns))}, {dice.choice(names)}

    def worth(given: tuple[int | None, ...]) -> float:
        total = 0.0
        for name, row in zip(names, given, strict=True):
            if row is not None:
                share = shares[row, names.index(name)]
                wanted = recognition.NEEDED * (name in needed and share >= recognition.HARDLY)
                total += math.log(share / shares[row, -1]) + recognition.EASE + wanted
        return total

    ways = [way for way in itertools.product([None, *range(columns)], repeat=3) if len({*way} - {None}) == 3 - way.count(None)]
    ways = [way for way in ways if all(way[names.index(name)] != row for name, row in refused)]
    best = max(ways, key=worth)
    assigned = recognition.assign(recognition.Weighed("cases", names, [{}] * columns, shares), needed, refused)
    assert {name: at for name, (at, _) in assigned.columns.items()} == {
        name: row for name, row in zip(names, best, strict=True) if row is not None
    }
