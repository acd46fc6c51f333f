"""What a file may be at most: what is out of all proportion is refused with its reason, what is merely large is read."""

import gzip
import io
import json
import time

import openpyxl
import pytest

from diagnostic.errors import UserError
from diagnostic.intake.files import bounds, rows
from tests.intake.mission import counts

GOOD = "Date appel;Numéro;Motif\n" + "".join(f"{day:02}/02/2025 09:00;;Voirie {day}\n" for day in range(1, 29))


def refused(mission) -> list[str]:
    with pytest.raises(UserError) as raised:
        mission.take()
    return [problem.key for problem in raised.value.problems]


def test_a_file_that_unpacks_to_nothing_but_blanks_is_refused_at_once(mission):
    begun = time.process_time()
    assert refused(mission.add("a.csv.gz", gzip.compress(GOOD.encode() + b"\n" * 39_000_000))) == ["intake.bomb"]
    assert time.process_time() - begun < 5


def test_a_large_file_that_packs_as_data_does_is_read(mission, monkeypatch):
    monkeypatch.setattr(bounds, "SMALL", 0)
    assert counts(mission.add("a.csv.gz", gzip.compress(GOOD.encode())).take()) == (28, 28, 0, 0)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("1" * 5000, "intake.endless_number"),
        ("1e99999999999", "intake.endless_number"),
        ("[" * 100_000 + "]" * 100_000, "intake.too_deep"),
    ],
)
@pytest.mark.parametrize("before", [0, 65_530, 65_536])
def test_what_no_parser_of_json_stands_is_refused_wherever_it_is(mission, value, key, before):
    records = json.dumps([{"Date appel": "03/02/2025 09:00", "Numéro": "", "Motif": "x" * before}])
    text = f'{records[:-2]}, "n": {value}}}]'
    assert refused(mission.add("a.json", text)) == [key]


def test_texts_may_hold_what_numbers_and_lists_may_not(mission):
    said = "[" * 200 + "1" * 500 + '" \\ [{'
    records = [{"Date appel": "03/02/2025 09:00", "Numéro": "", "Motif": f"A{n}", "x": said * 100} for n in range(30)]
    assert counts(mission.add("a.json", json.dumps(records)).take()) == (30, 30, 0, 0)


def book(*far: str) -> bytes:
    made = openpyxl.Workbook()
    for line in GOOD.splitlines():
        made.active.append(line.split(";"))
    for place in far:
        made.active[place] = "x"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_cell_far_from_the_data_is_read_past_and_one_beyond_reason_is_told(mission):
    assert refused(mission.add("a.xlsx", book("XFD1048576"))) == ["intake.vast_sheet"]
    mission.sources.clear()
    assert counts(mission.add("b.xlsx", book("C200000")).take())[:2] == (29, 28)


def test_a_table_has_two_thousand_columns_at_most(mission):
    for columns in (2_000, 2_001):
        more = columns - 3
        lines = GOOD.splitlines()
        text = [lines[0] + "".join(f";C{n}" for n in range(more)), *(line + ";1" * more for line in lines[1:])]
        mission.sources.clear()
        mission.add("a.csv", "\n".join(text) + "\n")
        if columns == bounds.WIDEST:
            assert counts(mission.take()) == (28, 28, 0, 0)
    assert refused(mission) == ["intake.too_many_columns"]


def test_broken_lines_are_all_counted_and_as_many_listed_as_somebody_may_look_at(mission, monkeypatch):
    monkeypatch.setattr(rows, "LISTED", 10)
    ledger = mission.add("a.csv", GOOD + "x\n" * 50).take()
    assert (counts(ledger), ledger.reasons) == ((78, 28, 50, 0), {"ragged": 50})
    assert len((mission.folder / "work" / "rejects.csv").read_text(encoding="utf-8").splitlines()) == 11
    assert {"note": "lines_unlisted", "rows": 40} in ledger.notes
