"""No identifier in clear, spellings of one number are one person, and the key stays with the user."""

import hashlib
import hmac
import re

import duckdb
import pytest

from diagnostic import schema
from diagnostic.errors import UserError
from diagnostic.intake.identity import phones
from diagnostic.intake.identity.phones import region
from diagnostic.intake.identity.pseudonyms import Pseudonyms, code_sql
from tests.intake.mission import Mission

SPELLINGS = [
    "0612345678",
    "06 12 34 56 78",
    "06.12.34.56.78",
    "+33 6 12 34 56 78",
    "0033612345678",
    "+33 (0)6 12 34 56 78",
    "612345678",
    "33612345678",
    "+33.6.12.34.56.78",
    "00 33 (0)6 12 34 56 78",
    "tel:+33612345678",
    "06\u202f12\u202f34\u202f56\u202f78",
    "(0)6 12 34 56 78",
    "612345678.0",
]


@pytest.mark.parametrize("text", [*SPELLINGS, "06-12-34-56-78 poste 3", "06 12 34 56 78\u00a0"])
def test_every_spelling_of_a_number_is_one_number(text):
    assert phones.normalise(text, "FR") == phones.normalise(text, "RE") == ("+33612345678", None)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Anonyme", (None, "hidden")),
        ("Numéro masqué", (None, "hidden")),
        ("0000000000", (None, "hidden")),
        ("2143", (None, "internal")),
        ("12345", (None, "internal")),
        ("1111", (None, "internal")),
        ("bonjour", (None, "unreadable")),
        ("123456789012345678", (None, "length")),
        ("+41 22 123 45 67", ("+41221234567", None)),
        ("0262 12 34 56", ("+262262123456", None)),
    ],
)
def test_hidden_internal_foreign_and_impossible_numbers(text, reading):
    assert phones.normalise(text, "FR") == reading


def test_an_overseas_town_has_its_own_prefix():
    paris = "Europe/Paris"
    assert (region("FR-RE", paris), region("FR-GES", paris), region("CA-QC", paris)) == ("RE", "FR", "CA")
    assert (region("FR", "Indian/Reunion"), region("FR", "America/Martinique"), region("FR", paris)) == ("RE", "MQ", "FR")
    assert phones.normalise("692 12 34 56", "RE") == ("+262692123456", None)


@pytest.mark.parametrize("home", ["FR", "RE", "MQ"])
@pytest.mark.parametrize(
    ("text", "number"), [("0692 12 34 56", "+262692123456"), ("0696.12.34.56", "+596696123456"), ("00262 692 12 34 56", "+262692123456")]
)
def test_a_number_of_ten_digits_is_the_same_line_from_anywhere_in_france(text, number, home):
    assert phones.normalise(text, home) == (number, None)


@pytest.mark.parametrize(
    "text",
    [
        "Jeanne.Dupont@Example.org",
        " <jeanne.dupont@example.org> ",
        "Jeanne Dupont <jeanne.dupont@example.org>",
        "mailto:jeanne.dupont@example.org",
    ],
)
def test_every_spelling_of_an_address_is_one_address(text):
    assert Pseudonyms(b"k" * 32, "FR").reader(schema.TABLES["contacts"]["email"])(text) == ("jeanne.dupont@example.org", None)


def test_two_numbers_in_a_cell_are_not_one_and_slashes_may_separate_digits():
    assert phones.read("06 12 34 56 78 / 01 45 67 89 01", "FR") == phones.read("06/12/34/56/78", "FR") == ("+33612345678", None)


def test_identifiers_are_hashed_by_hmac_sha256_with_the_key_of_the_user(mission, keys):
    mission.add("a.csv", "N°;Date appel\n ab 12 ;03/02/2025 09:00\n", columns={"case_id": "N°", "occurred_at": "Date appel"}).take()
    name = (mission.folder / "work" / "key_id").read_text(encoding="utf-8").strip()
    key = bytes.fromhex((keys / f"{name}.key").read_text(encoding="utf-8"))
    assert mission.values("case_id") == [hmac.new(key, b"case_id:AB12", hashlib.sha256).hexdigest()[:32]]
    assert [path.name for path in keys.iterdir()] == [f"{name}.key"]


def test_the_same_key_gives_the_same_hashes_and_another_engagement_others(mission, tmp_path):
    text, columns = "N°;Date appel\n12;03/02/2025 09:00\n", {"case_id": "N°", "occurred_at": "Date appel"}
    mission.add("a.csv", text, columns=columns).take()
    first = mission.values("case_id")
    mission.take()
    other = Mission(tmp_path / "other").add("a.csv", text, columns=columns)
    other.take()
    assert first == mission.values("case_id") != other.values("case_id")


@pytest.mark.parametrize("damaged", ["not a key", "", "ab12"])
def test_a_damaged_key_is_told(mission, keys, damaged):
    mission.add("a.csv", "N°;Date appel\n12;03/02/2025 09:00\n", columns={"case_id": "N°", "occurred_at": "Date appel"}).take()
    next(keys.iterdir()).write_text(damaged, encoding="utf-8")
    with pytest.raises(UserError) as error:
        mission.take()
    assert error.value.problems[0].key == "intake.key"


def test_nothing_personal_is_written_where_it_may_be_sent_or_measured(mission):
    text = """N°;Date appel;Numéro;Courriel;Motif;Nom;Né le;Statut
A-77812;03/02/2025 09:00;06 12 34 56 78;Jeanne.Dupont@example.org;Voirie;Jeanne Dupont;01/02/1960;Décroché
A-77813;04/02/2025 09:00;0698765432;paul@example.org;rappeler paul@example.org;Paul Martin;01/02/1961;0698765432
A-77814;pas de date;0698765431;zoe@example.org;appeler le 06 98 76 54 31;Zoé Durand;01/02/1962;Décroché
"""
    columns = {"case_id": "N°", "occurred_at": "Date appel", "phone": "Numéro", "email": "Courriel", "topic": "Motif", "outcome": "Statut"}
    ledger = mission.add("a.csv", text, columns=columns, values={"outcome": {"Décroché": "answered"}}).take()
    assert ledger.dropped == ["Nom", "Né le"]
    assert [topic.startswith("masked-") for topic in mission.values("topic")] == [False, True]
    planted = re.compile(
        r"dupont|martin|durand|example|7781[234]|612345678|98765432|98765431|06 12|06 98|(?<![0-9a-f])196[012](?![0-9a-f])|pas de date",
        re.IGNORECASE,
    )
    work = mission.folder / "work"
    stored = str(mission.rows("contacts"))
    assert not planted.search(stored)
    for name in ("intake.json", "rejects.csv", "key_id"):
        assert not planted.search((work / name).read_text(encoding="utf-8")), name
    for path in (work / "store").iterdir():
        assert not planted.search(path.read_bytes().decode("latin-1")), path.name
    assert "pas de date" in (work / "rejects_values.csv").read_text(encoding="utf-8")


def test_an_extension_is_an_internal_call_and_nobody(mission):
    text = "Date appel;Numéro;Motif\n03/02/2025 09:00;2143;A\n03/02/2025 09:01;Anonyme;B\n03/02/2025 09:02;0612345678;C\n"
    ledger = mission.add("a.csv", text).take()
    assert mission.rows("contacts", "party, person") == [("internal", None), (None, None), (None, 1)]
    assert (ledger.identifiers, ledger.doubts) == ({"phone": {"hidden": 1, "internal": 1, "known": 1}}, [])


@pytest.mark.parametrize(
    "cell, code",
    [
        *(("0012", "0012"), ("A-12/b", "A-12/B"), ("A_1.2", "A_1.2"), ("a 12", "A12"), ("12\u00a0B", "12B"), ("1é", "1É"), ("A12 ", "A12")),
        *(("12**", None), ("1*2", "1*2"), ("•12", None), ("12###", None), ("xxx", None), ("XXX", None), ("XXX1", "XXX1"), ("_._", None)),
        *(("n/a", None), ("N/A", None), ("#DIV/0!", None), ("-", None), ("--1", "--1"), ("NC", None), ("", None), ("AB", "AB")),
    ],
)
def test_a_code_is_in_one_form_or_none(cell, code):
    with duckdb.connect() as connection:
        connection.execute("create table cells as select ? as cell", [cell])
        assert connection.execute(f"select {code_sql('cell')} from cells").fetchall() == [(code,)]
