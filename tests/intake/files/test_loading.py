"""What the engine reads of a file by itself is what looking at each of its lines gives."""

import random
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from diagnostic.engagement import Source
from diagnostic.intake.files import loading, pages, readers
from diagnostic.intake.files.loading import Loading
from diagnostic.intake.files.pages import Page
from diagnostic.intake.files.rows import Aside, Plain
from tests.cases import CASES


def read(folder: Path, text: str, way: str, encoding: str = "utf-8") -> tuple[list[tuple[object, ...]], Aside]:
    """The rows of a text (line, cells), as the engine has them or as Python reads them, and what was set aside."""
    (folder / "lu.csv").write_bytes(text.encode(encoding))
    source = Source.model_construct(file="lu.csv", table="contacts", columns={})
    opened = readers.open_source(folder, source)
    if way == "loaded":
        with duckdb.connect() as connection:
            readers.load(connection, opened)
            rows = connection.execute("select * exclude (h) from raw").fetchall()
    else:
        rows = [(line, *cells) for lines, batch in opened.sheet.batches() for line, cells in zip(lines, batch, strict=True)]
    return rows, opened.sheet.aside


PIECES = ('"', '""', ";", "\n", "\r\n", "\r", '"\n', '\n"', ';"', '";', "\t", " ", "Total;", "\x01", "\x01n", "\u2028", "\u00a0", "é", "\\")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoted", [False, True])
def test_what_the_engine_reads_is_what_lines_looked_at_one_by_one_give(tmp_path, monkeypatch, end, quoted):
    chance = random.Random(end + str(quoted))
    for _ in range(25):
        cells = [["Date", "Motif", "Texte"]]
        cells += [[f"0{day % 9 + 1}/02/2025", chance.choice(("A", "Total", "", "Voirie, nord")), "été"] for day in range(60)]
        written = end.join(";".join(f'"{cell}"' if quoted else cell for cell in row) for row in cells) + end
        for _ in range(chance.randrange(6)):
            at = chance.randrange(24, len(written))
            written = written[:at] + chance.choice(PIECES) + written[at:]
        engine, engine_aside = read(tmp_path, written, "loaded")
        assert engine == read(tmp_path, written, "python")[0]
        with monkeypatch.context() as patched:
            patched.setattr(Page, "plain", lambda page, *_: np.zeros(len(page), dtype=bool))
            assert (engine, engine_aside) == read(tmp_path, written, "python")


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*.csv")), ids=lambda path: path.parent.name)
def test_the_files_of_the_cases_are_read_alike_by_both(tmp_path, monkeypatch, path):
    written = path.read_bytes().decode("latin-1")
    engine, aside = read(tmp_path, written, "loaded", "latin-1")
    monkeypatch.setattr(Page, "plain", lambda page, *_: np.zeros(len(page), dtype=bool))
    assert (engine, aside) == read(tmp_path, written, "python", "latin-1")


def test_a_line_longer_than_the_engine_expects_is_read(tmp_path):
    long = "x" * 3_000_000
    text = f'Date;Motif\n01/02/2025;{long}\n02/02/2025;"{long}\nA"\n'
    assert read(tmp_path, text, "loaded")[0] == [(2, "01/02/2025", long), (3, "02/02/2025", f"{long}\nA")]


def test_rows_keep_their_line_of_the_file_after_a_cell_of_several_lines(tmp_path):
    assert read(tmp_path, 'a;b\n"un\ndeux";x\nc;d\n', "loaded")[0] == [(2, "un\ndeux", "x"), (4, "c", "d")]


def test_parts_read_while_the_next_are_written_keep_the_order_and_their_lines(tmp_path, monkeypatch):
    text = "a;b\n" + "".join(f'{row};"x {row}"\n' if row % 7 else f'{row};"deux\nlignes"\n' for row in range(400))
    whole = read(tmp_path, text, "loaded")
    parts = []
    with monkeypatch.context() as patched:
        patched.setattr(loading, "CHUNK", 300)
        read_part = Loading._read
        patched.setattr(Loading, "_read", lambda of, part: (parts.append(part.path.name), time.sleep(0.001), read_part(of, part)))
        patched.setattr(pages, "CHUNK", 150)
        assert read(tmp_path, text, "loaded") == whole
    assert len(set(parts)) == len(parts) > 10
    assert [int(first) for _, first, _ in whole[0]] == list(range(400))


def test_what_the_engine_refuses_of_a_part_is_not_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "CHUNK", 300)
    monkeypatch.setattr(pages, "CHUNK", 150)
    read_part = Loading._read

    def refused(of, part):
        if part.path.name == "rows1.csv":
            raise OSError("no room")
        read_part(of, part)

    monkeypatch.setattr(Loading, "_read", refused)
    with pytest.raises(OSError, match="no room"):
        read(tmp_path, "a;b\n" + "1;2\n" * 400, "loaded")


@pytest.mark.parametrize("off", [-1, 1])
def test_a_row_too_few_or_too_many_of_what_the_engine_reads_never_passes(tmp_path, monkeypatch, off):
    add = Loading.add

    def miscounted(into, piece):
        add(into, replace(piece, count=piece.count + off) if isinstance(piece, Plain) else piece)

    monkeypatch.setattr(Loading, "add", miscounted)
    with pytest.raises(RuntimeError, match="rows were written for the engine"):
        read(tmp_path, "Date;Motif\n" + "01/02/2025;Voirie\n" * 40, "loaded")


def test_miscounts_that_make_up_for_each_other_never_pass(tmp_path):
    text, sheet = b"01/02/2025;Voirie\n" * 2, SimpleNamespace(header=SimpleNamespace(width=2), cells=2, separator=";")
    with duckdb.connect() as connection, pytest.raises(RuntimeError, match="rows were written for the engine"):
        connection.execute("create table raw (line BIGINT, c0 VARCHAR, c1 VARCHAR, h UBIGINT)")
        with Loading(connection, sheet) as into:
            into.add(Plain(2, 1, text))
            into._hand_over()
            into._begin()
            into.add(Plain(3, 3, text))


def several_lines(chance: random.Random, end: str) -> str:
    """A text many of whose rows have cells of several lines, some of them odd ones; a stray quote or another sign now and then."""
    rows = ["Date;Motif;Texte"]
    for day in range(chance.choice((5, 60))):
        inner = chance.choice((end, "\n", "\r\n", "\r"))
        long = f'"x{inner * chance.randrange(1, 14)}y"'
        texts = [
            f'"un{inner}deux"',
            f'"a ""b""{inner} c; d{inner}e"',
            f'"{inner}"',
            f'"fin{inner}"',
            long,
            f'"1;2;3{inner}4;5;6"',
            "été",
            "",
        ]
        cells = [f"0{day % 9 + 1}/02/2025", chance.choice(("A", "Total", '"x; y"')), chance.choice(texts)]
        if chance.random() < 0.1:
            cells[0] = chance.choice(('"Total"', f'"Tot{inner}al"', "", f'"{inner}"', "Date"))
        rows.append(";".join([*cells, "trop"] if chance.random() < 0.03 else cells))
    text = end.join(rows) + chance.choice((end, ""))
    for _ in range(chance.choice((0, 0, 1, 3))):
        at = chance.randrange(20, len(text))
        text = text[:at] + chance.choice(PIECES) + text[at:]
    return text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("chunk", [1 << 18, 64, 400])
def test_rows_of_several_lines_seen_together_are_those_looked_at_one_by_one(tmp_path, monkeypatch, end, chunk):
    chance, together = random.Random(f"{end}{chunk}"), 0
    surveyed, whole = pages.surveyed, pages._whole_lines
    monkeypatch.setattr(pages, "CHUNK", chunk)
    for _ in range(20):
        text = several_lines(chance, end)
        seen = read(tmp_path, text, "loaded"), read(tmp_path, text, "python")
        together += any(surveyed(page, ";", {3}).inner is not None for page in whole([text.encode()], True))
        with monkeypatch.context() as patched:
            patched.setattr(pages, "surveyed", lambda page, separator, *_: surveyed(page, separator))
            patched.setattr(pages, "_whole_lines", lambda chunks, _: whole(chunks, False))
            one_by_one = read(tmp_path, text, "python")
        assert seen == (one_by_one, one_by_one)
    assert together


def test_a_quote_left_open_on_the_page_before_may_swallow_what_seems_a_row_of_several_lines(tmp_path, monkeypatch):
    before = 'Date;Motif;Texte\n01/02/2025;A;b\n02/02/2025;a"b;"jamais\n'
    behind = 'cassée\nx;A;"\n5";B\n03/02/2025;A;c\n'
    monkeypatch.setattr(pages, "CHUNK", len(before))
    assert pages.surveyed(behind.encode(), ";", {3}).inner is not None
    rows, aside = read(tmp_path, before + behind, "loaded")
    assert rows == [(2, "01/02/2025", "A", "b"), (3, "02/02/2025", 'a"b', "jamais\ncassée\nx;A;"), (7, "03/02/2025", "A", "c")]
    assert (aside.within, aside.broken) == (2, 1)


def test_a_page_without_its_returns_ends_where_it_did():
    page = pages.surveyed(b'a;b\r\nx;"un\r\ndeux"\r\nc;d\r\n', ";", {2})
    assert [page.lines(at, at + 1) for at in range(3)] == [b"a;b\n", b'x;"un\x01r\x01ndeux"\n', b"c;d\n"]
    assert page.height(0, 3) == 4
    alone = pages.surveyed(b"a;b\rc;d\r\ne;f", ";", {2})
    assert alone.lines(0, 3) == b"a;b\nc;d\ne;f\n"
    assert alone.lines(2, 3) == b"e;f\n"
