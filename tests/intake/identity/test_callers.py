"""A number of which only a part is there is nobody's: told, never a person, and its call counts."""

import pytest

from diagnostic.intake.identity import phones
from tests import cases

HEAD = "Date appel;Numéro;Motif\n"
MASKED = [
    *("061234****", "061234XXXX", "XXXXXX5842", "xxxxxx5842", "06 12 XX XX 78", "04 66 21 ** **", "06 12 34 ## ##", "06.12.34.--.--"),
    *("06 12 34 .. ..", "06 12 34 56 ••", "06123456…", "+336****5678", "+33 6 12 ** ** 78", "**********", "061234NNNN", "06/12/34/**/**"),
]
ROUNDED = ["6,13E+08", "6.13E+08", "6,13457E+08", "3,36E+10", "6E+08", "########"]
WRONG = ["061234567", "06123456789", "0612345", "061234", "+3361234567", "0262 1234"]


@pytest.mark.parametrize("home", ["FR", "RE", "MQ", "BE", "CA"])
@pytest.mark.parametrize("text", MASKED)
def test_a_masked_number_is_nobody_s_wherever_the_town_is(text, home):
    assert phones.read(text, home) == (None, "masked")


@pytest.mark.parametrize("text", ROUNDED)
def test_a_number_that_a_spreadsheet_rounded_is_nobody_s(text):
    assert phones.read(text, "FR") == (None, "ruined")


@pytest.mark.parametrize("text", WRONG)
def test_a_number_of_the_wrong_length_is_nobody_s(text):
    assert phones.read(text, "FR") == (None, "length")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6,12345678E+08", "+33612345678"),
        ("3.3612345678E+10", "+33612345678"),
        ("#31#0612345678", "+33612345678"),
        ("06--12--34--56--78", "+33612345678"),
        ("0612345678 x123", "+33612345678"),
        ("Mme X 0612345678", "+33612345678"),
    ],
)
def test_a_number_whose_digits_are_all_there_is_read_however_it_is_written(text, number):
    assert phones.read(text, "FR") == (number, None)


@pytest.mark.parametrize("home", ["FR", "RE", "GP", "GF", "MQ", "PM"])
@pytest.mark.parametrize("line", ["262301234", "263301234", "269611234", "692123456", "590123456", "690123456", "594123456", "596301234"])
def test_an_overseas_line_is_one_whatever_is_dialled_before_it(line, home):
    code = {"26": "262", "69": {"692": "262", "690": "590"}.get(line[:3]), "59": line[:3]}[line[:2]]
    dialled = [f"0{line}", f"+33{line}", f"0033 {line}", f"+{code} {line}", f"00{code}{line}", f"+{code} (0){line}", f"{code}{line}", line]
    assert {phones.read(text, home) for text in dialled} == {(f"+{code}{line}", None)}


def test_numbers_that_are_not_there_are_counted_and_told_and_their_calls_count(mission):
    cells = [*MASKED, *ROUNDED, *WRONG, "0612345678", "2143", "Anonyme", ""]
    rows = "".join(f"{1 + at // 24:02d}/02/2025 {at % 24:02d}:00:00;{cell};A\n" for at, cell in enumerate(cells))
    ledger = mission.add("a.csv", HEAD + rows).take()
    counted = {"masked": len(MASKED), "ruined": len(ROUNDED), "length": len(WRONG), "known": 1, "internal": 1, "hidden": 1}
    assert ledger.identifiers == {"phone": counted}
    told = {note["note"]: note["rows"] for note in ledger.notes if note["note"].startswith("identifier")}
    assert told == {f"identifier_{why}": counted[why] for why in ("masked", "ruined", "length", "internal")}
    assert [person for person in mission.values("person") if person is not None] == [1]
    assert mission.values("party").count("internal") == 1


def test_numbers_whose_end_was_written_over_are_nobody_s(mission):
    rows = "".join(f"{1 + at % 28:02d}/02/2025 10:{at % 60:02d}:00;06{12 + at}340000;A\n" for at in range(30))
    ledger = mission.add("a.csv", HEAD + rows + "01/02/2025 11:00:00;0612345678;A\n").take()
    assert ledger.identifiers == {"phone": {"masked": 30, "known": 1}}
    assert {person for person in mission.values("person")} == {None, 1}


@pytest.mark.parametrize(("rule", "party", "note"), [(None, None, "short"), (5, "internal", "internal"), (0, None, "length")])
def test_a_file_of_short_numbers_alone_counts_unless_they_are_said_to_be_extensions(mission, rule, party, note):
    rows = "".join(f"{1 + at:02d}/02/2025 10:00:00;{at % 7 + 1};A\n" for at in range(20))
    ledger = mission.add("a.csv", HEAD + rows, internal_digits=rule).take()
    assert set(mission.values("party")) == {party}
    assert set(mission.values("person")) == {None}
    assert ledger.identifiers == {"phone": {note: 20}}


def test_extensions_among_calls_that_go_out_do_not_make_those_that_come_in_callers(mission):
    rows = "".join(f"{1 + at:02d}/02/2025 10:00:00;{2100 + at};A;Sortant\n" for at in range(20))
    rows += "01/02/2025 11:00:00;2143;A;Entrant\n02/02/2025 11:00:00;0612345678;A;Entrant\n"
    columns = {"occurred_at": "Date appel", "phone": "Numéro", "topic": "Motif", "direction": "Sens"}
    values = {"direction": {"Sortant": "out", "Entrant": "in"}}
    mission.add("a.csv", "Date appel;Numéro;Motif;Sens\n" + rows, columns=columns, values=values).take()
    assert mission.values("party")[-2:] == ["internal", None]


@pytest.mark.parametrize("address", ["j*****@exemple.fr", "xxxx@exemple.fr", "jeanne@****.fr", "j...d@exemple.fr"])
def test_a_masked_address_or_user_number_is_nobody_s(mission, address):
    text = f"Date appel;Courriel;Usager\n03/02/2025 09:00;{address};U**7\n04/02/2025 09:00;{address};***\n"
    columns = {"occurred_at": "Date appel", "email": "Courriel", "user_id": "Usager"}
    ledger = mission.add("a.csv", text, columns=columns).take()
    assert mission.values("person") == [None, None]
    assert ledger.identifiers == {"email": {"masked": 2}}


CALLERS = {
    "phone_full": (240, 240),
    "phone_masked_stars_last4": (240, 0),
    "phone_masked_x_last4": (240, 0),
    "phone_sci_mixed": (240, 216),
    "phone_sci_short": (240, 0),
    "repeat_landline_full": (600, 600),
    "repeat_landline_spaced": (600, 0),
    "repeat_mobile_full_100": (600, 600),
    "repeat_mobile_masked_100": (600, 0),
    "run_masked_minutes": (600, 0),
}


@pytest.mark.parametrize("name", CALLERS)
def test_calls_of_a_town_count_and_masked_callers_are_nobody(name, tmp_path):
    with cases.derived(cases.proposed(name, tmp_path)) as store:
        counted = store.query("select count(*) as calls, count(distinct person) as persons from fact_contacts where counted and in_period")
    assert tuple(counted.iloc[0]) == CALLERS[name]
