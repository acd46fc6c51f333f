"""What is looked at of a file: enough of its rows and columns, and each file once."""

from __future__ import annotations

import pytest

from diagnostic import memory
from diagnostic.intake.files import encodings, readers
from diagnostic.proposal import propose_files, sample


@pytest.fixture
def received(tmp_path):
    """A file of `data/` by its content, as it is named in `engagement.yml`."""

    def put(content: str) -> str:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "x.csv").write_text(content, encoding="utf-8")
        return "data/x.csv"

    return put


def test_of_very_many_columns_the_first_are_looked_at_and_the_others_told(tmp_path, received):
    width = sample.WIDEST + 100
    rows = [";".join([f"{row % 28 + 1:02}/01/2025 10:00", *["x"] * (width - 1)]) for row in range(40)]
    file = received("\n".join([";".join(["Date appel", *(f"v{number}" for number in range(1, width))]), *rows]))
    (seen,) = sample.samples(tmp_path, file)
    assert len(seen.fields) == sample.WIDEST and seen.beyond == 100 and seen.rows == 40
    (told,) = (point for point in propose_files(tmp_path, [file]).all_points if point.question.key == "proposal.ask.beyond")
    assert told.question.values == {"file": file, "seen": sample.WIDEST, "columns": width}


def test_of_very_many_rows_all_count_and_those_of_one_case_stay_together(tmp_path, received, monkeypatch):
    monkeypatch.setattr(sample, "WHOLE", 20_000)
    rows = [f"D{number // 4};{number % 28 + 1:02}/01/2025;etape {number % 4}" for number in range(60_000)]
    (seen,) = sample.samples(tmp_path, received("\n".join(["N° dossier;Date;Étape", *rows])))
    case, _, step = seen.fields
    assert seen.total == 60_000 and seen.rows < 30_000
    assert case.distinct / case.filled == pytest.approx(0.25, abs=0.01)
    assert set(step.words) == {"etape 0", "etape 1", "etape 2", "etape 3"} and sum(step.words.values()) == seen.rows


def test_the_engine_of_a_sample_is_kept_within_the_memory_of_the_command(tmp_path, received, monkeypatch):
    monkeypatch.setenv(memory.VARIABLE, "1000")
    (seen,) = sample.samples(tmp_path, received("Date;Motif\n01/01/2025;a\n02/01/2025;b"))
    limit, spill = seen.connection.execute("select current_setting('memory_limit'), current_setting('temp_directory')").fetchall()[0]
    assert limit.startswith("667")  # 700 MB in units of 1,024
    assert spill == (tmp_path / "work" / "spill").as_posix()


def test_the_line_of_headers_is_found_without_reading_the_file_again(tmp_path, received, monkeypatch):
    opened = []
    monkeypatch.setattr(sample, "examine", lambda *named: opened.append(named) or encodings.examine(*named))
    monkeypatch.setattr(readers, "examine", lambda *named: opened.append(named) or encodings.examine(*named))
    wide = "un;deux;trois;quatre;cinq\n"
    table = "Date appel;Statut;Attente\n" + "".join(f"{day:02}/01/2025 10:00;Décroché;{day}\n" for day in range(1, 29))
    (seen,) = sample.samples(tmp_path, received(wide + table))
    assert seen.headers == ["Date appel", "Statut", "Attente"] and seen.header_row == 2
    assert len(opened) == 1


def test_a_word_counts_as_often_as_it_stands_and_a_column_of_many_is_seen_through_some(tmp_path, received):
    rows = [f"{number};{'oui' if number % 3 else 'non'};{'' if number % 2 else '-'}" for number in range(3_000)]
    (seen,) = sample.samples(tmp_path, received("\n".join(["numero;reponse;rien", *rows])))
    number, answer, nothing = seen.fields
    assert answer.words == {"oui": 2_000, "non": 1_000} and answer.filled == 3_000 and answer.distinct == 2
    assert number.distinct == number.filled == 3_000 and len(number.words) == sample.WORDS
    assert nothing.filled == 0 and nothing.words == {}
