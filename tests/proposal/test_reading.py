"""Files read one after the other, or side by side where they are many: the same is proposed."""

from __future__ import annotations

from diagnostic.proposal import propose_files, reading


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
