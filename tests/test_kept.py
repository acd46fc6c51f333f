"""Which steps before the notebooks are done again, and that what a step does not read of `engagement.yml` changes nothing that it makes."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diagnostic import questions, steps, town
from diagnostic.engagement import TOLD, Client, Engagement, Parameters
from diagnostic.intake import inputs
from diagnostic.measuring.rows import settled
from diagnostic.store import facts
from diagnostic.store.engine import Store

KIT = Path(town.__file__).parent
ENGAGEMENT = """\
client: {name: Ville, population: 9000, languages: [fr]}
period: {start: 2025-01-01, end: 2025-03-31}
sources: [{file: data/appels.csv, table: contacts, channel: phone, columns: {occurred_at: Date, topic: Motif}, dates: '%d/%m/%Y %H:%M'}]
hours: [{site: Mairie, channel: phone, rules: "Mo-Fr 09:00-12:00", valid_from: 2024-01-01}]
promises: [{procedure: Acte, days: 5, kind: announced}]
"""
ROWS = "Date;Motif\n06/01/2025 09:00;Acte\n07/01/2025 10:30;Inscription\n"
ALL, MADE, MEASURED = ["intake", "facts", "indicators"], ["facts", "indicators"], ["indicators"]
# every parameter that no file is read by and no fact follows from, not as it is by itself
PARAMETERS = """
parameters: {repeat_window_days: 9, min_team: 9, min_cases: 9, unavailability: 0.1, occupancy: 0.9, annual_hours: 9, repeat_effort: 9,
  short_abandon_s: 9, answer_within_s: 9, service_level: 0.9, minimum_presence: 9, counter_within_minutes: 9, patience_s: 9,
  coding_sample: 9, least_gain_points: 9, draws: 999, seed: 9}
"""


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mission that is prepared; what may be read is measured at once, and empty."""
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(questions, "settle", lambda store, *beside: store.write_rows(settled(store.settings), [(1,)], {"one": "BIGINT"}))
    folder = tmp_path / "mission"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "appels.csv").write_text(ROWS, encoding="utf-8")
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    assert done(folder) == ALL
    return folder


def done(folder: Path) -> list[str]:
    """The steps that are done for a run."""
    heard: list[str] = []
    engagement = Engagement.load(folder)
    town.prepare(engagement, heard.append)
    town.settle(engagement, heard.append)
    return heard


def engaged(old: str, new: str) -> Callable[[Path], Any]:
    def change(folder: Path) -> None:
        assert old in ENGAGEMENT
        (folder / "engagement.yml").write_text(ENGAGEMENT.replace(old, new), encoding="utf-8")

    return change


def rows(old: str, new: str) -> Callable[[Path], Any]:
    return lambda folder: (folder / "data" / "appels.csv").write_text(ROWS.replace(old, new), encoding="utf-8")


def touched(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, ns=(1, 1))


CHANGES: dict[str, tuple[Callable[[Path], Any], list[str]]] = {
    "nothing": (lambda folder: None, []),
    "the times of every file": (touched, []),
    "a comment": (engaged("client:", "# read again\nclient:"), []),
    "the client's name": (engaged("Ville", "Bourg"), []),
    "the consultant": (engaged("promises:", "brand: {consultant: Moi}\npromises:"), []),
    "what is to be confirmed": (engaged("promises:", "to_confirm: [{question: a}]\npromises:"), []),
    "until when it is kept": (engaged("promises:", "retain_until: 2030-01-01\npromises:"), []),
    "a language more": (engaged("[fr]", "[fr, en]"), []),
    "another first language": (engaged("[fr]", "[en]"), ["intake"]),
    "a promise": (engaged("days: 5", "days: 6"), MADE),
    "what is promised": (engaged("procedure: Acte", "procedure: Actes"), ALL),
    "an event": (engaged("promises:", "events: [{date: 2025-02-03, kind: peak, label: Rentrée}]\npromises:"), MADE),
    "the population": (engaged("9000", "9001"), MADE),
    "a parameter": (engaged("promises:", "parameters: {repeat_window_days: 9}\npromises:"), MEASURED),
    "a parameter of the facts": (engaged("promises:", "parameters: {chaser_after_days: 9}\npromises:"), MADE),
    "a parameter of the intake": (engaged("promises:", "parameters: {shared_identifier: 9}\npromises:"), ["intake", *MEASURED]),
    "the hours": (engaged("12:00", "12:30"), MADE),
    "a row, of the same size": (rows("10:30", "10:31"), ALL),
    "a row that is no row": (rows("\n06", "\n\n06"), ["intake"]),
    "a file of the store gone": (lambda folder: (folder / "work/store/fact_cases.parquet").unlink(), ["facts"]),
    "a file of the store damaged": (lambda folder: (folder / "work/store/fact_cases.parquet").write_bytes(b"PAR1"), ["facts"]),
    "a table gone": (lambda folder: (folder / "work/store/contacts.parquet").unlink(), ["intake"]),
    "the account gone": (lambda folder: (folder / "work/intake.json").unlink(), ["intake"]),
    "what may be read gone": (lambda folder: next((folder / "work/store").glob("indicators_*")).unlink(), ["indicators"]),
    "all that is known": (lambda folder: steps.forget_all(folder), ALL),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_changed_is_done_again_and_the_rest_is_kept(mission: Path, change: Callable[[Path], Any], expected: list[str]) -> None:
    assert done(mission) == []
    before = contents(mission)
    change(mission)
    assert done(mission) == expected
    assert done(mission) == []
    if set(expected) < {"intake", "facts"}:  # made anew, and as it was: what builds on it is kept
        assert contents(mission) == before


def contents(folder: Path) -> dict[str, str]:
    return facts.contents(Engagement.load(folder))


UNREAD_CHANGED = ENGAGEMENT.replace(
    "client: {name: Ville, population: 9000, languages: [fr]}",
    "client: {name: Autre, population: 12, languages: [fr, en], school_zone: A}\nretain_until: 2031-01-01\n"
    "brand: {consultant: Moi}\nto_confirm: [{question: a}]\n"
    "events: [{date: 2025-02-03, kind: break, label: Outil}]\ntargets: {reach.answer_rate_agent: {value: 0.8, source: x}}"
    + PARAMETERS.replace("{rep", "{chaser_after_days: 9, handling_minutes: {phone: 9}, seasonal_profile: {1: 9}, rep").rstrip(),
)


def test_no_table_and_no_account_follows_from_what_the_intake_does_not_read(mission: Path) -> None:
    before = _taken(mission)
    (mission / "engagement.yml").write_text(UNREAD_CHANGED, encoding="utf-8")
    changed = Engagement.load(mission)
    assert inputs.step(changed).version == inputs.step(_engagement(mission, ENGAGEMENT)).version
    (mission / "engagement.yml").write_text(UNREAD_CHANGED, encoding="utf-8")
    assert _taken(mission) == before
    assert {part for part in inputs.UNREAD if changed.parts()[part] == _engagement(mission, ENGAGEMENT).parts()[part]} == set()
    assert {part for part in inputs.UNREAD if not part.startswith("parameters.")} == {
        *TOLD,
        "client.languages",
        "client.population",
        "client.school_zone",
        "events",
        "targets",
    }  # all changed here


def _engagement(folder: Path, text: str) -> Engagement:
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    return Engagement.load(folder)


def _taken(folder: Path) -> dict[str, bytes]:
    """What an intake makes of a mission as it is."""
    from diagnostic import intake

    intake.take(Engagement.load(folder))
    tables = sorted((folder / "work" / "store").glob("contact*.parquet"))
    return {path.name: path.read_bytes() for path in [*tables, folder / "work" / "intake.json", folder / "work" / "rejects.csv"]}


def test_no_fact_follows_from_what_the_facts_do_not_read(mission: Path) -> None:
    before = contents(mission)
    text = (
        ENGAGEMENT.replace("name: Ville", "name: Autre")
        .replace("[fr]", "[en, fr]")
        .replace("promises:", "retention: {calls_months: 6}\npromises:")
    )
    text = text.replace("promises:", "brand: {consultant: Moi}\nto_confirm: [{question: a}]\nretain_until: 2031-01-01\npromises:")
    engagement = _engagement(mission, text.replace("promises:", "relays: [Mairie annexe]\npromises:") + PARAMETERS)
    assert facts.step(engagement).version == facts.step(_engagement(mission, ENGAGEMENT)).version
    with Store.open(engagement.store, {}) as store:
        assert store.has("contacts")
    facts.derive(engagement)
    assert contents(mission) == before


def test_no_part_of_the_engagement_is_unread_by_mistake() -> None:
    parts = {f"{part}.{name}" for part, of in (("client", Client), ("parameters", Parameters)) for name in of.model_fields}
    assert {*TOLD, *inputs.UNREAD, *facts.UNREAD} <= Engagement.model_fields.keys() | parts
    assert {f"parameters.{name}" for name in facts.READ} <= parts


def test_no_notebook_asks_for_what_only_the_report_tells() -> None:
    """The names of `TOLD`, as attributes, in all that notebooks import."""
    asked = {name.rpartition(".")[2] for name in TOLD} - {"name"}
    rooms = ("questions", "findings", "charts", "blocks", "measuring", "planning", "statistics")
    for path in (path for room in rooms for path in (KIT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in asked, path
                assert ast.unparse(node) != "engagement.client.name" and ast.unparse(node).split(".")[-2:] != ["client", "name"], path


def test_the_intake_and_the_facts_ask_for_no_parameter_that_they_are_said_not_to_read() -> None:
    for room, unread in (("intake", inputs.UNREAD), ("store", facts.UNREAD)):
        asked = {name for name in _asked(room) if name.startswith("parameters.")}
        assert asked and asked.isdisjoint(unread), room


def test_the_intake_asks_of_hours_and_promises_for_their_names_alone(mission: Path) -> None:
    asked = _asked("intake")
    assert any(name.split(".")[0] == "words" for name in asked)
    assert asked.isdisjoint(Engagement.load(mission).words)


def _asked(room: str) -> set[str]:
    """`hours` for `engagement.hours`, `parameters.seed` for `engagement.parameters.seed`."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((KIT / room).rglob("*.py"))]
    written = {ast.unparse(node) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name.split("engagement.", 1)[1] for name in written if "engagement." in name}
