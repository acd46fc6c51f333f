"""What `new` says can be measured is what a mission with these columns measures."""

from __future__ import annotations

import pytest

from diagnostic.checking import promising
from diagnostic.engagement import Client, Engagement, Hours, Parameters, Perimeter, Promise, Source
from diagnostic.measuring.readiness import DECLARED
from diagnostic.resources import shipped
from tests.cli.test_cli import Spoken
from tests.towns import town


def states(engagement: Engagement) -> dict[str, str]:
    return {question.name: question.state for question in promising.answerable(engagement)}


def named(engagement: Engagement) -> set[str]:
    return {f"{table}.{column}".rstrip(".") for table, columns in promising._there(engagement) for column in columns}


def test_every_part_of_the_mission_that_an_indicator_needs_is_looked_at(tmp_path):
    bare, whole = (
        town(tmp_path),
        town(
            tmp_path,
            client=Client(name="V", population=1000),
            hours=(Hours(site="Mairie", rules="Mo 09:00-12:00"),),
            promises=(Promise(procedure="Acte", days=5),),
            perimeter=Perimeter(channels=("phone",)),
            parameters=Parameters(handling_minutes={"phone": 4}),
        ),
    )
    assert not DECLARED.keys() & named(bare) and DECLARED.keys() <= named(whole)


def test_columns_constants_and_presets_are_all_looked_at(tmp_path):
    sources = (
        Source(file="data/a.csv", table="contacts", channel="phone", columns={"occurred_at": "Date", "phone": "Numéro"}),
        Source(file="data/b.csv", table="counts", columns={"month": "Mois", "contacts": "A + B"}, across={"contacts": "site"}),
        Source.model_validate({"file": "data/c.json", "preset": "zammad"}),
    )
    there = named(town(tmp_path, sources=sources))
    assert {"contacts.channel", "contacts.occurred_at", "contacts.person", "counts.site", "cases.opened_at"} <= there
    assert "contacts.wait_s" not in there and not any(name.startswith("survey") for name in there)


def test_what_two_files_of_a_table_hold_apart_is_not_held_together(tmp_path):
    apart = tuple(Source(file=f"data/{column}.csv", table="cases", columns={column: "Date"}) for column in ("opened_at", "closed_at"))
    together = (Source(file="data/a.csv", table="cases", columns={"opened_at": "Début", "closed_at": "Fin"}),)
    assert states(town(tmp_path, sources=apart))["times"] == "lacking"
    assert states(town(tmp_path, sources=together))["times"] != "lacking"


def test_a_mission_without_tickets_cannot_measure_the_counter_and_the_sample_town_can():
    engagement = Engagement.load(shipped("data_samples") / "ville-exemple")
    without = engagement.model_copy(update={"sources": tuple(source for source in engagement.sources if source.table != "tickets")})
    assert states(engagement)["counter"] == "ready" and states(without)["counter"] == "lacking"
    assert states(engagement)["times"] != "lacking"


@pytest.mark.parametrize("language, words", [("fr", "En partie : Qui"), ("en", "In part: Who")])
def test_new_says_it_before_the_next_step(capsys, tmp_path, monkeypatch, language, words):
    monkeypatch.setenv("DIAGNOSTIC_LANG", language)
    lines = [f"{day:02}/01/2025 10:00;Décroché;{day}" for day in range(1, 29)]
    (tmp_path / "appels.csv").write_text("\n".join(["Date appel;Statut;Attente", *lines]), encoding="utf-8")
    told = Spoken(capsys, "new", tmp_path / "mission", "--from", tmp_path / "appels.csv")
    *_, last, following = told.err.splitlines()
    assert "check" in following and last.startswith(words)
