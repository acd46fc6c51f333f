"""Files read one after the other, or side by side where they are many: the same is proposed."""

from __future__ import annotations

import pytest

from diagnostic.proposal import propose_files, reading, sheets


def test_files_read_side_by_side_give_what_they_give_one_after_the_other(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    calls = "".join(f"{n};{n % 28 + 1:02}/03/2025 10:{n % 60:02};06 39 98 {n % 100:02} 12;Répondu\n" for n in range(60))
    (tmp_path / "data" / "appels.csv").write_text("N°;Date appel;Appelant;Issue\n" + calls, encoding="utf-8")
    requests = "".join(f"D{n:05};{n % 28 + 1:02}/03/2025;{n % 28 + 1:02}/04/2025;Voirie\n" for n in range(60))
    (tmp_path / "data" / "demandes.csv").write_text("Dossier;Créée le;Close le;Motif\n" + requests, encoding="utf-8")
    (tmp_path / "data" / "vide.csv").write_text("", encoding="utf-8")
    files = ["data/appels.csv", "data/demandes.csv", "data/vide.csv"]
    alone = propose_files(tmp_path, files)
    monkeypatch.setattr(reading, "MANY", 0)
    together = propose_files(tmp_path, files)
    assert [source.entry for source in together.sources] == [source.entry for source in alone.sources] != []
    assert together.all_points == alone.all_points
    assert together.problems == alone.problems != ()


@pytest.mark.parametrize(("answer", "read"), [(None, ["tickets"]), ("contacts", ["contacts"]), ("", [])])
def test_a_table_with_a_small_lead_is_read_and_asked(tmp_path, monkeypatch, answer, read):
    (tmp_path / "data").mkdir()
    rows = "".join(f"{n % 28 + 1:02}/03/2025 10:{n % 60:02};Annexe {n % 3};Voirie\n" for n in range(60))
    (tmp_path / "data" / "export.csv").write_text("Date;Site;Motif\n" + rows, encoding="utf-8")
    chances = dict.fromkeys(sheets.TABLES, 0.0) | {"tickets": 0.55, "contacts": 0.45}
    monkeypatch.setattr(sheets, "likely", lambda *_: chances)
    proposal = propose_files(tmp_path, ["data/export.csv"], lambda _: answer)
    assert [source.table for source in proposal.sources] == read and not proposal.undecided
    asked = [point.proposal for point in proposal.all_points if point.about_table]
    assert asked == (["tickets"] if answer is None else [])
