"""Text of DOS, of an old Mac, or encoded twice is put right and named; text in today's encodings is left as it is."""

import io

import openpyxl
import pytest

from diagnostic.intake.files import encoded_twice, encodings
from tests import cases
from tests.intake.exports import QUEUE_LOG, taken

COLUMNS = {"occurred_at": "Créé le", "topic": "Intitulé"}
TEXTS = {
    "names": ["État civil", "Élections", "Hôtel de ville", "Œuvres sociales", "Garderie à l'école", "Où s'adresser ?", "Maïs et blé"],
    "capitals": ["ÉTAT CIVIL", "ÉLECTIONS", "HÔTEL DE VILLE", "CRÈCHE", "ACCUEIL À L'ÉCOLE", "SANTÉ", "PROPRETÉ"],
    "signs": ["l’eau", "l’été", "20 € par an", "« urgent »", "voirie – trottoir", "n° 12", "m²"],
    "one": ["voirie", "eau", "voirie", "eau", "Santé", "voirie", "eau"],
    "spanish": ["Matrícula", "Año escolar", "Información", "Teléfono", "Pensión", "Música", "Niños"],
    "german": ["Bürgerbüro", "Straße", "Müllabfuhr", "Gebühren", "Führerschein", "Größe", "Behörde"],
}


def export(words):
    rows = "".join(f"{1 + at % 28:02d}/02/2025 10:00;{word}\n" for at, word in enumerate(words * 3))
    return f"Créé le;Intitulé;Réf.\n{rows}".replace("10:00", "10:00:00").replace("\n", ";x\n").replace("Réf.;x", "Réf.", 1)


def readable(text, encoding):
    """The words of a text that an encoding can write."""
    return [word for word in text if word == word.encode(encoding, "ignore").decode(encoding)]


def doubled(text, page):
    return text.encode("utf-8").decode(page, "surrogateescape" if page == "latin-1" else "replace")


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize(
    ("encoding", "oddity"), [("cp850", "dos"), ("mac_roman", "mac"), ("cp1252", None), ("utf-8", None), ("utf-8-sig", None)]
)
def test_a_file_reads_alike_in_the_encodings_of_windows_dos_and_the_mac(mission, encoding, oddity, words):
    said = readable(TEXTS[words], encoding)
    ledger = mission.add("a.csv", export(said).encode(encoding), columns=COLUMNS).take()
    assert mission.values("topic") == said * 3
    assert ledger.encoding == encoding
    assert [note["note"] for note in ledger.notes if note["note"].startswith("characters")] == ([f"characters_{oddity}"] if oddity else [])


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize("page", ["latin-1", "mac_roman", "cp850"])
def test_text_encoded_twice_is_put_right_and_named(mission, page, words):
    ledger = mission.add("a.csv", doubled(export(TEXTS[words]), page), columns=COLUMNS).take()
    assert mission.values("topic") == TEXTS[words] * 3
    assert {"note": "characters_twice"} in ledger.notes
    assert ledger.encoding == f"utf-8-as-{'cp1252' if page == 'latin-1' else page}"


def test_text_that_windows_encoded_twice_is_put_right_behind_its_mark(mission):
    text = "\ufeff" + export([word for word in TEXTS["names"] if "à" not in word])
    mission.add("a.csv", text.encode("utf-8").decode("cp1252"), columns=COLUMNS).take()
    assert mission.values("topic")[:4] == ["État civil", "Élections", "Hôtel de ville", "Œuvres sociales"]


def test_a_workbook_made_from_text_encoded_twice_is_put_right_and_named(mission):
    book = openpyxl.Workbook()
    for line in doubled(export(TEXTS["names"]), "latin-1").splitlines():
        book.active.append(line.split(";"))
    written = io.BytesIO()
    book.save(written)
    ledger = mission.add("a.xlsx", written.getvalue(), columns=COLUMNS).take()
    assert mission.values("topic") == TEXTS["names"] * 3
    assert {"note": "characters_twice"} in ledger.notes


def test_rows_encoded_twice_among_sound_ones_are_put_right(mission):
    sound = export(TEXTS["names"])
    mission.add("a.csv", sound + doubled(sound.split("\n", 1)[1], "latin-1"), columns=COLUMNS).take()
    assert set(mission.values("topic")) == set(TEXTS["names"])


@pytest.mark.parametrize("text", ["«IRMÃ»", "SÃO JOÃO", "Å", "√2", "¬", "Â", "MANHÃ"])
def test_letters_that_begin_a_doubled_one_are_left_alone_in_sound_text(mission, text):
    mission.add("a.csv", export([text, *TEXTS["names"]] * 3), columns=COLUMNS).take()
    assert text in mission.values("topic")


def test_a_decoder_fed_byte_by_byte_gives_the_same_text():
    decoder = __import__("codecs").getincrementaldecoder("utf-8-as-cp1252")()
    given = doubled("été à Évry – œuvre", "latin-1").encode("utf-8")
    text = "".join(decoder.decode(given[place : place + 1]) for place in range(len(given))) + decoder.decode(b"", True)
    assert text == "été à Évry – œuvre"
    assert encoded_twice.page_of([given]) == "cp1252"


def test_a_line_of_a_queue_log_written_twice_is_heard_once(mission, tmp_path):
    plain = taken(mission, "queue_log", QUEUE_LOG, "asterisk_queue_log")
    rows = mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, transferred")
    mission.sources.clear()
    ledger = taken(mission, "queue_log.2", "".join(line + "\n" + line + "\n" for line in QUEUE_LOG.splitlines()), "asterisk_queue_log")
    assert mission.rows("contacts", "occurred_local, outcome, wait_s, handle_s, transferred") == rows
    assert {"note": "lines_twice", "rows": ledger.aside["repeated"]} in ledger.notes
    assert (ledger.aside["repeated"], ledger.aside["folded"]) == (14, plain.aside["folded"])


def test_who_takes_a_call_over_talks_on(mission):
    taken(
        mission,
        "queue_log",
        """1736154000|9.1|accueil|NONE|ENTERQUEUE||0612345678|1
1736154010|9.1|accueil|SIP/1|CONNECT|10|x|3
1736154070|9.1|accueil|SIP/1|BLINDTRANSFER|200|default|10|60|1
1736154070|9.1|urbanisme|NONE|ENTERQUEUE||0612345678|1
1736154100|9.1|urbanisme|SIP/2|CONNECT|30|y|3
1736154400|9.1|urbanisme|SIP/2|COMPLETECALLER|30|300|1
""",
        "asterisk_queue_log",
    )
    assert mission.rows("contacts", "wait_s, handle_s, transferred, queue") == [(40, 360, True, "accueil")]


def test_a_log_rotated_and_kept_counts_its_calls_once(mission):
    lines = QUEUE_LOG.splitlines(keepends=True)
    for name, kept in (("queue_log.1", lines[:10]), ("queue_log", lines)):
        path = mission.folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(kept), encoding="utf-8")
        mission.read(name, columns={}, preset="asterisk_queue_log")
    mission.take()
    assert len(mission.rows("contacts")) == 5
    assert sorted(mission.values("wait_s"), key=str) == sorted([25, 60, 65, 5, None], key=str)


@pytest.mark.parametrize("name", ["csv_cp850", "csv_double_utf8"])
def test_a_file_of_a_town_in_an_old_encoding_is_read_like_any_other(name, tmp_path):
    with cases.derived(cases.proposed(name, tmp_path)) as store:
        found = store.query("select outcome, count(*) as calls from fact_contacts where counted and in_period group by 1")
    assert dict(found.itertuples(index=False)).keys() == {"answered", "abandoned"}
    assert found["calls"].sum() == 240


@pytest.mark.parametrize("name", ["ql_plain", "ql_lines_twice", "ql_transfer_two_queues"])
def test_a_log_of_a_town_gives_each_call_once(name, tmp_path):
    with cases.derived(cases.proposed(name, tmp_path)) as store:
        found = store.query("select wait_s, handle_s from contacts order by occurred_at")
    assert found["wait_s"].tolist()[:20] == [20.0] * 20
    assert found["handle_s"].tolist()[:20] == [100.0] * 20
    if name == "ql_transfer_two_queues":
        assert found["handle_s"].max() == 420


@pytest.mark.parametrize("chunk", [1, 3, 64])
def test_what_is_no_utf8_is_counted_alike_however_the_file_is_cut(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(encodings, "CHUNK", chunk)
    text = "é".encode("cp1252") + " à la œuvre é€".encode() + b" \xe9\xe9 \xc3\xa9\xe9 \xe2\x82 x\xff" + b"\xc3"
    path = tmp_path / "lu.csv"
    path.write_bytes(text)
    read = text.decode("utf-8", "replace")
    broken = read.count("\ufffd")
    assert encodings._scars(path) == (broken, sum(character > "\x7f" for character in read) - broken)


def test_the_bytes_that_a_page_does_not_use_are_not_of_it(tmp_path):
    path = tmp_path / "lu.csv"
    for byte in range(256):
        path.write_bytes(b"a" + bytes([byte]))
        assert encodings._decodes(path, "cp1252") == (bytes([byte]).decode("cp1252", "replace") != "\ufffd")
