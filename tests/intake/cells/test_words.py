"""Cells as values: numbers, vocabularies, lists of channels, and what becomes of the words that nobody mapped."""

import json

import pytest

from diagnostic.intake.cells import words
from diagnostic.intake.cells.texts import number
from diagnostic.schema import CHANNELS, OUTCOMES, TABLES, Column


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("1 234,5", 1234.5),
        ("1\u202f234\xa0567,25", 1234567.25),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("-3", -3),
        (".5", 0.5),
        ("douze", None),
        ("1,2,3", None),
        ("12 %", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
    ],
)
def test_numbers_in_french_or_english_digits(cell, value):
    assert number(cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("weekday", "Mercredi", 3),
        ("weekday", "sun", 7),
        ("weekday", "mar.", 2),
        ("weekday", "Donnerstag", 4),
        ("weekday", "miércoles", 3),
        ("weekday", "1", 1),
        ("weekday", "7", 7),
        ("weekday", "8", None),
        ("weekday", "0", None),
        ("month", "2025-03", "2025-03"),
        ("month", "03/2025", "2025-03"),
        ("month", "Août 2025", "2025-08"),
        ("month", "2025-03-01", "2025-03"),
        ("month", "févr. 2025", "2025-02"),
        ("month", "janv-25", "2025-01"),
        ("month", "Jan 25", "2025-01"),
        ("month", "déc.-2024", "2024-12"),
        ("month", "2025 mars", "2025-03"),
        ("month", "enero de 2025", "2025-01"),
        ("month", "März 2025", "2025-03"),
        ("month", "total 2025", None),
        ("month", "13/2025", None),
        ("month", "jui 2025", None),
        ("hour", "15", 15),
        ("hour", "9h", 9),
        ("hour", "08h-09h", 8),
        ("hour", "8:00- 9:00", 8),
        ("hour", "08:30 - 09:00", 8),
        ("hour", "de 8h à 9h", 8),
        ("hour", "8-9", 8),
        ("hour", "[14h-15h[", 14),
        ("hour", "2 PM", 14),
        ("hour", "2:00 p.m. - 3:00 p.m.", 14),
        ("hour", "1-2 pm", 13),
        ("hour", "11 - 12 pm", 11),
        ("hour", "9h-12h", None),
        ("hour", "2025-03-01 14:05:00", 14),
        ("hour", "12 AM", 0),
        ("hour", "9 appels", None),
        ("hour", "2025", None),
        ("hour", "15:30", 15),
        ("hour", "24", None),
        ("transferred", "Oui", True),
        ("transferred", "NO", False),
        ("transferred", "1", True),
        ("transferred", "Faux", False),
        ("transferred", "bof", None),
        ("outcome", "  ANSWERED ", "answered"),
        ("outcome", "Voice server", "voice_server"),
        ("outcome", "décroché", None),
    ],
)
def test_words_of_a_kind(column, cell, value):
    assert words.reader(TABLES["contacts"][column], {}, None)(cell)[0] == value


@pytest.mark.parametrize(
    ("cell", "slot"),
    [
        *[("08:30", 17), ("8h00", 16), ("8 h 30", 17), ("14h", 28), ("08:30:00", 17), ("00:00", 0), ("23:45", 47), ("0930", 19)],
        *[("08:30-09:00", 17), ("8h30 à 9h", 17), ("de 8h à 9h", 16), ("8:00- 9:00", 16), ("08h-09h", 16)],
        *[
            ("2025-03-03T08:30:00", 17),
            ("03/03/2025 14:00", 28),
            ("3/3/2025 2:30 PM", 29),
            ("12:15 am", 0),
            ("08.30-09.00", 17),
            ("2:30 PM - 3:00 PM", 29),
        ],
        *[("24:00", None), ("8:75", None), ("matin", None), ("36", None), ("12/05/2025", None), ("2025-03-03", None)],
        *[
            ("03-03-2025", None),
            ("03.03.2025", None),
            ("2025-03-03T08:30:00Z", None),
            ("2025-03-03T08:30:00+01:00", None),
            ("8:00 - 8:30 PM", None),
        ],
    ],
)
def test_a_half_hour_is_that_of_a_time_or_of_the_beginning_of_an_interval(cell, slot):
    assert words.reader(TABLES["call_counts"]["slot"], {}, None)(cell)[0] == slot


@pytest.mark.parametrize("cell", ["?", "-", "N/A", "NULL", "  ", "#N/A", "Non renseigné"])
@pytest.mark.parametrize("kind", ["text", "integer", "seconds", "boolean"])
def test_a_cell_that_says_nothing_is_no_error(cell, kind):
    assert words.reader(Column("x", kind), {}, None)(cell) == (None, None)


def test_a_word_of_the_file_is_found_whatever_its_case_and_accents():
    read = words.reader(Column("outcome", "choice", OUTCOMES), {"Décroché": "answered", "-": "unanswered"}, None)
    assert [read(cell) for cell in ("DECROCHE ", "décroché", "-", "Sonné")] == [("answered", None)] * 2 + [
        ("unanswered", None),
        (None, "unknown_value"),
    ]


def test_a_list_of_channels_keeps_its_order_and_its_known_words():
    read = words.reader(Column("channel", "choices", CHANNELS), {"Téléphone": "phone", "Courriel": "email"}, "|")
    assert read("Courriel|Téléphone|courriel") == ("email,phone", None)
    assert read("Pigeon|Téléphone") == ("phone", "unknown_value")
    assert read("|") == (None, None)


def test_a_word_mapped_to_nothing_is_no_unknown_word():
    assert words.reader(Column("outcome", "choice", ("answered",)), {"Test": ""}, None)("test") == (None, None)
    assert words.reader(Column("channel", "choices", CHANNELS), {"Autre": ""}, "|")("Autre|phone") == ("phone", None)


def test_a_state_mapped_to_nothing_says_that_the_case_goes_on_and_any_other_word_mapped_so_says_nothing():
    read = words.reader(Column("end", "choice", ("closed", "open")), {"En cours": "", "*": ""}, None)
    assert (read("en cours"), read("closed"), read("enquête envoyée")) == (("open", None), ("closed", None), (None, None))


def test_a_contact_by_several_channels_is_one_row_with_its_first_channel(mission):
    text = "Mois;Canal\n2025-01;Téléphone|Courriel\n2025-02;\n2025-03;Courriel\n"
    values = {"channel": {"Téléphone": "phone", "Courriel": "email"}}
    mission.add("m.csv", text, columns={"month": "Mois", "channel": "Canal"}, values=values, list_separator="|").take()
    assert mission.values("channel") == ["phone", None, "email"]
    assert mission.rows("contact_channels") == [(1, "phone"), (1, "email"), (3, "email")]


def test_an_unknown_word_leaves_the_value_empty_keeps_the_row_and_is_counted(mission):
    text = "Date appel;Statut\n03/02/2025 09:00;Décroché\n03/02/2025 09:02;perdu\n03/02/2025 09:03;Jean Dupont\n" + "".join(
        f"03/02/2025 1{hour}:01;Perdu\n03/02/2025 1{hour}:02;jean@example.org\n" for hour in range(3)
    )
    columns = {"occurred_at": "Date appel", "outcome": "Statut"}
    ledger = mission.add("a.csv", text, columns=columns, values={"outcome": {"decroche": "answered"}}).take()
    assert mission.values("outcome") == ["answered", *[None] * 8]
    assert ledger.unknown == {"outcome": {"words": 4, "rows": 8}}
    assert ledger.doubts == [{"column": "outcome", "reason": "unknown_value", "rows": 8}]
    saved = json.loads((mission.folder / "work" / "intake.json").read_text(encoding="utf-8"))
    assert saved["sources"][0]["unknown"] == ledger.unknown
    assert saved["latest_stamp"] == "2025-02-03T12:02:00"


def test_topics_are_grouped_and_constants_fill_their_column(mission):
    text = "Date appel;Motif\n03/02/2025 09:00; CNI \n03/02/2025 09:01;Passeport\n03/02/2025 09:02;Voirie\n"
    columns = {"occurred_at": "Date appel", "topic": "Motif"}
    mission.add(
        "a.csv",
        text,
        columns=columns,
        values={"topic": {"cni": "Titres", "passeport": "Titres"}},
        fixed={"site": "Mairie"},
        channel="phone",
    ).take()
    assert mission.rows("contacts", "topic, site, channel, wait_s") == [("Titres", "Mairie", "phone", None)] * 2 + [
        ("Voirie", "Mairie", "phone", None)
    ]


def test_doubtful_rows_are_kept_and_flagged_or_refused(mission):
    text = """N°;Ouvert;Clos;Réouvert
1;10/02/2025 10:00;09/02/2025 10:00;0
2;10/02/2025 10:00;10/02/2025;-1
3;13/01/2026 10:00;;0
4;11/01/2026 10:00;;0
5;01/01/1900 00:00;;0
6;10/02/2025 10:00;01/01/1900 00:00;x
7;10/02/2025 10:00;hier;0
8;10/02/2025 10:00;31/12/2098 00:00;0
"""
    columns = {"case_id": "N°", "opened_at": "Ouvert", "closed_at": "Clos", "reopen_count": "Réouvert"}
    ledger = mission.add("d.csv", text, "cases", columns).take()
    assert (ledger.read, ledger.accepted, ledger.reasons) == (8, 5, {"after_extract": 1, "implausible": 1, "unreadable": 1})
    assert ledger.doubts == [
        {"column": "closed_at", "reason": "after_extract", "rows": 1},
        {"column": "closed_at", "reason": "implausible", "rows": 1},
        {"column": "closed_at", "reason": "out_of_order", "rows": 1},
        {"column": "reopen_count", "reason": "negative", "rows": 1},
        {"column": "reopen_count", "reason": "unreadable", "rows": 1},
    ]
    assert [closed is None for closed in mission.values("closed_at", "cases")] == [False, False, True, True, False]
    assert ledger.latest_stamp == "2026-01-11T10:00:00"


@pytest.mark.parametrize(
    ("cell", "reading"),
    [("12 + 3", (15, None)), ("1 234 + 2", (1236, None)), ("12 + x", (None, "unreadable")), ("12 + -3", (None, "negative"))],
)
def test_counts_in_several_cells_are_one_number(cell, reading):
    assert words.reader(TABLES["call_counts"]["offered"], {}, None)(cell) == reading
