"""Headers in two lines: what they are asked costs little, however wide the sheet."""

from __future__ import annotations

from diagnostic.intake.files import groups


def test_a_line_of_numbers_is_known_by_the_first_of_them(monkeypatch):
    asked = []
    number = groups.number
    monkeypatch.setattr(groups, "number", lambda cell: asked.append(cell) or number(cell))
    rows = [(line, [str((line * place) % 50) for place in range(2_000)]) for line in range(1, 40)]
    assert groups.grouped(rows) == rows and len(asked) == len(rows) - 1


def test_names_that_stand_twice_take_the_group_above_them():
    above, names = ["Jour", "Accueil", "", "Téléphone", ""], ["Jour", "Reçus", "Servis", "Reçus", "Servis"]
    assert groups.named(names, above) == ["Jour", "Accueil Reçus", "Accueil Servis", "Téléphone Reçus", "Téléphone Servis"]
    assert groups.named(["Jour", "Reçus", "Servis"], ["Jour", "Accueil", ""]) == ["Jour", "Reçus", "Servis"], "nothing stands twice"
    assert groups.named(["Jour", "3", "Reçus", "Reçus"], above) == ["Jour", "3", "Reçus", "Reçus"], "a number is no name"
